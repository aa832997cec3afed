"""An Excel workbook: a first sheet that says what it is, then a sheet per dataset."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.domain.control_characters import without_controls
from pipeline.emit.schema.field_registry import Dataset, Field
from pipeline.export.selection import Selection

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

MOST_ROWS = 1_048_576
"""Rows of a sheet of Excel, the heading among them; longer datasets go on in a further sheet."""
MOST_CHARACTERS = 32_767
"""Of a cell of Excel; a longer text is cut."""
CUT_MARK = " … [ตัดข้อความ · cut]"
MOST_LINKS = 65_530
"""Hyperlinks of a sheet that Excel accepts; further addresses are plain text."""
MOST_LINK_CHARACTERS = 2_000
NARROWEST, WIDEST = 9, 60
"""Widths of columns, in characters."""
SAMPLED_ROWS = 200
"""Rows by which the width of a column is chosen."""
LIST_SEPARATOR = "; "
CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
"""Date in the properties of the workbook: the same release gives the same bytes."""
_LINK = re.compile(r"https?://[^\s\"<>]+", re.IGNORECASE)
_HEADING_END = re.compile(r"\s*[(:]| ตามที่| หาก")
_PAGES = ("page", "page_first")
_HEADINGS = {
    "th": ("ข้อมูล ITA", "ชุดข้อมูล", "แถว", "คอลัมน์", "ความหมาย", "หน่วย", "รุ่นข้อมูล", "สัญญาอนุญาต", "ข้อความที่ตัด"),
    "en": ("ITA reports", "dataset", "rows", "column", "meaning", "unit", "release", "licence", "texts cut"),
}


def write_workbook(selection: Selection, path: Path, lang: str) -> dict[str, int]:
    """Write a workbook; return the rows by dataset."""
    from xlsxwriter import Workbook

    book = Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_urls": False})
    book.set_properties({"title": f"ITA {selection.release.id}", "created": CREATED})
    first = book.add_worksheet(_HEADINGS[lang][0])
    addresses = _page_addresses(selection)
    rows, cut = {}, 0
    for dataset in selection.datasets():
        sheets = _Sheets(_layout(book, dataset, lang, addresses))
        for row in selection.rows(dataset.name):
            sheets.add(row)
        sheets.finish()
        rows[dataset.name] = sheets.count
        cut += sheets.cut
    _write_first(book, first, selection, rows, cut, lang)
    book.close()
    return rows


def headings(dataset: Dataset, lang: str) -> list[str]:
    """Return the headings of a dataset's columns, each different: short Thai ones, or the columns' names."""
    if lang == "en":
        return list(dataset.columns)
    short = [_HEADING_END.split(f.th)[0] for f in dataset.fields]
    return [h if short.count(h) == 1 else f"{h} ({f.name})" for h, f in zip(short, dataset.fields, strict=True)]


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the sheets of one dataset have in common: their workbook, headings, formats, addresses of documents."""

    book: Workbook
    dataset: Dataset
    headings: list[str]
    addresses: dict[str, str]
    head: Any
    link: Any
    formats: list[Any]


class _Sheets:
    """The sheets of one dataset, written row by row."""

    def __init__(self, layout: _Layout) -> None:
        self._layout = layout
        self.count = self.cut = self._sheet_no = 0
        self._begin()

    def _begin(self) -> None:
        self._sheet_no += 1
        self._row, self._links = 1, 0
        more = f" ({self._sheet_no})" if self._sheet_no > 1 else ""
        self._sheet: Worksheet = self._layout.book.add_worksheet(self._layout.dataset.name + more)
        self._sheet.freeze_panes(1, 0)
        self._widths = [NARROWEST] * len(self._layout.headings)
        for n, heading in enumerate(self._layout.headings):
            self._sheet.write_string(0, n, heading, self._layout.head)

    def add(self, row: tuple[Any, ...]) -> None:
        """Write a row."""
        if self._row == MOST_ROWS:
            self.finish()
            self._begin()
        named = dict(zip(self._layout.dataset.columns, row, strict=True))
        address = self._layout.addresses.get(named.get("document_id") or "")
        for n, (f, value) in enumerate(zip(self._layout.dataset.fields, row, strict=True)):
            if value is not None:
                self._write(n, f, value, address)
        self._row += 1
        self.count += 1

    def finish(self) -> None:
        """Set what depends on all rows of the sheet."""
        self._sheet.autofilter(0, 0, max(self._row - 1, 1), len(self._layout.headings) - 1)
        for n, width in enumerate(self._widths):
            self._sheet.set_column(n, n, width)

    def _write(self, n: int, f: Field, value: Any, address: str | None) -> None:
        sheet, row, style = self._sheet, self._row, self._layout.formats[n]
        if isinstance(value, list):
            value = LIST_SEPARATOR.join(value)
        if isinstance(value, bool):
            sheet.write_boolean(row, n, value, style)
        elif isinstance(value, int | float):
            if f.name in _PAGES and address and self._may_link(f"{address}#page={value}"):
                sheet.write_url(row, n, f"{address}#page={value}", self._layout.link, str(value))
                style = self._layout.link
            if value == value and abs(value) != float("inf"):
                sheet.write_number(row, n, value, style)
        elif isinstance(value, datetime.date):
            sheet.write_datetime(row, n, datetime.datetime.combine(value, datetime.time()), style)
        else:
            self._write_text(n, without_controls(str(value)), style)

    def _write_text(self, n: int, text: str, style: Any) -> None:
        """Write text as text, whatever it begins with; an address leads somewhere when clicked."""
        if len(text.encode("utf-16-le")) // 2 > MOST_CHARACTERS:
            room = MOST_CHARACTERS - len(CUT_MARK)
            text = text.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore") + CUT_MARK
            self.cut += 1
        if self._row <= SAMPLED_ROWS:
            self._widths[n] = min(max(self._widths[n], len(text.split("\n")[0]) + 2), WIDEST)
        if _LINK.fullmatch(text) and self._may_link(text):
            self._sheet.write_url(self._row, n, text, self._layout.link, text)
        self._sheet.write_string(self._row, n, text, self._layout.link if _LINK.fullmatch(text) else style)

    def _may_link(self, address: str) -> bool:
        if self._links >= MOST_LINKS or len(address) > MOST_LINK_CHARACTERS:
            return False
        self._links += 1
        return True


def _layout(book: Workbook, dataset: Dataset, lang: str, addresses: dict[str, str]) -> _Layout:
    """Return how the sheets of a dataset look."""
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "top"})
    link = book.add_format({"font_color": "#0B5CAD", "underline": 1, "valign": "top"})
    formats = [_format(book, f) for f in dataset.fields]
    return _Layout(book, dataset, headings(dataset, lang), addresses, head, link, formats)


def _format(book: Workbook, f: Field) -> Any:
    """Return the format of a column's cells: years and counts whole, scores with two decimals, dates ISO."""
    formats = {"float64": "0.00", "int64": "0", "int32": "0", "int16": "0", "date32": "yyyy-mm-dd"}
    return book.add_format({"num_format": formats.get(f.type, "General"), "valign": "top"})


def _page_addresses(selection: Selection) -> dict[str, str]:
    """Return, by document, the address of PDF files that were published at one."""
    found: dict[str, str] = {}
    for batch in selection.batches("documents", ["document_id", "source_url", "kind"]):
        for document, url, kind in zip(*(c.to_pylist() for c in batch.columns), strict=True):
            if kind == "pdf" and url and _LINK.fullmatch(url) and "#" not in url:
                found[document] = url
    return found


def _write_first(
    book: Workbook, sheet: Worksheet, selection: Selection, rows: dict[str, int], cut: int, lang: str
) -> None:
    """Write what the file is, its datasets with their rows, and the dictionary."""
    title, dataset_, rows_, column_, meaning, unit, release, licence, texts_cut = _HEADINGS[lang]
    bold = book.add_format({"bold": True})
    lines: list[tuple[Any, ...]] = [(title,), (release, selection.release.id), (None, selection.release.created_at)]
    if selection.licence():
        lines.append((licence, selection.licence()))
    if cut:
        lines.append((texts_cut, cut))
    lines += [(), (dataset_, rows_, meaning)]
    lines += [(d.name, rows[d.name], d.th if lang == "th" else d.en) for d in selection.datasets()]
    lines += [(), (dataset_, column_, meaning, unit)]
    lines += [(d.name, f.name, f.th if lang == "th" else f.en, f.unit) for d in selection.datasets() for f in d.fields]
    for n, line in enumerate(lines):
        for column, value in enumerate(line):
            if isinstance(value, int):
                sheet.write_number(n, column, value)
            elif value is not None:
                sheet.write_string(n, column, value, bold if not column and len(line) == 1 else None)
    for column, width in enumerate((18, 24, 90, 20)):
        sheet.set_column(column, column, width)
