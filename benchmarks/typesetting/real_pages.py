"""Pictures of pages as offices publish them: photographed, stamped, signed, two pages in one picture, poorly printed.

    python -m benchmarks.typesetting.real_pages FILE FOLDER [--kind KIND ...] [--pages N] [--seed N]

Pages of a typeset PDF are rendered in colour, changed, and put into a PDF of pictures, one kind after the other.
``python -m benchmarks.reading.real_pages`` reads them and holds them against the text layer that they were made of.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.typesetting.paper_marks import (
    BLACK,
    BLUE,
    STAMP_COLOURS,
    Colour,
    Point,
    Rgb,
    dot_matrix,
    pale,
    receipt_stamp,
    scribble,
    seal,
    signature,
    tick,
)
from benchmarks.typesetting.photographs import photograph
from benchmarks.typesetting.scan_degradation import JPEG_QUALITY, blur, noise


@dataclass(frozen=True)
class RenderedPage:
    """A page of a PDF as it is printed.

    Attributes:
        rgb: its picture.
        dpi: pixels per inch.
        figures: middles of its digits, pixels.
    """

    rgb: Rgb
    dpi: float
    figures: Sequence[Point]


Change = Callable[[RenderedPage, np.random.Generator], Rgb]
"""Changes the picture of a page; all chances come from the generator."""


def over_figures(mark: Callable[..., Rgb], colours: Sequence[Colour], count: int) -> Change:
    """Return what makes marks across figures of a page, or across its middle where it has none."""

    def change(page: RenderedPage, rng: np.random.Generator) -> Rgb:
        rgb = page.rgb
        high, wide = rgb.shape[:2]
        for _ in range(count):
            at = (0.7 * wide, 0.6 * high)
            if page.figures:
                at = page.figures[int(rng.integers(len(page.figures)))]
            rgb = mark(rgb, at, page.dpi, rng, colours[int(rng.integers(len(colours)))])
        return rgb

    return change


def received(colours: Sequence[Colour]) -> Change:
    """Return what presses a receipt stamp on the top right corner, half of it on what is printed there."""

    def change(page: RenderedPage, rng: np.random.Generator) -> Rgb:
        wide = page.rgb.shape[1]
        at = (wide - rng.uniform(1.3, 2.0) * page.dpi, rng.uniform(0.75, 1.3) * page.dpi)
        return receipt_stamp(page.rgb, at, page.dpi, rng, colours[int(rng.integers(len(colours)))])

    return change


def annotated(page: RenderedPage, rng: np.random.Generator) -> Rgb:
    """Write notes by hand on the margins, and tick off some figures."""
    rgb = page.rgb
    high, wide = rgb.shape[:2]
    for _ in range(4):
        x = float(rng.choice([0.1 * page.dpi, wide - 0.9 * page.dpi]))
        rgb = scribble(rgb, (x, rng.uniform(0.1, 0.9) * high), page.dpi, rng, BLUE, letters=5)
    for _ in range(3 if page.figures else 0):
        x, y = page.figures[int(rng.integers(len(page.figures)))]
        rgb = tick(rgb, (x + 0.14 * page.dpi, y), page.dpi, rng, BLUE)
    return scribble(rgb, (0.4 * wide, 0.2 * page.dpi), page.dpi, rng, BLUE, letters=12)


def printed(printer: Callable[[Rgb, float, np.random.Generator], Rgb]) -> Change:
    """Return what prints a page with another printer."""
    return lambda page, rng: printer(page.rgb, page.dpi, rng)


def photographed(**how: Any) -> Change:
    """Return what photographs a page."""
    return lambda page, rng: photograph(page.rgb, page.dpi, rng, **how)


@dataclass(frozen=True)
class RealKind:
    """A way in which pages come into a file.

    Attributes:
        dpi: resolution.
        changes: in the order in which they are made.
        gray: the scanner kept no colour.
        two_up: two pages are in one picture: side by side, or an opened book with its gutter.
        turns: counterclockwise quarter turns of the pages, in turn.
        scanned: the scanner's blur and grain come last.
    """

    dpi: float
    changes: Sequence[Change] = ()
    gray: bool = False
    two_up: str = ""
    turns: Sequence[int] = (0,)
    scanned: bool = True


KINDS: Mapping[str, RealKind] = {
    "photo": RealKind(220, (photographed(),), scanned=False),
    "photo-curled": RealKind(220, (photographed(curl=0.12),), scanned=False),
    "photo-sideways": RealKind(220, (photographed(quarter_turns=1),), scanned=False),
    "photo-signed": RealKind(220, (over_figures(signature, (BLUE,), 1), photographed(fingers=2)), scanned=False),
    "seal": RealKind(200, (over_figures(seal, STAMP_COLOURS, 2),)),
    "seal-gray": RealKind(200, (over_figures(seal, STAMP_COLOURS, 2),), gray=True),
    "seal-black": RealKind(200, (over_figures(seal, (BLACK,), 1),), gray=True),
    "receipt-stamp": RealKind(200, (received(STAMP_COLOURS),)),
    "receipt-gray": RealKind(200, (received((*STAMP_COLOURS, BLACK)),), gray=True),
    "signature": RealKind(200, (over_figures(signature, (BLUE, BLUE, BLACK), 2),)),
    "signature-gray": RealKind(200, (over_figures(signature, (BLUE, BLACK), 2),), gray=True),
    "handwriting": RealKind(200, (annotated,)),
    "two-up": RealKind(200, two_up="sheets"),
    "two-up-book": RealKind(200, two_up="book"),
    "two-up-sideways": RealKind(200, two_up="sheets", turns=(1,)),
    "book-turned": RealKind(200, turns=(2, 0, 1, 3)),
    "dot-matrix": RealKind(200, (printed(dot_matrix),), gray=True),
    "pale-print": RealKind(200, (printed(pale),)),
}


def make_real_pages(source: Path, path: Path, kind: str, pages: Sequence[int], seed: int = 1) -> list[tuple[int, ...]]:
    """Write a PDF of pictures of some pages (1-based) of a PDF.

    Returns:
        For each page of the written file the pages of the source that are in its picture.
    """
    import pypdfium2
    from PIL import Image

    real = KINDS[kind]
    per_picture = 2 if real.two_up else 1
    groups = [tuple(pages[k : k + per_picture]) for k in range(0, len(pages), per_picture)]
    pdf = pypdfium2.PdfDocument(source)
    pictures = []
    try:
        for n, group in enumerate(groups):
            rng = np.random.default_rng(zlib.crc32(f"{source.name} {kind} {group} {seed}".encode()))
            rendered = [_render(pdf[number - 1], real.dpi) for number in group]
            changed = [_changed(page, real.changes, rng) for page in rendered]
            rgb = _on_one(changed, real, rng) if real.two_up else changed[0]
            rgb = np.ascontiguousarray(np.rot90(rgb, real.turns[n % len(real.turns)]))
            if real.scanned:
                rgb = _scanned(rgb, real.dpi, rng)
            picture = Image.fromarray(rgb)
            pictures.append(picture.convert("L") if real.gray else picture)
    finally:
        pdf.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    pictures[0].save(path, "PDF", save_all=True, append_images=pictures[1:], resolution=real.dpi, quality=JPEG_QUALITY)
    return groups


def _render(page: Any, dpi: float) -> RenderedPage:
    scale = dpi / 72
    bgr = np.asarray(page.render(scale=scale).to_numpy(), np.uint8)
    text, height = page.get_textpage(), page.get_height()
    figures = []
    for k, character in enumerate(text.get_text_range()[: text.count_chars()]):
        if character.isdigit():
            left, bottom, right, top = text.get_charbox(k)
            figures.append(((left + right) / 2 * scale, (height - (bottom + top) / 2) * scale))
    return RenderedPage(np.ascontiguousarray(bgr[:, :, 2::-1]), dpi, figures)


def _changed(page: RenderedPage, changes: Sequence[Change], rng: np.random.Generator) -> Rgb:
    for change in changes:
        page = RenderedPage(change(page, rng), page.dpi, page.figures)
    return page.rgb


def _scanned(rgb: Rgb, dpi: float, rng: np.random.Generator) -> Rgb:
    blurred = [blur(np.ascontiguousarray(rgb[:, :, k]), dpi, rng) for k in range(3)]
    grain = noise(np.full(rgb.shape[:2], 128, np.uint8), dpi, rng).astype(np.int16) - 128
    return np.clip(np.stack(blurred, axis=2).astype(np.int16) + grain[:, :, None], 0, 255).astype(np.uint8)


def _on_one(pages: Sequence[Rgb], kind: RealKind, rng: np.random.Generator) -> Rgb:
    """Lay two upright pages side by side, lying ones one over the other; those of a book meet in a gutter."""
    high, wide = max(p.shape[0] for p in pages), max(p.shape[1] for p in pages)
    lying = wide > high
    out = np.full((2 * high, wide, 3) if lying else (high, 2 * wide, 3), 255, np.uint8)
    for n, page in enumerate(pages):
        top, left = (n * high, (wide - page.shape[1]) // 2) if lying else (0, n * wide + (wide - page.shape[1]) // 2)
        out[top : top + page.shape[0], left : left + page.shape[1]] = page
    if kind.two_up != "book":
        return out
    return (
        np.swapaxes(_opened(np.swapaxes(out, 0, 1), kind.dpi, 0.0, rng), 0, 1)
        if lying
        else _opened(out, kind.dpi, 0.1, rng)
    )


def _opened(pages: Rgb, dpi: float, bend: float, rng: np.random.Generator) -> Rgb:
    """Darken the paper towards the upright gutter in the middle, and bend lines there by so many inches."""
    import cv2

    high, wide = pages.shape[:2]
    x = (np.arange(wide, dtype=np.float32) - wide / 2) / dpi  # inches from the gutter
    if bend:
        columns, rows = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
        down = (bend * np.exp(-np.abs(x) / 0.6) * dpi).astype(np.float32)
        pages = cv2.remap(pages, columns, rows + down[None, :], cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    shade = 1 - rng.uniform(0.35, 0.7) * np.exp(-((x / rng.uniform(0.18, 0.35)) ** 2))
    return np.clip(pages * shade[None, :, None], 0, 255).astype(np.uint8)


def main() -> None:
    """Write a PDF of pictures of each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="a PDF with a text layer")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kind", action="append", choices=sorted(KINDS))
    parser.add_argument("--pages", type=int, default=2, help="so many, from the first on")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    import pypdfium2

    count = min(chosen.pages, len(pypdfium2.PdfDocument(chosen.file)))
    for kind in chosen.kind or KINDS:
        path = chosen.folder / f"{chosen.file.stem}-{kind}.pdf"
        make_real_pages(chosen.file, path, kind, range(1, count + 1), chosen.seed)
        print(path)


if __name__ == "__main__":
    main()
