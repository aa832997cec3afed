"""What must hold of the project as a whole."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

# From the bottom up: each may import those before it, and itself.
FLOORS = (
    "model",
    "files",
    "settings",
    "acquire",
    "extract",
    "normalize",
    "assemble",
    "repair",
    "check",
    "emit",
    "batch",
    "cli",
)
ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))


def room(path: Path) -> str:
    """The floor that a module is on; `` `` for the package itself."""
    parts = path.relative_to(ROOT / "pipeline").with_suffix("").parts
    return parts[0] if parts[0] in FLOORS else ""


def imported(path: Path) -> set[str]:
    """The floors that a module imports, wherever the import stands; those for types only do not count."""
    package = ("pipeline", *path.relative_to(ROOT / "pipeline").parts[:-1])
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return {name.split(".")[1] for name in found if name.startswith("pipeline.")} & set(FLOORS)


@pytest.mark.parametrize("path", [p for p in MODULES if room(p)], ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    mine = FLOORS.index(room(path))
    assert {name for name in imported(path) if FLOORS.index(name) > mine} == set()


def test_the_import_check_sees_imports_of_all_kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "pipeline" / "extract" / "pdf" / "a.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        "import pipeline.emit\nfrom pipeline import cli\n"
        "def f():\n    from ...check import check\n    from ..errors import E\n"
    )
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    assert imported(module) == {"emit", "cli", "check", "extract"}


def test_only_the_command_line_prints() -> None:
    printing = re.compile(r"^\s*(print\(|click\.echo\()", re.MULTILINE)
    assert [p for p in MODULES if room(p) != "cli" and printing.search(p.read_text(encoding="utf-8"))] == []


def test_lint() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--quiet", "."], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_types() -> None:
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_lock_file_pins_every_requirement_with_hashes_and_names_no_machine() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:|--index|--find-links|--extra-index|/\w+/\w+/", lock)
    pinned = {}
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        name = re.match(r"([\w.-]+)==\S+", entry)
        assert name, entry[:80]
        pinned[name.group(1).lower().replace("_", "-")] = entry
    assert all("--hash=sha256:" in entry for entry in pinned.values())
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    locked = (
        extras[name] for name in extras if name not in ("bench", "train", "typeset")
    )  # for measuring and training only
    wanted = [*project["dependencies"], *(r for extra in locked for r in extra)]
    names = {re.match(r"[\w-]+", r).group().lower() for r in wanted} - {"ita-reports"}  # type: ignore[union-attr]
    assert names - set(pinned) == set()
