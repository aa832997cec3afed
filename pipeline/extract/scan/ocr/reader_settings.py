"""Thresholds by which the cells of a page are dealt out to engines, and by which readings are put together."""

from __future__ import annotations

from typing import NamedTuple


class CellReaderSettings(NamedTuple):
    """Thresholds of the cell readers."""

    # which cells may hold codes or numbers
    number_width_max: float = 2.2  # inches: wider ink is prose; amounts in 18 points are nearly as wide
    number_height_max: float = 0.36  # inches: higher lines are no number in a table's type
    number_lines_max: int = 2  # lines: a code or a number may be wrapped once
    probes: int = 4  # cells of a column that are read to learn what it holds
    letter_width_max: float = 1.4  # of its line's height: no printed Latin letter is wider, with the space about it

    # images that engines are given
    line_margin: int = 3  # pixels of white around a line that is read alone
    band_margin: int = 2  # pixels above and below a band of a cell
    prose_margin: int = 10  # pixels of white around what Tesseract reads
    enlarge_below: float = 170.0  # dpi: coarser images are enlarged before Tesseract reads them
    enlarge_to: float = 300.0  # dpi
    one_line_height: float = 0.45  # inches: an image no higher may be a single line of prose

    # Latin words and codes within prose
    abbreviation_width: float = 0.5  # inches: a line no wider may be IIT
    capital_height: float = 0.65  # of the highest letter: capitals and brackets are as high, Thai marks are lower
    tool_confidence: float = 0.7  # from here on IIT, EIT, OIT and ITA are taken
    code_length_max: int = 5  # letters of a code, with a point or a dash
    code_letters_min: int = 2  # connected components of a code
    code_columns: int = 3  # the last column, from the left, in which codes share cells with questions
    code_share: float = 0.3  # of a column's cells of prose: in a column of codes with questions no fewer begin with one
    code_probes: int = 8  # cells of a column that are looked at first: where none begins with a code, none does
    code_gaps: int = 2  # widest gaps of a line, one of which is behind the code

    # Thai digits within prose, and lines that Tesseract made of marks
    likely: float = 0.5  # confidence from which a reading that is not sure is put before Tesseract's Thai digits
    digit_overhang: float = 0.3  # of a box's height: so far above it the middle of a digit may lie
    letter_height: float = 0.7  # of the median height of letters: what is lower is a mark
    known_line: float = 0.15  # probability of a line's text below which Tesseract reads it too
    known_print: float = 0.03  # mean doubt of a letter of a page's lines above which Tesseract reads all of it
    sampled_lines: int = 8  # lines of which that is the mean, from all over the page
    sampled_lines_min: int = 4  # with fewer lines the page does not tell
    sampled_letters: int = 8  # connected components of a line that counts: shorter ones are mostly numbers
    stray_share: float = 0.03  # of an image's letters: where more stand on no line, its lines were not found


CELL_READERS = CellReaderSettings()
