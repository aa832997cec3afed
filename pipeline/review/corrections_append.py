"""Appending to ``raw/corrections.csv``: whole lines, one writer at a time, readable by any spreadsheet."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from pathlib import Path

from pipeline.files import Place
from pipeline.review.sent_corrections import COLUMNS

CORRECTION_FILE = "corrections.csv"
LOCK_FILE = ".corrections.lock"
LOCK_TIMEOUT_S = 10.0
BYTE_ORDER_MARK = "\ufeff"


def append_correction(raw: Place, correction: Mapping[str, str]) -> None:
    """Append a correction by the columns that the file has; a new file gets all columns and a byte order mark.

    Raises:
        OSError: it cannot be written, or its first line does not name the columns.
    """
    from filelock import FileLock, Timeout

    if isinstance(raw, str):
        raise OSError("the archive is at a URL; corrections are saved in a folder only")
    path = raw / CORRECTION_FILE
    try:
        with FileLock(raw / LOCK_FILE, timeout=LOCK_TIMEOUT_S):
            _append(path, correction)
    except Timeout as error:
        raise OSError(f"{path} is being written by another process") from error


def _append(path: Path, correction: Mapping[str, str]) -> None:
    before = path.read_bytes() if path.is_file() else b""
    columns: tuple[str, ...] = COLUMNS
    start = BYTE_ORDER_MARK
    if before.strip():
        text = before.decode("utf-8-sig", "replace")
        columns = tuple(name.strip() for name in next(csv.reader(io.StringIO(text)), []))
        if not set(COLUMNS) <= set(columns):
            raise OSError(f"the first line of {path} does not name the columns {', '.join(COLUMNS)}")
        start = "" if before.endswith(b"\n") else "\r\n"
    written = io.StringIO()
    writer = csv.writer(written)
    if not before.strip():
        writer.writerow(columns)
    writer.writerow([correction.get(name, "") for name in columns])
    with path.open("r+b" if before.strip() else "wb") as file:
        file.seek(0, os.SEEK_END)
        file.write((start + written.getvalue()).encode())
        file.flush()
        os.fsync(file.fileno())
