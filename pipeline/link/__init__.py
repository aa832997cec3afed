"""Link: printed names of bodies become ids of the register.

Contract: every name of a body in a report (its own, those of tables, scores and checklists) has its match: an id where
it is sure, ``ambiguous`` with candidates where several bodies fit, ``none`` where the register has none. The name stays
as printed. What is printed beside a name, in its group rows, in the heading of its table or in the document rules out;
what is not printed is never assumed.

Before a reviewer's word is heard, :func:`settle_names` gives names that an engine read in a picture the letters of the
one registered name that they are misreadings of.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.domain.register.body import Body
from pipeline.domain.register.matcher import matcher_with
from pipeline.link.link_findings import findings_of_own_body, findings_of_rows
from pipeline.link.own_body import own_body
from pipeline.link.settled_names import settle_names
from pipeline.link.table_bodies import TableBodies
from pipeline.model import Document, OitItemRow, Report, ScoreRow
from pipeline.model.bodies import BodyMatch

__all__ = ["link", "settle_names"]


def link(document: Document, report: Report, added: tuple[Body, ...] = ()) -> Report:
    """Give every name of a body in a report its match.

    Args:
        document: stitched, as it was assembled.
        report: of that document, repaired.
        added: bodies that the archive adds to the register, or says something else of.

    Returns:
        The report with ``body`` on itself and on its rows, and findings where a name is not sure.
    """
    if report.agency is None and not (report.results or report.scores or report.oit_items):
        return report
    matcher = matcher_with(added)
    own = own_body(document, report, matcher)
    tables = TableBodies(document, report, matcher)
    results = tuple(replace(row, body=tables.of_result(row)) for row in report.results)
    linked = {(row.table_no, row.row): row.body for row in results}

    def body_of(row: ScoreRow | OitItemRow, number: int) -> BodyMatch | None:
        if row.agency is None:
            return own
        return linked.get((row.table_no, number)) or tables.of_name(row.table_no, row.agency)

    scores = tuple(replace(row, body=body_of(row, row.row)) for row in report.scores)
    items = tuple(replace(row, body=body_of(row, row.row_first)) for row in report.oit_items)
    findings = (*findings_of_own_body(report, own, matcher), *findings_of_rows(results, matcher))
    return replace(
        report, body=own, results=results, scores=scores, oit_items=items, findings=(*report.findings, *findings)
    )
