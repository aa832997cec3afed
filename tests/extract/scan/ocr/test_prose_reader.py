"""Which reader reads the prose of a page."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")
pytest.importorskip("onnxruntime", reason="the extra ocr is not installed")

from pipeline.extract.scan.image.cell_image import CellImage
from pipeline.extract.scan.image.text_line_segmentation import Band
from pipeline.extract.scan.ocr import prose_reader, tesseract_prose
from pipeline.extract.scan.ocr.lines import LineReading
from pipeline.extract.scan.ocr.lines.line_recogniser import Letters
from pipeline.extract.scan.ocr.prose_reader import KNOWN_PRINT, PrintSample, read_prose, sample_print
from pipeline.extract.scan.ocr.tesseract_engine import RecognisedLine
from pipeline.model import Reading


def line_image(letters: int) -> CellImage:
    """One line of bars as high as letters."""
    boxes = [(20 + 30 * k, 20, 35 + 30 * k, 50) for k in range(letters)]
    gray = np.full((70, 30 * letters + 40), 255, np.uint8)
    for x0, y0, x1, y1 in boxes:
        gray[y0:y1, x0:x1] = 0
    return CellImage(gray, (0, 0), np.array(boxes))


def reading(sure: float = 0.99) -> LineReading:
    """A line that is read with such a mean confidence of its letters."""
    return LineReading("กา", 0.9, sure, True, Letters("กา", 0.99, (1, 1), (0.2, 0.8), ()))


def known(monkeypatch: pytest.MonkeyPatch, lines: list[tuple[int, float]], beside: PrintSample = KNOWN_PRINT) -> bool:
    """Whether print is known whose lines have so many letters, each of them read so surely."""
    images = [line_image(letters) for letters, _ in lines]
    sure = iter([p for letters, p in lines if letters >= prose_reader.CELL_READERS.sampled_letters])
    monkeypatch.setattr(prose_reader, "read_lines", lambda _, bands: [reading(next(sure)) for _ in bands])
    return sample_print(images, beside).known


def test_print_is_known_by_the_letters_of_the_longer_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    assert known(monkeypatch, [(12, 0.999)] * 7 + [(12, 0.9)])
    assert not known(monkeypatch, [(12, 0.999)] * 4 + [(12, 0.94)] * 4)
    assert not known(monkeypatch, [(12, 0.94)] * 6 + [(3, 0.999)] * 9), "short lines do not count"


def test_what_other_lines_of_the_page_tell_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    other = PrintSample(False, tuple((line_image(12), (20, 50), reading(0.9)) for _ in range(6)))
    assert not known(monkeypatch, [(12, 0.99)], other) and known(monkeypatch, [(12, 0.99)])


def test_a_few_lines_do_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    assert known(monkeypatch, [(12, 0.01)] * 3) and known(monkeypatch, [])


class BlindToTheSecondLine:
    """A Tesseract that reads the first line of an image, and no other."""

    def recognise(self, gray: np.ndarray, dpi: float, layout: str) -> list[RecognisedLine]:
        """Return the first line."""
        inked = np.flatnonzero((gray < 128).any(axis=1))
        end = inked[np.append(np.diff(inked) > 1, True)][0]
        return [RecognisedLine("กา", (0, int(inked[0]), gray.shape[1], int(end) + 1), 0.9)]


def test_of_unknown_print_a_line_that_tesseract_passed_over_is_read_alone_and_its_word_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = line_image(12)
    below = one.letters + np.array([0, 70, 0, 70])
    two = CellImage(np.vstack([one.gray, one.gray]), (0, 0), np.vstack([one.letters, below]))
    monkeypatch.setattr(tesseract_prose, "tesseract", BlindToTheSecondLine)
    lines = read_prose(two, 200, PrintSample(known=False))
    assert [line.text for line in lines] == ["กา", "กา"] and lines[1].box[1] > lines[0].box[3] - 5
    assert [line.readings for line in lines] == [(Reading("tesseract", "กา", 0.9),)] * 2


def test_lines_of_a_sample_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    images, asked = [line_image(12) for _ in range(5)], []

    def read(image: CellImage, bands: list[Band]) -> list[LineReading | None]:
        asked.extend([id(image)] * len(bands))
        return [reading() for _ in bands]

    monkeypatch.setattr(prose_reader, "read_lines", read)
    sample = sample_print(images)
    assert [line.text for image in images for line in read_prose(image, 200, sample)] == ["กา"] * 5
    assert sorted(asked) == sorted(map(id, images))
