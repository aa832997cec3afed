"""Workers start from any program: a script on standard input, or one without a guard against being imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.ita_process import write_report

SCRIPT = """
import sys
import pipeline

main = sys.modules["__main__"]
names = [getattr(main, "__file__", None), main.__spec__]
print("begun")
pipeline.run("raw", "out", workers=2)
print(len(pipeline.load("documents", out="out")), names == [getattr(main, "__file__", None), main.__spec__])
"""


@pytest.mark.parametrize("how", ["file", "standard input"])
def test_a_script_without_a_guard_makes_a_release_once(how: str, tmp_path: Path) -> None:
    write_report(tmp_path / "raw", 0)
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, "script.py" if how == "file" else "-"]
    done = subprocess.run(command, cwd=tmp_path, input=SCRIPT, capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.split() == ["begun", "1", "True"], done.stderr
