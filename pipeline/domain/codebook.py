"""The codebook: which codes a year's assessment has, which indicator each belongs to, what each asks.

Every function answers for the assessment of public bodies unless another scheme is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import cast

from pipeline.domain.data_files import read_csv
from pipeline.domain.scheme import DEFAULT_SCHEME, scheme
from pipeline.domain.wordings import compact_title
from pipeline.model import Tool

TOOLS: tuple[Tool, ...] = ("IIT", "EIT", "OIT")
TOOL_OF_LETTER: Mapping[str, Tool] = {"I": "IIT", "E": "EIT", "O": "OIT"}
TITLE_SIMILARITY = 0.85
"""Share of like characters (0 to 1) from which a printed title is an indicator's: it may have a typo or a lost mark."""
LAST_NUMBER = 99
"""The highest number of a code."""
_TITLE_PREFIX = re.compile(r"^.*?(?:ตัวชี้วัดที่|ด้านที่|ส่วนที่)\s*[\d๐-๙]+|^\s*ด้าน(?!ที่)")


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One line of the codebook.

    Attributes:
        tool: IIT, EIT or OIT; other schemes have others.
        indicator_no: of the scheme's indicators; 0 where it is not known.
        name: what the item is called (O-codes; None where not known).
        certainty: how well it is known: published, report, inferred, partly, unverified.
        source: what says so.
    """

    code: str
    tool: Tool
    indicator_no: int
    name: str | None
    certainty: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorName:
    """One of a scheme's indicators, with the wordings its title is printed in.

    Attributes:
        tool: that measures it; None where the scheme binds none to it.
    """

    indicator_no: int
    tool: Tool | None
    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question text known to stand beside a code in the years given (Buddhist Era, both ends in).

    Attributes:
        seen_in: years in which it was seen; in the others bodies may print it.
        sub_questions: what the question asks one by one; their scores may be printed below its own.
        answer_scale: ``4_point`` (answers count 0, 33, 67, 100) or ``yes_no`` (0, 100); None where not known.
        reversed_parts: numbers of the sub-questions, from 1, whose answers count the other way round, so that high is
            good; (0,) stands for the whole question, None for not known.
        certainty: in the years in which it was seen.
    """

    code: str
    text: str
    year_first: int
    year_last: int
    seen_in: tuple[int, ...] = ()
    sub_questions: tuple[str, ...] = ()
    answer_scale: str | None = None
    reversed_parts: tuple[int, ...] | None = None
    certainty: str = "unverified"
    source: str = ""

    def certainty_in(self, year: int) -> str:
        """Return how well it is known to stand beside its code in a year (Buddhist Era)."""
        return self.certainty if year in self.seen_in else "unverified"


def code_number(code: str) -> int:
    """Return the number in a code: 13 of ``I13``."""
    return int(code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def report_order(code: str) -> tuple[int, int]:
    """Return where a code stands in a report: tools in the order IIT, EIT, OIT, others; then numbers."""
    tool = TOOL_OF_LETTER.get(code[0]) if code[1:2].isdigit() else None
    return TOOLS.index(tool) if tool else len(TOOLS), code_number(code)


@cache
def codebook_table() -> tuple[tuple[str, int, CodeEntry], ...]:
    """Return the code table as it stands: scheme, fiscal year (Buddhist Era) and entry of each line."""
    return tuple((row["scheme"], int(row["fiscal_year"]), _entry(row)) for row in read_csv("schemes/codes.csv"))


def _entry(row: Mapping[str, str]) -> CodeEntry:
    return CodeEntry(
        row["code"],
        cast(Tool, row["tool"]),
        int(row["indicator_no"] or 0),
        row["name_th"] or None,
        row["certainty"],
        row["source"],
    )


@cache
def editions(name: str = DEFAULT_SCHEME) -> Mapping[int, Mapping[str, CodeEntry]]:
    """Return the codebook of each year (Buddhist Era) of a scheme's assessment: code to entry.

    A tool that a year lacks is taken from the year before it, as unverified. A scheme that inherits has the other
    scheme's years too, and the other's codes of the tools for which it has no list of that year or an earlier one.
    """
    own: dict[int, dict[str, CodeEntry]] = {}
    for of_scheme, year, entry in codebook_table():
        if of_scheme == name:
            own.setdefault(year, {})[entry.code] = entry
    for before, year in pairwise(sorted(own)):
        known = {entry.tool for entry in own[year].values()}
        own[year].update({c: replace(e, certainty="unverified") for c, e in own[before].items() if e.tool not in known})
    base = scheme(name).inherits
    return own if base is None else _with_inherited(own, editions(base))


def _with_inherited(
    own: Mapping[int, Mapping[str, CodeEntry]], base: Mapping[int, Mapping[str, CodeEntry]]
) -> Mapping[int, Mapping[str, CodeEntry]]:
    """Return the codebooks of a scheme with what it takes from the scheme it inherits from."""
    out = {}
    for year in sorted({*own, *base}):
        mine = own.get(max((y for y in own if y <= year), default=0), {})
        tools = {entry.tool for entry in mine.values()}
        theirs = base[nearest_of(base, year)]
        taken = {c: replace(e, certainty=_at_most_inferred(e)) for c, e in theirs.items() if e.tool not in tools}
        out[year] = {**taken, **mine}
    return out


def _at_most_inferred(entry: CodeEntry) -> str:
    return "inferred" if entry.certainty in ("published", "report") else entry.certainty


@cache
def all_codes(name: str = DEFAULT_SCHEME) -> tuple[str, ...]:
    """Return every code that some year of a scheme has, in the order of a report."""
    return tuple(sorted({code for edition in editions(name).values() for code in edition}, key=report_order))


def codes_of(name: str, year: int | None) -> Mapping[str, CodeEntry]:
    """Return the codebook that holds for a year of a scheme; the latest where the year is None.

    Empty where the scheme has no codes.
    """
    years = editions(name)
    if not years:
        return {}
    return years[max(years) if year is None else nearest_of(years, year)]


def is_complete(year: int, tool: str, name: str = DEFAULT_SCHEME) -> bool:
    """Return whether the list of a tool's codes in a year (Buddhist Era) of a scheme is known to be whole."""
    return scheme(name).is_complete(year, tool)


@cache
def unlisted_codes(year: int, name: str = DEFAULT_SCHEME) -> tuple[str, ...]:
    """Return codes that a year's assessment may have beyond its list, where the list is not known to be whole.

    They are right as printed; nothing is known of them.
    """
    known = codes_of(name, year)
    return tuple(
        f"{forms[0]}{n}"
        for tool, forms in scheme(name).code_forms.items()
        if not is_complete(year, tool, name)
        for n in range(1, LAST_NUMBER + 1)
        if f"{forms[0]}{n}" not in known
    )


@cache
def possible_codes(year: int, name: str = DEFAULT_SCHEME) -> tuple[str, ...]:
    """Return every code that some year of a scheme has and those that this one may have, in the order of a report."""
    return tuple(sorted({*all_codes(name), *unlisted_codes(year, name)}, key=report_order))


def may_have(year: int, code: str, name: str = DEFAULT_SCHEME) -> bool:
    """Return whether a year's list has a code, or may have it because it is not known to be whole."""
    return code in codes_of(name, year) or code in unlisted_codes(year, name)


def nearest_of(years: Iterable[int], year: int) -> int:
    """Return the year whose list holds for a year: itself, else the last one before it, else the first."""
    known = sorted(years)
    return max((y for y in known if y <= year), default=known[0])


def nearest_year(year: int) -> int:
    """Return the year whose codebook holds for a year: itself, else the last one before it, else the first."""
    return nearest_of(editions(), year)


def same_codebook(year: int, other: int) -> bool:
    """Return whether two years have the same codes under the same indicators."""
    one, two = editions()[year], editions()[other]
    return {c: e.indicator_no for c, e in one.items()} == {c: e.indicator_no for c, e in two.items()}


@cache
def indicators(name: str = DEFAULT_SCHEME) -> Mapping[int, IndicatorName]:
    """Return the indicators of a scheme by number; those of the scheme it inherits from where it has none."""
    own = {
        int(row["indicator_no"]): IndicatorName(
            int(row["indicator_no"]),
            cast(Tool, row["tool"]) or None,
            row["name_th"],
            tuple(a for a in re.split(r"[|;]", row["aliases_th"]) if a),
        )
        for row in read_csv("schemes/indicators.csv")
        if row["scheme"] == name
    }
    base = scheme(name).inherits
    return own if own or base is None else indicators(base)


@cache
def questions(name: str = DEFAULT_SCHEME) -> tuple[Question, ...]:
    """Return the question texts known of a scheme; those of the scheme it inherits from where it has none."""
    own = tuple(_question(row) for row in read_csv("schemes/questions.csv") if row["scheme"] == name)
    base = scheme(name).inherits
    return own if own or base is None else questions(base)


def _question(row: Mapping[str, str]) -> Question:
    parts = {"": None, "no": (), "yes": (0,)}
    reverse = row["reversed"]
    return Question(
        row["code"],
        row["question"],
        int(row["year_first"]),
        int(row["year_last"]),
        tuple(int(year) for year in row["seen_in"].split("|") if year),
        tuple(part for part in row["sub_questions"].split("|") if part),
        row["answer_scale"] or None,
        parts[reverse] if reverse in parts else tuple(int(n) for n in reverse.split("|")),
        row["certainty"],
        row["source"],
    )


def question_of(name: str, year: int, code: str) -> Question | None:
    """Return the question that a code asks in a year (Buddhist Era) of a scheme: the text that is best known.

    None where no text is known of that year.
    """
    known = [q for q in questions(name) if q.code == code and q.year_first <= year <= q.year_last]
    return max(known, key=lambda q: (year in q.seen_in, bool(q.answer_scale)), default=None)


@cache
def _title_wordings(name: str) -> Sequence[tuple[str, int]]:
    """Return the comparable names and aliases of a scheme's indicators, with their numbers."""
    return [
        (compact_title(word), no) for no, entry in indicators(name).items() for word in (entry.name, *entry.aliases)
    ]


@lru_cache(maxsize=4096)
def indicator_by_title(title: str, similarity: float = TITLE_SIMILARITY, name: str = DEFAULT_SCHEME) -> int | None:
    """Return the indicator whose name or alias a section title is; None where none is like it.

    Args:
        title: as printed, with or without words such as ``ตัวชี้วัดที่ 3`` or ``ด้าน`` before it.
        similarity: the share of like characters asked for, 0 to 1.
        name: of the scheme.
    """
    from rapidfuzz.fuzz import ratio

    wanted = compact_title(_TITLE_PREFIX.sub("", title))
    if not wanted:
        return None
    best = max(((ratio(wanted, word), no) for word, no in _title_wordings(name)), default=(0.0, 0))
    return best[1] if best[0] >= 100 * similarity else None
