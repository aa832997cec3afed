"""Scans made of typeset PDFs, degraded as scanners, phones, stamps and cheap copies degrade them.

    python -m benchmarks.typesetting.scan_degradation FILE FOLDER [--kind KIND ...] [--pages N]

Pages are rendered at a scanner's resolution, degraded, and put into a PDF of pictures. The same file, kind and page
number give the same scan. FILE may be a folder of PDFs with truth files, as the other commands of this folder write
them: then each is scanned whole, one kind after the other, and its truth is copied, so that
``python -m benchmarks.reading.accuracy FOLDER`` scores what is read of the scans.
"""

from __future__ import annotations

import argparse
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Gray = np.ndarray[Any, np.dtype[np.uint8]]
Degradation = Callable[[Gray, float, np.random.Generator], Gray]
"""Changes a page (0 is black), given its resolution (dpi); all chances come from the generator."""
JPEG_QUALITY = 80
BLACK_BELOW = 150
"""Gray value up to which a pixel of a black-and-white scan is black."""


def skew(gray: Gray, dpi: float, rng: np.random.Generator) -> Gray:
    """Rotate the page by 1 to 3 degrees, either way, as one laid askew on the glass."""
    import cv2

    high, wide = gray.shape
    angle = float(rng.uniform(1, 3) * rng.choice((-1, 1)))
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
    return np.asarray(cv2.warpAffine(gray, turn, (wide, high), flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)


def curve(gray: Gray, dpi: float, rng: np.random.Generator) -> Gray:
    """Curve the lines by a fourteenth of an inch, and narrow one end, as of a page that bows up from the glass."""
    import cv2

    high, wide = gray.shape
    x, y = np.meshgrid(np.linspace(-1, 1, wide, dtype=np.float32), np.linspace(-1, 1, high, dtype=np.float32))
    bow = float(rng.choice((-1, 1))) * 0.07 * dpi
    from_x = (x * (1 + 0.012 * y) + 1) * (wide - 1) / 2
    from_y = (y + 1) * (high - 1) / 2 + bow * (x**2 - 0.5)
    return np.asarray(cv2.remap(gray, from_x, from_y.astype(np.float32), cv2.INTER_CUBIC, borderValue=255), np.uint8)


def noise(gray: Gray, dpi: float, rng: np.random.Generator) -> Gray:
    """Add the grain of a sensor, and dust."""
    grain = gray.astype(np.float32) + rng.normal(0, 7, gray.shape)
    specks = rng.random(gray.shape) < 4e-5
    grain[specks | np.roll(specks, 1, axis=1)] = 60
    return np.clip(grain, 0, 255).astype(np.uint8)


def fade(gray: Gray, dpi: float, rng: np.random.Generator) -> Gray:
    """Lower the contrast (an empty cartridge on gray paper), with a lamp that is brighter on one side."""
    shade = np.linspace(rng.uniform(0.7, 0.8), 0.95, gray.shape[1], dtype=np.float32)[None, :]
    return ((255 - (255 - gray.astype(np.float32)) * 0.38) * shade).astype(np.uint8)


def stamp(gray: Gray, dpi: float, rng: np.random.Generator) -> Gray:
    """Draw a round stamp and a signature across the text."""
    import cv2

    out = gray.copy()
    high, wide = gray.shape
    at = (int(rng.uniform(0.3, 0.7) * wide), int(rng.uniform(0.4, 0.8) * high))
    for radius in (0.75, 0.55):
        ring = np.full_like(gray, 255)
        cv2.circle(ring, at, round(radius * dpi), 120, max(2, round(0.02 * dpi)), cv2.LINE_AA)
        out = np.minimum(out, ring)
    points = (np.cumsum(rng.normal(0, 1, (40, 2)), axis=0) * 0.09 * dpi + (0.3 * wide, 0.6 * high)).astype(np.int32)
    cv2.polylines(out, [points], False, 50, max(2, round(0.012 * dpi)), cv2.LINE_AA)
    return out


def drop_outs(gray: Gray, dpi: float, rng: np.random.Generator) -> Gray:
    """Erase thin streaks down the page, where the glass was dirty, and spots where toner failed."""
    import cv2

    out = gray.copy()
    high, wide = gray.shape
    for x in rng.integers(0, wide, 4):
        out[:, x : x + max(1, round(0.006 * dpi))] = 255
    for x, y in zip(rng.integers(0, wide, 60), rng.integers(0, high, 60), strict=True):
        cv2.circle(out, (int(x), int(y)), round(0.012 * dpi), 255, -1)
    return out


def blur(gray: Gray, dpi: float, rng: np.random.Generator) -> Gray:
    """Blur by a two-hundredth of an inch, as out of focus."""
    import cv2

    return np.asarray(cv2.GaussianBlur(gray, (0, 0), 0.0045 * dpi), np.uint8)


@dataclass(frozen=True)
class ScanKind:
    """A way of scanning.

    Attributes:
        dpi: resolution.
        degradations: in the order in which they are applied.
        one_bit: only black and white is kept.
        quarter_turns: counterclockwise, of the sheet on the glass.
    """

    dpi: float
    degradations: Sequence[Degradation]
    one_bit: bool = False
    quarter_turns: int = 0


KINDS: Mapping[str, ScanKind] = {
    "office-200": ScanKind(200, (blur, noise)),
    "office-300": ScanKind(300, (blur, noise)),
    "office-150": ScanKind(150, (blur,)),
    "askew": ScanKind(200, (blur, skew, noise)),
    "bowed": ScanKind(200, (blur, curve, noise)),
    "pale": ScanKind(200, (blur, fade, noise)),
    "stamped": ScanKind(200, (stamp, blur, noise)),
    "worn": ScanKind(200, (drop_outs, blur, skew)),
    "black-white": ScanKind(300, (blur, skew), one_bit=True),
    "upside-down": ScanKind(200, (blur, noise), quarter_turns=2),
    "sideways": ScanKind(200, (blur, noise), quarter_turns=1),
}


def make_scan(source: Path, path: Path, kind: str, pages: Sequence[int]) -> Path:
    """Write a PDF of pictures of some pages (1-based) of a PDF; return its path."""
    import pypdfium2
    from PIL import Image

    scan_kind = KINDS[kind]
    pdf = pypdfium2.PdfDocument(source)
    pictures = []
    try:
        for number in pages:
            gray = np.asarray(pdf[number - 1].render(scale=scan_kind.dpi / 72, grayscale=True).to_numpy(), np.uint8)
            gray = np.ascontiguousarray(gray.reshape(gray.shape[:2]))
            rng = np.random.default_rng(zlib.crc32(f"{source.name} {kind} {number}".encode()))
            for degrade in scan_kind.degradations:
                gray = degrade(gray, scan_kind.dpi, rng)
            picture = Image.fromarray(np.ascontiguousarray(np.rot90(gray, scan_kind.quarter_turns)))
            pictures.append(
                picture.point(lambda v: 255 if v > BLACK_BELOW else 0).convert("1") if scan_kind.one_bit else picture
            )
    finally:
        pdf.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    jpeg = {} if scan_kind.one_bit else {"quality": JPEG_QUALITY}
    pictures[0].save(path, "PDF", save_all=True, append_images=pictures[1:], resolution=scan_kind.dpi, **jpeg)
    return path


def scan_folder(source: Path, folder: Path, kinds: Sequence[str]) -> Iterator[Path]:
    """Scan every PDF of a folder that has truth files, whole, the kinds in turn; copy the truth, yield the scan.

    Truth files are ``NAME.truth.csv``, or those of a form: ``NAME.document.csv``, ``NAME.scores.csv`` and so on.
    """
    import pypdfium2

    found = [(pdf, sorted(source.glob(f"{pdf.stem}.*.csv"))) for pdf in sorted(source.glob("*.pdf"))]
    for n, (pdf, truths) in enumerate((pdf, truths) for pdf, truths in found if truths):
        kind = kinds[n % len(kinds)]
        document = pypdfium2.PdfDocument(pdf)
        pages = range(1, len(document) + 1)
        document.close()
        path = make_scan(pdf, folder / f"{pdf.stem}-{kind}.pdf", kind, pages)
        for truth in truths:
            shutil.copy(truth, folder / truth.name.replace(pdf.stem, path.stem, 1))
        yield path


def main() -> None:
    """Write a scan of each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="a PDF, or a folder of PDFs with truth files")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kind", action="append", choices=sorted(KINDS))
    parser.add_argument("--pages", type=int, default=3, help="so many, from the first on; of a folder's documents all")
    chosen = parser.parse_args()
    if chosen.file.is_dir():
        for path in scan_folder(chosen.file, chosen.folder, chosen.kind or list(KINDS)):
            print(path)
        return
    for kind in chosen.kind or KINDS:
        print(
            make_scan(chosen.file, chosen.folder / f"{chosen.file.stem}-{kind}.pdf", kind, range(1, chosen.pages + 1))
        )


if __name__ == "__main__":
    main()
