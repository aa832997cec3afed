"""The engines that read ink: one of each per process, one thread each."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from pipeline.extract.scan.image.page_image import Gray
from pipeline.extract.scan.ocr.installed import LANGUAGES, language_data, latin_model, thai_model
from pipeline.model import Reading

HEIGHT = 48  # pixels: what the Latin recogniser wants its lines to be high
NARROWEST = 96  # pixels: lines are padded to at least this width, and to its multiples
THAI_DIGITS = re.compile("[๐-๙]+")
OPINION = 2.0  # Tesseract's confidence in an orientation from which it is heard
BATCH = 16  # lines read in one go
QUARTERS = {0: 0, 90: 1, 180: 2, 270: 3}  # Tesseract's orientation: how far the page is turned, clockwise


PixelBox = tuple[int, int, int, int]
Layout = Literal["line", "column"]


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as Tesseract read it: its box in pixels of the picture it was given, confidence 0..1.

    ``figures`` are its runs of Thai digits: first and last index + 1 in the text, and the box. ``doubtful`` counts those that nobody is
    sure of.
    """

    text: str
    box: PixelBox
    confidence: float
    figures: tuple[tuple[int, int, PixelBox], ...] = ()
    doubtful: int = 0


class Tesseract:
    """Thai and English prose, lines from top to bottom."""

    def __init__(self) -> None:
        os.environ["OMP_THREAD_LIMIT"] = "1"
        import tesserocr

        self._pages = tesserocr
        self._api = tesserocr.PyTessBaseAPI(
            path=str(language_data()),
            lang="+".join(LANGUAGES),
            psm=tesserocr.PSM.SINGLE_COLUMN,
            oem=tesserocr.OEM.LSTM_ONLY,
        )
        self._api.SetVariable("preserve_interword_spaces", "1")
        self._osd: Any = None

    def read(self, gray: Gray, dpi: float, layout: Layout = "column") -> list[ReadLine]:
        """The lines of a picture: of a single line, or of one column.

        Pages are read as one column too: given its way, Tesseract takes the numbers of a list for a column of their own.
        """
        modes = self._pages.PSM
        self._api.SetPageSegMode(modes.SINGLE_LINE if layout == "line" else modes.SINGLE_COLUMN)
        high, wide = gray.shape
        self._api.SetImageBytes(np.ascontiguousarray(gray).tobytes(), wide, high, 1, wide)
        self._api.SetSourceResolution(round(dpi))
        if not self._api.Recognize():
            return []
        # only the text of the whole has the spaces as printed; the iterator puts one after each Thai letter
        printed = [text for text in self._api.GetUTF8Text().split("\n") if text.strip()]
        level = self._pages.RIL.TEXTLINE
        found = []
        for item in self._pages.iterate_level(self._api.GetIterator(), level):
            box = None if item is None or item.Empty(level) else item.BoundingBox(level)
            if box and item.GetUTF8Text(level).strip():
                found.append((box, item.Confidence(level) / 100))
        figures = self._figures(printed)
        self._api.Clear()
        return [
            ReadLine(text.strip(), box, sure, at)
            for text, at, (box, sure) in zip(printed, figures, found, strict=False)
        ]

    def _figures(self, printed: list[str]) -> list[tuple[tuple[int, int, PixelBox], ...]]:
        """Where the runs of Thai digits of each line stand; none in a line that the engine's words do not spell."""
        if not any(THAI_DIGITS.search(line) for line in printed):
            return [()] * len(printed)
        level = self._pages.RIL.WORD
        words = [
            (item.GetUTF8Text(level).strip(), item.BoundingBox(level))
            for item in self._pages.iterate_level(self._api.GetIterator(), level)
            if item is not None and not item.Empty(level)
        ]
        out: list[tuple[tuple[int, int, PixelBox], ...]] = []
        at = 0
        for line in printed:
            line = line.strip()
            owner: list[int] = []  # the word of each letter
            here = at
            while here < len(words) and len(owner) < len("".join(line.split())):
                owner += [here] * len("".join(words[here][0].split()))
                here += 1
            spelled = "".join("".join(text.split()) for text, _ in words[at:here]) == "".join(line.split())
            at = here
            runs = []
            for match in THAI_DIGITS.finditer(line) if spelled else ():
                start = len("".join(line[: match.start()].split()))
                own = sorted(set(owner[start : start + len(match.group())]))
                boxes = [words[k][1] for k in own]
                alone = all(THAI_DIGITS.fullmatch(words[k][0]) for k in own)
                if alone and all(boxes):
                    sides = list(zip(*boxes, strict=True))
                    runs.append(
                        (match.start(), match.end(), (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])))
                    )
            out.append(tuple(runs))
        return out

    def quarter_turns(self, gray: Gray) -> int | None:
        """Clockwise quarter turns that bring a page upright, in the engine's opinion; None where it has none."""
        if not (Path(str(language_data())) / "osd.traineddata").is_file():
            return None
        if self._osd is None:
            self._osd = self._pages.PyTessBaseAPI(path=str(language_data()), lang="osd", psm=self._pages.PSM.OSD_ONLY)
        high, wide = gray.shape
        self._osd.SetImageBytes(np.ascontiguousarray(gray).tobytes(), wide, high, 1, wide)
        said = self._osd.DetectOrientationScript()
        self._osd.Clear()
        if not said or said["orient_conf"] < OPINION:
            return None
        return -QUARTERS[said["orient_deg"]] % 4


class Paddle:
    """A recogniser of PaddleOCR, a line at a time: the letters that it knows stand in the model."""

    def __init__(self, engine: Literal["latin", "thai"], model: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.enable_cpu_mem_arena = False
        self._engine = engine
        self._session = onnxruntime.InferenceSession(
            str(model), sess_options=options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name
        self._letters = ["", *self._session.get_modelmeta().custom_metadata_map["character"].splitlines(), " "]

    def read(self, images: Sequence[Gray]) -> list[Reading]:
        """One reading per line image (dark ink on white, trimmed); confidence is that of its least sure letter."""
        import cv2

        readings: list[Reading | None] = [None] * len(images)
        scaled: list[Gray] = []
        for image in images:
            wide = max(8, round(image.shape[1] * HEIGHT / image.shape[0]))
            shrinks = image.shape[0] > HEIGHT
            by = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
            scaled.append(np.asarray(cv2.resize(image, (wide, HEIGHT), interpolation=by), dtype=np.uint8))
        groups: dict[int, list[int]] = {}
        for k, image in enumerate(scaled):
            groups.setdefault(-(-image.shape[1] // NARROWEST) * NARROWEST, []).append(k)
        for wide, members in groups.items():
            for start in range(0, len(members), BATCH):
                part = members[start : start + BATCH]
                batch = np.zeros((len(part), 3, HEIGHT, wide), np.float32)
                for row, k in enumerate(part):
                    batch[row, :, :, : scaled[k].shape[1]] = scaled[k].astype(np.float32) / 127.5 - 1
                for k, chances in zip(part, self._session.run(None, {self._input: batch})[0], strict=True):
                    readings[k] = self._spelled(chances)
        return [r for r in readings if r is not None]

    def _spelled(self, chances: np.ndarray[Any, np.dtype[np.float32]]) -> Reading:
        """The likeliest letter at each place, repeats and blanks (0) left out."""
        best = chances.argmax(axis=1)
        new = (best != 0) & (best != np.concatenate([[0], best[:-1]]))
        places = np.flatnonzero(new)
        text = "".join(self._letters[best[i]] for i in places)
        sure = float(chances[places, best[places]].min()) if len(places) else 0.0
        return Reading(self._engine, text.strip(), round(sure, 4))


@cache
def tesseract() -> Tesseract:
    """The process's Tesseract."""
    return Tesseract()


@cache
def latin() -> Paddle:
    """The process's reader of codes and Arabic numbers."""
    model = latin_model()
    assert model is not None  # as missing() says
    return Paddle("latin", model)


@cache
def thai() -> Paddle | None:
    """The process's reader with the Thai model that the user has; None for most."""
    model = thai_model()
    return None if model is None else Paddle("thai", model)
