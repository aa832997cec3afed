"""Thresholds of reading transcripts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TranscriptSettings:
    """How the text of a transcript is taken apart.

    Attributes:
        row_tabs: tabs from which a line is a table row by itself; one with a single tab is a row only beside another.
        blank_lines: blank lines in a row that may stand inside a page; more end it where pages are not marked.
        max_span: largest rowspan or colspan that is believed of an HTML table.
        utf16_sample: bytes at the start of a file that are looked at for UTF-16 without a byte order mark.
        utf16_bytes: high bytes from which their share tells anything; of fewer the file is too short.
        utf16_share: share of those that must be 0 (Latin) or 0x0E (Thai); neither is common in another encoding.
    """

    row_tabs: int = 2
    blank_lines: int = 1
    max_span: int = 500
    utf16_sample: int = 2000
    utf16_bytes: int = 3
    utf16_share: float = 0.6


TRANSCRIPT = TranscriptSettings()
