"""Whether layers (optional content groups) of a PDF may be switched off; which, PDFium knows when it draws a page."""

from __future__ import annotations

import mmap
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OptionalContent:
    """What the catalog of a PDF says of its layers.

    Attributes:
        exists: there are layers.
        may_be_off: one of them may not be shown.
        has_forms: a form (content that is drawn as one) is on a layer.
    """

    exists: bool = False
    may_be_off: bool = False
    has_forms: bool = False


def read_optional_content(path: str) -> OptionalContent:
    """Read what a PDF says of its layers; where its catalog cannot be read, any layer may be off.

    The file is opened with pikepdf only where its bytes do not tell that there are none.
    """
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data.find(b"/OCProperties") < 0 and data.find(b"/ObjStm") < 0:
            return OptionalContent()
    import pikepdf

    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            properties = pdf.Root.get("/OCProperties")
            if not isinstance(properties, pikepdf.Dictionary):
                return OptionalContent()
            config = properties.get("/D")
            may_be_off = isinstance(config, pikepdf.Dictionary) and (
                config.get("/BaseState", pikepdf.Name.ON) != pikepdf.Name.ON
                or bool(config.get("/OFF"))
                or bool(config.get("/AS"))
            )
            has_forms = any(
                isinstance(item, pikepdf.Stream) and "/OC" in item and item.get("/Subtype") == pikepdf.Name.Form
                for item in pdf.objects
            )
            return OptionalContent(True, may_be_off, has_forms)
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        return OptionalContent(True, True, True)
