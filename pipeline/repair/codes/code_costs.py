"""The costs that repair weighs codes by, typed: the data file ``confusables.yml``.

Costs are like negative logarithms of a chance: 0 is letter for letter, 1 usual, 3 rare, 6 hardly ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FORBIDDEN = 1000.0
"""The cost of what cannot be; above every sum of costs that can."""


@dataclass(frozen=True, slots=True)
class EditCosts:
    """What single departures of a print from a code cost.

    Attributes:
        thai_digit: ๑ for 1: the same digit.
        unknown_letter: a character of no known likeness in place of the letter.
        other_letter: another tool's letter, plainly printed.
        letter_lost: 22 for I22.
        stroke_merged: I7 for I17: the 1 melts into the I or 1 before it.
        stroke_dropped: O2 for O12: another 1 lost.
        digit_dropped: I2 for I23.
        digit_misread: any digit for any other.
        extra_stroke: I113 read for I13.
        zero_padding: I01.
        zero_padding_wide: O041.
    """

    thai_digit: float
    unknown_letter: float
    other_letter: float
    letter_lost: float
    stroke_merged: float
    stroke_dropped: float
    digit_dropped: float
    digit_misread: float
    extra_stroke: float
    zero_padding: float
    zero_padding_wide: float


@dataclass(frozen=True, slots=True)
class ContextCosts:
    """What it costs that a code does not fit what stands around it.

    Attributes:
        tool: the code belongs to another tool than the heading says.
        section: the code is of another indicator than a section number that is trusted.
        section_wrong: not to trust a section number (once per section).
        section_titled: the same, where the section's title agrees with the number.
        section_doubtful: the same, where title, tool, or the rising numbers speak against it.
        section_change: two indicators under one heading that is not trusted.
        order: a code lower than the one before it.
        order_unsorted: the same in a report whose plain codes do not rise.
        question: another code's question text.
        blank: a cell without a code, for every code.
        outside_year: a code that only other years have.
        nothing: not to assign a code to a printed cell.
        nothing_blank: the same for a blank cell.
        nothing_asked: the same, added beside a known question text.
        plain: another letter, or no code, for a code of the year that is printed plainly and was not read by OCR.
        other_year: to read the whole report by the codebook of another year than its own.
    """

    tool: float
    section: float
    section_wrong: float
    section_titled: float
    section_doubtful: float
    section_change: float
    order: float
    order_unsorted: float
    question: float
    blank: float
    outside_year: float
    nothing: float
    nothing_blank: float
    nothing_asked: float
    plain: float
    other_year: float


@dataclass(frozen=True, slots=True)
class CodeLimits:
    """When a code is given.

    Attributes:
        margin: cost by which the best code must be ahead of the next.
        candidates: cost; codes this near the best are named in the finding.
        print: cost; a printed cell further than this from its code is not trusted.
        longest: characters of a cell above which it is no code.
        unsorted_share: share of falling pairs among plainly printed codes above which order means nothing.
        fewest_pairs: pairs below which that share says nothing.
        question_similarity: share of like characters from which a question text is recognised.
        question_lead: share; a text this much less like the question is not it.
    """

    margin: float
    candidates: float
    print: float
    longest: int
    unsorted_share: float
    fewest_pairs: int
    question_similarity: float
    question_lead: float


@dataclass(frozen=True, slots=True)
class CodeCosts:
    """The data file.

    Attributes:
        letters: of each code's letter: what is read in place of it, and its cost.
        digits: of each digit: the same.
        noise: characters that stand in a code cell without meaning anything, and the cost of each.
        prefixes: words that may stand before a code, free of charge.
        edits: of a reader of which nothing is known.
        edits_expected: of a reader that makes the rare mistakes.
        rare_mistakes: names of the edits that are cheaper once a report shows them.
        context: of what stands around a code.
        certainty: of an entry of the codebook, by how well it is known.
        limits: when a code is given.
        foreign: patterns of the codes of other assessments.
    """

    letters: Mapping[str, Mapping[str, float]]
    digits: Mapping[str, Mapping[str, float]]
    noise: Mapping[str, float]
    prefixes: tuple[str, ...]
    edits: EditCosts
    edits_expected: EditCosts
    rare_mistakes: frozenset[str]
    context: ContextCosts
    certainty: Mapping[str, float]
    limits: CodeLimits
    foreign: tuple[str, ...]


@cache
def code_costs() -> CodeCosts:
    """Return the costs, read once."""
    from pipeline.files import load_yaml

    data = load_yaml(files(__package__).joinpath("confusables.yml").read_text(encoding="utf-8"))
    context = dict(data["context"])
    certainty = context.pop("certainty")
    return CodeCosts(
        letters=data["letters"],
        digits=data["digits"],
        noise=data["noise"],
        prefixes=tuple(data["prefixes"]),
        edits=EditCosts(**data["costs"]),
        edits_expected=EditCosts(**{**data["costs"], **data["lowered"]}),
        rare_mistakes=frozenset(data["lowered"]),
        context=ContextCosts(**context),
        certainty=certainty,
        limits=CodeLimits(**data["limits"]),
        foreign=tuple(data["foreign"]),
    )
