"""What the page on installing says holds of the project."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAID = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")


def test_every_extra_is_named_and_no_other() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = set(re.findall(r"^\| `(\w+)` \|", SAID, re.MULTILINE)) | {"bench", "typeset", "train", "dev"}
    assert named == set(project["optional-dependencies"])
    assert f"{project['name'].replace('-', '_')}-*.whl" in SAID


def test_the_container_is_run_on_its_volumes() -> None:
    volumes = re.search(r"^VOLUME (.*)$", (ROOT / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert volumes
    runs = [line for line in SAID.splitlines() if line.startswith("podman run ")]
    assert runs
    assert all(f":{volume}" in line for line in runs for volume in re.findall(r'"([^"]+)"', volumes.group(1)))
