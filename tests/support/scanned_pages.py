"""Images of pages to read: ruled tables drawn here, and PDFs of them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest

from pipeline.extract.scan import missing
from pipeline.model import Document, SourceDocument

Gray = np.ndarray
LACKING = missing()
reads = pytest.mark.skipif(LACKING is not None, reason=str(LACKING))
"""Marks tests that need all that reading scans needs."""
DPI = 200
WORDS = [["Code", "Score", "Text"], ["E1", "85.50", "one"], ["E12", "100.00", "two"]]


def sheet(width: float = 8.27, height: float = 11.69) -> Gray:
    """White paper, inches at DPI."""
    return np.full((round(height * DPI), round(width * DPI)), 255, np.uint8)


def ruled(paper: Gray, xs: list[int], ys: list[int], thick: int = 2) -> Gray:
    """Draw a whole grid."""
    for x in xs:
        cv2.line(paper, (x, ys[0]), (x, ys[-1]), 0, thick)
    for y in ys:
        cv2.line(paper, (xs[0], y), (xs[-1], y), 0, thick)
    return paper


def written(paper: Gray, words: list[list[str]], xs: list[int], ys: list[int]) -> Gray:
    """Write a word into each cell."""
    for row, line in enumerate(words):
        for column, word in enumerate(line):
            cv2.putText(
                paper, word, (xs[column] + 20, ys[row + 1] - 25), cv2.FONT_HERSHEY_DUPLEX, 0.9, 0, 1, cv2.LINE_AA
            )
    return paper


XS, YS = [200, 500, 900, 1400], [300, 370, 440, 510]


def table() -> Gray:
    """A page with a table of three rows and columns."""
    return written(ruled(sheet(), XS, YS), WORDS, XS, YS)


def as_pdf(path: Path, *pictures: Gray, rotate: int = 0, tiles: int = 1, over: bytes = b"") -> Path:
    """A PDF of pictures, one to a page, each in so many strips; ``over`` is drawn over them (F1 is Helvetica)."""
    pdf = pikepdf.new()
    for picture in pictures:
        high, wide = picture.shape
        points = (wide * 72 / DPI, high * 72 / DPI)
        pdf.add_blank_page(page_size=points)
        page = pdf.pages[-1]
        images, draw = pikepdf.Dictionary(), b""
        cuts = np.linspace(0, high, tiles + 1).astype(int)
        for k, (top, bottom) in enumerate(pairwise(cuts)):
            images[f"/Im{k}"] = pdf.make_stream(
                picture[top:bottom].tobytes(),
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=wide,
                Height=int(bottom - top),
                ColorSpace=pikepdf.Name.DeviceGray,
                BitsPerComponent=8,
            )
            low = (high - bottom) * 72 / DPI
            draw += f"q {points[0]} 0 0 {(bottom - top) * 72 / DPI} 0 {low} cm /Im{k} Do Q\n".encode()
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(XObject=images, Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(draw + over)
        if rotate:
            page.Rotate = rotate
    pdf.save(path)
    return path


def read(path: Path) -> Document:
    """The pages of a PDF, raw."""
    from pipeline.extract import extract

    return extract(SourceDocument(str(path), path.name, "0" * 64, path.stat().st_size, "pdf"))


def turned(paper: Gray, degrees: float) -> Gray:
    """The page laid askew: its lines fall to the right by so many degrees."""
    high, wide = paper.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), -degrees, 1)
    return np.asarray(cv2.warpAffine(paper, turn, (wide, high), flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)


def prose(lines: list[str]) -> Gray:
    """A page of running text, a line every 40 pixels."""
    paper = sheet()
    for k, line in enumerate(lines):
        cv2.putText(paper, line, (150, 200 + 40 * k), cv2.FONT_HERSHEY_DUPLEX, 0.8, 0, 1, cv2.LINE_AA)
    return paper


def ocr_layer(lines: list[str], down: float = 0.0, mode: int = 3) -> bytes:
    """The words of :func:`prose` as an engine lays them over it, so many points too low; mode 3 is invisible."""
    scale = 72 / DPI
    out = [f"BT {mode} Tr /F1 10 Tf"]
    for k, line in enumerate(lines):
        before = ""
        for word in line.split():
            (start, _), _ = cv2.getTextSize(before, cv2.FONT_HERSHEY_DUPLEX, 0.8, 1)
            (wide, _), _ = cv2.getTextSize(word, cv2.FONT_HERSHEY_DUPLEX, 0.8, 1)
            stretch = 100 * wide * scale / (5.2 * len(word))
            x, y = (150 + start) * scale, 11.69 * 72 - (200 + 40 * k) * scale - down
            shown = word.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            out.append(f"{stretch:.1f} Tz 1 0 0 1 {x:.2f} {y:.2f} Tm ({shown}) Tj")
            before += word + " "
    return " ".join([*out, "ET"]).encode("latin-1")
