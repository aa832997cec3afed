"""The rows of the dataset ``codebook``: the code table that repair decides by, and what its questions ask."""

from __future__ import annotations

from pipeline.domain.codebook import CodeEntry, code_number, codebook_table, question_of
from pipeline.domain.scheme import scheme, schemes
from pipeline.emit.schema.field_registry import Row


def codebook_rows() -> list[Row]:
    """Return one row per scheme, assessment year and code: the public bodies' first, by year, tool and number."""
    schemes_in_order = [s.name for s in schemes()]
    table = sorted(
        codebook_table(),
        key=lambda line: (
            schemes_in_order.index(line[0]),
            line[1],
            list(scheme(line[0]).code_forms).index(line[2].tool),
            code_number(line[2].code),
        ),
    )
    return [_row(name, year, entry) for name, year, entry in table]


def _row(name: str, year: int, entry: CodeEntry) -> Row:
    """Return the row of one code; a question that was seen in that very year is what it asks."""
    question = question_of(name, year, entry.code)
    asked = question.text if question is not None and year in question.seen_in else None
    return {
        "scheme": name,
        "fiscal_year": year,
        "tool": entry.tool,
        "code": entry.code,
        "indicator_no": entry.indicator_no or None,
        "name_th": entry.name or asked,
        "certainty": entry.certainty,
        "source": entry.source or None,
    }
