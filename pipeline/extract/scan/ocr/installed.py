"""What reading scans needs, and where it is on this machine. Looks only, and loads nothing."""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pipeline.files.extras import how_to_install

EXTRA = how_to_install("ocr")
DEBIAN = "sudo apt-get install tesseract-ocr-tha tesseract-ocr-osd"
MODULES = ("tesserocr", "rapidocr", "onnxruntime", "cv2")
LANGUAGES = ("tha", "eng")
DATA = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "/usr/share/tesseract-ocr/tessdata",
)


def missing() -> str | None:
    """Return what must be installed before scans can be read, with the command; None where nothing is missing.

    The text is a half sentence that follows a colon.
    """
    modules = [name for name in MODULES if find_spec(name) is None]
    if modules:
        return f"the extra `ocr` is not installed ({', '.join(modules)}): {EXTRA}"
    if latin_model() is None:
        again = f"{EXTRA} --force-reinstall"
        return f"the wheel of rapidocr has no recogniser in its folder `models`; install it again: {again}"
    thai = thai_model()
    if thai is not None and not thai.is_file():
        return f"there is no file {thai}, which ITA_THAI_MODEL names: put the model there, or unset it"
    if language_data() is None:
        wanted = ", ".join(LANGUAGES)
        return f"Tesseract's language data ({wanted}) is not found: {DEBIAN} (or name its folder in TESSDATA_PREFIX)"
    return None


@cache
def latin_model() -> Path | None:
    """Return the recogniser that RapidOCR's wheel brings along, or None."""
    spec = find_spec("rapidocr")
    folders = [Path(f) / "models" for f in (spec.submodule_search_locations or ())] if spec else []
    return next((model for folder in folders for model in sorted(folder.glob("*_rec_*.onnx"))), None)


@cache
def thai_model() -> Path | None:
    """Return the Thai recogniser of PaddleOCR that the user names in ITA_THAI_MODEL, or None.

    It is an ONNX file such as ``th_PP-OCRv5_rec_mobile.onnx``.
    """
    named = os.environ.get("ITA_THAI_MODEL")
    return Path(named) if named else None


@cache
def language_data() -> Path | None:
    """Return the folder of Tesseract's language data that has all languages, or None."""
    named = os.environ.get("TESSDATA_PREFIX")
    folders = [Path(named), Path(named) / "tessdata"] if named else []
    for pattern in DATA:
        folders += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    return next((f for f in folders if all((f / f"{lang}.traineddata").is_file() for lang in LANGUAGES)), None)
