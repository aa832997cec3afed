"""The answers of docs/questions.md: pandas, Polars and SQL give the same rows, and those that the archive has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.question_archive import write_question_archive

import pipeline
from pipeline.emit.schema.field_registry import arrow_schema

PAGE = (Path(__file__).parents[2] / "docs" / "questions.md").read_text(encoding="utf-8")
SECTIONS = {
    title: re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    for title, _, text in (section.partition("\n") for section in PAGE.split("\n## ")[1:])
}
TAO = "องค์การบริหารส่วนตำบล"
MUANG = "เทศบาลเมือง"
RANONG_TAO, RANONG_MUANG = 18, 2
"""Bodies of the register in ระนอง."""
Rows = list[tuple[Any, ...]]
Row = dict[str, Any]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with processed/, a release of the archive of questions. Do not write."""
    place = tmp_path_factory.mktemp("questions")
    write_question_archive(place / "raw")
    pipeline.run(place / "raw", place / "processed", workers=2)
    assert set(pipeline.load("documents", place / "processed")["status"]) == {"ok"}
    return place


def tidy(rows: Sequence[Sequence[Any]]) -> Rows:
    """Rows as plain values: null is None, numbers have two decimals."""
    return [
        tuple(None if v is None or v != v else v if isinstance(v, str) else round(float(v), 2) for v in row)
        for row in rows
    ]


def answers(title: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Rows, Rows, Rows]:
    """The answers to a question: of pandas, Polars and SQL."""
    import duckdb

    monkeypatch.chdir(place)
    (_, in_pandas), (_, in_polars), (_, in_sql) = SECTIONS[title]
    assert "import pandas" in in_pandas and "import polars" in in_polars
    names: list[dict[str, Any]] = [{}, {}]
    exec(in_pandas, names[0])
    exec(in_polars, names[1])
    pandas, polars = (name["answer"] for name in names)
    sql = duckdb.sql(in_sql)
    assert list(pandas.columns) == polars.columns == sql.columns
    return tidy(pandas.astype(object).values.tolist()), tidy(polars.rows()), tidy(sql.fetchall())


def answer(title: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> Rows:
    """The answer to a question, the same of all three."""
    pandas, polars, sql = answers(title, place, monkeypatch)
    assert pandas == polars == sql
    return pandas


def test_every_question_is_answered_three_times() -> None:
    languages = {title: tuple(language for language, _ in blocks) for title, blocks in SECTIONS.items()}
    assert languages == dict.fromkeys(SECTIONS, ("python", "python", "sql"))
    assert len(SECTIONS) >= 7


def test_ranking_by_kind_and_province(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = answer("Which bodies are first of their kind in their province?", place, monkeypatch)
    assert [row[3:] for row in found if row[:3] == (2567, TAO, "ระนอง")] == [
        (1, f"{TAO}ทรายแดง", 97),
        (2, f"{TAO}หงาว", 93),
        (2, f"{TAO}เกาะพยาม", 93),
    ]
    assert [row[3:] for row in found if row[:3] == (2566, TAO, "ตาก")] == [
        (1, f"{TAO}แม่ท้อ", 95),
        (2, f"{TAO}น้ำรึม", 86),
    ]
    assert len(found) == 12


def test_risers_and_fallers(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer("Who rose, and who fell?", place, monkeypatch) == [
        (f"{TAO}หงาว", 2565, 2567, 13),
        (f"{TAO}น้ำรึม", 2565, 2567, -2),
        (f"{MUANG}ระนอง", 2565, 2567, -6),
    ]


def test_below_85_in_one_tool_though_passing_in_total(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer("Who passes in total, and is below 85 in a tool?", place, monkeypatch) == [
        (2566, f"{TAO}น้ำรึม", "iit", 70),
        (2566, f"{TAO}หงาว", "eit", 84),
    ]


def test_weakest_questions(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = answer("Which questions are weakest?", place, monkeypatch)
    assert [row[2:] for row in found if row[1] == 2565] == [
        ("O1", 3, 66.67, 1),
        ("I3", 2, 70, 2),  # the sources of the third body disagree
        ("I1", 3, 80, 2),
        ("I2", 3, 85, 1),
        ("E1", 3, 87, 1),
    ]
    assert [row[2] for row in found if row[1] == 2566] == ["O1", "I3", "I2", "E1", "I1"]


def test_copied_texts(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = answer("Which texts of measures are copied?", place, monkeypatch)
    assert [(row[0][:12], *row[1:4]) for row in found] == [
        ("จัดทำคู่มือการปฏิบัติงาน"[:12], 3, 5, 2566),
        ("อบรมบุคลากรเรื่อง"[:12], 2, 3, 2566),
        ("เพิ่มช่องทางรับฟัง"[:12], 2, 3, 2566),
    ]


def test_bodies_with_texts_in_common(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer("Which bodies have texts in common?", place, monkeypatch) == [
        (f"{MUANG}ระนอง", f"{TAO}หงาว", 2),
        (f"{TAO}น้ำรึม", f"{TAO}หงาว", 2),
        (f"{MUANG}ระนอง", f"{TAO}น้ำรึม", 1),
    ]


def test_missing_bodies(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {row[:3]: row[3:] for row in answer("Who is missing?", place, monkeypatch)}
    assert found[2567, TAO, "ระนอง"] == (RANONG_TAO, RANONG_TAO - 3, RANONG_TAO - 3)
    assert found[2566, TAO, "ระนอง"] == (RANONG_TAO, RANONG_TAO - 1, RANONG_TAO - 1)
    assert found[2567, MUANG, "ระนอง"] == (RANONG_MUANG, RANONG_MUANG - 1, RANONG_MUANG - 1)
    published = pipeline.bodies().query("status == 'current' and certainty == 'published'")
    assert sum(bodies for (year, _, _), (bodies, _, _) in found.items() if year == 2567) == len(published)


PROMISES = "Did the score of a question rise where a measure was carried out?"


def test_promise_and_deed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = answer(PROMISES, place, monkeypatch)
    muang, numruem, ngao = "la-4850102", "la-6630107", "la-6850110"
    assert [row for row in found if row[1] == 2566] == [
        (muang, 2566, "E1", "promised only", 91, 92, None),  # planned, and the report does not name it
        (muang, 2566, "I1", "absent", 90, 91, None),
        (muang, 2566, "I2", "absent", 95, 94, None),
        (muang, 2566, "I3", "carried out", 60, 66, None),
        (muang, 2566, "O1", "absent", 100, None, None),  # O-codes are renumbered in 2566
        (numruem, 2566, "E1", "absent", 88, 87, None),
        (numruem, 2566, "I1", "not known", 80, 86, None),  # there is no report
        (numruem, 2566, "I2", "absent", 85, 88, None),
        (numruem, 2566, "O1", "absent", 100, None, None),
        (ngao, 2566, "E1", "absent", 82, 82.5, None),
        (ngao, 2566, "I1", "carried out", 70, 90, None),
        (ngao, 2566, "I2", "promised only", 75, 76, None),
        (ngao, 2566, "I3", "absent", 80, 79, None),
        (ngao, 2566, "O1", "carried out", 0, None, None),
    ]


def act(body: str, stage: str, code: str | None, flag: bool | None = None, year: int = 2565, late: int = 0) -> Row:
    acted = year + 1 + late
    return {"body_id": body, "stage": stage, "code": code, "implemented": flag, "fiscal_year": acted} | asked_in(year)


def asked_in(year: int, scheme: str = "nacc") -> Row:
    return {"scheme": scheme, "assessment_fiscal_year": year}


def question(body: str, code: str, score: float, year: int = 2565) -> Row:
    return {"body_id": body, "code": code, "score": score, "item_kind": "question"} | asked_in(year)


def write_rows(place: Path, dataset: str, rows: Sequence[Row]) -> None:
    """A dataset of some rows, their other columns null."""
    schema = pa.schema([field.with_nullable(True) for field in arrow_schema(dataset)])
    folder = place / "processed" / "current" / dataset
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows), schema), folder / "unknown.parquet")


@pytest.mark.parametrize(
    ("acts", "deed"),
    [
        ([act("a", "plan", "I1"), act("a", "result", "I1", True, late=1)], "carried out"),
        (
            [act("a", "plan", "I1"), act("a", "result", "I1", False), act("a", "result", "I1", True, late=1)],
            "promised only",
        ),
        ([act("a", "plan", "I1"), act("a", "result", "I1", True, late=2)], "not known"),
        ([act("a", "plan", "I1"), act("a", "result", "I1", True, year=2566)], "not known"),
        ([act("a", "result", "I1", False), act("a", "result", "I1", True)], "carried out"),
        ([act("a", "result", "I1", False), act("a", "result", "I1", None)], "not known"),
        ([act("a", "plan", "I1"), act("a", "result", None, True)], "not known"),
        ([act("a", "plan", None)], "not known"),
        ([act("a", "plan", "I2")], "absent"),
        ([act("a", "result", "I2", True)], "not known"),
    ],
)
def test_what_became_of_a_promise(acts: list[Row], deed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rows(
        tmp_path, "scores", [question("a", "I1", 70), question("a", "I1", 80, 2566), question("a", "I1", 85, 2567)]
    )
    write_rows(tmp_path, "indicators", [])
    write_rows(tmp_path, "measures", [*acts, act("other", "plan", "I1")])
    found = [row for row in answer(PROMISES, tmp_path, monkeypatch) if row[1] == 2566]
    assert found == [("a", 2566, "I1", deed, 70, 80, None)], "the list of 2567 is another one"


def test_a_question_of_the_same_list_is_followed_for_two_years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rows(tmp_path, "scores", [question("a", c, y - 2500, y) for c in ("E2", "O2") for y in (2563, 2564, 2565)])
    twice = [question("a", "I2", 60, 2563), question("a", "I2", 61, 2563), question("a", "I2", 62, 2564)]
    twice += [question("a", "I4", 60.0, 2563), question("a", "I4", 60.04, 2563)]  # the same, rounded
    write_rows(tmp_path, "indicators", [{k: v for k, v in row.items() if k != "item_kind"} for row in twice])
    write_rows(tmp_path, "measures", [act("a", "plan", "E2", year=2563), act("a", "result", "E2", True, year=2563)])
    assert answer(PROMISES, tmp_path, monkeypatch) == [
        ("a", 2564, "E2", "carried out", 63, 64, 65),
        ("a", 2564, "I4", "absent", 60.04, None, None),
        ("a", 2564, "O2", "absent", 63, 64, 65),
    ]
