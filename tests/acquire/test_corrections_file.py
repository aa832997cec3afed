from __future__ import annotations

import codecs
import csv
import io
import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.acquire import ArchiveError
from pipeline.acquire.corrections_file import ReadOnlyArchive, put_correction, read_corrections, remove_correction
from pipeline.acquire.corrections_text import COLUMNS, clean, harmless

ROW = {
    "source_file": "รายงาน.pdf",
    "dataset": "indicators",
    "table_no": "๑",
    "row": "4",
    "field": "score",
    "printed": "๘๘.๑๐",
    "right": "88.2",
    "who": "ผู้ตรวจ",
    "why": "=1+1",
}
ENCODINGS = {
    "utf-8": b"",
    "utf-8-sig": b"",
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "cp874": b"",
}


def save(raw: Path, text: str, encoding: str = "utf-8") -> Path:
    raw.mkdir(exist_ok=True)
    path = raw / "corrections.csv"
    path.write_bytes(ENCODINGS.get(encoding, b"") + text.encode(encoding))
    return path


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(ENCODINGS)),
    st.sampled_from(",;\t"),
    st.sampled_from(["\r\n", "\n"]),
    st.permutations(COLUMNS),
    st.booleans(),
    st.sampled_from(["{}", '="{}"', "'{}", " {} "]),
)
def test_what_any_spreadsheet_saves_is_read(
    tmp_path: Path, encoding: str, separator: str, end: str, columns: list[str], blanks: bool, form: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=end)
    writer.writerow(columns)
    if blanks:
        writer.writerow([""] * len(columns))
    writer.writerow([form.format(ROW[c]) if c in ROW else "" for c in columns])
    save(tmp_path, out.getvalue() + (end if blanks else ""), encoding)
    (found,), problems = read_corrections(tmp_path)
    assert (found.document, found.place) == ("รายงาน.pdf", (("table_no", "1"), ("row", "4")))
    assert (found.printed, found.right, found.who, problems) == ("๘๘.๑๐", "88.2", "ผู้ตรวจ", ())


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(str.strip))
def test_a_cell_that_a_spreadsheet_would_compute_is_harmless_and_reads_as_it_was(text: str) -> None:
    assert not harmless(text).startswith(("=", "+", "-", "@"))
    assert clean(harmless(text)) == text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"right": "eighty"}, "line 2: right 'eighty' must be a number"),
        ({"field": "scores"}, "no field 'scores' to correct; did you mean score"),
        ({"dataset": "indicator"}, "no dataset 'indicator' to correct; did you mean indicators"),
        ({"row": "x"}, "row 'x' must be a whole number"),
        ({"source_file": ""}, "names no document"),
        ({"table_no": "", "row": ""}, "names no place"),
        ({"field": "", "right": ""}, "neither field nor finding_id"),
    ],
)
def test_a_bad_line_is_said_and_costs_itself_only(tmp_path: Path, change: dict[str, str], words: str) -> None:
    bad = ROW | change
    lines = [",".join(ROW), ",".join(bad[c] for c in ROW), ",".join(ROW.values())]
    save(tmp_path, "\n".join(lines))
    found, (problem,) = read_corrections(tmp_path)
    assert len(found) == 1
    assert words in problem and "corrections.csv line 2" in problem


def test_a_file_that_is_no_list_stops_with_a_word(tmp_path: Path) -> None:
    save(tmp_path, "source_file,feild\na.pdf,score\n")
    with pytest.raises(ArchiveError, match="no column 'feild'; did you mean field"):
        read_corrections(tmp_path)
    (tmp_path / "corrections.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")
    with pytest.raises(ArchiveError, match="save it as CSV UTF-8"):
        read_corrections(tmp_path)


@pytest.mark.parametrize(("encoding", "separator"), [("cp874", ";"), ("utf-16-le", "\t"), ("utf-8-sig", ",")])
def test_writing_keeps_other_rows_and_the_form_of_the_file_byte_for_byte(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    text = separator.join(["who", *(c for c in ROW if c != "who")]) + "\r\n"
    text += (
        separator.join(["'ก", *("b.pdf" if c == "source_file" else v for c, v in ROW.items() if c != "who")]) + "\r\n"
    )
    path = save(tmp_path, text, encoding)
    before = path.read_bytes()
    put_correction(tmp_path, ROW)
    assert path.read_bytes().startswith(before)
    put_correction(tmp_path, ROW | {"right": "88.3"})
    assert [c.right for c in read_corrections(tmp_path)[0]] == ["88.2", "88.3"]
    assert remove_correction(tmp_path, ROW)
    assert path.read_bytes() == before


def test_a_column_that_the_file_lacks_is_added_and_a_sign_that_its_encoding_lacks_makes_it_utf_8(
    tmp_path: Path,
) -> None:
    save(tmp_path, ",".join(c for c in ROW if c != "why") + "\n", "cp874")
    put_correction(tmp_path, ROW | {"why": "→ ☑"})
    ((found,), problems) = read_corrections(tmp_path)
    assert (found.why, problems) == ("→ ☑", ())


def test_an_archive_at_a_url_is_not_written() -> None:
    with pytest.raises(ReadOnlyArchive, match="cannot be written from here"):
        put_correction("s3://bucket/raw", ROW)


def _write(raw: Path, first: int) -> None:
    for n in range(first, first + 12):
        put_correction(raw, ROW | {"row": str(n)})


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [multiprocessing.get_context("fork").Process(target=_write, args=(tmp_path, n)) for n in (1, 101)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(read_corrections(tmp_path)[0]) == 24


def _write_for_ever(raw: Path) -> None:
    for n in range(1, 100_000):
        put_correction(raw, ROW | {"row": str(n)})


def test_a_writer_that_is_killed_leaves_a_whole_file(tmp_path: Path) -> None:
    for _ in range(3):
        writer = multiprocessing.get_context("fork").Process(target=_write_for_ever, args=(tmp_path,))
        writer.start()
        while not (tmp_path / "corrections.csv").exists():
            time.sleep(0.01)
        time.sleep(0.1)
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        corrections, problems = read_corrections(tmp_path)
        assert corrections and not problems
        put_correction(tmp_path, ROW)
