"""``ita bodies``: lists of names are matched, bodies are shown and listed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from support.ita_process import ita

NAMES = "province,remark,name,kind\nกาญจนบุรี,x,หนองบัว,อบต.\n,,อบต.หนองบัว,\n\n,,เทศบาลนครขอนแก่น,\n,,=1+1,\n"


def matched(*arguments: str, cwd: Path) -> list[dict[str, str]]:
    done = ita("bodies", "match", *arguments, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
def test_a_line_is_printed_for_each_line_of_a_list(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "names.csv").write_bytes(NAMES.encode(encoding))
    rows = matched("names.csv", cwd=tmp_path)
    assert [(r["name"], r["body_match"], r["dla_code"]) for r in rows] == [
        ("หนองบัว", "variant", "6710115"),
        ("อบต.หนองบัว", "ambiguous", ""),
        ("", "none", ""),
        ("เทศบาลนครขอนแก่น", "exact", "3400102"),
        ("=1+1", "none", ""),
    ]
    assert rows[0]["body_id"] == "la-6710115"
    assert len(rows[1]["candidates"].split(";")) == 22 and rows[1]["body_id"] == ""


def test_a_list_with_semicolons_and_one_on_standard_input(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("name;district\nทน.ขอนแก่น;เมือง\n", encoding="utf-8")
    assert matched("names.csv", cwd=tmp_path)[0]["body_id"] == "la-3400102"
    done = ita("bodies", "match", "-", "--format", "json", cwd=tmp_path, stdin="name\nทน.ขอนแก่น\n")
    assert json.loads(done.stdout)[0]["body_match"] == "variant"


def test_cells_are_guarded_for_a_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text(NAMES, encoding="utf-8")
    assert matched("names.csv", "--spreadsheet", cwd=tmp_path)[-1]["body_match"] == "none"
    assert "'=1+1" in ita("bodies", "match", "names.csv", "--spreadsheet", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"agency\nx\n", 2, "has no column `name`"),
        (b"", 2, "has no column `name`"),
        (bytes(range(256)) * 40, 4, "binary"),
    ],
)
def test_a_file_that_is_no_list_is_said(tmp_path: Path, content: bytes, code: int, said: str) -> None:
    (tmp_path / "names.csv").write_bytes(content)
    done = ita("bodies", "match", "names.csv", cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr


def test_bodies_of_an_archive_are_found(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "bodies.csv").write_text(
        "body_id,name_th,kind\nx-1,กรมทดสอบระบบ,กรม\n,กรมใด,กรม\n", encoding="utf-8"
    )
    (tmp_path / "names.csv").write_text("name\nกรมทดสอบระบบ\n", encoding="utf-8")
    assert matched("names.csv", cwd=tmp_path)[0]["body_id"] == "x-1"
    assert matched("names.csv", "--raw", "raw", cwd=tmp_path)[0]["body_id"] == "x-1"
    done = ita("bodies", "show", "x-1", cwd=tmp_path)
    assert "กรมทดสอบระบบ" in done.stdout and "line 3: it has no body_id" in done.stderr


def test_a_body_is_shown(tmp_path: Path) -> None:
    shown = ita("bodies", "show", "ทน.ขอนแก่น", cwd=tmp_path).stdout
    assert "เทศบาลนครขอนแก่น" in shown and "la-3400102" in shown and "variant" in shown
    assert "near" in ita("bodies", "show", "เทศบาลนครขอนแกน", cwd=tmp_path).stdout
    several = ita("bodies", "show", "อบต.หนองบัว", cwd=tmp_path).stdout.splitlines()
    assert len(several) == 23 and several[0].startswith("22 bodies fit")
    one = ita("bodies", "show", "หนองบัว", "--kind", "อบต.", "--province", "กาญจนบุรี", "--format", "json", cwd=tmp_path)
    (body,) = json.loads(one.stdout)["bodies"]
    assert body["body_id"] == "la-6710115"
    nothing = ita("bodies", "show", "โรงเรียนบ้านหนองบัว", cwd=tmp_path)
    assert (nothing.returncode, nothing.stdout) == (4, "")


def test_bodies_are_listed(tmp_path: Path) -> None:
    listed = ita("bodies", "list", "--kind", "อบจ.", "--format", "csv", cwd=tmp_path).stdout
    assert len(list(csv.DictReader(io.StringIO(listed)))) == 76
    of_tak = ita("bodies", "list", "--province", "จ.ตาก", cwd=tmp_path).stdout.splitlines()
    assert of_tak and all("ตาก" in line for line in of_tak)
    assert json.loads(ita("bodies", "list", "--province", "ไม่มี", "--format", "json", cwd=tmp_path).stdout) == []


def test_the_register_as_a_frame(tmp_path: Path) -> None:
    import pipeline

    frame = pipeline.bodies()
    assert list(frame.columns[:4]) == ["body_id", "name_th", "name_en", "kind"]
    assert frame["body_id"].is_unique and len(frame) > 7_800
    (tmp_path / "bodies.csv").write_text("body_id,name_th,kind\nx-1,กรมทดสอบ,กรม\nx-2,,กรม\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="line 3"):
        more = pipeline.bodies(tmp_path)
    assert set(more["body_id"]) - set(frame["body_id"]) == {"x-1"}
