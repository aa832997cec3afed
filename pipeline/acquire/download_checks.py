"""Whether what a site sent is the document that was asked for."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.acquire.file_types import HEAD_BYTES, is_pdf, problem_with

TAIL_BYTES = 2048
"""Bytes at the end of a PDF, padding removed, within which ``%%EOF`` must stand."""
MOST_PADDING_BYTES = 3 * TAIL_BYTES
"""Bytes of padding after ``%%EOF`` that are looked through."""
PADDING = b"\x00\t\n\r\x1a "


class PermanentError(Exception):
    """A document cannot be had, and asking again will not help; the message says why."""


class RetryableError(Exception):
    """A document did not come; the next attempt may bring it.

    Attributes:
        wait_s: seconds that the site asks to wait, None where it does not say.
        has_answered: the site gave something, only not the document.
    """

    def __init__(self, message: str, wait_s: float | None = None, has_answered: bool = False) -> None:
        super().__init__(message)
        self.wait_s, self.has_answered = wait_s, has_answered


def check_content(path: Path, suffix: str) -> None:
    """Check that a download is whole and of its kind.

    Args:
        path: the download.
        suffix: of the name that it will have (``.pdf``).

    Raises:
        PermanentError: it is something else, such as a web page.
        RetryableError: it is empty, or a PDF without its end.
    """
    size = path.stat().st_size
    if size == 0:
        raise RetryableError("the site sent nothing (0 bytes)", has_answered=True)
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(max(size - MOST_PADDING_BYTES - TAIL_BYTES, 0), os.SEEK_SET)
        tail = file.read().rstrip(PADDING)[-TAIL_BYTES:]
    problem = problem_with(suffix, head, size)
    if problem is not None:
        raise PermanentError(problem.split("; ")[0])
    if is_pdf(head) and b"%%EOF" not in tail:
        raise RetryableError(f"the PDF breaks off (no %%EOF at its end, {size} bytes)", has_answered=True)
