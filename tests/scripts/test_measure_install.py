"""What an installation takes on disk is the sum of what the packages of a lock record."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "scripts" / "measure_install.py"


def install(site: Path, name: str, *sizes: tuple[str, int]) -> None:
    info = site / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n")
    (info / "RECORD").write_text("".join(f"{path},sha256=x,{size}\n" for path, size in sizes))
    (site / name).mkdir()
    for path, _ in sizes:
        (site / path).touch()


def test_sizes_are_those_recorded_and_the_largest_is_first(tmp_path: Path) -> None:
    install(tmp_path, "little_one", ("little_one/a.py", 1_000_000))
    install(tmp_path, "large_one", ("large_one/a.py", 2_000_000), ("large_one/a.pyc", 9_000_000))
    lock = tmp_path / "some.lock"
    lock.write_text(
        "little-one==1.0 \\\n    --hash=sha256:0\nlarge-one==1.0 ; x\nabsent-one==1.0\nlarge-one==2.0 ; y\n"
    )
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(lock)],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["2.0", "MB", "large-one"],
        ["1.0", "MB", "little-one"],
        ["3.0", "MB", "in", "2", "packages"],
        ["not", "installed:", "absent-one"],
    ]
