"""Total scores that prose states (``มีผลคะแนน 93.72 คะแนน อยู่ในระดับ ผ่านดี``), with grade, year and body.

They are no rows of a table: they are what a table's total is held against. A number counts only where its sentence
says that it is a total; a change, a limit, a mean of many bodies, the score of an indicator or of a tool does not
(``stated_scores.yml`` has the wordings).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from pipeline.domain.codebook import indicators
from pipeline.domain.data_files import read_yaml
from pipeline.domain.scales import grade_names
from pipeline.domain.stated_context import Prose, body_before, flatten, year_of

YearBasis = Literal["printed", "hint"]

_NUMBER = re.compile(r"(?<![\d.,/])\d{1,3}(?:\.\d{1,4})?(?![\d/]|[.,]\d)")
_RANGE_BEFORE = re.compile(r"(?:\d|คะแนน)(?:[-–—−~]|ถึง)$")
_RANGE_BEHIND = re.compile(r"^(?:คะแนน)?(?:[-–—−~]|ถึง)\d")
_MINUS = "-−–"
_UNIT = "คะแนน"
_LETTERS = r"(?:AA|[A-F])(?![A-Za-z])"


class StatedScoreSettings(NamedTuple):
    """How far words of a sentence reach, in characters without white space.

    Attributes:
        sentence: on either side of a number, all that is looked at for it.
        subject: from the words that name an indicator or a mean to the number that is said of it.
        grade: from a number to its grade.
        highest: points; no total is above.
    """

    sentence: int = 400
    subject: int = 120
    grade: int = 90
    highest: float = 100.0


STATED_SCORE_SETTINGS = StatedScoreSettings()


@dataclass(frozen=True, slots=True)
class StatedScore:
    """A total that a sentence states.

    Attributes:
        score: points.
        score_raw: as printed.
        out_of: points that it is of, where the sentence says.
        grades: as printed, letter or word or both; none where none is said.
        fiscal_year: of the assessment, Buddhist Era.
        year_basis: whether the sentence binds the year to the score, or the caller gave it.
        body: whose score it is, in the words of the sentence.
        start, end: of the number in the text.
    """

    score: float
    score_raw: str
    out_of: float | None
    grades: tuple[str, ...]
    fiscal_year: int | None
    year_basis: YearBasis | None
    body: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Wordings:
    strong: re.Pattern[str]
    weak: re.Pattern[str]
    full_marks: re.Pattern[str]
    out_of: re.Pattern[str]
    grade: re.Pattern[str]
    grade_at_once: re.Pattern[str]
    grade_before: re.Pattern[str]
    year_before: re.Pattern[str]
    changes: re.Pattern[str]
    not_totals: re.Pattern[str]
    parts: re.Pattern[str]
    totals: re.Pattern[str]
    means: re.Pattern[str]
    part_behind: re.Pattern[str]
    in_order: re.Pattern[str]
    tools: tuple[re.Pattern[str], ...]


@cache
def _wordings() -> _Wordings:
    data: dict[str, Any] = read_yaml("stated_scores.yml")
    connectors = rf"(?:{_any(map(re.escape, data['connectors']))})*"
    words = [*grade_names(), *data["other_grades"]]
    spelt = _any(re.escape(w) for w in sorted(words, key=len, reverse=True) if not w.isascii())
    grade = rf"(?:{_LETTERS}|(?:{spelt}){data['grade_ends']})"
    said = rf"{data['before_grade']}[:=\"“”'‘’(\s]*"
    names = [name for entry in indicators().values() for name in (entry.name, *entry.aliases)]
    flat_names = [re.escape("".join(name.split())) + "(?!สาธารณะ)" for name in sorted(names, key=len, reverse=True)]
    return _Wordings(
        strong=re.compile(rf"(?:{_any(data['leads'])}){connectors}$"),
        weak=re.compile(rf"(?:{_any(data['weak_leads'])}){connectors}$"),
        full_marks=re.compile(data["full_marks"]),
        out_of=re.compile(data["out_of"]),
        grade=re.compile(rf"{said}(?P<said>{grade})|[(\"“](?P<alone>{grade})[)\"”]|^(?:คะแนน)?(?P<letter>{_LETTERS})"),
        grade_at_once=re.compile(rf"^[,(]?(?:อยู่)?(?:ใน)?(?:{said}{grade}|{_LETTERS})"),
        grade_before=re.compile(rf"{said}(?P<said>{grade})[^\d¶]{{0,12}}$"),
        year_before=re.compile(rf"{data['year']}[:=(]?(?:ได้|มี)?(?:คะแนน)?$"),
        changes=re.compile(_any(data["changes"])),
        not_totals=re.compile(_any([*data["limits"], *data["extremes"], *data["others"]])),
        parts=re.compile(_any([*data["parts"], *flat_names])),
        totals=re.compile(_any(data["totals"])),
        means=re.compile(_any(data["means"])),
        part_behind=re.compile(data["part_behind"]),
        in_order=re.compile(data["in_order"]),
        tools=tuple(re.compile(pattern) for pattern in data["tools"].values()),
    )


def _any(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def stated_totals(text: str, year_hint: int | None = None) -> tuple[StatedScore, ...]:
    """Return the totals of the assessment that prose states, in the order of the text.

    Args:
        text: running text, wrapped lines and all; an empty line ends a paragraph.
        year_hint: the assessment's fiscal year (Buddhist Era), for totals whose paragraph names no year before them.
    """
    prose = flatten(text)
    found: list[StatedScore] = []
    ends = 0  # of the last number, unit and all: what is said before it is not said of the next
    last_total: int | None = None
    for match in _NUMBER.finditer(prose.flat):
        begin = max(0, match.start() - STATED_SCORE_SETTINGS.sentence)
        before, behind = prose.flat[begin : match.start()], _behind(prose, match)
        if not ("." in match.group() or behind.startswith(_UNIT)) or _wordings().full_marks.search(before):
            continue
        sentence = before.rpartition("¶")[2]
        clause = sentence[max(0, len(sentence) - (match.start() - ends)) :]
        if _is_total(prose, match, clause):
            found.append(_stated(prose, match, clause, last_total, year_hint))
            last_total = match.start()
        ends = match.end() + len(_UNIT) * behind.startswith(_UNIT)
    return tuple(found)


def _behind(prose: Prose, match: re.Match[str]) -> str:
    """Return what follows a number in its paragraph."""
    return prose.flat[match.end() : match.end() + STATED_SCORE_SETTINGS.sentence].partition("¶")[0]


def _clause_behind(behind: str) -> str:
    """Return what follows a number, up to the next score."""
    for match in _NUMBER.finditer(behind):
        counts = "." in match.group() or behind.startswith(_UNIT, match.end())
        if counts and not _wordings().full_marks.search(behind[: match.start()]):
            return behind[: match.start()]
    return behind


def _is_total(prose: Prose, match: re.Match[str], clause: str) -> bool:
    """Tell whether the words around a number say that it is a total."""
    wordings = _wordings()
    sentence = _behind(prose, match)
    behind = _clause_behind(sentence)
    if float(match.group()) > STATED_SCORE_SETTINGS.highest or prose.character_before(match.start()) in _MINUS:
        return False
    before = prose.flat[max(0, match.start() - len(_UNIT) - 3) : match.start()]
    if _RANGE_BEFORE.search(before) or _RANGE_BEHIND.match(sentence):
        return False
    if wordings.part_behind.match(behind) or _is_one_of_a_list(sentence):
        return False
    lead = wordings.strong.search(clause)
    unit, at_once = behind.startswith(_UNIT), wordings.grade_at_once.match(behind.removeprefix(_UNIT))
    graded = bool(at_once or wordings.grade.search(_graded(behind)) or wordings.grade_before.search(clause))
    if lead is None:
        weak = wordings.weak.search(clause)
        by_year = wordings.year_before.search(clause)
        says_so = unit and (graded or wordings.out_of.match(behind) or by_year or (weak and weak.group() != _UNIT))
        if not (says_so or at_once or (weak and graded)):
            return False
        lead = weak or by_year
    return _is_said_of_the_whole(clause, lead.start() if lead else len(clause))


def _is_one_of_a_list(behind: str) -> bool:
    """Tell a number of several that belong to several years or bodies ``ตามลำดับ``."""
    return _wordings().in_order.search(behind[: STATED_SCORE_SETTINGS.grade]) is not None


def _is_said_of_the_whole(clause: str, lead: int) -> bool:
    """Tell whether a clause is of a body's total: no change, limit or mean, and no part of the assessment.

    Args:
        clause: what stands between the number before and this number.
        lead: where the words begin that announce the score.
    """
    wordings = _wordings()
    subject = clause[-STATED_SCORE_SETTINGS.subject :]
    announced = clause[lead:]
    if any(m.end() > lead or _is_near(clause, m, lead) for m in wordings.changes.finditer(clause)):
        return False
    if wordings.not_totals.search(announced) or wordings.not_totals.search(subject):
        return False
    part = _last(wordings.parts, subject)
    tools = [tool for tool in wordings.tools if tool.search(subject)]
    if len(tools) == 1:
        part = max(part, _last(tools[0], subject))
    if part > _last(wordings.totals, subject):
        return False
    mean = _last(wordings.means, subject)
    return mean < 0 or body_before(flatten(subject[mean:]), None) is not None


def _is_near(clause: str, change: re.Match[str], lead: int) -> bool:
    """Tell a change that the number tells the size of, though words of a score stand between."""
    between = clause[change.end() : lead]
    return len(between) <= 1


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Return where the last match of a pattern ends; -1 where there is none."""
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _graded(behind: str) -> str:
    """Return the words behind a number that may say its grade: none of a change, nor far away."""
    change = _wordings().changes.search(behind)
    return behind[: min(change.start() if change else len(behind), STATED_SCORE_SETTINGS.grade)]


def _stated(prose: Prose, match: re.Match[str], clause: str, last_total: int | None, hint: int | None) -> StatedScore:
    """Return a total with what its sentence says of it."""
    behind = _clause_behind(_behind(prose, match))
    out_of = _wordings().out_of.match(behind)
    grades = [_grade(prose, m, match.end()) for m in _wordings().grade.finditer(_graded(behind))]
    if not grades and (said := _wordings().grade_before.search(clause)):
        grades = [_grade(prose, said, match.start() - len(clause))]
    year, is_open = year_of(prose, match, last_total)
    basis: YearBasis | None = "printed" if year is not None else ("hint" if is_open and hint is not None else None)
    start, end = prose.place(match.start()), prose.place(match.end() - 1) + 1
    return StatedScore(
        score=float(match.group()),
        score_raw=prose.text[start:end],
        out_of=float(out_of.group("points")) if out_of else None,
        grades=tuple(dict.fromkeys(grades)),
        fiscal_year=hint if basis == "hint" else year,
        year_basis=basis,
        body=body_before(prose, match.start()),
        start=start,
        end=end,
    )


def _grade(prose: Prose, match: re.Match[str], offset: int) -> str:
    """Return a grade as printed, though over lines."""
    name = next(name for name, value in match.groupdict().items() if value is not None)
    return "".join(prose.printed(offset + match.start(name), offset + match.end(name)).split())
