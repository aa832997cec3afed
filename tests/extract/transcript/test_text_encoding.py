"""Encodings of transcripts: told by the whole file, damage to a letter costs that letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.mac_thai import encode_mac_thai
from support.transcripts import HEADER, grids, read

from pipeline.extract.transcript.text_encoding import decode_text
from pipeline.extract.unreadable import UnreadableDocument
from pipeline.model import Finding

TEXT = f"{HEADER}\nI1\t86.19\tอบรมให้ความรู้ทั้งหน่วยงาน ก่อน–หลัง “คุณธรรม” ปีงบประมาณ ๒๕๖๖ ลด\tรถ\n" * 3
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
words = st.lists(st.sampled_from([*TEXT.split(), "ที่", "เป็น", "I36", "100.00", "\n"]), min_size=12).map(" ".join)


def rules(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(f.rule, f.severity) for f in findings]


def common_start(one: str, two: str) -> int:
    """How many letters two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", *WIDE, "cp874", "tis-620"])
def test_a_transcript_in_every_encoding_has_its_table(tmp_path: Path, encoding: str) -> None:
    document = read(tmp_path, f"{HEADER}\nI1\t86.19\tอบรมให้ความรู้ทั้งหน่วยงาน".encode(encoding))
    assert grids(document)[0][1] == ["I1", "86.19", "อบรมให้ความรู้ทั้งหน่วยงาน"]
    assert all(f.severity == "info" for f in document.findings)


@settings(deadline=None)
@given(words, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", *WIDE, "cp874"]))
def test_thai_comes_back_from_every_encoding(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding))[0] == text


@settings(deadline=None)
@given(words)
def test_thai_comes_back_from_the_old_macintosh(text: str) -> None:
    text = f"ก่อน ได้ ป่า ชี้ {text}"
    assert decode_text(encode_mac_thai(text))[0] == text


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff")))
def test_any_text_comes_back_from_utf8(text: str) -> None:
    assert decode_text(text.encode()) == (text, [])


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_text_with_findings_or_clearly_no_text(data: bytes) -> None:
    try:
        text, _ = decode_text(data)
    except UnreadableDocument as error:
        assert "not text" in error.message
    else:
        assert not set(text) & set(map(chr, [*range(9), 0x0B, 0x0D, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFEFF]))


@pytest.mark.parametrize("text", ["Café – “naïve” größe\tscore 86.19\nœuvre ‰ résumé", "A budget of €5 – ‰"])
def test_western_text_is_not_taken_for_thai(text: str) -> None:
    assert decode_text(text.encode("cp1252"))[0] == text


@settings(deadline=None)
@example(TEXT.encode().find("–".encode()) + 2, 0xA8)
@given(st.sampled_from([n for n, byte in enumerate(TEXT.encode()) if byte != 0x0A]), st.integers(0x80, 0xFF))
def test_one_bad_byte_costs_no_more_than_its_letter(place: int, byte: int) -> None:
    data = bytearray(TEXT.encode())
    data[place] = byte
    text, findings = decode_text(bytes(data))
    if {"\u2028", "\u2029"} & set(data.decode("utf-8", "replace")):  # with its neighbours it is a whole line separator
        assert text.count("\n") == TEXT.count("\n") + 1 and not findings
        return
    line = data.count(b"\n", 0, place) + 1
    changed = [n for n, (new, old) in enumerate(zip(text.split("\n"), TEXT.split("\n"), strict=True), 1) if new != old]
    assert changed in ([], [line])
    assert len(TEXT) - 2 <= len(text) <= len(TEXT) + 2
    if "\ufffd" in text:
        assert [(f.rule, f.severity, f.value) for f in findings] == [("extract.bytes_lost", "error", str(line))]


def test_a_bad_byte_is_a_finding_with_its_place() -> None:
    data = TEXT.encode()
    place = data.index("อบรม".encode()) + 2
    text, (finding,) = decode_text(data[:place] + b"\xff" + data[place:])
    assert text == TEXT.replace("อบรม", "\ufffdบรม", 1)
    assert (finding.rule, finding.severity, finding.value, finding.raw) == (
        "extract.bytes_lost",
        "error",
        "2",
        "e0 b8 ff ad",
    )
    assert f"line 2 (byte {place - 1:,})" in finding.message


@pytest.mark.parametrize("encoding", ["utf-8", *WIDE])
def test_a_file_that_ends_within_a_letter_lost_its_end(encoding: str) -> None:
    text, findings = decode_text(TEXT.strip().encode(encoding)[:-1])
    assert text == TEXT.strip()[:-1]
    assert rules(findings) == [("extract.bytes_lost", "error")]
    assert "cut off" in findings[0].message


@settings(deadline=None)
@given(st.sampled_from(WIDE), st.integers(0), st.booleans())
def test_a_byte_too_many_or_too_few_in_wide_text_costs_its_letter(encoding: str, place: int, more: bool) -> None:
    data = TEXT.encode(encoding)
    place = 20 + place % (len(data) - 40)
    text, findings = decode_text(data[:place] + b"\x7f" + data[place:] if more else data[:place] + data[place + 1 :])
    assert ("extract.bytes_lost", "error") in rules(findings)
    assert common_start(text, TEXT) + common_start(text[::-1], TEXT[::-1]) >= len(TEXT) - 8


@settings(deadline=None)
@given(words, words, st.booleans())
def test_pieces_in_another_encoding_are_read_as_they_are(one: str, two: str, swap: bool) -> None:
    one, two = f"รายงานผล{one}ความโปร่งใส\n", f"คุณธรรมและความโปร่งใส {two}\n"
    encodings = ("cp874", "utf-8") if swap else ("utf-8", "cp874")
    text, findings = decode_text(one.encode(encodings[0]) + two.encode(encodings[1]) + one.encode(encodings[0]))
    assert text == one + two + one
    assert rules(findings) == [("extract.encoding", "warning")]


def test_a_piece_may_begin_amid_a_line() -> None:
    text, _ = decode_text("สำนักงาน".encode() + "ปลัดกระทรวงการคลัง 86.19".encode("cp874"))
    assert text == "สำนักงานปลัดกระทรวงการคลัง 86.19"


@pytest.mark.parametrize("codec", ["latin-1", "cp1252", "cp874"])
def test_text_that_was_encoded_twice_is_decoded_twice(codec: str) -> None:
    taken_for = "".join(
        chr(byte) if letter == "\ufffd" else letter
        for byte, letter in ((b, bytes([b]).decode(codec, "replace")) for b in TEXT.encode())
    )
    text, findings = decode_text(taken_for.encode())
    assert text == TEXT
    assert rules(findings) == [("extract.encoding", "warning")]
    mixed, _ = decode_text(f"{TEXT}{taken_for}{taken_for}".encode())
    assert mixed == TEXT * 3


def test_thai_words_that_begin_as_utf8_does_stay() -> None:
    text = "เธอเนรมิตเนินเขา เน้นเนื้อหา\nเธอเน้น\n"
    assert decode_text(text.encode()) == (text, [])


def test_bytes_that_mean_nothing_are_lost(tmp_path: Path) -> None:
    document = read(tmp_path, "รายงาน\nผล".encode("cp874") + b"\xff\xfe")
    assert rules(list(document.findings)) == [("extract.encoding", "info"), ("extract.bytes_lost", "error")]
    assert document.findings[1].value == "2"


def test_marks_and_control_characters_are_no_text() -> None:
    text, findings = decode_text("\ufeffก\ufeffข\x00ค\x1b[31mง\x07\tจ\r\nฉ\rช\x0bซ".encode())
    assert text == "กขคง\tจ\nฉ\nช\nซ"
    assert [(f.rule, f.severity, f.value) for f in findings] == [("extract.control_characters", "info", "4")]
    assert decode_text("\ufeffก".encode()) == ("ก", [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "cp874"])
def test_a_block_of_zeros_is_lost_text(encoding: str) -> None:
    data = TEXT.encode(encoding)
    start = data.index("86.19".encode(encoding))
    text, findings = decode_text(data[:start] + bytes(512) + data[start:])
    assert "".join(text.split()) == "".join(TEXT.split())
    assert ("extract.bytes_lost", "error") in rules(findings)


@pytest.mark.parametrize("data", [bytes(range(256)) * 9, b"\x01\x02\x03" * 50])
def test_a_binary_file_is_no_document(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="binary"):
        decode_text(data)
