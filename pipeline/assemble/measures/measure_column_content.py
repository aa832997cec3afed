"""What the cells of each column of a table of measures hold: codes, scores, levels, section titles or prose."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from pipeline.assemble.fields import is_code, is_score, similar_level, split_code, split_level
from pipeline.assemble.measures.listed_codes import listed_codes
from pipeline.assemble.tables.header import Header
from pipeline.domain.family import Family
from pipeline.domain.sections import is_part_of_title, read_section
from pipeline.model import Table

REPEATED_HEADER = 0.6
"""Share of a row's texts that the header has, from which it repeats it: OCR reads not every word alike twice."""
PROSE_LENGTH = 25
"""Characters above which a text is prose."""
COUNT_DIGITS = 3
"""Digits of a running number at most."""


class ColumnContent:
    """The texts of the data cells by column, and the shares of them that are of some kind (0..1)."""

    def __init__(self, family: Family, parts: Sequence[Table], header: Header) -> None:
        """Collect the cells of parts with the header's columns; merged cells and repeated headers are left out."""
        columns = len(header.columns)
        self._family = family
        self._scanned = any(part.reader == "ocr" for part in parts)
        self.texts: list[list[str]] = [[] for _ in range(columns)]
        for part in parts:
            if part.columns != columns:
                continue
            for row in part.by_row():
                if sum(bool(c.text.strip()) for c in row) < 2 or header.share_repeated(row) >= REPEATED_HEADER:
                    continue
                for cell in row:
                    if cell.colspan == 1 and cell.text.strip():
                        self.texts[cell.column - 1].append(cell.text.strip())

    def share(self, column: int, test: Callable[[str], object]) -> float:
        """Return the share of a column's texts that pass a test."""
        texts = self.texts[column]
        return sum(bool(test(t)) for t in texts) / len(texts) if texts else 0.0

    def codes(self, column: int) -> float:
        """Return the share of codes; 0 where they count the rows."""
        texts = self.texts[column]
        if texts and texts == [str(i) for i in range(1, len(texts) + 1)]:
            return 0.0
        return self.share(column, lambda t: is_code(t) or (codes := listed_codes(t))[0] and not codes[1])

    def is_running_number(self, column: int) -> bool:
        """Tell plain numbers that stay or go up by one. Codes misread as figures may do the same."""
        texts = self.texts[column]
        if not all(t.rstrip(".").isdecimal() and len(t) <= COUNT_DIGITS for t in texts):
            return False
        numbers = [int(t.rstrip(".")) for t in texts]
        return bool(numbers) and all(b - a in (0, 1) for a, b in pairwise(numbers))

    def codes_with_question(self, column: int) -> float:
        """Return the share of texts that begin with a code and go on."""
        return self.share(column, lambda t: split_code(t) or (listed := listed_codes(t))[0] and listed[1])

    def levels(self, column: int) -> float:
        """Return the share of texts that begin with a level, or in a scan are like one."""
        return self.share(
            column,
            lambda t: split_level(self._family, t) or (self._scanned and similar_level(self._family, t)),
        )

    def scores(self, column: int) -> float:
        """Return the share of numbers with decimals, of 0 and of 100."""
        return self.share(column, lambda t: is_score(t) and (re.search(r"[.,]\d", t) or t in ("0", "100")))

    def sections(self, column: int) -> float:
        """Return the share of titles of indicators, or of parts that a page end cut off one; 0 where none is whole."""
        texts = [t for t in self.texts[column] if re.search(r"[^\W\d_]", t)]
        whole = sum(read_section(self._family, t, surely=False) is not None for t in texts)
        return (whole + sum(is_part_of_title(self._family, t) for t in texts)) / len(texts) if whole else 0.0

    def prose(self, column: int) -> float:
        """Return the share of longer texts."""
        return self.share(column, lambda t: len(t) > PROSE_LENGTH)
