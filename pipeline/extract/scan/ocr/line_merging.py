"""Two readings of a line become one: where they differ, the recogniser of lines stands if it is sure of its letters."""

from __future__ import annotations

import re
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from pipeline.extract.scan.ocr.lines.line_recogniser import Letters

_MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+")
"""What stands above and below Thai letters, and is lost first."""


class LineMergingSettings(NamedTuple):
    """Thresholds of :func:`merge_line`: probabilities of the recogniser of lines from which its letters stand."""

    letters: float = 0.9  # letters that Tesseract read otherwise
    marks: float = 0.9  # marks that Tesseract read otherwise, or none
    added: float = 0.9  # letters that Tesseract does not see
    missing: float = 0.8  # that nothing stands where Tesseract sees letters


LINE_MERGING = LineMergingSettings()


class MergedLine(NamedTuple):
    """A line of two readings.

    Attributes:
        text: with the white space of the recogniser of lines.
        weakest: the least probability of the recogniser of lines where the two differ in more than marks, 1 where they
            do not.
    """

    text: str
    weakest: float


def merge_line(letters: Letters, other: str, settings: LineMergingSettings = LINE_MERGING) -> MergedLine:
    """Merge the reading of the recogniser of lines with Tesseract's.

    Args:
        letters: as the recogniser of lines reads them.
        other: the text as Tesseract reads it.
        settings: thresholds.
    """
    own = [k for k, letter in enumerate(letters.text) if not letter.isspace()]
    ours, theirs = "".join(letters.text[k] for k in own), stored_form(other)
    hidden: dict[int, float] = {}
    for place, p in letters.silent:
        hidden[place] = max(hidden.get(place, 0.0), p)
    out, done, weakest = "", 0, 1.0
    for step in Levenshtein.opcodes(ours, theirs):
        start = own[step.src_start] if step.src_start < len(own) else len(letters.text)
        end = own[step.src_end - 1] + 1 if step.src_end > step.src_start else start
        out += letters.text[done:start]
        done = end
        mine, yours = letters.text[start:end], theirs[step.dest_start : step.dest_end]
        if step.tag == "equal":
            out += mine
            continue
        if step.tag == "insert":
            before = own[step.src_start - 1] + 1 if step.src_start else 0
            sure = 1 - max((hidden.get(k, 0.0) for k in range(before, start + 1)), default=0.0)
            least = settings.missing
        else:
            sure = min(letters.sure[k] for k in range(start, end) if not letters.text[k].isspace())
            least = settings.added if step.tag == "delete" else settings.letters
        if _MARKS.fullmatch("".join((mine + yours).split())):
            least = settings.marks
        else:
            weakest = min(weakest, sure)
        out += mine if sure >= least else yours
    return MergedLine((out + letters.text[done:]).strip(), weakest)


def stored_form(text: str) -> str:
    """Return a text without white space, each ํา as the one letter ำ that it is."""
    return "".join(text.replace("ํา", "ำ").split())
