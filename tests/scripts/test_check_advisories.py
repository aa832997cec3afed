"""Locks held against advisories: what is found ends with 1, and a database that cannot be reached is said."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "check_advisories.py"
SKIPPED = {"name": "six", "skip_reason": "not found"}
GOOD = {"name": "requests", "version": "1", "vulns": []}
BAD = {"name": "pillow", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]}
OPEN = {"name": "numpy", "version": "2", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]}


def audited(folder: Path, answer: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The script beside a pip-audit that prints an answer, and what it was asked into the file `asked`."""
    stub = folder / "pip-audit"
    stub.write_text(
        f"#!{sys.executable}\nimport sys\n"
        f"open({str(folder / 'asked')!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')\n"
        f"sys.stdout.write({answer!r})\nsys.stderr.write('name not resolved\\n')\nsys.exit(1)\n"
    )
    stub.chmod(0o755)
    command = [sys.executable, str(SCRIPT), "--pip-audit", str(stub), *arguments, "a.lock", "b.lock"]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([GOOD], 0, "audit: a.lock: 1 packages, 0 advisories\n"),
        ([GOOD, BAD], 1, "audit: a.lock: pillow 2: PYSEC-1, mended in 3\n"),
        ([GOOD, OPEN], 1, "audit: b.lock: numpy 2: PYSEC-2, not mended yet\n"),
        ([GOOD, SKIPPED], 0, "audit: a.lock: nothing is known of six (not found)\naudit: a.lock: 1 packages"),
    ],
)
def test_every_lock_is_asked_about(packages: list[object], code: int, said: str, tmp_path: Path) -> None:
    done = audited(tmp_path, json.dumps({"dependencies": packages}))
    assert (done.returncode, done.stderr) == (code, "")
    assert said in done.stdout
    asked = (tmp_path / "asked").read_text().splitlines()
    assert [line.split()[1] for line in asked] == ["a.lock", "b.lock"]
    assert all({"--require-hashes", "--disable-pip"} <= set(line.split()) for line in asked)


@pytest.mark.parametrize("answer", ["", "no JSON", json.dumps({"dependencies": [SKIPPED]}), '{"dependencies": []}'])
@pytest.mark.parametrize(("arguments", "code"), [((), 0), (("--need",), 2)])
def test_a_database_that_cannot_be_reached_is_said(
    answer: str, arguments: tuple[str, ...], code: int, tmp_path: Path
) -> None:
    done = audited(tmp_path, answer, *arguments)
    assert done.returncode == code
    assert done.stderr.startswith("audit: no database of advisories can be reached, the locks were not checked: ")
    assert done.stdout == ""


def test_a_command_that_is_not_there_counts_as_not_reached(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPT), "--need", "--pip-audit", str(tmp_path / "none"), "a.lock"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.startswith("audit: no database")) == (2, True)
