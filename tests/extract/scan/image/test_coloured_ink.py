"""Coloured stamps and signatures are taken off a page; print, coloured or not, stays."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

import cv2
import numpy as np

from pipeline.extract.scan.image.cell_image import CellImage
from pipeline.extract.scan.image.coloured_ink import COLOURED, TAKEN_OFF, is_crossed, separate_ink

DPI = 200
BLUE, RED = (165, 60, 35), (45, 30, 200)


def paper() -> np.ndarray:
    """A yellowed sheet with three lines of black print, blue, green, red."""
    page = np.full((700, 900, 3), (225, 240, 245), np.uint8)
    for k in range(3):
        cv2.putText(page, "94.15 some words 88.20", (60, 150 + 200 * k), cv2.FONT_HERSHEY_DUPLEX, 1.0, (20, 20, 20), 2)
    return page


def gray_of(page: np.ndarray) -> np.ndarray:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8)


def pressed(page: np.ndarray, draw) -> np.ndarray:
    """Multiply a page by ink that ``draw`` puts on white."""
    ink = np.full_like(page, 255)
    draw(ink)
    return (page.astype(np.float32) * ink / 255).astype(np.uint8)


def seal(ink: np.ndarray) -> None:
    cv2.circle(ink, (200, 330), 110, RED, 4, cv2.LINE_AA)
    cv2.circle(ink, (200, 330), 80, RED, 4, cv2.LINE_AA)


def receipt(ink: np.ndarray) -> None:
    corners = cv2.boxPoints(((500, 240), (420, 190), 3.0))
    cv2.polylines(ink, [corners.astype(np.int32)], True, BLUE, 3, cv2.LINE_AA)
    cv2.putText(ink, "No. 17", (360, 260), cv2.FONT_HERSHEY_SIMPLEX, 0.8, BLUE, 2)


def signature(ink: np.ndarray) -> None:
    points = [(400 + 24 * k, 340 + (60 if k % 2 else -40)) for k in range(12)]
    cv2.polylines(ink, [np.array(points, np.int32)], False, BLUE, 3, cv2.LINE_AA)


@pytest.mark.parametrize("draw", [seal, receipt, signature])
def test_a_stamp_or_a_signature_is_taken_off_and_the_print_below_it_stays(draw) -> None:
    plain, page = paper(), pressed(paper(), draw)
    found = separate_ink(gray_of(page), page, DPI)
    assert found.other_ink is not None and (found.other_ink == TAKEN_OFF).any()
    dark = gray_of(plain) < 90
    assert (found.gray[dark] < 150).mean() > 0.9
    assert ((found.gray < 150) & (gray_of(plain) > 200)).sum() < 0.05 * dark.sum()


def test_coloured_print_rulings_and_shading_stay() -> None:
    page = paper()
    cv2.putText(page, "https://www.example.go.th/ita", (60, 250), cv2.FONT_HERSHEY_DUPLEX, 0.9, BLUE, 2)
    for y in (290, 380, 450):
        cv2.line(page, (60, y), (860, y), BLUE, 2)
    for x in (60, 400, 860):
        cv2.line(page, (x, 290), (x, 450), BLUE, 2)
    cv2.rectangle(page, (60, 600), (860, 660), (230, 200, 160), -1)
    found = separate_ink(gray_of(page), page, DPI)
    assert found.other_ink is None or not (found.other_ink == TAKEN_OFF).any()
    assert (found.gray == gray_of(page)).all()


def test_a_page_without_colour_is_as_it_was() -> None:
    gray = gray_of(paper())
    assert separate_ink(gray, None, DPI).gray is gray
    assert separate_ink(gray, np.repeat(gray[:, :, None], 3, axis=2), DPI).other_ink is None


def test_a_cell_is_crossed_where_ink_of_a_stamp_or_a_second_colour_lies_on_its_letters() -> None:
    gray = np.full((200, 400), 255, np.uint8)
    gray[80:110, 100:200] = 0
    image = CellImage(gray[70:120, 90:210], (90, 70), np.array([[100, 80, 200, 110]]))
    ink = np.zeros_like(gray)
    assert not is_crossed(image, gray, ink, DPI)
    ink[20:60, 300:] = TAKEN_OFF  # beside it
    assert not is_crossed(image, gray, ink, DPI)
    ink[60:130, 140:144] = TAKEN_OFF
    assert is_crossed(image, gray, ink, DPI)
    ink[:] = 0
    ink[80:110, 100:130] = COLOURED  # a tick on black print
    assert is_crossed(image, gray, ink, DPI)
    ink[80:110, 100:200] = COLOURED  # print in colour
    assert not is_crossed(image, gray, ink, DPI)
