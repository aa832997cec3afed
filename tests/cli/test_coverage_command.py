"""``ita coverage``: counts by year, and the bodies with what is missing."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from support.ita_process import ita

ANNOUNCEMENT = """ประกาศผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ ประจำปีงบประมาณ พ.ศ. {year}

จังหวัดระนอง

ที่\tหน่วยงาน\tอำเภอ\tIIT\tEIT\tOIT\tคะแนนรวม\tระดับผลการประเมิน
1\tอบต.หาดส้มแป้น\tเมืองระนอง\t90.00\t90.00\t90.00\t90.00\tผ่านดี
2\tเทศบาลเมืองระนอง\tเมืองระนอง\t80.00\t80.00\t80.00\t80.00\tต้องปรับปรุง
"""
REPORT = """รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส อบต.หาดส้มแป้น จังหวัดระนอง ประจำปีงบประมาณ พ.ศ. 2566

ตัวชี้วัดย่อย\tคะแนน\tระดับมาตรการที่ใช้ดำเนินการ\tมาตรการที่ดำเนินการ\tผลการดำเนินการ\tผลลัพธ์/ความสำเร็จ
I1 เจ้าหน้าที่ปฏิบัติงานตามขั้นตอน\t88.10\tยกระดับ\tประกาศขั้นตอนการปฏิบัติงาน\tประกาศแล้ว\tดีขึ้น
"""
OWN_BODIES = "body_id,name_th,kind,province,certainty\nx-1,หน่วยทดสอบระนอง,หน่วยทดสอบ,ระนอง,unverified\n"
RANONG_TAO = 18
"""Its องค์การบริหารส่วนตำบล in the register."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with out/, a release of two announcements, a report and a body of the archive's own. Do not write."""
    place = tmp_path_factory.mktemp("coverage")
    (place / "raw").mkdir()
    for year in (2566, 2567):
        (place / "raw" / f"{year}.tsv").write_text(ANNOUNCEMENT.format(year=year), encoding="utf-8")
    (place / "raw" / "report.tsv").write_text(REPORT, encoding="utf-8")
    (place / "raw" / "bodies.csv").write_text(OWN_BODIES, encoding="utf-8")
    done = ita("run", "raw", "--out", "out", cwd=place)
    assert done.returncode == 0, done.stderr
    return place


def asked(place: Path, *options: str) -> list[dict[str, str]]:
    done = ita("coverage", "--out", "out", "--format", "csv", *options, cwd=place)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_bodies_are_counted_by_year_and_the_unsure_ones_apart(place: Path) -> None:
    import pipeline

    rows = asked(place)
    by_year = {row["fiscal_year"]: {name: int(value) for name, value in row.items()} for row in rows}
    assert list(by_year) == ["2565", "2566", "2567"], "the report answers scores of 2565"
    assert [by_year[y]["result"] for y in by_year] == [0, 2, 2]
    assert [by_year[y]["scores"] for y in by_year] == [1, 0, 0]
    assert [by_year[y]["report"] for y in by_year] == [0, 1, 0]
    assert [by_year[y]["plan"] + by_year[y]["checklist"] for y in by_year] == [0, 0, 0]
    assert [by_year[y]["bodies"] - by_year[y]["nothing"] for y in by_year] == [1, 2, 2]
    register = pipeline.bodies(place / "raw").query("status == 'current'").set_index("body_id")
    unsure = int((register["certainty"] != "published").sum())
    assert by_year["2567"]["bodies"] == len(register)
    assert by_year["2567"]["unsure"] == by_year["2567"]["nothing_unsure"] == unsure > 0
    said = ita("coverage", "--out", "out", cwd=place).stdout
    assert f"2567: of {len(register):,} bodies, {unsure} are not sure to be assessed" in said
    assert json.loads(ita("coverage", "--out", "out", "--format", "json", cwd=place).stdout) == list(by_year.values())


@pytest.mark.parametrize(("kind", "province"), [("อบต.", "จ.ระนอง"), ("องค์การบริหารส่วนตำบล", "ระนอง")])
def test_bodies_of_a_kind_and_a_province_are_listed_with_what_is_missing(place: Path, kind: str, province: str) -> None:
    rows = asked(place, "--year", "2566", "--kind", kind, "--province", province)
    assert {(r["fiscal_year"], r["kind"], r["province"]) for r in rows} == {("2566", "องค์การบริหารส่วนตำบล", "ระนอง")}
    missing = {r["name_th"].removeprefix("องค์การบริหารส่วนตำบล"): r["missing"] for r in rows}
    assert missing.pop("หาดส้มแป้น") == "scores;plan;checklist"
    assert list(missing.values()) == ["result;scores;plan;report;checklist"] * (RANONG_TAO - 1)


def test_the_bodies_that_lack_something(place: Path) -> None:
    options = ("--province", "ระนอง", "--year", "2566")
    every = asked(place, *options)
    assert asked(place, *options, "--missing") == every, "a checklist is missing of all"
    assert len(asked(place, *options, "--missing", "result")) == len(every) - 2
    assert len(asked(place, *options, "--missing", "report")) == len(every) - 1
    nothing = asked(place, *options, "--missing", "all")
    assert Counter(r["certainty"] for r in nothing) == {"published": len(every) - 3, "unverified": 1}
    assert {r["fiscal_year"] for r in asked(place, "--missing", "all", "--kind", "หน่วยทดสอบ")} == {
        "2565",
        "2566",
        "2567",
    }


def test_lists_as_table_and_as_json(place: Path) -> None:
    done = ita("coverage", "--out", "out", "--year", "2566", "--province", "ระนอง", cwd=place)
    assert (
        "2566 องค์การบริหารส่วนตำบลหาดส้มแป้น · เมืองระนอง ระนอง · องค์การบริหารส่วนตำบล: scores, plan, checklist" in done.stdout
    )
    assert "หน่วยทดสอบระนอง · ระนอง · หน่วยทดสอบ · unsure: everything missing" in done.stdout
    assert "1 is not sure to be assessed" in done.stderr
    found = json.loads(ita("coverage", "--out", "out", "--kind", "หน่วยทดสอบ", "--format", "json", cwd=place).stdout)
    assert [(r["body_id"], r["fiscal_year"], len(r["missing"])) for r in found] == [
        ("x-1", year, 5) for year in (2565, 2566, 2567)
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--year", "2550"), "the release has nothing of 2550; it has 2565, 2566, 2567"),
        (("--province", "ระนาว"), "no body of the release is of province ระนาว"),
        (("--kind", "ไม่มี", "--province", "ระนอง"), "no body of the release is of kind ไม่มี and province ระนอง"),
    ],
)
def test_a_choice_that_fits_nothing_is_said(place: Path, options: tuple[str, ...], said: str) -> None:
    done = ita("coverage", "--out", "out", *options, cwd=place)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
