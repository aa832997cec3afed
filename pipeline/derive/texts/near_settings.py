"""What decides which texts say nearly the same, in one place."""

from __future__ import annotations

from typing import NamedTuple


class NearSettings(NamedTuple):
    """How texts are compared; ``python -m benchmarks.texts`` measures what these values find.

    Attributes:
        shingle: characters of a shingle. Thai has no space between words; of 3 characters (a syllable, as a rule) texts
            of one subject share few, and a changed word costs few. Of the pairs of measures of one report, 99 in 100 of
            the unlike ones share less than 0.2 of them; 2 characters are shared by chance, and 5 tell no better than 3.
        least_similarity: shingles that two texts share, of all that they have (Jaccard index, 0 to 1), from which on
            they say nearly the same. A word of 6 letters exchanged in 60 leaves 0.76, two letters lost in 100 0.9,
            clauses in another order 0.95; other measures for the same question, which share half of their wording, have
            0.5 to 0.65, and of made-up ones 1 in 3,000 pairs that are found at 0.75 is such (1 in 200 at 0.7).
        bands, rows: of a signature: texts may be near where all hashes (``rows``) of a band are equal. A pair of
            similarity 0.75 is missed by all 32 bands with a probability of 0.002, one of 0.8 of 0.0001; of pairs at
            0.3, 2 % are looked at.
        most_in_group: texts of a band with equal hashes that are compared with each other; larger groups are split by
            further hashes. A text that thousands of bodies change a little costs no more than another.
        most_near: the most that are listed for one text, the nearest first.
        estimate_margin: pairs whose similarity, estimated from signatures, is lower than wanted by more than this are
            not compared; three standard deviations of the estimate.
        seed: of the signatures.
        update_share: share of texts (0 to 1) that are new or gone from which on all are compared again.
    """

    shingle: int = 3
    least_similarity: float = 0.75
    bands: int = 32
    rows: int = 6
    most_in_group: int = 32
    most_near: int = 20
    estimate_margin: float = 0.1
    seed: int = 2566
    update_share: float = 0.2

    @property
    def hashes(self) -> int:
        """Hashes of a signature."""
        return self.bands * self.rows


NEAR = NearSettings()
