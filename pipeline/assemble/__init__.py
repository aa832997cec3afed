"""Assemble: tables become a report, each by its family. Never drops a row in silence, never repairs a code.

The knowledge is data: ``domain/families/*.yml`` (header wordings, tools, sections, levels), ``domain/evidence.yml``
(what makes a table one of the assessment) and ``title.yml`` (bodies, years).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.model import Document, Report


def assemble(document: Document) -> tuple[Document, Report]:
    """Assemble a normalized document.

    Returns:
        The document with its artifacts marked and its tables numbered over pages (``Table.table_no``, ``first_row``,
        ``Cell.row``), and the report: its families, title and rows with ``code_raw`` as printed (``code`` is None:
        repair comes after), and findings. A document none of whose tables is of the assessment is ``skipped``, unless
        its text speaks of the assessment: then a finding names the header seen and the file to edit.
    """
    # what reads the rows is not loaded for the sake of ``assemble.tables``, which `ita tables` alone asks for
    from pipeline.assemble.document_report import make_report

    return make_report(document)
