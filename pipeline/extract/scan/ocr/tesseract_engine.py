"""Tesseract: Thai and English prose, and its opinion on which way up a page is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from pipeline.domain.thai_digits import THAI_NUMBER
from pipeline.extract.scan.image.page_image import GrayImage
from pipeline.extract.scan.ocr.installed import LANGUAGES, language_data
from pipeline.model import Reading

PixelBox = tuple[int, int, int, int]  # x0, y0, x1, y1
Layout = Literal["line", "column"]
_QUARTERS = {0: 0, 90: 1, 180: 2, 270: 3}  # Tesseract's orientation: how far the page is turned, clockwise


class TesseractSettings(NamedTuple):
    """Parameters of Tesseract."""

    threads: int = 1  # of OpenMP: several workers run beside each other
    preserve_interword_spaces: bool = True  # spaces as printed: Thai has them between phrases only
    orientation_confidence_min: float = 2.0  # Tesseract's own measure: its orientation counts from here on


TESSERACT = TesseractSettings()


@dataclass(frozen=True, slots=True)
class DigitRun:
    """Thai digits that stand next to each other in a line.

    Attributes:
        start: of the run in the text.
        end: behind its last digit.
        box: where the engine saw it, pixels of the image it was given.
    """

    start: int
    end: int
    box: PixelBox


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line as it was recognised.

    Attributes:
        box: in pixels of the image that was read.
        confidence: 0..1.
        digit_runs: its runs of Thai digits.
        doubtful: how many of them no engine is sure of.
        readings: of the engines that read it, where it is prose.
        disputed: whether two engines differ in more than marks, and neither is sure.
        marks_read: whether the marks that were read are sure.
    """

    text: str
    box: PixelBox
    confidence: float
    digit_runs: tuple[DigitRun, ...] = ()
    doubtful: int = 0
    readings: tuple[Reading, ...] = ()
    disputed: bool = False
    marks_read: bool = False


class Tesseract:
    """One Tesseract of a process, with the languages that are read."""

    def __init__(self) -> None:
        os.environ["OMP_THREAD_LIMIT"] = str(TESSERACT.threads)
        import tesserocr

        self._tesserocr = tesserocr
        self._api = tesserocr.PyTessBaseAPI(
            path=str(language_data()),
            lang="+".join(LANGUAGES),
            psm=tesserocr.PSM.SINGLE_COLUMN,
            oem=tesserocr.OEM.LSTM_ONLY,
        )
        self._api.SetVariable("preserve_interword_spaces", str(int(TESSERACT.preserve_interword_spaces)))
        self._orientation_api: Any = None

    def recognise(self, gray: GrayImage, dpi: float, layout: Layout = "column") -> list[RecognisedLine]:
        """Recognise the lines of an image that holds a single line, or one column.

        Pages are read as one column too: given its way, Tesseract takes the numbers of a list for a column of their
        own.
        """
        modes = self._tesserocr.PSM
        self._api.SetPageSegMode(modes.SINGLE_LINE if layout == "line" else modes.SINGLE_COLUMN)
        high, wide = gray.shape
        self._api.SetImageBytes(np.ascontiguousarray(gray).tobytes(), wide, high, 1, wide)
        self._api.SetSourceResolution(round(dpi))
        if not self._api.Recognize():
            return []
        # only the text of the whole has the spaces as printed; the iterator puts one after each Thai letter
        printed = [text for text in self._api.GetUTF8Text().split("\n") if text.strip()]
        level = self._tesserocr.RIL.TEXTLINE
        found = []
        for item in self._tesserocr.iterate_level(self._api.GetIterator(), level):
            box = None if item is None or item.Empty(level) else item.BoundingBox(level)
            if box and item.GetUTF8Text(level).strip():
                found.append((box, item.Confidence(level) / 100))
        runs = self._digit_runs(printed)
        self._api.Clear()
        return [
            RecognisedLine(text.strip(), box, confidence, own)
            for text, own, (box, confidence) in zip(printed, runs, found, strict=False)
        ]

    def _digit_runs(self, printed: list[str]) -> list[tuple[DigitRun, ...]]:
        """Return the runs of Thai digits of each line; none of a line that the engine's words do not spell."""
        if not any(THAI_NUMBER.search(line) for line in printed):
            return [()] * len(printed)
        level = self._tesserocr.RIL.WORD
        words = [
            (item.GetUTF8Text(level).strip(), item.BoundingBox(level))
            for item in self._tesserocr.iterate_level(self._api.GetIterator(), level)
            if item is not None and not item.Empty(level)
        ]
        out: list[tuple[DigitRun, ...]] = []
        at = 0
        for line in printed:
            runs, at = _runs_of_line(line.strip(), words, at)
            out.append(runs)
        return out

    def quarter_turns(self, gray: GrayImage) -> int | None:
        """Return the clockwise quarter turns that bring a page upright; None where Tesseract has no opinion."""
        if not (Path(str(language_data())) / "osd.traineddata").is_file():
            return None
        if self._orientation_api is None:
            self._orientation_api = self._tesserocr.PyTessBaseAPI(
                path=str(language_data()), lang="osd", psm=self._tesserocr.PSM.OSD_ONLY
            )
        high, wide = gray.shape
        self._orientation_api.SetImageBytes(np.ascontiguousarray(gray).tobytes(), wide, high, 1, wide)
        detected = self._orientation_api.DetectOrientationScript()
        self._orientation_api.Clear()
        if not detected or detected["orient_conf"] < TESSERACT.orientation_confidence_min:
            return None
        return -_QUARTERS[detected["orient_deg"]] % 4


def _runs_of_line(
    line: str, words: Sequence[tuple[str, PixelBox | None]], first: int
) -> tuple[tuple[DigitRun, ...], int]:
    """Return the runs of Thai digits of a line, and the index of the first word of the next.

    Args:
        line: its text.
        words: of all lines, in order, with their boxes.
        first: index of the line's first word.
    """
    length = len("".join(line.split()))
    owner: list[int] = []  # the word of each letter
    at = first
    while at < len(words) and len(owner) < length:
        owner += [at] * len("".join(words[at][0].split()))
        at += 1
    if "".join("".join(text.split()) for text, _ in words[first:at]) != "".join(line.split()):
        return (), at
    runs = []
    for match in THAI_NUMBER.finditer(line):
        start = len("".join(line[: match.start()].split()))
        own = sorted(set(owner[start : start + len(match.group())]))
        boxes = [box for k in own if (box := words[k][1])]
        if len(boxes) == len(own) and all(THAI_NUMBER.fullmatch(words[k][0]) for k in own):
            x0, y0, x1, y1 = zip(*boxes, strict=True)
            runs.append(DigitRun(match.start(), match.end(), (min(x0), min(y0), max(x1), max(y1))))
    return tuple(runs), at
