"""The steps of the container: what it copies is there, what it installs is what the project installs elsewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LINES = re.sub(r"\s*\\\n\s*", " ", (ROOT / "Containerfile").read_text(encoding="utf-8")).splitlines()
STEPS = [tuple(line.split(maxsplit=1)) for line in LINES if line and not line.startswith("#")]


def steps(kind: str) -> list[str]:
    return [text for name, text in STEPS if name == kind]


def debian_packages(command: str) -> set[str]:
    found = re.search(r"apt-get install [-\w ]*?((?: (?!-)[\w.-]+)+)\s*(?:&&|$)", command, re.MULTILINE)
    assert found, command
    return set(found.group(1).split())


def test_what_is_copied_is_there_and_is_not_ignored() -> None:
    copied = [source for text in steps("COPY") for source in text.split()[:-1]]
    assert {"pyproject.toml", "requirements.lock", "pipeline"} <= set(copied)
    assert [source for source in copied if not (ROOT / source).exists()] == []
    kept = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    assert kept[0] == "*"
    assert [source for source in copied if f"!{source}" not in kept] == []
    assert (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() == kept


def test_what_the_build_of_the_project_reads_is_copied() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    read = {PROJECT["readme"], *wheel["wheel"]["packages"], *wheel["wheel"]["shared-data"]}
    copied = [source for text in steps("COPY") for source in text.split()[:-1]]
    assert [name for name in read if not any(name == c or name.startswith(f"{c}/") for c in copied)] == []


def test_the_packages_of_debian_are_those_of_the_setup() -> None:
    setup = (ROOT / "scripts" / "setup.sh").read_text(encoding="utf-8")
    installed = [line for line in setup.splitlines() if "apt-get install" in line and " tesseract-ocr " in line]
    assert len(installed) == 1
    assert debian_packages(steps("RUN")[0]) == debian_packages(installed[0])


def test_dependencies_are_those_of_the_lock_with_hashes_and_nothing_else() -> None:
    installs = [text for text in steps("RUN") if "pip install" in text]
    assert all("--no-deps" in text for text in installs)
    assert ["--require-hashes -r requirements.lock" in text for text in installs] == [True, False]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["ocr"]]
    assert {re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", name)[0]).lower() for name in wanted} - locked == set()


def test_it_runs_the_program_as_a_user_on_its_volumes() -> None:
    from pipeline.settings import Settings

    assert steps("USER")[-1] not in ("root", "0")
    assert steps("ENTRYPOINT") == ['["ita"]']
    assert "ita" in PROJECT["scripts"]
    assert steps("VOLUME") == ['["/data/raw", "/data/processed"]']
    assert steps("ENV") == ["ITA_RAW=/data/raw ITA_OUT=/data/processed"]
    assert {"raw", "out"} <= set(Settings.model_fields)
    low, high = (11, 14)
    version = re.fullmatch(r"docker\.io/library/python:3\.(\d+)-slim", steps("FROM")[0])
    assert version
    assert low <= int(version.group(1)) < high
