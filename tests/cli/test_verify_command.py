"""``ita verify``: a release that is whole, one that is damaged, one that was copied."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from support.ita_process import ita


def test_a_damaged_release_has_exit_code_6_and_is_made_anew(workspace_copy: Path) -> None:
    whole = ita("verify", cwd=workspace_copy)
    assert whole.returncode == 0 and "is whole: " in whole.stdout
    release = (workspace_copy / "processed" / "current").resolve()
    copied = shutil.copytree(release, workspace_copy / "elsewhere" / release.name)
    path = next((release / "measures").glob("*.parquet"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)
    damaged = ita("verify", cwd=workspace_copy)
    assert damaged.returncode == 6
    assert damaged.stdout.startswith(f"measures/{path.name} has other bytes") and "ita run --force" in damaged.stderr
    as_json = json.loads(ita("verify", "current", "--format", "json", cwd=workspace_copy).stdout)
    assert [entry["path"] for entry in as_json["damage"]] == [f"measures/{path.name}"]
    assert ita("verify", str(copied), cwd=workspace_copy).returncode == 0
    assert ita("run", "--force", cwd=workspace_copy).returncode == 0
    assert ita("verify", cwd=workspace_copy).returncode == 0


def test_what_is_not_there_cannot_be_verified(tmp_path: Path) -> None:
    done = ita("verify", "--out", str(tmp_path / "nothing"), cwd=tmp_path)
    assert done.returncode == 4 and "`ita run` first" in done.stderr
