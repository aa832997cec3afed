"""What must hold of the project as a whole."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN_LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"
LINT_IMPORTS = (
    "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache', '--config', 'pyproject.toml'])"
)


def python(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """What this Python says of a module or a piece of code."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_go_one_way() -> None:
    done = python("-c", LINT_IMPORTS)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("import pipeline.low", True),
        ("import pipeline.high", False),
        ("from pipeline import high", False),
        ("def f():\n    from pipeline.high import x", False),
        ("def f():\n    from .. import high", False),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pipeline.high", True),
    ],
)
def test_the_import_check_sees_imports_of_all_kinds(code: str, kept: bool, tmp_path: Path) -> None:
    for name, text in (("high", "x = 1"), ("middle/part", code), ("low", "")):
        module = tmp_path / "pipeline" / f"{name}.py"
        module.parent.mkdir(parents=True, exist_ok=True)
        module.write_text(text)
        (module.parent / "__init__.py").touch()
    options = {k: v for k, v in PROJECT["tool"]["importlinter"].items() if k != "contracts"}
    shared = {k: v for k, v in PROJECT["tool"]["importlinter"]["contracts"][0].items() if "imports" in k}
    contract = {"name": "rooms", "type": "layers", "containers": ["pipeline"], "layers": ["high", "middle", "low"]}
    lines = ["[tool.importlinter]", *toml(options), "[[tool.importlinter.contracts]]", *toml(contract | shared)]
    (tmp_path / "pyproject.toml").write_text("\n".join(lines))
    done = python("-c", LINT_IMPORTS, cwd=tmp_path, PYTHONPATH=str(tmp_path))
    assert (done.returncode == 0) is kept, done.stdout + done.stderr
    assert "Contracts: " in done.stdout


def toml(table: dict[str, object]) -> list[str]:
    """A table of strings, lists and truth values as lines of TOML, which writes them as JSON does."""
    return [f"{key} = {json.dumps(value)}" for key, value in table.items()]


def test_only_the_command_line_prints() -> None:
    printing = re.compile(r"^\s*(print\(|click\.echo\()", re.MULTILINE)
    cli = ROOT / "pipeline" / "cli"
    assert [p for p in MODULES if cli not in p.parents and printing.search(p.read_text(encoding="utf-8"))] == []


def test_lint() -> None:
    for command in (("check", "--quiet", "."), ("format", "--check", "--quiet", ".")):
        done = python("-m", "ruff", *command)
        assert done.returncode == 0, done.stdout + done.stderr


def test_types() -> None:
    done = python("-m", "mypy")
    assert done.returncode == 0, done.stdout


def normal(name: str) -> str:
    """The name of a distribution as locks write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: str) -> dict[tuple[str, str], str]:
    """The entries of a lock by name and version."""
    found = {}
    for entry in re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip()):
        name = re.match(r"([\w.-]+)==(\S+)", entry)
        assert name, entry[:80]
        found[normal(name.group(1)), name.group(2)] = entry
    return found


@pytest.mark.parametrize(
    ("lock", "extras"),
    [(RUN_LOCK, ("ocr",)), (DEV_LOCK, ("dask", "dev", "notebooks", "ocr", "s3"))],
)
def test_a_lock_pins_every_requirement_with_hashes_and_names_no_machine(lock: str, extras: tuple[str, ...]) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:|--index|--find-links|--extra-index|/\w+/\w+/", text)
    entries = pinned(lock)
    assert all("--hash=sha256:" in entry for entry in entries.values())
    optional = PROJECT["project"]["optional-dependencies"]
    wanted = [*PROJECT["project"]["dependencies"], *(r for extra in extras for r in optional[extra])]
    names = {normal(re.match(r"[\w-]+", r).group()) for r in wanted} - {"ita-reports"}  # type: ignore[union-attr]
    assert names - {name for name, _ in entries} == set()


def test_every_extra_is_locked_but_those_for_measuring_and_training() -> None:
    locked = {"dask", "dev", "duckdb", "notebooks", "ocr", "report", "review", "s3", "site"}
    assert set(PROJECT["project"]["optional-dependencies"]) - locked == {"bench", "train", "typeset"}


def test_the_lock_for_running_is_part_of_the_other() -> None:
    assert pinned(RUN_LOCK).keys() - pinned(DEV_LOCK).keys() == set()


REFUSING = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name in {names!r}:
            raise ModuleNotFoundError(f"{{name}} is not in requirements.lock", name=name)
sys.meta_path.insert(0, Refuse())
"""


def test_running_needs_no_more_than_its_lock_names(raw: Path, tmp_path: Path) -> None:
    """A release is made where whatever else is installed cannot be imported; `ita doctor` reads a tiny scan too."""
    known = {name for name, _ in pinned(RUN_LOCK)} | {"ita-reports"}
    names = {
        module
        for module, distributions in packages_distributions().items()
        if known.isdisjoint(map(normal, distributions))
    }
    assert {"shapely", "lxml", "pytest", "sympy"} <= names
    (tmp_path / "sitecustomize.py").write_text(REFUSING.format(names=names))
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    assert "not in requirements.lock" in python("-c", "import lxml", PYTHONPATH=path).stderr
    for command in (("run", str(raw), "--out", str(tmp_path / "processed")), ("doctor",), ("status", "--help")):
        done = python("-m", "pipeline", *command, PYTHONPATH=path)
        assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_cited_is_this_version() -> None:
    import pipeline

    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r"^version: (.*)$", cited, re.MULTILINE).group(1) == pipeline.__version__  # type: ignore[union-attr]


FILES_NAMED = [ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs" / "decisions").glob("*.md"))]


@pytest.mark.parametrize("page", FILES_NAMED, ids=lambda page: page.name)
def test_the_files_that_a_page_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [page.parent / link for link in re.findall(r"\]\(([^)#:]+)\)", text)]
    paths = re.findall(r"`((?:pipeline|docs|tests|training|benchmarks|extract|emit|repair)/[\w./-]+)`", text)
    named = [ROOT / path if (ROOT / path.split("/")[0]).exists() else ROOT / "pipeline" / path for path in paths]
    assert [str(path) for path in [*links, *named] if not path.exists()] == []
