"""The body of a scanned report whose name reads differently where it is printed again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.handmade_documents import HEADER, document

from pipeline.assemble import assemble
from pipeline.model import Finding, Hints, Report
from pipeline.normalize import normalize

ROW = ("I1 ข้อหนึ่ง", "86.19", "ยกระดับ", "จัดทำคู่มือ", "ทำแล้ว", "ดี")
TITLE = "รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ประจำปีงบประมาณ พ.ศ. 2566"
KIND = "องค์การบริหารส่วนตำบล"


def scanned(names: list[str], reader: str = "ocr", hints: Hints | None = None) -> tuple[Report, list[Finding]]:
    first, *others = names
    running = [f"ผลการประเมิน ITA ของ{name} ปีงบประมาณ พ.ศ. 2565" for name in others]
    made = normalize(document([TITLE, first, [HEADER, ROW]], *[[line] for line in running], hints=hints))
    pages = tuple(replace(page, reader=reader) for page in made.pages)  # type: ignore[arg-type]
    report = assemble(replace(made, pages=pages))[1]
    return report, [f for f in report.findings if f.rule == "title.agency_unsure"]


def test_the_reading_whose_words_are_clearly_likelier() -> None:
    report, (finding,) = scanned([f"{KIND}ธารน่าทิพย์", f"{KIND}ธารน้ำทิพย์"])
    assert (report.agency, report.agency_type) == (f"{KIND}ธารน้ำทิพย์", KIND)
    assert (finding.severity, finding.value) == ("warning", f"{KIND}ธารน้ำทิพย์")
    assert set((finding.raw or "").split(" | ")) == {f"{KIND}ธารน่าทิพย์", f"{KIND}ธารน้ำทิพย์"}


def test_the_most_frequent_one_where_words_do_not_decide() -> None:
    names = [f"{KIND}{name}" for name in ("ท่าทองสา", "ท่าทองสี", "ท่าทองสี")]
    report, found = scanned(names)
    assert (report.agency, [f.value for f in found]) == (names[1], [names[1]])


@pytest.mark.parametrize(
    "names",
    [
        [f"{KIND}ธารน้ำทิพย์", f"{KIND}ธารน้ำทิพย์"],
        [f"{KIND}ธารน้ำทิพย์", "กรมส่งเสริมการปกครองท้องถิ่น"],
        [f"{KIND}ธารน้ำทิพย์", f"{KIND}หนองไผ่ล้อม"],
    ],
    ids=["alike", "another kind", "another body"],
)
def test_names_that_are_not_readings_of_one(names: list[str]) -> None:
    report, found = scanned(names)
    assert (report.agency, found) == (names[0], [])


def test_text_layers_and_hints_are_believed() -> None:
    names = [f"{KIND}ธารน่าทิพย์", f"{KIND}ธารน้ำทิพย์"]
    assert scanned(names, reader="pdfium")[1] == []
    assert scanned(names, hints=Hints(agency=names[0]))[1] == []
