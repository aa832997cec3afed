"""Score one document's rows of ``indicators`` and ``measures`` against its truth file."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.domain.thai_digits import TO_ARABIC

TEXT_FIELDS = ("measure", "result", "outcome")

Row = Mapping[str, Any]


def spaced(text: str | None) -> str:
    """Return a text for comparing words and spaces: NFC, Arabic digits, no list number before it, single spaces."""
    composed = unicodedata.normalize("NFC", text or "").translate(TO_ARABIC)
    return " ".join(re.sub(r"^\s*\d+\s*[.)]\s*", "", composed).split())


def tight(text: str | None) -> str:
    """Return the same without white space."""
    return spaced(text).replace(" ", "")


@dataclass(frozen=True)
class MeasuresScore:
    """How near one document came to its truth. Shares are 0 to 1.

    Attributes:
        codes: codes of the truth.
        right: of them, those given to a row.
        wrong: codes given that the truth does not have, or has once and the rows twice.
        unresolved: rows without a code.
        scores, levels, questions: shares of the truth's codes that have the right value.
        rows: share of the truth's measures that are there.
        extra: measures too many.
        text: share of cells (measure, result, outcome) equal to the truth, white space aside.
        spacing: the same share, with single spaces compared too.
        cer: wrong characters per character of the truth, white space aside.
        agency, year: right, wrong, or not in the truth (None).
    """

    codes: int
    right: int
    wrong: int
    unresolved: int
    scores: float
    levels: float
    questions: float
    rows: float
    extra: int
    text: float
    spacing: float
    cer: float
    agency: bool | None
    year: bool | None

    @property
    def code(self) -> float:
        """Return the share of the truth's codes that were given to a row."""
        return self.right / self.codes if self.codes else 1.0

    def line(self) -> str:
        """Return one line for people."""
        words = {None: "-", True: "right", False: "WRONG"}
        return " | ".join(
            (
                f"codes {self.right}/{self.codes} wrong {self.wrong} unresolved {self.unresolved}",
                f"scores {self.scores:.3f} levels {self.levels:.3f} questions {self.questions:.3f}",
                f"agency {words[self.agency]} year {words[self.year]}",
                f"rows {self.rows:.3f} extra {self.extra}",
                f"text {self.text:.4f} spacing {self.spacing:.3f} cer {self.cer:.5f}",
            )
        )


def read_truth(path: Path) -> list[dict[str, str]]:
    """Read the rows of a truth file."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def score_measures(
    truth: Sequence[Mapping[str, str]], document: Row | None, indicators: Sequence[Row], measures: Sequence[Row]
) -> MeasuresScore:
    """Compare one document's rows of a release with its truth.

    Args:
        truth: rows of the truth file.
        document: its row of ``documents``; None where it has none.
        indicators: its rows of ``indicators``.
        measures: its rows of ``measures``.
    """
    expected = {row["code"]: row for row in reversed(truth)}
    found = {row["code"]: row for row in indicators if row["code"]}
    given = [row["code"] for row in indicators if row["code"]]
    pairs = [(expected[code], found[code]) for code in expected if code in found]
    share = 1 / len(expected) if expected else 1.0
    by_key = {(row["code"], row["measure_no"]): row for row in measures if row["code"]}
    cells = [
        (row[field], (by_key.get((row["code"], int(row["measure_no"]))) or {}).get(field))
        for row in truth
        for field in TEXT_FIELDS
    ]
    measures_found = sum((row["code"], int(row["measure_no"])) in by_key for row in truth)
    return MeasuresScore(
        codes=len(expected),
        right=len(pairs),
        wrong=sum(code not in expected for code in given) + len(given) - len(set(given)),
        unresolved=sum(not row["code"] for row in indicators),
        scores=share * sum(h["score"] is not None and abs(h["score"] - float(w["score"])) < 0.005 for w, h in pairs),
        levels=share * sum(tight(h["level"]) == tight(w["level"]) for w, h in pairs),
        questions=share * sum(tight(h["question"]) == tight(w["question"]) for w, h in pairs),
        rows=measures_found / len(truth),
        extra=max(0, len(measures) - len(truth)),
        text=sum(tight(w) == tight(h) for w, h in cells) / len(cells),
        spacing=sum(spaced(w) == spaced(h) for w, h in cells) / len(cells),
        cer=wrong_characters(cells) / max(1, sum(len(tight(w)) for w, _ in cells)),
        agency=_matches(truth, "agency", document),
        year=_matches(truth, "fiscal_year", document),
    )


def wrong_characters(pairs: Sequence[tuple[str, str | None]]) -> int:
    """Return the edit distance of the second texts from the first, white space aside: at most their lengths."""
    from rapidfuzz.distance import Levenshtein

    return sum(min(len(tight(w)), Levenshtein.distance(tight(w), tight(r))) for w, r in pairs)


def _matches(truth: Sequence[Mapping[str, str]], field: str, document: Row | None) -> bool | None:
    """Return whether a field of the document is as in the truth; None where the truth has none."""
    if field not in truth[0]:
        return None
    value = document[field] if document else None
    return value is not None and tight(str(value)) == tight(truth[0][field])
