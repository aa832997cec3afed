from __future__ import annotations

from dataclasses import replace

from pipeline.check.rule_registry import all_rules
from pipeline.emit.schema.field_registry import REPORT_DATASETS, registry
from pipeline.emit.write.finding_rows import finding_rows
from pipeline.model import Finding

ODD = Finding("repair.unresolved", "warning", "The code is not sure.", page=2, table_no=1, row=3, code="i9", raw="i9")
LEVEL = Finding("check.level", "warning", "The level does not go with the score.", page=2, table_no=1, row=4)


def ids(*findings: Finding, document_id: str = "d1") -> list[str]:
    return [row["finding_id"] for row in finding_rows(findings, document_id, "a.pdf")]


def test_an_id_stays_when_the_wording_or_the_order_of_findings_changes() -> None:
    first, second = ids(ODD, LEVEL)
    assert ids(replace(LEVEL, message="Other words."), replace(ODD, message="Other words.")) == [second, first]
    assert len(first) >= 16 and int(first, 16) >= 0


def test_an_id_changes_with_place_value_and_document_and_alike_findings_have_ids_of_their_own() -> None:
    others = [replace(ODD, **change) for change in ({"page": 3}, {"row": 9}, {"raw": "i8"}, {"value": "I9"})]
    assert len({*ids(ODD, *others), *ids(ODD, document_id="d2")}) == 6
    assert len(set(ids(ODD, ODD, ODD))) == 3
    assert ids(ODD, ODD)[0] == ids(ODD)[0]


def test_a_finding_says_its_column_its_file_and_that_nobody_has_looked_yet() -> None:
    (row,) = finding_rows([ODD], "d1", "2566/a.pdf")
    assert (row["field"], row["source_file"], row["state"]) == ("code", "2566/a.pdf", "open")
    (row,) = finding_rows([Finding("repair.figure_settled", "warning", "IIT.", field="iit")], "d1", "a.pdf")
    assert row["field"] == "iit"


def test_the_column_of_a_rule_is_a_column_of_what_reports_say() -> None:
    columns = {column for name in (*REPORT_DATASETS, "documents") for column in registry()[name].columns}
    assert {rule.field for rule in all_rules()} - {None} <= columns
