"""The simulation of misread names changes none wrongly."""

from __future__ import annotations

import random

import pytest

from benchmarks.reading.misread_names import main, misread


def test_a_name_is_misread_by_one_confusion() -> None:
    read = {misread("น้ำแก่น", random.Random(n)) for n in range(40)}
    assert "น้าแก่น" in read and "น้ำแก่น" not in read


def test_no_name_is_changed_wrongly(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--names", "360", "--seed", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7 and all("wrong 0" in line for line in lines[:6])
