"""Every command and every piece of code in the documentation runs, on the shipped archive and a release of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from pipeline import files

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "README.th.md", *sorted((ROOT / "docs").glob("*.md"))]
TRANSLATED = [page for page in PAGES if page.name.endswith(".th.md")]
"""Pages in Thai; what they show is held against their English originals, whose commands are run."""
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [
    (page, n, language, code)
    for page in PAGES
    for n, (language, code) in enumerate(BLOCK.findall(page.read_text(encoding="utf-8")))
]
RUNS = ("sh", "python", "sql", "r")
RUN_ELSEWHERE = ("questions.md",)
"""Pages whose blocks other tests run, on releases that have what they ask for."""
RUN_HERE = [b for b in BLOCKS if b[2] in RUNS and b[0].name not in RUN_ELSEWHERE and b[0] not in TRANSLATED]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, raw: Path, released: Path) -> Callable[[str], Path]:
    """Returns a folder as a user's, the archive in raw/, a release in processed/: one for all blocks of a page."""

    @cache
    def place_of(page: str) -> Path:
        place = tmp_path_factory.mktemp("place")
        shutil.copytree(raw, place / "raw")
        shutil.copytree(released, place / "processed", symlinks=True)
        return place

    return place_of


def on_a_server(code: str, place: Path, s3: str) -> str:
    """The code with its ``bucket`` replaced by one that has the release of the place."""
    for path in sorted((place / "processed").rglob("*")):
        name = path.relative_to(place / "processed").as_posix()
        if path.is_file() and not path.is_symlink() and name.startswith(("current.json", "releases/")):
            files.put(path, f"{s3}/processed/{name}")
    return code.replace("s3://bucket/", f"{s3}/").replace("bucket/processed", f"{s3.removeprefix('s3://')}/processed")


def run(*command: str, cwd: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, "PATH": path}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("page", "n", "language", "code"),
    RUN_HERE,
    ids=[f"{page.name}-{n}-{language}" for page, n, language, _ in RUN_HERE],
)
def test_what_the_documentation_shows_runs(
    page: Path, n: int, language: str, code: str, places: Callable[[str], Path], request: pytest.FixtureRequest
) -> None:
    place = places(page.name)
    if "bucket/processed" in code:
        code = on_a_server(code, place, request.getfixturevalue("s3"))
    if language == "sh":
        # Targets of the Makefile are looked up only: one of them runs these tests.
        made = re.sub(r"^make (\w+)", rf"make --dry-run --directory={ROOT} \1", code, flags=re.MULTILINE)
        run("bash", "-euo", "pipefail", "-c", made, cwd=place)
    elif language == "python":
        assert run(sys.executable, "-c", code, cwd=place).strip()
    elif language == "sql":
        import duckdb

        assert duckdb.sql(code.replace("'processed/", f"'{place}/processed/")).fetchall()
    elif shutil.which("Rscript") is None:
        pytest.skip("R is not installed")
    else:
        run("Rscript", "-e", code, cwd=place)


def test_a_run_of_the_shipped_archive_ends_as_the_readme_says(places: Callable[[str], Path], tmp_path: Path) -> None:
    place = places("README.md")
    printed = run("env", "COLUMNS=200", sys.executable, "-m", "pipeline", "run", "--out", str(tmp_path), cwd=place)
    lines = [line.split() for line in printed.splitlines() if line.strip()]
    shown = next(code for page, _, language, code in BLOCKS if (page.name, language) == ("README.md", "text"))
    said, _, end = shown.partition("...\n")
    assert lines[: said.count("\n")] == [line.split() for line in said.splitlines()]
    assert lines[-1][0] == end.split()[0]


@pytest.mark.parametrize("page", TRANSLATED, ids=lambda page: page.name)
def test_a_translated_page_shows_what_its_original_shows(page: Path) -> None:
    original = page.with_name(page.name.replace(".th.md", ".md"))
    shown = [[block[2:] for block in BLOCKS if block[0] == of] for of in (page, original)]
    assert shown[0] == shown[1]
    headings = [re.findall(r"^#+ ", of.read_text(encoding="utf-8"), re.MULTILINE) for of in (page, original)]
    assert headings[0] == headings[1]


def test_no_block_is_of_a_kind_that_nobody_runs() -> None:
    assert {language for _, _, language, _ in BLOCKS} <= {*RUNS, "text", "yaml", "json"}
    assert sum(language in RUNS for _, _, language, _ in BLOCKS) > 10


def test_what_is_generated_is_in_step() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/write_docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_every_exit_code_is_documented() -> None:
    from pipeline.cli.exit_code import ExitCode

    table = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert all(f"| {code} | " in table for code in ExitCode if code is not ExitCode.DEFECT)


def test_every_command_and_setting_is_documented() -> None:
    from pipeline.cli import COMMANDS
    from pipeline.settings import Settings

    said = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert all(f"## ita {name}\n" in said for name in COMMANDS)
    assert all(f"`ITA_{name.upper()}`" in said for name in Settings.model_fields)


def test_the_page_on_security_states_the_limits_that_hold() -> None:
    from pipeline.acquire.http_client import MOST_REDIRECTS
    from pipeline.batch.workers.process_pool import POOL
    from pipeline.settings import Settings

    said = " ".join((ROOT / "docs" / "security.md").read_text(encoding="utf-8").split())
    limits = Settings()
    assert f"`ITA_TIMEOUT_S` ({limits.timeout_s:.0f} seconds" in said
    assert f"`ITA_MEMORY_MB` ({limits.memory_mb})" in said
    assert f"`ITA_MAX_PAGES` ({limits.max_pages:,})" in said
    assert f"up to {POOL.tasks_per_worker}." in said
    assert (MOST_REDIRECTS, "more than five" in said) == (5, True)


def test_every_setting_of_fetch_and_refresh_is_documented_with_its_default() -> None:
    from pipeline.settings import FetchSettings, RefreshSettings

    said = (ROOT / "docs" / "scheduling.md").read_text(encoding="utf-8")
    for name, field in FetchSettings.model_fields.items():
        default = (
            "none"
            if field.default == ""
            else f"`{field.default}`"
            if isinstance(field.default, str)
            else f"{field.default:g}"
        )
        assert f"| `ITA_FETCH_{name.upper()}` | {default} |" in said
    assert all(f"`ITA_{name.upper()}`" in said for name in RefreshSettings.model_fields)
