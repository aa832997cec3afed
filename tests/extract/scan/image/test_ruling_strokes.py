"""Rings of seals, strokes of signatures and tilted frames are no ruling lines; short lines of a table are."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

import cv2
import numpy as np

from pipeline.extract.scan.image.ruling_detection import find_ruling_lines
from pipeline.extract.scan.image.ruling_strokes import without_tilted

DPI = 200
XS, YS = [100, 300, 500, 700, 900, 1100], [100, 160, 220, 280, 340, 400]


def grid() -> np.ndarray:
    """A table of five rows and columns, of which two cells are parted by a short line."""
    page = np.full((600, 1200), 255, np.uint8)
    for x in XS:
        cv2.line(page, (x, YS[0]), (x, YS[-1]), 0, 2)
    for y in YS:
        cv2.line(page, (XS[0], y), (XS[-1], y), 0, 2)
    cv2.line(page, (800, YS[0]), (800, YS[1]), 0, 2)
    return page


def counted(page: np.ndarray) -> tuple[int, int]:
    horizontal, vertical = find_ruling_lines(page, DPI)
    return len({round(line.position / 6) for line in horizontal}), len({round(line.position / 6) for line in vertical})


def test_short_lines_of_a_table_stay() -> None:
    assert counted(grid()) == (6, 7)


def test_rings_of_a_seal_are_no_lines() -> None:
    page = grid()
    for radius in (150, 105):
        cv2.circle(page, (610, 250), radius, 60, 4, cv2.LINE_AA)
    assert counted(page) == (6, 7)


def test_sides_of_a_tilted_frame_are_no_lines() -> None:
    page = grid()
    page = np.vstack([np.full((300, 1200), 255, np.uint8), page])
    frame = cv2.boxPoints(((800, 150), (420, 200), 2.5)).astype(np.int32)
    cv2.polylines(page, [frame], True, 60, 3, cv2.LINE_AA)
    horizontal = without_tilted(*find_ruling_lines(page, DPI), DPI)[0]
    assert all(line.position > 390 for line in horizontal)
    assert len({round(line.position / 6) for line in horizontal}) == 6


def test_leaning_lines_of_a_table_stay_beside_the_edge_of_a_photographed_sheet() -> None:
    page = np.full((1000, 1200), 255, np.uint8)
    cv2.line(page, (40, 20), (40, 980), 0, 2)  # the edge of the sheet
    for x in XS:  # farther from it lines lean more
        cv2.line(page, (x, YS[0]), (x + x // 90, YS[-1]), 0, 2)
    for y in YS:
        cv2.line(page, (XS[0], y), (XS[-1] + 12, y), 0, 2)
    horizontal, vertical = find_ruling_lines(page, DPI)
    kept = without_tilted(horizontal, vertical, DPI)
    assert [len(lines) for lines in kept] == [len(horizontal), len(vertical)] == [6, 7]
