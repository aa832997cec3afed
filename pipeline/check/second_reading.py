"""A PDF and a transcript of it are two readings of one print: what both read alike is confirmed, what differs is named.

Scores, levels, numbers of measures and rows that only one has are named by :mod:`pipeline.check.copy_differences`, as
those of any two copies are. Here come texts, names and grades, and the count of all that is the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from pipeline.check.comparable_scores import body_key, printed_scores, without_spaces
from pipeline.domain.thai_digits import TO_ARABIC
from pipeline.model import Finding, Outcome, Place, Report, SourceDocument


class SecondReadingSettings(NamedTuple):
    """When a PDF and a transcript are two readings of one print.

    Attributes:
        alike_share: share of the larger one's values that both read alike. A poor scan has nine of ten texts right.
        fewest_values: that are alike; fewer may be so by chance.
        common_share: share of the larger one's values that both have, alike or not, where they bear one name.
    """

    alike_share: float = 0.8
    fewest_values: int = 10
    common_share: float = 0.5


SETTINGS = SecondReadingSettings()
MOST_NAMED = 100
"""Texts that are named one by one; those beyond are counted."""
SHOWN = 24
"""Characters of a text that a message shows around the first that differs."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LIST_NUMBER = re.compile(r"^\d+[.)](?=\D)")
_PAGE_ENDING = re.compile(r"[ _.(-]*(?:pages?|pg|p|หน้า(?:ที่)?)?[ _.-]*[0-9]*$", re.IGNORECASE)
_ENGINE_ENDING = re.compile(r"(?:_content_list(?:_v2)?|_middle|_res|\.(?:hocr|alto|docling|doctags))$", re.IGNORECASE)
_MEASURE_FIELDS = (
    "measure",
    "result",
    "outcome",
    "issue",
    "method",
    "responsible",
    "period",
    "monitoring",
    "evidence",
)
_ITEM_FIELDS = ("name", "requirement", "evidence", "remark")
ValueKey = tuple[str | int | None, ...]
"""What a value is of: the kind of row, what tells it from others, and the field."""


@dataclass(frozen=True, slots=True)
class ReadValue:
    """A value of a row, as one of two documents reads it.

    Attributes:
        of: what it is of, the end of a sentence's subject.
        field: the column of its dataset.
        text: as printed; "" where the row has none.
        place: None for what is of the document as a whole.
        is_named: where it differs it is named here, not among the differences of any two copies.
    """

    of: str
    field: str
    text: str
    place: Place | None
    code: str | None = None
    is_named: bool = True

    @property
    def compared(self) -> str:
        """The text without what two readings of one print may differ in: white space, form of digits, list number."""
        composed = unicodedata.normalize("NFC", self.text).translate(TO_ARABIC)
        return _LIST_NUMBER.sub("", without_spaces(composed))


def are_two_readings(one: Outcome, two: Outcome) -> bool:
    """Return whether one of two copies is a transcript and the other a PDF: each was read in a way of its own."""
    return {one.document.source.kind, two.document.source.kind} == {"pdf", "transcript"}


class Readings:
    """Tells which documents are readings of one print; what is compared of a document is made once."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self._outcomes = outcomes
        self._values: dict[int, dict[ValueKey, str]] = {}

    def are_of_one_print(self, i: int, j: int) -> bool:
        """Return whether two documents of one family, by number, are a PDF and a transcript of it.

        Most of their values are the same; or they lie beside each other under one name, and have half of them in
        common. Scores, and where they bear one name body and year, may be misread in either.
        """
        if not are_two_readings(self._outcomes[i], self._outcomes[j]):
            return False
        ours, theirs = self._compared(i), self._compared(j)
        larger = max(len(ours), len(theirs))
        alike = sum(theirs.get(key) == value for key, value in ours.items())
        if alike >= max(SETTINGS.alike_share * larger, SETTINGS.fewest_values):
            return True
        one, two = (plain_name(self._outcomes[n].document.source) for n in (i, j))
        return one == two and len(ours.keys() & theirs.keys()) >= SETTINGS.common_share * larger

    def _compared(self, i: int) -> dict[ValueKey, str]:
        if i not in self._values:
            values = _values(self._outcomes[i].report)
            self._values[i] = {key: value.compared for key, value in values.items() if value.text}
        return self._values[i]


def plain_name(source: SourceDocument) -> str:
    """Return folder and name of a document without what tells its format, its engine or its page."""
    name = source.source_file.rpartition(".")[0]
    if source.kind == "transcript":
        name = _ENGINE_ENDING.sub("", name)
    return _PAGE_ENDING.sub("", name) if source.page_files else name


def second_reading(outcome: Outcome, other: Outcome) -> Iterator[Finding]:
    """Yield the values that another reading has otherwise, those with numbers first; then how many are the same."""
    name = other.document.source.source_file
    ours, theirs = _values(outcome.report), _values(other.report)
    both = [key for key in ours if key in theirs and (ours[key].text or theirs[key].text)]
    different = [key for key in both if ours[key].compared != theirs[key].compared]
    found = [_disagreement(ours[key], theirs[key], name) for key in different if ours[key].is_named]
    found.sort(key=lambda finding: finding.rule != "copies.number_disagrees")
    yield from found[:MOST_NAMED]
    if both:
        alike = len(both) - len(different)
        beyond = f", {len(found) - MOST_NAMED} of which are not named" if len(found) > MOST_NAMED else ""
        message = (
            f"{alike} of {len(both)} values (scores, levels, grades, names and texts) are read alike in {name}; "
            f"{len(different)} differ{beyond}."
        )
        yield Finding("copies.confirmed", "info", message, value=f"{alike}/{len(both)}")


def _values(report: Report) -> dict[ValueKey, ReadValue]:
    """Return the values of a report's rows; of what stands twice the last, as of the copies' differences."""
    of_rows = (*_of_codes(report), *_of_bodies(report), *_of_scores(report), *_of_items(report))
    return dict((*_of_document(report), *of_rows))


def _of_document(report: Report) -> Iterator[tuple[ValueKey, ReadValue]]:
    for field, text in (("fiscal_year", report.fiscal_year), ("agency", report.agency)):
        yield ("document", field), ReadValue("the report", field, str(text or ""), None)


def _of_codes(report: Report) -> Iterator[tuple[ValueKey, ReadValue]]:
    codes = {row.entry_no: row for row in report.indicators if row.code is not None}
    for row in codes.values():
        key = ("code", row.code, row.topic.number if row.topic is not None else None)
        of, score = str(row.code), _score(row.score)
        yield (*key, "score"), ReadValue(of, "score", score, row.place, row.code, is_named=False)
        yield (*key, "level"), ReadValue(of, "level", row.level_key or "", row.place, row.code, is_named=False)
        yield (*key, "question"), ReadValue(of, "question", row.question or "", row.place, row.code)
    for measure in report.measures:
        if (entry := codes.get(measure.entry_no)) is not None:
            of = f"{entry.code}, measure {measure.measure_no}" if entry.measure_count > 1 else str(entry.code)
            topic = entry.topic.number if entry.topic is not None else None
            key_of_measure = ("measure", entry.code, topic, entry.measure_count, measure.measure_no)
            for field in _MEASURE_FIELDS:
                text = getattr(measure, field) or ""
                yield (*key_of_measure, field), ReadValue(of, field, text, measure.place, entry.code)


def _of_bodies(report: Report) -> Iterator[tuple[ValueKey, ReadValue]]:
    for row in report.results:
        place = Place(row.page, row.page, row.table_no, row.row, row.row_last or row.row)
        if key := body_key(row.agency, row.body):
            for field in ("iit", "eit", "oit", "total"):
                score = _score(getattr(row, field))
                yield ("body", key, field), ReadValue(str(row.agency), field, score, place, is_named=False)
            for field in ("agency", "grade"):
                yield ("body", key, field), ReadValue(str(row.agency), field, getattr(row, field) or "", place)


def _of_scores(report: Report) -> Iterator[tuple[ValueKey, ReadValue]]:
    for key, row in printed_scores(report).items():
        place = Place(row.page, row.page, row.table_no, row.row, row.row)
        yield key, ReadValue(row.code or "", "score", _score(row.score), place, row.code, is_named=False)


def _of_items(report: Report) -> Iterator[tuple[ValueKey, ReadValue]]:
    for item in report.oit_items:
        place = Place(item.page, item.page, item.table_no, item.row_first, item.row_last)
        for field in _ITEM_FIELDS if item.code is not None else ():
            text = getattr(item, field) or ""
            yield ("item", item.code, field), ReadValue(str(item.code), field, text, place, item.code)


def _score(score: float | None) -> str:
    return "" if score is None else f"{score:.2f}"


def _disagreement(here: ReadValue, there: ReadValue, name: str) -> Finding:
    """Return the finding on a text that another reading has otherwise."""
    one, two = here.compared, there.compared
    places = _other_numbers(one, two)
    has_other_numbers = places is not None
    ours, theirs = (
        _excerpt(text, place) for text, place in zip((one, two), places or _other_letters(one, two), strict=True)
    )
    what = "The numbers differ in" if has_other_numbers else "The letters differ in"
    return Finding(
        "copies.number_disagrees" if has_other_numbers else "copies.text_disagrees",
        "warning" if has_other_numbers else "info",
        f'{what} the {here.field} of {here.of}: "{ours}" here, "{theirs}" in {name}.',
        page=here.place.page_first if here.place else None,
        table_no=here.place.table_no if here.place else None,
        row=here.place.row_first if here.place else None,
        code=here.code,
        raw=here.text,
        value=there.text,
        field=here.field,
    )


def _other_numbers(one: str, two: str) -> tuple[int, int] | None:
    """Return where the first number stands that two texts do not share, in each; None where they have the same."""
    for ours, theirs in zip_longest(_NUMBER.finditer(one), _NUMBER.finditer(two)):
        if ours is None or theirs is None or ours.group() != theirs.group():
            return ours.start() if ours else len(one), theirs.start() if theirs else len(two)
    return None


def _other_letters(one: str, two: str) -> tuple[int, int]:
    """Return where two texts differ first, in each."""
    same = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return same, same


def _excerpt(text: str, place: int) -> str:
    """Return the part of a text around a place."""
    start = max(0, place - SHOWN // 2)
    end = start + SHOWN
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
