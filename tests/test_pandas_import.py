from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from pipeline.pandas_import import leave_pandas_out
if "leave" in sys.argv:
    leave_pandas_out()
import pyarrow as pa
pa.array(["a", None], pa.string())
pa.array([1, 2])
print("pandas" in sys.modules, pa.table({"a": [1]}).to_pandas()["a"].tolist())
"""


def _run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", SCRIPT, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_arrays_of_lists_leave_pandas_out_and_frames_can_still_be_made() -> None:
    assert _run("leave") == "False [1]"
    assert _run() == "True [1]", "pyarrow no longer imports pandas by itself: the module can go"


def test_of_commands_those_that_make_no_release_never_import_pandas_and_an_unchanged_run_neither(
    released: Path, raw: Path
) -> None:
    for command in (
        ("status",),
        ("findings", "--format", "json"),
        ("diff", "current", "current"),
        ("verify",),
        ("run", raw),
    ):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "pipeline", *command, "--out", released],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "pyarrow" in done.stderr and not re.search(r"\| +pandas[.]core\n", done.stderr), command
