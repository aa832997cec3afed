"""Detection of the ruling lines of a page: segments, merged along their line, and held against each other."""

from __future__ import annotations

import numpy as np

from pipeline.extract.scan.image.page_image import GrayImage
from pipeline.extract.scan.image.ruling_lines import RULING_LINES, RulingLine
from pipeline.extract.scan.image.ruling_merging import merge_segments
from pipeline.extract.scan.image.ruling_segments import connect_dots, find_segments, usual_thickness
from pipeline.extract.scan.image.ruling_strokes import without_strokes
from pipeline.extract.scan.image.ruling_validation import is_divider, validate_vertical


def find_ruling_lines(gray: GrayImage, dpi: float) -> tuple[list[RulingLine], list[RulingLine]]:
    """Find the horizontal and vertical ruling lines of a page.

    Args:
        gray: illumination corrected, skewed by less than a degree.
        dpi: its pixels per inch.
    """
    import cv2

    s = RULING_LINES
    ink = (gray < s.ink).astype(np.uint8)
    faint = (gray < s.faint_ink).astype(np.uint8)
    printed_turned, faint_turned = cv2.transpose(ink), cv2.transpose(faint)
    ink = connect_dots(ink, gray, faint, dpi)
    ink_turned = connect_dots(printed_turned, cv2.transpose(gray), faint_turned, dpi)
    horizontal = find_segments(ink, dpi, s.horizontal_min)
    thickness = s.thickness_ratio * usual_thickness(horizontal, dpi)
    vertical = find_segments(ink_turned, dpi, s.vertical_min, thickness)
    horizontal = merge_segments(horizontal, faint, dpi)
    vertical = merge_segments(vertical, faint_turned, dpi)
    vertical = validate_vertical(vertical, horizontal, ink_turned, printed_turned, dpi)
    del ink, faint, printed_turned, faint_turned, ink_turned  # a page each
    horizontal, vertical = without_strokes(gray, horizontal, vertical, dpi)
    return [line for line in horizontal if is_divider(line, vertical, dpi)], vertical
