"""The OCR engines of this process: one of each, loaded when it is first asked for, one thread each."""

from __future__ import annotations

from functools import cache

from pipeline.extract.scan.ocr.installed import latin_model, thai_model
from pipeline.extract.scan.ocr.paddle_engine import PaddleRecogniser
from pipeline.extract.scan.ocr.tesseract_engine import Tesseract


@cache
def tesseract() -> Tesseract:
    """Return the engine of prose."""
    return Tesseract()


@cache
def latin_recogniser() -> PaddleRecogniser:
    """Return the recogniser of codes, Arabic numbers and Latin words."""
    model = latin_model()
    assert model is not None  # as missing() says
    return PaddleRecogniser("latin", model)


@cache
def thai_recogniser() -> PaddleRecogniser | None:
    """Return the recogniser with the Thai model that the user has; None for most."""
    model = thai_model()
    return None if model is None else PaddleRecogniser("thai", model)
