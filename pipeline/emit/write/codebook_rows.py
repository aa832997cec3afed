"""The rows of the dataset ``codebook``: the code table that repair decides by, unchanged."""

from __future__ import annotations

import csv
import io
import re
from importlib.resources import files

from pipeline.emit.schema.field_registry import Row

TOOLS = ("IIT", "EIT", "OIT")


def codebook_rows() -> list[Row]:
    """Return one row per assessment year and code, by year, tool and number."""
    table = files("pipeline.domain").joinpath("schemes", "codes.csv").read_text(encoding="utf-8")
    rows: list[Row] = [
        {
            "fiscal_year": int(r["fiscal_year"]),
            "tool": r["tool"],
            "code": r["code"],
            "indicator_no": int(r["indicator_no"]) if r["indicator_no"] else None,
            "name_th": r["name_th"] or None,
            "certainty": r["certainty"],
        }
        for r in csv.DictReader(io.StringIO(table, newline=""))
    ]
    return sorted(
        rows,
        key=lambda r: (r["fiscal_year"], TOOLS.index(r["tool"]), int(re.sub(r"\D", "", r["code"]) or 0), r["code"]),
    )
