"""``ita doctor``."""

from __future__ import annotations

from support.ita_process import ita


def test_doctor_reads_something() -> None:
    done = ita("doctor")
    assert done.returncode == 0, done.stderr
    assert "pdfplumber" in done.stdout
    assert done.stdout.count("works") >= 2
    assert "reading a tiny scan" in done.stdout
