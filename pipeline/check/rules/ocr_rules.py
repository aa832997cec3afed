"""Rules on scanned cells: numbers that two engines read differently, and those that none was sure of."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.rule_registry import FindingFactory, check_rule
from pipeline.domain.thai_digits import has_thai_digit
from pipeline.extract.scan.ocr.consensus import CROSSED
from pipeline.extract.scan.ocr.reading_evidence import CONSENSUS
from pipeline.extract.scan.ocr.reading_patterns import is_number, number_key
from pipeline.model import PROSE_ENGINES, Cell, Document, Finding, Report


@check_rule("ocr.readers_disagree")
def readers_disagree(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Two readers of a number, one of them sure of it, that did not read the same one."""
    for table_no, cell in _scanned(document):
        numbers = [r for r in cell.readings if r.engine not in PROSE_ENGINES and is_number(r.text)]
        read = [r for r in numbers if r.confidence >= CONSENSUS.informative]
        if any(has_thai_digit(r.text) for r in read):
            read = [r for r in read if r.engine != "latin"]  # which does not know these digits
        if len({number_key(r.text) for r in read}) > 1 and any(r.confidence >= CONSENSUS.sure for r in read):
            texts = " and ".join(f"{r.text} ({r.engine})" for r in read)
            others = sorted({r.text for r in read} - {cell.text_raw})
            yield rule.at(
                f"A scanned number was read as {texts}; look at the page.",
                page=cell.page,
                table_no=table_no,
                row=cell.row,
                column=cell.column,
                raw=cell.text_raw or None,
                value=" ".join(others),
            )


@check_rule("ocr.number_unsure")
def number_unsure(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """A number that is not given, that one reader alone has read and was not sure of, or that both read in poor print.

    In sound print the Latin reader is all but certain of a number in Arabic digits; where it is less so, the other may
    misread the same strokes alike.
    """
    for table_no, cell in _scanned(document):
        readings = [r for r in cell.readings if r.engine not in PROSE_ENGINES or not cell.lines]
        texts = [text for r in readings for text in (r.text, *r.candidates) if is_number(text)]
        given = is_number(cell.text_raw)
        unsure = not cell.lines or given and ((cell.confidence or 0.0) < CONSENSUS.sure or _is_poor_print(cell))
        if texts and unsure:
            message = f"A scanned number is not sure ({cell.text_raw or 'none'} is given)."
            others = " ".join(dict.fromkeys(texts))
            yield rule.at(
                message,
                page=cell.page,
                table_no=table_no,
                row=cell.row,
                column=cell.column,
                raw=cell.text_raw or None,
                value=others,
            )


@check_rule("ocr.ink_crosses")
def ink_crosses(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """A cell of a number, or of a text with digits, on which a stamp, a signature or other ink lies."""
    for table_no, cell in ((t.table_no, cell) for t in document.tables for cell in t.cells):
        if CROSSED in cell.rule.split(" + "):
            given = f"{cell.text_raw} is given" if cell.lines else "nothing is given"
            texts = [text for r in cell.readings for text in (r.text, *r.candidates) if text and text != cell.text_raw]
            yield rule.at(
                f"A stamp, a signature or other ink lies on a scanned figure ({given}); look at the page.",
                page=cell.page,
                table_no=table_no,
                row=cell.row,
                column=cell.column,
                raw=cell.text_raw or None,
                value=" ".join(dict.fromkeys(texts)) or None,
            )


def _is_poor_print(cell: Cell) -> bool:
    """Whether the Latin reader read the number of a cell, in Arabic digits, less surely than it reads sound print."""
    latin = next((r for r in cell.readings if r.engine == "latin"), None)
    if latin is None or has_thai_digit(cell.text_raw):
        return False
    return number_key(latin.text) == number_key(cell.text_raw) and latin.confidence < CONSENSUS.agreed


def _scanned(document: Document) -> Iterator[tuple[int, Cell]]:
    """Yield the scanned cells that engines read, with their table's number."""
    for table in document.tables:
        for cell in table.cells:
            if cell.reader == "ocr" and cell.readings:
                yield table.table_no, cell
