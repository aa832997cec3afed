"""Whether a font of a PDF has all that its text is read and drawn by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_SUBSET = re.compile(r"/[A-Z]{6}\+")
_FONT_KINDS = frozenset({"/Type0", "/Type1", "/MMType1", "/TrueType", "/Type3"})
_WIDTHS = ("/Widths", "/W", "/DW2", "/CIDToGIDMap")
_COLLECTIONS = frozenset({"GB1", "CNS1", "Japan1", "Japan2", "Korea1", "KR"})
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")


def object_name(value: Any) -> str:
    """Return a name as it stands in the file (its bytes need be no UTF-8); empty where there is none."""
    import pikepdf

    return value.unparse().decode("latin-1") if isinstance(value, pikepdf.Name) else ""


def font_faults(font: Any) -> Iterator[str]:
    """Yield what a font dictionary lacks that its text cannot be read or drawn without."""
    import pikepdf

    kind, name = object_name(font.get("/Subtype")), object_name(font.get("/BaseFont"))
    if kind not in _FONT_KINDS:
        yield "is of no known kind"
        return
    inner = font
    if kind == "/Type0":
        inner = _descendant(font)
        if inner is None or font.get("/Encoding") is None:
            yield "lacks its glyphs or their encoding"
            return
    for key in _WIDTHS:  # an array by itself is parsed, and complained of, when it is asked for
        inner.get(key)
    if kind == "/Type3" or not _SUBSET.match(name):
        return
    descriptor = inner.get("/FontDescriptor")
    if not isinstance(descriptor, pikepdf.Dictionary) or all(descriptor.get(key) is None for key in _PROGRAMS):
        yield "is embedded, and its program is missing from the file"
    elif not _are_alike(name, object_name(inner.get("/BaseFont")), object_name(descriptor.get("/FontName"))):
        yield "is put together of parts of two fonts"


def _are_alike(*names: str) -> bool:
    """Return whether names of one font go together: their tags of subsets may differ, and an encoding may follow."""
    plain = sorted((_SUBSET.sub("/", name) for name in names if name), key=len)
    return all(name.startswith(plain[0]) for name in plain)


def needs_map(font: Any) -> bool:
    """Return whether only a map to Unicode tells what the codes of an embedded font mean.

    The character collections of Chinese, Japanese and Korean (Adobe-Japan1) tell it by themselves.
    """
    encoding = font.get("/Encoding")
    if object_name(font.get("/Subtype")) == "/Type0":
        return object_name(encoding).startswith("/Identity") and _ordering(font) not in _COLLECTIONS
    return encoding is None and bool(_SUBSET.match(object_name(font.get("/BaseFont"))))


def _descendant(font: Any) -> Any:
    """Return the font in which the glyphs of a composite font are; None where there is none."""
    import pikepdf

    below = font.get("/DescendantFonts")
    inner = below[0] if isinstance(below, pikepdf.Array) and len(below) else None
    return inner if isinstance(inner, pikepdf.Dictionary) else None


def _ordering(font: Any) -> str:
    """Return which character collection the codes of a composite font are numbers of; empty where it names none."""
    import pikepdf

    inner = _descendant(font)
    system = inner.get("/CIDSystemInfo") if inner is not None else None
    return str(system.get("/Ordering", "")) if isinstance(system, pikepdf.Dictionary) else ""


def font_streams(font: Any) -> Iterator[tuple[str, Any, bool]]:
    """Yield the streams of a font (its map to Unicode, its encoding, its program), and whether each is a text."""
    import pikepdf

    inner = _descendant(font)
    descriptor = (font if inner is None else inner).get("/FontDescriptor")
    owners = [(font, "/ToUnicode", "its map to Unicode"), (font, "/Encoding", "its encoding")]
    owners += [(descriptor, key, "its program") for key in _PROGRAMS]
    for owner, key, what in owners:
        found = owner.get(key) if isinstance(owner, pikepdf.Dictionary) else None
        if isinstance(found, pikepdf.Stream):
            yield what, found, key not in _PROGRAMS
