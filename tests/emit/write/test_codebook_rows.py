"""The rows of the dataset codebook."""

from __future__ import annotations

from pipeline.domain.scheme import schemes
from pipeline.emit.schema.field_registry import registry
from pipeline.emit.write.codebook_rows import codebook_rows


def test_rows_stand_by_scheme_year_tool_and_number() -> None:
    rows = codebook_rows()
    order = [s.name for s in schemes()]
    places = [order.index(r["scheme"]) for r in rows]
    assert places == sorted(places)
    college = [r["code"] for r in rows if (r["scheme"], r["fiscal_year"]) == ("ovec", 2569)]
    assert college == [f"O{n}" for n in range(1, 38)]
    bodies = [r["code"] for r in rows if (r["scheme"], r["fiscal_year"]) == ("nacc", 2566)]
    assert bodies[:2] == ["I1", "I2"] and bodies[30] == "E1" and bodies[45] == "O1"


def test_the_key_is_unique_and_every_column_is_filled() -> None:
    rows = codebook_rows()
    dataset = registry()["codebook"]
    assert list(dataset.key) == ["scheme", "fiscal_year", "code"]
    assert len({tuple(r[k] for k in dataset.key) for r in rows}) == len(rows)
    assert all(set(r) == {f.name for f in dataset.fields} for r in rows)


def test_a_question_is_named_in_the_years_in_which_it_was_seen() -> None:
    named = {(r["fiscal_year"], r["code"]): r["name_th"] for r in codebook_rows() if r["scheme"] == "nacc"}
    assert named[2564, "I7"].startswith("ท่านรู้เกี่ยวกับแผนการใช้จ่ายงบประมาณ")
    assert named[2566, "I7"].startswith("ท่านทราบข้อมูลเกี่ยวกับงบประมาณ")
    assert named[2563, "I7"] is None
    assert named[2562, "O6"] is None


def test_an_indicator_that_is_not_known_is_null() -> None:
    evidence = [r for r in codebook_rows() if r["tool"] == "EB"]
    assert len(evidence) == 26 and all(r["indicator_no"] is None for r in evidence)
