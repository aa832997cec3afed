"""``bodies.csv`` of an archive: bodies that are added, and rows that are wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.acquire import ArchiveError, acquire
from pipeline.acquire.body_list import read_body_list
from pipeline.domain.register.body import register, with_added

KNOWN = "la-3400102"


def write(folder: Path, text: str) -> Path:
    (folder / "bodies.csv").write_text(text, encoding="utf-8-sig")
    return folder


def test_without_a_list_nothing_is_added(tmp_path: Path) -> None:
    assert read_body_list(tmp_path) == ((), ())


def test_a_new_body_and_more_names_of_a_known_one(tmp_path: Path) -> None:
    bodies, problems = read_body_list(
        write(
            tmp_path,
            "body_id,name_th,kind,province_code,aliases,valid_from\n"
            'x-0001,สำนักงานกองทุนทดสอบ,กองทุน,,"สกท.; กองทุนทดสอบ",๒๕๖๖\n'
            f"{KNOWN},,,,เทศบาลนครแก่น,\n",
        )
    )
    assert problems == ()
    new, known = bodies
    assert (new.body_id, new.name_th, new.kind, new.valid_from) == ("x-0001", "สำนักงานกองทุนทดสอบ", "กองทุน", 2566)
    assert new.aliases == ("สกท.", "กองทุนทดสอบ")
    assert new.certainty == "unverified"
    before = register()[KNOWN]
    after = with_added([new, known])[KNOWN]
    assert "เทศบาลนครแก่น" in after.aliases
    assert (after.name_th, after.short_name, after.district, after.dla_code, after.certainty, after.source) == (
        before.name_th,
        before.short_name,
        before.district,
        before.dla_code,
        before.certainty,
        before.source,
    )


def test_a_new_local_authority_has_the_name_behind_its_kind(tmp_path: Path) -> None:
    ((body,), _) = read_body_list(
        write(tmp_path, "body_id,name_th,kind,province,district\nx-1,เทศบาลตำบลทดสอบ,เทศบาลตำบล,ตาก,แม่สอด\n")
    )
    assert (body.short_name, body.province, body.province_code, body.district) == ("ทดสอบ", "ตาก", "63", "แม่สอด")


def test_a_body_that_ended_leads_to_one_of_the_list(tmp_path: Path) -> None:
    bodies, problems = read_body_list(
        write(
            tmp_path, f"body_id,name_th,kind,status,replaced_by\n{KNOWN},,,abolished,x-1\nx-1,กรมทดสอบ,กรม,current,\n"
        )
    )
    assert problems == ()
    assert (bodies[0].status, bodies[0].replaced_by) == ("abolished", "x-1")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",กรม,กรม,,,,,,", r"has no body_id; "),
        ("X 1,กรม,กรม,,,,,,", r"body_id 'X 1' must be"),
        ("x-2,,กรม,,,,,,", r"no x-2, and the row no name_th"),
        ("x-2,กรมทดสอบ,,,,,,,", r"no x-2, and the row no kind"),
        (f"{KNOWN},,,closed,,,,,", r"status 'closed' must be one of current, abolished"),
        (f"{KNOWN},,,,sure,,,,", r"certainty 'sure' must be one of published, "),
        (f"{KNOWN},,,,,2023,,,", r"valid_from '2023' must be a fiscal year"),
        (f"{KNOWN},,,,,,99,,", r"there is no province_code '99'"),
        (f"{KNOWN},,,,,,,ตราก,", r"there is no province 'ตราก'"),
        (f"{KNOWN},,,,,,10,ตาก,", r"province_code 10 is กรุงเทพมหานคร, not ตาก"),
        (f"{KNOWN},,,,,,,,x-9", r"replaced_by 'x-9' is in neither"),
        (f"{KNOWN},,,,,,,,{KNOWN}", r"replaced_by is the body itself"),
        ("x-1,กรม,กรม,,,,,,", r"x-1 is listed twice \(first in line 2\)"),
        (f"{KNOWN},,,,,,,,,,", r"11 cells under 9 columns"),
        (f'{KNOWN},"กรม,,,,,,,', r"unexpected end of data"),
        (f"{KNOWN},กรม\ufdd0,,,,,,,", r"name_th is not UTF-8"),
    ],
)
def test_a_row_that_is_wrong_costs_that_row_only(tmp_path: Path, row: str, said: str) -> None:
    columns = "body_id,name_th,kind,status,certainty,valid_from,province_code,province,replaced_by"
    bodies, problems = read_body_list(write(tmp_path, f"{columns}\nx-1,กรมทดสอบ,กรม,,,,,,\n{row}\n"))
    (problem,) = problems
    assert re.search(rf"bodies\.csv line 3: .*{said}.*", problem)
    assert [b.body_id for b in bodies] == ["x-1"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"body_id,nmae\nx-1,a\n", r"line 1: there is no field 'nmae'; the columns are body_id, name_th"),
        (b"name_th\na\n", r"line 1: there is no column body_id"),
        ("body_id\nx-1\n".encode("utf-16"), r"line 1 is not UTF-8"),
    ],
)
def test_a_list_that_is_wrong_as_a_whole_is_an_error(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "bodies.csv").write_bytes(content)
    with pytest.raises(ArchiveError, match=said):
        read_body_list(tmp_path)


def test_an_archive_has_the_bodies_of_its_list_and_the_list_is_no_document(tmp_path: Path) -> None:
    write(tmp_path, "body_id,name_th,kind\nx-1,กรมทดสอบ,กรม\n,กรมใด,กรม\n")
    archive = acquire(tmp_path)
    assert [b.body_id for b in archive.added_bodies] == ["x-1"]
    assert len(archive.bad_entries) == 1
    assert (archive.ignored, archive.documents, archive.missing) == ((), (), ())
