"""What qpdf complains of while it reads a PDF: what it mended wholly, and what it could not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_REBUILT = re.compile(r"reconstruct")
_HARMLESS = re.compile(
    r"reported number of objects|object has offset 0|stream keyword followed by carriage return only|"
    r"invalid /ID in trailer|Resources is missing or invalid; repairing|setting missing or invalid /Type entry"
)
"""What some programs always write, and PDFium reads all the same. Where an object or resources that a page needs are
missing, what names them tells."""
_RECOVERED = re.compile(
    r"file is damaged|xref|reconstruct|expected endstream|recover(?:ed)? stream length|lacks /Length|"
    r"expected \S+ \S+ obj|error decoding stream data|input stream is complete|regenerating"
)
_OBJECT = re.compile(r"^.*?(?:\(object (\d+) \d+[^)]*\)|, object (\d+) \d+ at offset \d+): ")
_FILE = re.compile(r"^.*(?:\): |\.pdf: )", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class QpdfWarning:
    """One warning; ``number`` is of the object that it names, None where it names none."""

    number: int | None
    text: str


class QpdfWarnings:
    """The warnings of one pikepdf document, each given once.

    Attributes:
        any: there was one, beside those that are harmless.
        was_rebuilt: objects stood elsewhere than the cross-reference table says, and were searched for.
    """

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self.any = False
        self.was_rebuilt = False

    def take(self) -> list[QpdfWarning]:
        """Return what it complained of since it was last asked, but what it mends or the fault of a stream says."""
        found: dict[QpdfWarning, None] = {}
        for warning in map(str, self._pdf.get_warnings()):
            if _HARMLESS.search(warning):
                continue
            self.any = True
            self.was_rebuilt |= _REBUILT.search(warning) is not None
            if not _RECOVERED.search(warning):
                named = _OBJECT.search(warning)
                number = int(named.group(1) or named.group(2)) if named else None
                found[QpdfWarning(number, short_message(warning))] = None
        return list(found)


def short_message(error: object) -> str:
    """Return what qpdf says without the name of the file and the place in it."""
    return _FILE.sub("", _OBJECT.sub("", str(error))).strip()
