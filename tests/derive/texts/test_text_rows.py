"""The rows of the dataset texts."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa
import pytest

from pipeline.derive.texts import COLUMNS, texts
from pipeline.domain.measure_texts import text_id

TEXT = "จัดทำคู่มือการปฏิบัติงานของเจ้าหน้าที่ และเผยแพร่ให้ประชาชนทราบทุกช่องทาง"
NEARLY = TEXT.replace("ทุกช่องทาง", "ทุกช่องทางของหน่วยงาน")
OTHER = "อบรมบุคลากรเรื่องการจัดซื้อจัดจ้างปีละสองครั้ง"
SCHEMA = pa.schema(
    [(name, pa.int16() if name == "fiscal_year" else pa.string()) for name in COLUMNS],
)


def measure(document: str, text: str | None, **values: Any) -> dict[str, Any]:
    agency = values.get("agency")
    row = {"document_id": document, "body_id": None, "agency": agency, "fiscal_year": 2566, "measure": text}
    return {**row, "text_id": text_id(text, agency), **values}


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def rows_of(*measures: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["text_id"]: row for row in texts(table(list(measures))).rows.to_pylist()}


def test_one_row_per_text() -> None:
    found = rows_of(measure("d1", TEXT), measure("d1", OTHER), measure("d2", "1. " + TEXT), measure("d3", None))
    assert sorted(found) == sorted([text_id(TEXT), text_id(OTHER)])
    assert found[text_id(TEXT)]["documents"] == 2
    assert found[text_id(OTHER)]["documents"] == 1


def test_a_body_counts_once_by_its_id_else_by_its_name() -> None:
    found = rows_of(
        measure("d1", TEXT, body_id="b1", agency="กรมหนึ่ง"),
        measure("d2", TEXT, body_id="b1", agency="กรมที่หนึ่ง"),
        measure("d3", TEXT, agency="กรมสองสาม"),
        measure("d4", TEXT, agency="กรมสองสาม"),
        measure("d5", TEXT),
    )
    assert found[text_id(TEXT)]["bodies"] == 2
    assert found[text_id(TEXT)]["documents"] == 5


def test_the_text_is_as_it_is_printed_most_often() -> None:
    usual, rare = "1. " + TEXT, "- " + TEXT
    found = rows_of(measure("d1", rare), measure("d2", usual), measure("d3", usual), measure("d4", OTHER))
    assert found[text_id(TEXT)]["text"] == usual
    assert found[text_id(OTHER)]["text"] == OTHER
    tied = rows_of(measure("d1", "2. " + TEXT), measure("d2", "1. " + TEXT), measure("d3", "3. " + TEXT))
    assert tied[text_id(TEXT)]["text"] == "1. " + TEXT


def test_the_first_year_is_the_earliest_that_is_known() -> None:
    found = rows_of(
        measure("d1", TEXT, fiscal_year=2568),
        measure("d2", TEXT, fiscal_year=2566),
        measure("d3", TEXT, fiscal_year=None),
        measure("d4", OTHER, fiscal_year=None),
    )
    assert found[text_id(TEXT)]["first_fiscal_year"] == 2566
    assert found[text_id(OTHER)]["first_fiscal_year"] is None


def test_near_texts_name_each_other() -> None:
    found = rows_of(measure("d1", TEXT), measure("d2", NEARLY), measure("d3", OTHER))
    assert found[text_id(TEXT)]["near"] == [text_id(NEARLY)]
    assert found[text_id(NEARLY)]["near"] == [text_id(TEXT)]
    assert found[text_id(OTHER)]["near"] == []


def test_names_of_bodies_do_not_make_texts_differ() -> None:
    names = ("องค์การบริหารส่วนตำบลหนองบัว", "เทศบาลตำบลบ้านแป้น", "กรมพัฒนาชุมชน")
    found = rows_of(*(measure(name, f"{TEXT} ของ{name}", agency=name) for name in names))
    assert [row["bodies"] for row in found.values()] == [3]


def test_the_order_of_the_measures_changes_nothing() -> None:
    rng = random.Random(1)
    words = [*TEXT.split(" "), "ทุกกอง", "ทุกเดือน", "ปีละครั้ง", "โดยผู้บริหาร", "ในที่ประชุม", "ทางเว็บไซต์"]
    rows = [
        measure(f"d{n // 5}", " ".join(rng.sample(words, 6)), body_id=rng.choice(["b1", "b2", None]))
        for n in range(300)
    ]
    first = texts(table(rows)).rows
    for _ in range(3):
        rng.shuffle(rows)
        chunks = pa.concat_tables([table(rows[:50]), table(rows[50:])])
        assert texts(chunks).rows.equals(first)
    assert first["text_id"].to_pylist() == sorted(first["text_id"].to_pylist())


def test_what_is_known_changes_no_row() -> None:
    rows = [measure(f"d{n}", f"{TEXT} {word}") for n, word in enumerate(["ทุกกอง", "ทุกเดือน", "ปีละครั้ง", "เสมอ"])]
    known = texts(table(rows[:-1])).near
    assert texts(table(rows), known).rows.equals(texts(table(rows)).rows)


@pytest.mark.parametrize("rows", [[], [measure("d1", None), measure("d1", "-")]])
def test_no_texts(rows: list[dict[str, Any]]) -> None:
    found = texts(table(rows)).rows
    assert found.num_rows == 0
    assert found.column_names == ["text_id", "text", "bodies", "documents", "first_fiscal_year", "near"]


def test_columns_of_dictionaries_are_read_as_well() -> None:
    rows = table([measure("d1", TEXT, agency="กรมหนึ่ง"), measure("d2", NEARLY, agency="กรมสอง"), measure("d3", TEXT)])
    coded = rows.set_column(rows.schema.get_field_index("measure"), "measure", rows["measure"].dictionary_encode())
    assert texts(coded).rows.equals(texts(rows).rows)
