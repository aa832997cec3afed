"""Text that a page does not show: on a layer that is switched off, under an opaque area, in the paper's colour.

A cheap test tells which text objects may be hidden, which few pages have; then the page is drawn with and without them.
A glyph is left out where that makes no difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from enum import Enum
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.pdf import pdfium_ffi
from pipeline.extract.pdf.glyph_arrays import Flags, Floats, GlyphArrays, text_of
from pipeline.extract.pdf.glyph_classes import MARK, char_classes
from pipeline.extract.pdf.optional_content import OptionalContent
from pipeline.extract.pdf.page_rendering import PageRendering
from pipeline.extract.pdf.paint_order import TextColors
from pipeline.extract.pdf.path_objects import PageObjects
from pipeline.extract.pdf.pdfium_meanings import NamedGlyphs
from pipeline.extract.pdf.watermarks import find_watermarks
from pipeline.extract.tables.geometry import Frame


class HiddenTextSettings(NamedTuple):
    """Measures of telling that text is hidden.

    Attributes:
        pale: of 255; text whose three channels are all above may be white text on white.
        faint: of 255; text that is less opaque may not be seen.
        dark: of 255; on an area with a channel below, pale text is seen.
        least_ink: share of a glyph's box that must change where it is drawn; of one seen by less, only an edge shows.
        stretch: letters in a row under an opaque area that are covered on purpose, and not by accident.
        max_layers: layers of a page that are looked at one by one; further ones are looked at together.
        sample: characters of hidden text that are kept.
        near: of the font size; the next glyph of a word stands no farther away.
    """

    pale: int = 230
    faint: int = 25
    dark: int = 190
    least_ink: float = 0.04
    stretch: int = 3
    max_layers: int = 12
    sample: int = 60
    near: float = 0.8


HIDDEN_TEXT = HiddenTextSettings()
_INVISIBLE_MODE = 3  # text render mode of the PDF specification: neither filled nor stroked


class HiddenBy(Enum):
    """Why text is not read."""

    LAYER = "on layers that are switched off"
    AREA = "under something opaque"
    PICTURE = "under a picture"
    COLOR = "in the colour of what is beneath"
    MODE = "drawn as invisible"
    WATERMARK = "of a watermark"


class HiddenText(NamedTuple):
    """Glyphs of a page that were left out for one reason.

    Attributes:
        reason: why.
        glyphs: how many, without spaces.
        sample: the first of them as text.
        is_cut: some stand in a piece of text of which the rest is shown.
    """

    reason: HiddenBy
    glyphs: int
    sample: str
    is_cut: bool = False


class _Suspect(NamedTuple):
    reason: HiddenBy
    group: str  # suspects of one group are looked at together


class TextVisibility:
    """Tells which glyphs of a page are not shown.

    Attributes:
        left_out: what was found to be hidden.
        boxes: n x 4 (left, right, bottom, top in user space) of all hidden glyphs.
    """

    def __init__(
        self, page: Any, frame: Frame, objects: PageObjects, is_picture: bool, layers: Callable[[], OptionalContent]
    ) -> None:
        """Prepare to look at a page.

        Args:
            page: raw PDFium handle.
            frame: of the page as its ``/Rotate`` says.
            objects: what it draws.
            is_picture: whether the page is a picture; text under it is that of the picture, and not hidden by it.
            layers: returns what the document says of its layers; asked only where the page seems to have some.
        """
        self.left_out: tuple[HiddenText, ...] = ()
        self.boxes: Floats = np.zeros((0, 4))
        self._frame, self._objects = frame, objects
        self._colors = TextColors(objects.paint_order.addresses())
        self._suspects = self._find_suspects(is_picture, layers)
        self._rendering = PageRendering(page, frame)

    def hide(self, glyphs: NamedGlyphs) -> bool:
        """Find the hidden glyphs of a page, and set text objects inactive of which nothing is shown.

        Returns:
            Whether the text of the page must be read anew, without those.
        """
        hidden = self.hidden(glyphs)
        reasons = {item: suspect.reason for item, suspect in self._suspects.items()}
        marks = find_watermarks(glyphs, ~hidden, self._objects, self._colors, self._rendering.ink_of)
        reasons.update(dict.fromkeys(marks, HiddenBy.WATERMARK))
        hidden |= np.isin(glyphs.objects, np.array(sorted(marks), dtype=np.uint64))
        if not hidden.any():
            return False
        self.left_out = _summarize(glyphs, hidden, reasons)
        self.boxes = glyphs.boxes[hidden]
        shown = set(glyphs.objects[~hidden].tolist())
        for item in set(glyphs.objects[hidden].tolist()) - shown:
            pdfium_ffi.page_obj_set_is_active(item, 0)
        return True

    def hidden(self, glyphs: NamedGlyphs) -> Flags:
        """Return which glyphs of suspects are not shown."""
        hidden = np.zeros(len(glyphs.codes), dtype=bool)
        if not self._suspects:
            return hidden
        groups: dict[str, list[int]] = {}
        for item in sorted(set(glyphs.objects.tolist()) & self._suspects.keys()):  # without what a clipping path hides
            groups.setdefault(self._suspects[item].group, []).append(item)
        over_picture = self._is_over_picture(glyphs.boxes)
        inked = _is_inked(glyphs)
        for group, items in groups.items():
            reason = self._suspects[items[0]].reason
            own = np.isin(glyphs.objects, np.array(items, dtype=np.uint64)) & inked
            if reason in (HiddenBy.MODE, HiddenBy.COLOR):
                own &= ~over_picture
            if not own.any():
                continue
            if reason is HiddenBy.MODE:
                hidden |= own
                continue
            provable = own & _is_drawable(glyphs)
            unseen = np.zeros(len(hidden), dtype=bool)
            unseen[provable] = (
                self._rendering.ink_of(group, items).shares(glyphs.boxes[provable]) < HIDDEN_TEXT.least_ink
            )
            if reason is HiddenBy.LAYER and provable.any() and unseen[provable].all():
                unseen |= own
            hidden |= _wholly(glyphs, own, unseen, HIDDEN_TEXT.stretch if reason is HiddenBy.AREA else None)
        return _with_followers(glyphs, inked, hidden)

    def _find_suspects(self, is_picture: bool, layers: Callable[[], OptionalContent]) -> dict[int, _Suspect]:
        """Return the text objects that may be hidden, by address; the strongest reason of each."""
        order = self._objects.paint_order
        found: dict[int, _Suspect] = {}
        colors = self._colors
        addresses = colors.addresses
        if not is_picture:
            for item in order.covered_texts(pictures=True):
                found[item] = _Suspect(HiddenBy.PICTURE, "picture")
        for item in order.covered_texts(pictures=False):
            found[item] = _Suspect(HiddenBy.AREA, "area")
        pale = (colors.rgba[:, :3].min(axis=1) >= HIDDEN_TEXT.pale) | (colors.rgba[:, 3] <= HIDDEN_TEXT.faint)
        if pale.any():
            seen = order.texts_on_dark({addresses[i] for i in np.flatnonzero(pale).tolist()}, HIDDEN_TEXT.dark)
            for i in np.flatnonzero(pale).tolist():
                if addresses[i] not in seen:
                    found.setdefault(addresses[i], _Suspect(HiddenBy.COLOR, "color"))
        found.update(self._on_layers(layers))
        invisible = colors.modes == _INVISIBLE_MODE
        if invisible.any() and not invisible.all():
            for i in np.flatnonzero(invisible).tolist():
                found[addresses[i]] = _Suspect(HiddenBy.MODE, "mode")
        return found

    def _on_layers(self, layers: Callable[[], OptionalContent]) -> dict[int, _Suspect]:
        order = self._objects.paint_order
        in_forms = {n: part for n, part in enumerate(order.texts) if part.depth and part.addresses}
        if not order.layers and not in_forms:
            return {}
        content = layers()
        if not content.exists:
            return {}
        groups: dict[int, str] = {}
        for n, part in in_forms.items() if content.has_forms else ():
            groups.update(dict.fromkeys(part.addresses, f"form {n}"))
        for item, name in order.layers.items():
            if content.may_be_off or name.startswith("#"):
                groups[item] = f"layer {name}"
        kept = {name for name, _ in Counter(groups.values()).most_common(HIDDEN_TEXT.max_layers)}
        return {
            item: _Suspect(HiddenBy.LAYER, name if name in kept else "further layers") for item, name in groups.items()
        }

    def _is_over_picture(self, boxes: Floats) -> Flags:
        x, y = (boxes[:, 0] + boxes[:, 1]) / 2, (boxes[:, 2] + boxes[:, 3]) / 2
        over = np.zeros(len(boxes), dtype=bool)
        for x0, y0, x1, y1 in self._objects.images:
            over |= (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
        return over


def without_hidden(glyphs: GlyphArrays, hidden: Floats, shown: GlyphArrays, frame: Frame) -> GlyphArrays:
    """Return a decoder's glyphs without those that stand where another decoder found hidden text, and none that shows.

    Args:
        glyphs: of the page.
        hidden: n x 4 (left, right, bottom, top in user space), boxes of hidden glyphs.
        shown: what the other decoder reads.
        frame: of the page.
    """
    if not len(hidden):
        return glyphs
    (xa, ya), (xb, yb) = frame.point(hidden[:, 0], hidden[:, 2]), frame.point(hidden[:, 1], hidden[:, 3])
    left, top, right, bottom = np.minimum(xa, xb), np.minimum(ya, yb), np.maximum(xa, xb), np.maximum(ya, yb)
    x, y = (glyphs.x0 + glyphs.x1) / 2, (glyphs.top + glyphs.bottom) / 2
    gone = np.zeros(len(glyphs), dtype=bool)
    for i in range(len(glyphs)):
        if ((left <= x[i]) & (x[i] <= right) & (top <= y[i]) & (y[i] <= bottom)).any():
            over = (shown.x0 <= x[i]) & (x[i] <= shown.x1) & (shown.top <= y[i]) & (y[i] <= shown.bottom)
            gone[i] = not (over & (shown.codes == glyphs.codes[i])).any()
    return glyphs.part(~gone)


def _is_inked(glyphs: NamedGlyphs) -> Flags:
    """Return which glyphs stand for themselves: those with ink that are no marks, and marks without a letter.

    Some producers draw every glyph in a text object of its own.
    """
    boxes = glyphs.boxes
    has_ink: Flags = (boxes[:, 1] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 2])
    letters: Flags = has_ink & (char_classes(glyphs.codes) & MARK == 0)
    with_letters = set(glyphs.objects[letters].tolist())
    alone = np.array([item not in with_letters for item in glyphs.objects.tolist()], dtype=bool)
    inked: Flags = letters | (has_ink & alone)
    return inked


def _is_drawable(glyphs: NamedGlyphs) -> Flags:
    """Return which glyphs PDFium can draw for certain; of a font that is not embedded it may have no Thai letters."""
    fonts = glyphs.runs.font_addresses
    embedded = {at: bool(at) and pdfium_ffi.font_is_embedded(at) == 1 for at in set(fonts.tolist())}
    by_run = np.array([embedded[at] for at in fonts.tolist()], dtype=bool)
    drawable: Flags = by_run[glyphs.run] | (glyphs.codes < 127)
    return drawable


def _wholly(glyphs: NamedGlyphs, own: Flags, unseen: Flags, stretch: int | None) -> Flags:
    """Return which unseen glyphs belong to text objects of which nothing is seen, or to a stretch of them.

    What hides a few letters of a word stands there by accident, and the word is still read.

    Args:
        glyphs: of the page.
        own: those that are looked at.
        unseen: those of them that are not seen.
        stretch: glyphs in a row of one text object that are hidden on purpose; None where only whole objects are.
    """
    out = unseen.copy()
    for item in np.unique(glyphs.objects[unseen]).tolist():
        places = np.flatnonzero(own & (glyphs.objects == item))
        flags = unseen[places]
        if flags.all():
            continue
        ends = np.flatnonzero(np.diff(flags)) + 1
        for part in np.split(places, ends):
            if stretch is None or (len(part) < stretch and unseen[part[0]]):
                out[part] = False
    return out


def _with_followers(glyphs: NamedGlyphs, inked: Flags, hidden: Flags) -> Flags:
    """Return flags in which marks and spaces go with the letter before them in their text object, or after them."""
    count = len(hidden)
    if not hidden.any():
        return hidden
    at = np.arange(count)
    before = np.maximum.accumulate(np.where(inked, at, -1))
    after = np.minimum.accumulate(np.where(inked, at, count)[::-1])[::-1]
    out = hidden.copy()
    for i in np.flatnonzero(~inked).tolist():
        for k in (int(before[i]), int(after[i])):
            if 0 <= k < count and glyphs.objects[k] == glyphs.objects[i]:
                out[i] = hidden[k]
                break
    return out


def _is_next(glyphs: NamedGlyphs, before: int, i: int) -> bool:
    """Return whether a glyph is of the text object of the one before, or stands close behind it."""
    if glyphs.objects[before] == glyphs.objects[i]:
        return True
    (_, right, bottom, top), (x0, _, y0, y1) = glyphs.boxes[before].tolist(), glyphs.boxes[i].tolist()
    near = HIDDEN_TEXT.near * max(top - bottom, y1 - y0, glyphs.runs.sizes[glyphs.run[i]])
    return bool(x0 - right < near and abs(y0 + y1 - bottom - top) / 2 < near)


def _summarize(glyphs: NamedGlyphs, hidden: Flags, reasons: dict[int, HiddenBy]) -> tuple[HiddenText, ...]:
    """Return what was hidden, by reason, in the order of the page's content."""
    texts: dict[HiddenBy, list[str]] = {}
    last: dict[HiddenBy, int] = {}  # place of the glyph before
    chars = text_of(glyphs.codes)
    for i in np.flatnonzero(hidden).tolist():
        item = int(glyphs.objects[i])
        reason = reasons.get(item, HiddenBy.AREA)
        own = texts.setdefault(reason, [])
        if not _is_next(glyphs, last.setdefault(reason, i), i):
            own.append(" ")
        last[reason] = i
        own.append(chars[i])
    shown = set(glyphs.objects[_is_inked(glyphs) & ~hidden].tolist())
    cut = {reasons.get(item, HiddenBy.AREA) for item in set(glyphs.objects[hidden].tolist()) & shown}
    out = []
    for reason, own in texts.items():
        text = " ".join("".join(own).split())
        if text:
            sample = text if len(text) <= HIDDEN_TEXT.sample else text[: HIDDEN_TEXT.sample] + "…"
            out.append(HiddenText(reason, len(text.replace(" ", "")), sample, reason in cut))
    return tuple(out)
