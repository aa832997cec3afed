"""Published PDFs of a dozen producers: how many defects of Thai text are left."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from support.factories import source

from pipeline.extract import extract
from pipeline.normalize import normalize

MARK = "[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
DEFECTS = {
    "a private-use glyph": "[\ue000-\uf8ff]",
    "a glyph id": r"\(cid:\d+\)",
    "a lost glyph": "\ufffd",
    "a split sara am": "[ก-ฮ][่้๊๋]?\\s+า",
    "a sara am in pieces": "ำา|ํ[่้๊๋]?า",
    "a mark off its letter": f"[ก-๎]\\s+{MARK}",
    "a doubled mark": f"({MARK})\\1",
    "a tone before its vowel": "[่้๊๋][\u0e31\u0e34-\u0e39]",
    "a Latin-1 letter in Thai": "[À-ÿ](?=[ก-๎])|(?<=[ก-๎])[À-ÿ]",
    "a Greek letter": "[\u0370-\u03ff]",
    "a ligature": "[\ufb00-\ufb06]",
    "a Thai digit": "[๐-๙]",
    "a mark on nothing": f"(?:^|[\\s(\\[/\\-\\d]){MARK}",
}
ALL_TOGETHER, WORST = 2.0, 10.0  # defects per 10,000 Thai characters


def test_defects_left_in_published_documents(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.scan.missing", lambda: "text layers only")
    paths = [p for folder in ("real", "editions") for p in sorted((corpus / folder).glob("*.pdf"))]
    if not paths:
        pytest.skip(f"no PDFs in {corpus}/real and {corpus}/editions")
    thai_all, found_all, per_document = 0, 0, {}
    for path in paths:
        pages = normalize(extract(replace(source(path.name), path=str(path)))).pages
        text = "\n".join(p.text for p in pages if p.reader != "none")
        thai = len(re.findall("[ก-๎]", text))
        if not thai:
            continue  # a scan
        found = {name: n for name, pattern in DEFECTS.items() if (n := len(re.findall(pattern, text, re.M)))}
        thai_all, found_all = thai_all + thai, found_all + sum(found.values())
        per_document[path.name] = (1e4 * sum(found.values()) / thai, found)
    assert len(per_document) > len(paths) / 2
    assert {name: seen for name, seen in per_document.items() if seen[0] > WORST} == {}
    assert 1e4 * found_all / thai_all <= ALL_TOGETHER


def test_scans_under_a_worthless_text_layer_are_not_taken_for_text(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.extract.scan.missing", lambda: "install it")
    path = corpus / "real" / "scan-english-ocr-layer.pdf"
    if not path.is_file():
        pytest.skip(f"{path.name} is not in the corpus")
    document = extract(replace(source(), path=str(path)))
    assert {p.reader for p in document.pages} == {"none"}
    assert {f.rule for f in document.findings} == {"extract.text_layer_garbage"}


# words that these documents print, where marks stand off their letters in the content stream or in another order
@pytest.mark.parametrize(
    ("name", "words", "never"),
    [
        ("bb-budget65-31.pdf", ["ยุทธศาสตร์การจัดสรรงบประมาณ", "ผลสัมฤทธิ์และประโยชน์", "เรื่องร้องเรียน"], ["จดัสรร", "ศาสตรก์"]),
        ("word-wrongorder.pdf", ["เครื่องบินลำเลียง", "หน้าที่"], ["เคร่ือง", "ท่ี"]),
        ("curric62-latin1marks.pdf", ["เพื่อ", "หลักสูตร"], ["เพืÉอ"]),
        ("ita-nysso-procure62.pdf", ["สำนักงาน"], ["ส านักงาน"]),
        ("poknoi-expend-est61-gid.pdf", ["ค่าใช้จ่าย", "งบประมาณ"], []),
        ("rbru-network62-pua.pdf", ["ความพึงพอใจ"], []),
        ("law-pua.pdf", ["พระราชบัญญัติ", "การฝึกอบรมวิชาชีพต้อง"], []),
    ],
)
def test_words_that_are_printed(corpus: Path, name: str, words: list[str], never: list[str]) -> None:
    path = corpus / "real" / name
    if not path.is_file():
        pytest.skip(f"{name} is not in the corpus")
    text = "\n".join(p.text for p in normalize(extract(replace(source(), path=str(path)))).pages)
    assert [w for w in words if w not in text] == []
    assert [w for w in never if w in text] == []
