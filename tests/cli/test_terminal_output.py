"""What libraries log and the traceback of a defect are printed without passwords and tokens."""

from __future__ import annotations

import logging
import sys
import threading

import pytest

from pipeline.cli.terminal_output import guard_standard_error


@pytest.fixture(autouse=True)
def _restored(monkeypatch: pytest.MonkeyPatch) -> None:
    assert logging.lastResort is not None
    for module, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, hook, getattr(module, hook))
    monkeypatch.setattr(logging.lastResort, "formatter", None)


def test_a_warning_of_a_library_has_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    guard_standard_error()
    assert logging.lastResort is not None
    warning = logging.makeLogRecord({"levelno": logging.WARNING, "msg": "retry of %s", "args": ("http://h/?sig=S3",)})
    logging.lastResort.handle(warning)
    assert capsys.readouterr().err == "retry of http://h/?sig=***\n"


def test_the_traceback_of_a_defect_has_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    guard_standard_error()
    try:
        try:
            raise OSError("http://me:S3@h/ broke")
        except OSError as cause:
            raise ValueError("no answer of http://h/?token=S3") from cause
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    said = capsys.readouterr().err
    assert "OSError: http://***@h/ broke\n" in said and "ValueError: no answer of http://h/?token=***\n" in said
