"""The nouns that the stages pass to each other.

Plain frozen dataclasses, free of any library, so that every stage can be tested alone.
Numbering is 1-based everywhere (pages, tables, rows, columns, entries); boxes are ``(x0, top, x1, bottom)`` in
PDF points, measured from the top left corner of the page as it is read (a rotated page is turned upright first).
Years are Buddhist Era (2566 = CE 2023).
"""

from pipeline.model.pages import (
    Box,
    Cell,
    Document,
    Finding,
    Glyphs,
    Hints,
    Kind,
    Line,
    MeaningSource,
    Page,
    Reader,
    Reading,
    Severity,
    SourceDocument,
    Table,
)
from pipeline.model.report import (
    AgencyResultRow,
    CodeStatus,
    Figure,
    FigureName,
    IndicatorRow,
    LevelKey,
    MeasureRow,
    Outcome,
    Place,
    Report,
    RowKind,
    RowReading,
    Status,
    Tool,
)

__all__ = [
    "AgencyResultRow",
    "Box",
    "Cell",
    "CodeStatus",
    "Document",
    "Figure",
    "FigureName",
    "Finding",
    "Glyphs",
    "Hints",
    "IndicatorRow",
    "Kind",
    "LevelKey",
    "Line",
    "MeaningSource",
    "MeasureRow",
    "Outcome",
    "Page",
    "Place",
    "Reader",
    "Reading",
    "Report",
    "RowKind",
    "RowReading",
    "Severity",
    "SourceDocument",
    "Status",
    "Table",
    "Tool",
]
