"""Recognisers of PaddleOCR: an image of one line in, its text out. The letters that one knows stand in its model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from pipeline.extract.scan.image.page_image import GrayImage
from pipeline.extract.scan.ocr.onnx_session import open_session
from pipeline.model import Reading


class PaddleSettings(NamedTuple):
    """Parameters of PaddleOCR's recognisers."""

    height: int = 48  # pixels: what the models want their lines to be high
    width_min: int = 8  # pixels of a scaled line
    width_step: int = 32  # pixels: lines are padded to multiples of this, and computed with others of their width
    batch: int = 6  # lines that are computed in one go; 16 take no less time and 110 MB more


PADDLE = PaddleSettings()


class PaddleRecogniser:
    """A recogniser with one model."""

    def __init__(self, engine: Literal["latin", "thai"], model: Path) -> None:
        self._engine = engine
        self._session = open_session(model)
        self._input = self._session.get_inputs()[0].name
        self._letters = ["", *self._session.get_modelmeta().custom_metadata_map["character"].splitlines(), " "]

    def recognise(self, images: Sequence[GrayImage]) -> list[Reading]:
        """Return one reading per line image (dark ink on white, trimmed).

        Its confidence is that of the least sure letter.
        """
        s = PADDLE
        readings: list[Reading | None] = [None] * len(images)
        scaled = [_scaled(image) for image in images]
        groups: dict[int, list[int]] = {}
        for k, image in enumerate(scaled):
            groups.setdefault(-(-image.shape[1] // s.width_step) * s.width_step, []).append(k)
        for wide, members in groups.items():
            for start in range(0, len(members), s.batch):
                part = members[start : start + s.batch]
                batch = np.zeros((len(part), 3, s.height, wide), np.float32)
                for row, k in enumerate(part):
                    batch[row, :, :, : scaled[k].shape[1]] = scaled[k].astype(np.float32) / 127.5 - 1
                for k, chances in zip(part, self._session.run(None, {self._input: batch})[0], strict=True):
                    readings[k] = self._decoded(chances)
        return [r for r in readings if r is not None]

    def _decoded(self, chances: np.ndarray[Any, np.dtype[np.float32]]) -> Reading:
        """Return the likeliest letter of each frame (frames x letters), repeats and blanks (letter 0) left out."""
        best = chances.argmax(axis=1)
        new = (best != 0) & (best != np.concatenate([[0], best[:-1]]))
        places = np.flatnonzero(new)
        text = "".join(self._letters[best[i]] for i in places)
        confidence = float(chances[places, best[places]].min()) if len(places) else 0.0
        return Reading(self._engine, text.strip(), round(confidence, 4))


def _scaled(image: GrayImage) -> GrayImage:
    """Return a line image at the models' height."""
    import cv2

    wide = max(PADDLE.width_min, round(image.shape[1] * PADDLE.height / image.shape[0]))
    by = cv2.INTER_AREA if image.shape[0] > PADDLE.height else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (wide, PADDLE.height), interpolation=by), dtype=np.uint8)
