"""Whether what a site sent is the document that was asked for."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.acquire.file_types import HEAD, problem_with

TAIL = 2048
PADDING = b"\x00\t\n\r\x1a "


class Refused(Exception):
    """A document that asking again will not bring; the message says why."""


class Again(Exception):
    """A document that the next attempt may bring.

    Attributes:
        wait_s: seconds that the site asks to wait, None where it does not say.
        answered: the site gave something, only not the document.
    """

    def __init__(self, message: str, wait_s: float | None = None, answered: bool = False) -> None:
        super().__init__(message)
        self.wait_s, self.answered = wait_s, answered


def check_content(path: Path, suffix: str) -> None:
    """Whether a download is whole and of its kind.

    Args:
        path: the download.
        suffix: what it will be called (``.pdf``).

    Raises:
        Refused: it is something else, such as a web page.
        Again: it is empty, or a PDF without its end.
    """
    size = path.stat().st_size
    if size == 0:
        raise Again("the site sent nothing (0 bytes)", answered=True)
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(size - 4 * TAIL, 0), os.SEEK_SET)
        tail = file.read().rstrip(PADDING)[-TAIL:]
    problem = problem_with(suffix, head, size)
    if problem is not None:
        raise Refused(problem.split("; ")[0])
    if b"%PDF-" in head[:1024] and b"%%EOF" not in tail:
        raise Again(f"the PDF breaks off (no %%EOF at its end, {size} bytes)", answered=True)
