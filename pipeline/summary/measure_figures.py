"""Measures of a release: planned, reported, carried out; texts that several bodies have."""

from __future__ import annotations

from pipeline.emit.store.releases import Release
from pipeline.summary.coverage_figures import share
from pipeline.summary.report_section import Section, Term, columns, cut, grouped, shown_table
from pipeline.summary.report_settings import REPORT

SPREADS = {"one": 1, "few": 5, "some": 20, "many": 100}
"""How many bodies have a text, at most; more are ``most``."""


def measures_section(release: Release) -> Section:
    """Return how many measures of each year are planned, reported and carried out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    measures = columns(release, "measures", ["document_id", "fiscal_year", "stage", "implemented"])
    reported = pc.equal(measures["stage"], "result")
    said = pc.fill_null(measures["implemented"], False)
    flags = {
        "planned": pc.equal(measures["stage"], "plan"),
        "reported": reported,
        "done": pc.and_(reported, said),
        "not_done": pc.and_(reported, pc.and_(pc.is_valid(measures["implemented"]), pc.invert(said))),
        "not_said": pc.and_(reported, pc.is_null(measures["implemented"])),
    }
    counted = pa.table(
        {
            "fiscal_year": measures["fiscal_year"],
            "document_id": measures["document_id"],
            **{name: flag.cast(pa.int64()) for name, flag in flags.items()},
        }
    )
    totals = [("document_id", "count_distinct"), *((name, "sum") for name in flags)]
    rows = ((*row, share(row[4], row[4] + row[5])) for row in grouped(counted, ["fiscal_year"], totals))
    return Section("measures", (shown_table("measures_by_year", rows),))


def texts_section(release: Release) -> Section:
    """Return the texts that most bodies have, and how many bodies texts are spread over."""
    import pyarrow.compute as pc

    texts = columns(release, "texts", ["text_id", "text", "bodies", "documents", "first_fiscal_year"])
    spread = dict.fromkeys((*SPREADS, "most"), 0)
    for bodies, count in grouped(texts.select(["bodies"]), ["bodies"], [([], "count_all")]):
        if bodies:
            spread[next((name for name, most in SPREADS.items() if bodies <= most), "most")] += count
    shared = texts.filter(pc.greater(texts["bodies"], 1))
    order = [("bodies", "descending"), ("documents", "descending"), ("text_id", "ascending")]
    first = shared.take(pc.sort_indices(shared, sort_keys=order)[: REPORT.texts]).to_pylist()
    rows = [(row["bodies"], row["documents"], row["first_fiscal_year"], cut(row["text"])) for row in first]
    table = shown_table("recurring_texts", rows)
    return Section(
        "texts",
        (
            shown_table("texts_by_bodies", ((Term(name), count) for name, count in spread.items() if count)),
            type(table)(table.key, table.rows, len(shared)),
        ),
    )
