"""The nouns that the stages pass to each other.

Plain frozen dataclasses, free of any library, so that every stage can be tested alone.
Numbering is 1-based everywhere (pages, tables, rows, columns, entries); boxes are ``(x0, top, x1, bottom)`` in
PDF points, measured from the top left corner of the page as it is read (a rotated page is turned upright first).
Years are Buddhist Era (2566 = CE 2023).
"""

from importlib import import_module
from typing import TYPE_CHECKING

from pipeline.model.pages import (
    FINDING_STATES,
    PROSE_ENGINES,
    SEVERITIES,
    Box,
    Cell,
    Document,
    Engine,
    Finding,
    FindingState,
    Glyphs,
    Hints,
    Kind,
    Line,
    MeaningSource,
    Page,
    PageFile,
    Reader,
    Reading,
    Severity,
    SourceDocument,
    Table,
)

if TYPE_CHECKING:
    from pipeline.model.outcome import Outcome, Status
    from pipeline.model.report import (
        AgencyResultRow,
        CodeStatus,
        Figure,
        FigureName,
        IndicatorRow,
        ItemKind,
        LevelKey,
        MeasureRow,
        OitItemRow,
        Place,
        Report,
        RowKind,
        RowReading,
        ScoreBasis,
        ScoreRow,
        Signal,
        Stage,
        TableEvidence,
        Tool,
        Topic,
    )

else:

    def __getattr__(name: str) -> object:
        """Load the nouns of a report when one is asked for: showing the tables of a document asks for none."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module = "outcome" if name in ("Outcome", "Status") else "report"
        return getattr(import_module(f"pipeline.model.{module}"), name)


__all__ = [
    "FINDING_STATES",
    "PROSE_ENGINES",
    "SEVERITIES",
    "AgencyResultRow",
    "Box",
    "Cell",
    "CodeStatus",
    "Document",
    "Engine",
    "Figure",
    "FigureName",
    "Finding",
    "FindingState",
    "Glyphs",
    "Hints",
    "IndicatorRow",
    "ItemKind",
    "Kind",
    "LevelKey",
    "Line",
    "MeaningSource",
    "MeasureRow",
    "OitItemRow",
    "Outcome",
    "Page",
    "PageFile",
    "Place",
    "Reader",
    "Reading",
    "Report",
    "RowKind",
    "RowReading",
    "ScoreBasis",
    "ScoreRow",
    "Severity",
    "Signal",
    "SourceDocument",
    "Stage",
    "Status",
    "Table",
    "TableEvidence",
    "Tool",
    "Topic",
]
