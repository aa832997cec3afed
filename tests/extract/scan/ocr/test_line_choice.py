"""Which of two readings of a line of prose stands, and what is said of it."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")
pytest.importorskip("onnxruntime", reason="the extra ocr is not installed")

from pipeline.extract.scan.image.cell_image import CellImage
from pipeline.extract.scan.ocr.line_choice import choose_line, numbers_of
from pipeline.extract.scan.ocr.line_merging import merge_line
from pipeline.extract.scan.ocr.lines import LineReading
from pipeline.extract.scan.ocr.lines.line_recogniser import Letters
from pipeline.extract.scan.ocr.prose_reader import groups_with_neighbours
from pipeline.extract.scan.ocr.tesseract_engine import RecognisedLine

IMAGE = CellImage(np.full((40, 300), 255, np.uint8), (10, 20), np.array([[12, 25, 300, 45]]))
BAND = (5, 25)


def line_reading(text: str, letters: float, whole: float) -> LineReading:
    """What the recogniser of lines read, and how sure it is of each letter and of the whole line."""
    places = tuple(float(p) for p in np.linspace(0, 1, len(text)))
    found = Letters(text, whole, (letters,) * len(text), places, ())
    return LineReading(text, whole, letters, False, found)


def by_tesseract(text: str, confidence: float) -> list[RecognisedLine]:
    return [RecognisedLine(text, (12, 25, 300, 45), confidence)]


def test_where_readings_differ_in_marks_alone_the_recogniser_of_lines_stands() -> None:
    line = choose_line(line_reading("ที่ทำการ", 0.95, 0.2), by_tesseract("ทีทำการ", 0.9), IMAGE, BAND)
    assert line is not None and line.text == "ที่ทำการ" and not line.disputed
    assert [(r.engine, r.text) for r in line.readings] == [("lines", "ที่ทำการ"), ("tesseract", "ทีทำการ")]


@pytest.mark.parametrize(
    ("ours", "sure", "other", "expected"),
    [
        ("ที่ทำการ บ้าน", 0.95, "ทีทําการบ้าน", "ที่ทำการ บ้าน"),  # marks, and the white space of the print
        ("บ้าน", 0.95, "ย้าน", "บ้าน"),
        ("บ้าน", 0.2, "ย้าน", "ย้าน"),
        ("บ้าาน", 0.2, "บ้าน", "บ้าน"),
        ("บ้าน", 0.2, "บ้านนา", "บ้าน"),  # nothing nearly stands there
        ("กข", 0.2, "", ""),
    ],
)
def test_readings_are_merged_letter_by_letter(ours: str, sure: float, other: str, expected: str) -> None:
    assert merge_line(line_reading(ours, sure, 0.5).letters, other).text == expected


def test_a_letter_that_nearly_stood_there_is_taken_from_tesseract() -> None:
    letters = Letters("กค", 0.5, (0.95, 0.95), (0.0, 1.0), ((1, 0.4),))
    assert merge_line(letters, "กขค").text == "กขค"
    assert merge_line(letters, "กคข").text == "กค"


def test_two_unsure_readings_of_other_letters_are_disputed() -> None:
    line = choose_line(line_reading("บ้านนา", 0.2, 0.1), by_tesseract("ย้านนา", 0.5), IMAGE, BAND)
    assert line is not None and line.text == "ย้านนา" and line.disputed


def test_a_number_that_two_read_differently_is_doubtful() -> None:
    line = choose_line(line_reading("จำนวน 45 คน", 0.97, 0.6), by_tesseract("จำนวน 46 คน", 0.95), IMAGE, BAND)
    assert line is not None and line.doubtful == 1
    same = choose_line(line_reading("จำนวน ๔๕ คน", 0.97, 0.6), by_tesseract("จำนวน 45 คน", 0.95), IMAGE, BAND)
    assert same is not None and same.doubtful == 0


def test_what_only_one_reader_sees_is_taken_where_it_is_believable() -> None:
    seen = choose_line(line_reading("บ้านนา", 0.95, 0.6), [], IMAGE, BAND)
    assert seen is not None and seen.text == "บ้านนา"
    assert choose_line(line_reading("๊์", 0.3, 0.0), [], IMAGE, BAND) is None
    other = choose_line(None, by_tesseract("บ้าน", 0.5), IMAGE, BAND)
    assert other is not None and other.text == "บ้าน"


def test_the_script_of_digits_is_passed_over() -> None:
    assert numbers_of("ข้อ ๑๒ จาก 30") == ["12", "30"]


def test_tesseract_is_asked_for_lines_with_their_neighbours() -> None:
    assert groups_with_neighbours([False] * 4) == []
    assert groups_with_neighbours([False, False, True, False, False, False, True]) == [(1, 3), (5, 6)]
    assert groups_with_neighbours([True, False, False, True]) == [(0, 3)]
