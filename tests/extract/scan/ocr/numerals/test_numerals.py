"""The recogniser of numerals: cells in fonts it never saw, cells that hold no number, and cells cut in many ways."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.scan.ocr.numerals.number_grammar import compact, fits_grammar

cv2 = pytest.importorskip("cv2", reason="OpenCV is not installed (extra ocr)")
pytest.importorskip("onnxruntime", reason="onnxruntime is not installed (extra ocr)")

from pipeline.extract.scan.ocr.numerals import OTHER, read_numbers  # noqa: E402
from pipeline.extract.scan.ocr.numerals.line_image import LINE_IMAGE, find_ink, find_line, scale_line  # noqa: E402

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="module")
def samples() -> list[tuple[np.ndarray, str]]:
    """Cells as pictures, with the number that stands there ("" for none)."""
    listed = yaml.safe_load((SAMPLES / "samples.yml").read_text("utf-8"))
    return [(cv2.imread(str(SAMPLES / s["file"]), cv2.IMREAD_GRAYSCALE), s["text"]) for s in listed]


def text_cell(text: str, pad: int = 12) -> np.ndarray:
    """A clean cell in OpenCV's own letters, which no Thai font has."""
    (width, height), below = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 2)
    cell = np.full((height + below + 2 * pad, width + 2 * pad), 255, np.uint8)
    cv2.putText(cell, text, (pad, pad + height), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2, cv2.LINE_AA)
    return cell


class TestReading:
    def test_numbers_in_unknown_fonts_are_read_and_none_is_wrong(self, samples: list[tuple[np.ndarray, str]]) -> None:
        numbers = [(picture, text) for picture, text in samples if text]
        readings = read_numbers([picture for picture, _ in numbers])
        believed = [(r.text, text) for r, (_, text) in zip(readings, numbers, strict=True) if r.text]
        assert [(a, b) for a, b in believed if compact(a) != compact(b)] == []
        assert len(believed) >= 0.8 * len(numbers)
        likeliest = [r.text or next(iter(r.candidates), "") for r in readings]
        right = sum(compact(a) == compact(text) for a, (_, text) in zip(likeliest, numbers, strict=True))
        assert right >= 0.95 * len(numbers)

    def test_what_is_no_number_is_not_read_as_one(self, samples: list[tuple[np.ndarray, str]]) -> None:
        others = [picture for picture, text in samples if not text]
        assert len(others) > 10
        assert [r.text for r in read_numbers(others) if r.text] == []

    def test_thai_digits_stay_thai_and_arabic_ones_arabic(self, samples: list[tuple[np.ndarray, str]]) -> None:
        numbers = [(picture, text) for picture, text in samples if any(c.isdigit() for c in text)]
        readings = read_numbers([picture for picture, _ in numbers])
        thai = [any("๐" <= c <= "๙" for c in text) for _, text in numbers]
        read = [any("๐" <= c <= "๙" for c in r.text) for r in readings]
        assert {True, False} == set(thai)
        assert all(a == b for a, b, r in zip(thai, read, readings, strict=True) if r.text)

    def test_an_unsure_reading_names_candidates_and_a_sure_one_none_of_its_own(
        self, samples: list[tuple[np.ndarray, str]]
    ) -> None:
        for reading in read_numbers([picture for picture, _ in samples]):
            assert reading.engine == "numerals"
            assert 0 <= reading.confidence <= 1
            assert reading.text not in reading.candidates
            assert all(fits_grammar(c) and OTHER not in c for c in reading.candidates)

    def test_a_reading_does_not_depend_on_the_other_cells(self, samples: list[tuple[np.ndarray, str]]) -> None:
        some = [picture for picture, _ in samples[::7]]
        assert read_numbers(some) == [read_numbers([picture])[0] for picture in some]
        assert read_numbers([]) == []

    def test_a_dash_alone(self) -> None:
        cell = np.full((60, 120), 250, np.uint8)
        cell[29:32, 52:64] = 10
        assert read_numbers([cell])[0].text == "-"
        assert read_numbers([cell[26:35, 49:67]])[0].text == "-"

    @pytest.mark.parametrize("left", ["a whole ruling", "a blot"])
    def test_what_is_no_dash(self, left: str) -> None:
        cell = np.full((60, 200), 250, np.uint8)
        if left == "a whole ruling":
            cell[40:42] = 10
        else:
            cell[20:40, 90:110] = 10
        assert read_numbers([cell])[0].text != "-"

    @pytest.mark.parametrize("noise", [0, 3, 12])
    def test_blank_paper_is_no_number(self, noise: int) -> None:
        paper = np.clip(235 + np.random.default_rng(1).normal(0, noise, (60, 150)), 0, 255).astype(np.uint8)
        assert read_numbers([paper])[0].text == ""

    def test_two_lines_are_unsure(self) -> None:
        assert read_numbers([np.vstack([text_cell("12.50"), text_cell("13.75")])])[0].text == ""


class TestCutting:
    """However a cell was cut, the same line comes out of it."""

    @pytest.mark.parametrize("text", ["12.50", "2567", "100.00", "7", "11"])
    @pytest.mark.parametrize("pad", [2, 5, 40])
    def test_margins_do_not_matter(self, text: str, pad: int) -> None:
        assert read_numbers([text_cell(text, pad)])[0].text == text

    def test_colour_and_pale_ink(self) -> None:
        cell = text_cell("12.50")
        pale = (170 + cell.astype(int) * 70 // 255).astype(np.uint8)
        texts = [r.text for r in read_numbers([cell, pale, cv2.cvtColor(cell, cv2.COLOR_GRAY2BGR)])]
        assert texts == ["12.50"] * 3

    def test_remains_of_rulings_and_of_the_next_line_are_passed_over(self) -> None:
        cell = text_cell("12.50", pad=16)
        cell[0:2] = 0
        cell[:, 0:2] = 0
        cell[-3:, 20:30] = 0
        assert read_numbers([cell])[0].text == "12.50"

    def test_digits_that_touch_rulings_above_and_below_are_not_passed_over(self) -> None:
        cell = text_cell("32-53", pad=0)
        columns = np.flatnonzero((cell < 128).any(axis=0))
        rows = np.flatnonzero((cell < 128).any(axis=1))
        cell = cell[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        cell[:2] = cell[-2:] = 0
        assert read_numbers([cell])[0].text in ("", "32-53")

    @settings(max_examples=25, deadline=None)
    @given(st.integers(3, 80), st.integers(3, 200), st.integers(0, 2**32 - 1), st.integers(2, 255))
    def test_any_picture_gives_a_reading(self, rows: int, columns: int, seed: int, levels: int) -> None:
        picture = np.random.default_rng(seed).integers(0, levels, (rows, columns)).astype(np.uint8)
        assert len(read_numbers([picture])) == 1

    def test_strips_have_one_height_and_ink_between_0_and_1(self) -> None:
        ink = find_ink(text_cell("12.50"))
        assert ink is not None
        strip = scale_line(ink, find_line(ink))
        assert strip is not None
        assert strip.shape[0] == LINE_IMAGE.height and strip.min() >= 0 and 0.9 < strip.max() <= 1
