"""What a release must hold of a typeset form, and the CSV files beside it that say so."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.typesetting.blocks import Paragraph, TableBlock
from benchmarks.typesetting.forms.content import TOOL_WEIGHTS, Body, BodyScores, PlannedMeasure, questions, tool_of

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "document": ("agency", "fiscal_year", "assessment_fiscal_year", "scheme", "families", "status"),
    "scores": (
        *("agency", "assessment_fiscal_year", "item_kind", "tool", "indicator_no", "code", "item"),
        *("score", "score_basis", "weight", "grade", "topic_no"),
    ),
    "measures": (
        *("stage", "topic_no", "code", "score", "measure_no", "issue", "measure", "method", "responsible"),
        *("period", "period_start", "period_end", "monitoring", "result", "outcome", "implemented"),
    ),
    "agency_results": (
        *("assessment_fiscal_year", "rank", "agency", "district", "province"),
        *("score_basis", "grade", "iit", "eit", "oit", "total"),
    ),
    "oit_items": ("code", "name", "requirement", "links", "remark"),
}
"""Columns of the truth files, by dataset."""

Row = Mapping[str, object]


@dataclass
class Form:
    """A typeset form: its blocks, how its pages lie, and its truth by dataset.

    ``shrink`` is how much smaller than usual the letters must be for its columns.
    """

    blocks: list[Paragraph | TableBlock] = field(default_factory=list)
    landscape: bool = False
    rotation: str = "none"
    shrink: float = 1.0
    truth: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, dataset: str, *rows: Row) -> None:
        """Add rows to the truth of a dataset."""
        self.truth.setdefault(dataset, []).extend(rows)

    def say_document(self, body: Body | None, year: int, assessed: int, families: Sequence[str]) -> None:
        """Set the truth of the document: whose it is, its years, its families (most rows first)."""
        self.truth["document"] = [
            {
                "agency": body.name if body else "",
                "fiscal_year": year,
                "assessment_fiscal_year": assessed,
                "scheme": "nacc",
                "families": ";".join(families),
                "status": "ok",
            }
        ]


def indicator_score(body: Body, scores: BodyScores, number: int, item: str) -> Row:
    """Return the row of a printed score of an indicator."""
    return {
        "agency": body.name,
        "assessment_fiscal_year": scores.year,
        "item_kind": "indicator",
        "tool": tool_of(number),
        "indicator_no": number,
        "item": item,
        "score": f"{scores.indicators[number]:.2f}",
        "score_basis": "percent",
    }


def tool_score(body: Body, scores: BodyScores, tool: str, basis: str = "percent", weight: bool = False) -> Row:
    """Return the row of a printed score of a tool; ``weight``: its weight stands beside it."""
    value = scores.weighted(tool) if basis == "weighted" else scores.tools[tool]
    return {
        "agency": body.name,
        "assessment_fiscal_year": scores.year,
        "item_kind": "tool",
        "tool": tool,
        "score": f"{value:.2f}",
        "score_basis": basis,
        "weight": f"{TOOL_WEIGHTS[tool]:.2f}" if weight else "",
    }


def total_score(body: Body, scores: BodyScores, grade: str) -> Row:
    """Return the row of a printed total."""
    return {
        "agency": body.name,
        "assessment_fiscal_year": scores.year,
        "item_kind": "total",
        "score": f"{scores.total:.2f}",
        "score_basis": "percent",
        "grade": grade,
    }


def question_score(body: Body, scores: BodyScores, code: str, item: str, topic: int | None = None) -> Row:
    """Return the row of a printed score of a question or item."""
    indicator = questions(scores.year)[code].indicator
    return {
        "agency": body.name,
        "assessment_fiscal_year": scores.year,
        "item_kind": "question",
        "tool": tool_of(indicator),
        "indicator_no": indicator,
        "code": code,
        "item": item,
        "score": f"{scores.questions[code]:.2f}",
        "score_basis": "percent",
        "topic_no": topic or "",
    }


def measure_row(measure: PlannedMeasure, printed: Sequence[str]) -> Row:
    """Return the row of a measure; fields that are not ``printed`` are empty."""
    reported = measure.implemented is not None
    values: dict[str, object] = {
        "score": f"{measure.score:.2f}",
        "issue": measure.issue,
        "measure": measure.measure,
        "method": "\n".join(measure.steps),
        "responsible": measure.responsible,
        "period": measure.period.text,
        "monitoring": measure.monitoring,
        "result": measure.result,
        "outcome": measure.outcome,
    }
    has_period = "period" in printed
    return {
        "stage": "result" if reported else "plan",
        "topic_no": measure.topic or "",
        "code": measure.code,
        "measure_no": measure.number,
        **{name: value if name in printed else "" for name, value in values.items()},
        "period_start": measure.period.start if has_period and measure.period.start else "",
        "period_end": measure.period.end if has_period else "",
        "implemented": measure.implemented if reported else "",
    }


def write_truth_files(pdf: Path, truth: Mapping[str, Sequence[Row]]) -> None:
    """Write ``STEM.DATASET.csv`` beside a PDF for each dataset of a truth."""
    for dataset, rows in truth.items():
        with pdf.with_suffix(f".{dataset}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[dataset], restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
