"""Control characters and byte order marks in the text of transcripts: none of them is text."""

from __future__ import annotations

import re

from pipeline.model import Finding

_LINE_ENDS = re.compile("\r\n?|[\x0b\x85\u2028\u2029]")
_ZERO_BLOCK = re.compile("\x00{8,}")
_TERMINAL_SEQUENCE = re.compile("\x1b(?:\\[[0-9;?]{0,40}[A-Za-z]|\\][^\x07\x1b\n]{0,400}(?:\x07|\x1b\\\\))")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")


def clean_text(text: str) -> tuple[str, list[Finding]]:
    """Return a text with line feeds at its line ends and without control characters, but for tabs and form feeds.

    Findings say how many were left out; a block of zeros is text that was lost.
    """
    text = _LINE_ENDS.sub("\n", text)
    findings = []
    if "\x00" in text:
        blocks = [block.start() for block in _ZERO_BLOCK.finditer(text)]
        if blocks:
            line = text.count("\n", 0, blocks[0]) + 1
            message = (
                f"line {line} is followed by a block of zero bytes, as of a disk or a transfer that failed "
                f"({len(blocks)} such): what stood there is lost; make the transcript again, or fetch it again"
            )
            findings.append(Finding("extract.bytes_lost", "error", message, value=str(line)))
            text = _ZERO_BLOCK.sub("\n", text)
    text, sequences = _TERMINAL_SEQUENCE.subn("", text)
    text = text.removeprefix("\ufeff")
    text, controls = _CONTROL.subn("", text)
    if sequences or controls:
        message = f"{sequences + controls} control characters (or byte order marks amid the text) were left out"
        findings.append(Finding("extract.control_characters", "info", message, value=str(sequences + controls)))
    return text, findings


def count_controls(text: str) -> int:
    """Return the number of control characters in a text; blocks of zeros are no part of it."""
    return len(_CONTROL.findall(_ZERO_BLOCK.sub("", text)))
