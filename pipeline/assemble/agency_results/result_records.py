"""Records of tables of results: bodies become rows of results and of scores, figures parsed and kept as printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pipeline.assemble.agency_results.body_drafts import BodyDraft
from pipeline.assemble.agency_results.indicator_columns import heading_title, indicator_of_heading
from pipeline.assemble.agency_results.result_column_content import points
from pipeline.assemble.agency_results.result_columns import (
    INDICATORS,
    SCORES,
    YearColumns,
    field_name,
    field_of_year,
)
from pipeline.assemble.agency_results.scanned_names import join_scanned_name, with_known_kind
from pipeline.assemble.fields import is_dash, one_line
from pipeline.assemble.title import agency_type
from pipeline.domain.codebook import indicators
from pipeline.model import AgencyResultRow, Figure, FigureName, Line, ScoreRow

_RANK = re.compile(r"[(]?(\d{1,5})[.)]{0,2}")
_FOOTNOTE = re.compile(r"\s*[*†‡⁰¹²³⁴-⁹⁽⁾]+$")  # after a name; `agency_raw` keeps it
_FIGURES: tuple[FigureName, ...] = ("rank", "iit", "eit", "oit", "total", "grade")
_OF_ALL_YEARS = ("rank",)  # of a row, whatever the year of its figures

Unwrap = Callable[[Sequence[Line]], str]


def results_of(draft: BodyDraft, unwrap: Unwrap, year: int | None = None) -> Iterator[AgencyResultRow]:
    """Yield a body's rows, one for each year that its row prints.

    Args:
        unwrap: makes a text of wrapped lines.
        year: that the heading of the table names (Buddhist Era), for rows and columns that name none.
    """
    for of_year, suffix in draft.of_years():
        row = _result_of(draft, of_year, suffix, unwrap)
        yield row if row.assessment_fiscal_year else replace(row, assessment_fiscal_year=year)


def scores_of(draft: BodyDraft, unwrap: Unwrap, year: int | None = None) -> Iterator[ScoreRow]:
    """Yield the indicators that a body's row prints, year by year; a dash is none.

    Args:
        year: as in :func:`results_of`.
    """
    agency = _agency(draft, unwrap)
    for of_year, suffix in draft.of_years():
        for no, column in of_year.indicators:
            cells = draft.of_field(field_of_year(INDICATORS[no - 1], suffix))
            text = _text(draft, field_of_year(INDICATORS[no - 1], suffix), unwrap)
            if not cells or is_dash(text):
                continue
            yield ScoreRow(
                page=draft.page,
                table_no=draft.table_no,
                row=draft.row,
                column=cells[0].column,
                item_kind="indicator",
                agency=agency,
                assessment_fiscal_year=_year(draft, of_year) or year,
                tool=indicators()[no].tool,
                indicator_no=no,
                item=_item(draft.columns.headings[column], no),
                score=points(text),
                score_raw=one_line(" ".join(c.text_raw or c.text for c in cells)) or None,
                score_basis=of_year.indicator_basis,
                readings=tuple(r for c in cells for r in c.readings),
            )


def _result_of(draft: BodyDraft, of_year: YearColumns, suffix: int | None, unwrap: Unwrap) -> AgencyResultRow:
    def text(name: str) -> str:
        return _text(draft, _field(name, suffix), unwrap)

    figures = []
    for name in _FIGURES:
        cells = draft.of_field(_field(name, suffix))
        if cells:
            raw = one_line(" ".join(c.text_raw or c.text for c in cells))
            readings = tuple(r for c in cells for r in c.readings)
            figures.append(Figure(name, cells[0].column, raw, text(name), readings))
    scores = {name: points(text(name)) for name in SCORES}
    any_tool = any(scores[name] is not None for name in ("iit", "eit", "oit"))
    rank = _RANK.fullmatch(text("rank").replace(" ", ""))
    agency = _agency(draft, unwrap)
    return AgencyResultRow(
        page=draft.page,
        table_no=draft.table_no,
        row=draft.row,
        rank=int(rank.group(1)) if rank else None,
        agency=agency,
        agency_group=" / ".join(_groups(draft)) or None,
        score_basis=of_year.basis if any_tool or of_year.basis == "percent" else None,
        grade=text("grade") or None,
        figures=tuple(figures),
        row_last=draft.last,
        iit=scores["iit"],
        eit=scores["eit"],
        oit=scores["oit"],
        total=scores["total"],
        assessment_fiscal_year=_year(draft, of_year),
        district=_place(draft, draft.columns.district),
        province=_place(draft, draft.columns.province),
        agency_type=agency_type(agency) if agency else None,
        agency_raw=one_line(" ".join(c.text_raw or c.text for c in draft.of_field("agency"))) or None,
        scanned=_is_scanned(draft),
    )


def _field(name: str, suffix: int | None) -> str:
    """Return the field of a year; what is not of a year has the same name for all."""
    return name if name in _OF_ALL_YEARS else field_of_year(field_name(name), suffix)


def _text(draft: BodyDraft, field: str, unwrap: Unwrap) -> str:
    """Return the text of a field in one line, wrapped lines joined."""
    cell = draft.joined(field)
    if cell is None:
        return ""
    return one_line(unwrap(cell.lines) if cell.lines else cell.text)


def _agency(draft: BodyDraft, unwrap: Unwrap) -> str | None:
    """Return the body's name; of a scan without what OCR put into it."""
    name = _FOOTNOTE.sub("", _text(draft, "agency", unwrap).strip())
    is_scanned = _is_scanned(draft)
    return (with_known_kind(join_scanned_name(name), draft.columns.kinds) if is_scanned else name) or None


def _is_scanned(draft: BodyDraft) -> bool:
    """Tell whether an engine read the body's name in a picture."""
    return any(cell.reader == "ocr" for cell in draft.of_field("agency"))


def _year(draft: BodyDraft, of_year: YearColumns) -> int | None:
    """Return the assessed year that the row names, else its columns' header."""
    return draft.own_year or of_year.year


def _groups(draft: BodyDraft) -> list[str]:
    columns = (one_line(c.text) for c in draft.of_field("agency_group"))
    return [group for group in (draft.group, *columns) if group and not is_dash(group)]


def _place(draft: BodyDraft, column: int | None) -> str | None:
    """Return the text of one of the columns of groups."""
    found = [one_line(c.text) for c in draft.of_field("agency_group") if c.column - 1 == column]
    return next((text for text in found if not is_dash(text)), None)


def _item(heading: str, number: int) -> str | None:
    """Return the name that heads an indicator's column, without the spaces of its narrow lines.

    None where only its number stands there, or letters that nobody can read.
    """
    title = "".join(heading_title(heading).split())
    return title if title and indicator_of_heading(title) == number else None
