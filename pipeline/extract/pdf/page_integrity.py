"""Whether all that a page of a PDF is made of is in the file and whole: its contents, and what they draw with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pipeline.extract.pdf.content_syntax import (
    draws,
    ends_within_operation,
    has_odd_bytes,
    has_unknown_operators,
    has_zeros,
    left_open,
    may_be_unbalanced,
    stray_tokens,
    used_names,
)
from pipeline.extract.pdf.font_integrity import font_faults, font_streams, needs_map, object_name
from pipeline.extract.pdf.qpdf_warnings import QpdfWarnings, short_message
from pipeline.extract.pdf.stream_integrity import DecodedStream, decode_stream, encoded_picture, jpeg_fault


class PageIntegritySettings(NamedTuple):
    """How much of a page is looked at.

    Attributes:
        max_form_depth: form objects within form objects.
        max_parents: nodes of the page tree above a page that its resources are looked for in.
        max_faults: of a page that are named.
        first_bytes: of a page's contents, in which it may clip to its box.
        same_box: points by which such a clip differs from the box.
    """

    max_form_depth: int = 6
    max_parents: int = 50
    max_faults: int = 4
    first_bytes: int = 2_000
    same_box: float = 1.5


PAGE_INTEGRITY = PageIntegritySettings()
_NUMBER = rb"(-?\d*\.?\d+)\s+"
_CLIP = re.compile(_NUMBER * 4 + rb"re\s+W\*?\s+n")


@dataclass(slots=True)
class PageFaults:
    """What is wrong with a page.

    Attributes:
        texts: each a part of a sentence ("its contents break off before their end").
        checksums: those of them that are no more than a wrong checksum.
        unmapped: fonts of its text that have no map to Unicode, as those of some producers never have.
        left_open: what its contents open and do not close; some producers always leave it so.
        is_bare: it has no contents at all, and yet fonts or objects for them.
        draws: its contents paint something.
    """

    texts: list[str] = field(default_factory=list)
    checksums: list[str] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    left_open: tuple[str, ...] = ()
    is_bare: bool = False
    draws: bool = False

    def add(self, what: str, stream: DecodedStream) -> None:
        """Add the fault of a stream, if it has one."""
        if stream.fault:
            (self.checksums if stream.only_checksum else self.texts).append(f"{what} {stream.fault}")


class PageInspector:
    """Looks at the pages of one pikepdf document, at what they share only once.

    Attributes:
        warnings: of qpdf.
        maps_fonts: a font beside one without a map to Unicode has one.
    """

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self.warnings = QpdfWarnings(pdf)
        self._streams: dict[tuple[int, int], DecodedStream] = {}
        self._fonts: dict[tuple[int, int], PageFaults] = {}
        self._forms: set[tuple[int, int]] = set()
        self.maps_fonts = False

    @property
    def all_checksums_wrong(self) -> bool:
        """Return whether the producer writes no right checksums: two streams or more have one, and all are wrong."""
        sums = [stream.only_checksum for stream in self._streams.values() if stream.has_checksum]
        return len(sums) > 1 and all(sums)

    def inspect(self, page: Any, with_pictures: bool, is_empty: bool) -> PageFaults:
        """Return what is wrong with a page.

        Args:
            page: its dictionary.
            with_pictures: its pictures are its text, so look at them too.
            is_empty: it came out empty, so see whether its contents paint something.
        """
        faults = PageFaults()
        self._take_warnings()
        resources = _inherited(page, "/Resources")
        parts = self._contents(page, faults)
        data = b"\n".join(part.data for part in parts if part.data is not None)
        if not parts and not faults.texts or parts and all(part.data == b"" for part in parts):
            faults.is_bare = _names_any(resources)
        whole = bool(parts) and all(part.data is not None and not part.fault for part in parts)
        if whole:
            self._syntax(page, data, any(not part.has_checksum for part in parts), faults)
        faults.draws = is_empty and draws(data)
        self._forms.clear()
        self._used(data, resources, faults, with_pictures, 0)
        faults.texts += self._take_warnings()
        return faults

    def _contents(self, page: Any, faults: PageFaults) -> list[DecodedStream]:
        import pikepdf

        contents = page.get("/Contents")
        items = list(contents) if isinstance(contents, pikepdf.Array) else [] if contents is None else [contents]
        parts = []
        for item in items:
            if isinstance(item, pikepdf.Stream):
                parts.append(self._stream(item))
                faults.add("its contents: a stream", parts[-1])
            else:
                faults.texts.append("some of its contents are missing from the file")
        return parts

    def _stream(self, stream: Any) -> DecodedStream:
        """Decode a stream, once; its warnings are part of its fault."""
        import pikepdf

        key = stream.objgen
        if key not in self._streams:
            try:
                found = decode_stream(stream)
            except pikepdf.PdfError as error:
                found = DecodedStream(None, f"cannot be read ({short_message(error)})")
            warnings = self._take_warnings()
            if warnings and not found.fault:
                found = DecodedStream(found.data, f"is damaged ({warnings[0]})")
            self._streams[key] = found
        return self._streams[key]

    def _syntax(self, content: Any, data: bytes, without_checksum: bool, faults: PageFaults) -> None:
        """Add what contents say of themselves: they may have been cut, or spoiled before they were packed again."""
        import pikepdf

        if ends_within_operation(data):
            faults.texts.append("its contents end within an operation")
        try:
            if may_be_unbalanced(data):
                faults.left_open = left_open(content)
            count = stray_tokens(data) if without_checksum or has_odd_bytes(data) else 0
            if count and (b"\0" in data or has_unknown_operators(content)):
                faults.texts.append(f"its contents have {count} words that are no operators")
        except pikepdf.PdfError as error:
            faults.texts.append(f"its contents cannot be parsed ({short_message(error)})")

    def _used(self, data: bytes, resources: Any, faults: PageFaults, with_pictures: bool, depth: int) -> None:
        """Add the faults of the fonts and objects that contents use."""
        import pikepdf

        fonts, objects = used_names(data)
        for name, found in _lookups(resources, "/Font", fonts):
            if not isinstance(found, pikepdf.Dictionary):
                faults.texts.append(f"the font {name} of its text is missing from the file")
                continue
            of_font = self._font(found, name)
            faults.texts += of_font.texts
            faults.checksums += of_font.checksums
            faults.unmapped += of_font.unmapped
            if of_font.unmapped and not self.maps_fonts:
                self.maps_fonts = any("/ToUnicode" in other for other in resources.Font.values())
        for name, found in _lookups(resources, "/XObject", objects):
            if not isinstance(found, pikepdf.Stream):
                faults.texts.append(f"the object {name} that it draws is missing from the file")
            elif object_name(found.get("/Subtype")) == "/Form":
                self._form(found, resources, faults, with_pictures, depth)
            elif with_pictures:
                faults.add("a picture of it", self._picture(found))

    def _form(self, form: Any, resources: Any, faults: PageFaults, with_pictures: bool, depth: int) -> None:
        if form.objgen in self._forms or depth >= PAGE_INTEGRITY.max_form_depth:
            return
        self._forms.add(form.objgen)
        stream = self._stream(form)
        faults.add("a form object that it draws", stream)
        if stream.data is not None:
            if not stream.fault and ends_within_operation(stream.data):
                faults.texts.append("a form object that it draws ends within an operation")
            self._used(stream.data, form.get("/Resources") or resources, faults, with_pictures, depth + 1)

    def _picture(self, picture: Any) -> DecodedStream:
        """Check a picture: deflate by its checksum, JPEG by its marks."""
        found = self._stream(picture)
        if found.fault or "/DCTDecode" not in str(picture.get("/Filter")):
            return found
        jpeg = encoded_picture(self._pdf, picture)
        if jpeg.fault or jpeg.data is None:
            return jpeg
        return DecodedStream(None, jpeg_fault(jpeg.data))

    def _font(self, font: Any, name: str) -> PageFaults:
        """Return what is wrong with a font: a part of it is missing or damaged."""
        key = font.objgen if font.is_indirect else None
        if key is not None and key in self._fonts:
            return self._fonts[key]
        faults = PageFaults()
        for fault in font_faults(font):
            faults.texts.append(f"the font {name} of its text {fault}")
        if font.get("/ToUnicode") is None and needs_map(font):
            faults.unmapped.append(f"the font {name} of its text has no map to Unicode, and others have")
        for what, stream, is_text in font_streams(font):
            found = self._stream(stream)
            faults.add(f"the font {name} of its text: {what}", found)
            if is_text and has_zeros(found.data or b""):
                faults.texts.append(f"the font {name} of its text: {what} has zeros in its midst")
        faults.texts += [f"the font {name} of its text is damaged ({text})" for text in self._take_warnings()[:1]]
        if key is not None:
            self._fonts[key] = faults
        return faults

    def _take_warnings(self) -> list[str]:
        return [warning.text for warning in self.warnings.take()][: PAGE_INTEGRITY.max_faults]


def is_cropped(page: Any) -> bool:
    """Return whether a page dictionary says that less is shown of it than it holds."""
    shown, whole = (_inherited(page, key) for key in ("/CropBox", "/MediaBox"))
    return shown is not None and shown != whole


def clips_to_box(page: Any) -> bool:
    """Return whether a page's contents begin by clipping to the page's own box.

    Its producer cuts what runs over the edge, as sheets do whose columns go on on another page: the box is right.
    """
    from pikepdf import Array

    contents = page.get("/Contents")
    streams = list(contents) if isinstance(contents, Array) else [contents]
    if not streams or streams[0] is None:
        return False
    match = _CLIP.search(bytes(streams[0].read_bytes())[: PAGE_INTEGRITY.first_bytes])
    box = _inherited(page, "/MediaBox")
    if match is None or box is None:
        return False
    x, y, width, height = (float(number) for number in match.groups())
    clipped = sorted((x, x + width)) + sorted((y, y + height))
    left, bottom, right, top = (float(number) for number in box)
    sides = sorted((left, right)) + sorted((bottom, top))
    return all(abs(a - b) <= PAGE_INTEGRITY.same_box for a, b in zip(clipped, sides, strict=True))


def _inherited(page: Any, key: str) -> Any:
    """Return an entry of a page, its own or inherited; None where there is none."""
    node = page
    for _ in range(PAGE_INTEGRITY.max_parents):
        found = node.get(key)
        if found is not None:
            return found
        node = node.get("/Parent")
        if not hasattr(node, "keys"):
            return None
    return None


def _names_any(resources: Any) -> bool:
    """Return whether resources have a font or an object."""
    import pikepdf

    tables = (
        [resources.get(kind) for kind in ("/Font", "/XObject")] if isinstance(resources, pikepdf.Dictionary) else []
    )
    return any(isinstance(table, pikepdf.Dictionary) and len(table) for table in tables)


def _lookups(resources: Any, kind: str, names: set[str]) -> Iterator[tuple[str, Any]]:
    """Yield each name with what the resources have for it, None where they have nothing."""
    import pikepdf

    table = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    for name in sorted(names):
        yield name, table.get(name) if isinstance(table, pikepdf.Dictionary) else None
