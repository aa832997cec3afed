"""Units and crontab lines are read back as the systems read them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli import cli
from pipeline.cli.schedule_command import cron_quoted, unit_quoted

ODD = "a b%n 100% $HOME ${x} ก'x\"y\\z;#"


@pytest.fixture(scope="module")
def verify() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is not installed")
    return found


def verified(verify: str, *units: Path) -> str:
    """What systemd-analyze has to say of units; nothing where all is well."""
    done = subprocess.run([verify, "verify", "--man=no", *map(str, units)], capture_output=True, text=True, check=False)
    return done.stderr or (f"exit code {done.returncode}" if done.returncode else "")


def schedule(*args: str | Path) -> str:
    done = CliRunner().invoke(cli, ["schedule", *map(str, args)])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("remote", [False, True])
def test_units_pass_systemds_own_check(verify: str, tmp_path: Path, remote: bool) -> None:
    raw = tmp_path / ODD / "raw"
    raw.mkdir(parents=True)
    out = "s3://bucket/a b%20c" if remote else tmp_path / ODD / "out"
    said = schedule(
        "--systemd",
        raw,
        "--out",
        out,
        "--user",
        "daemon",
        "--metrics",
        tmp_path / ODD / "ita.prom",
        "--at",
        "3:07",
        "--into",
        tmp_path,
    )
    units = [Path(line) for line in said.splitlines()]
    assert [u.name for u in units] == ["ita-refresh.service", "ita-refresh.timer"]
    assert verified(verify, *units) == ""
    service = units[0].read_text(encoding="utf-8")
    assert ("ITA_CACHE" in service) is remote
    assert re.search(r"^User=daemon$", service, re.MULTILINE) and "OnCalendar=*-*-* 03:07:00" in units[1].read_text()
    program = re.search(r"^ExecStart=(\S+) ", service, re.MULTILINE)
    assert program and Path(program[1]).is_absolute() and os.access(program[1], os.X_OK)


def test_the_check_would_see_a_broken_unit(verify: str, tmp_path: Path) -> None:
    schedule("--systemd", tmp_path, "--into", tmp_path)
    unit = tmp_path / "ita-refresh.service"
    unit.write_text(unit.read_text().replace("ExecStart=/", "ExecStart=/absent/"))
    assert "not executable" in verified(verify, unit)


@pytest.mark.parametrize("name", ["a b", "100%", "%n", "$HOME", "ก ข"])
def test_systemd_reads_a_quoted_name_as_it_was(verify: str, tmp_path: Path, name: str) -> None:
    """It looks for the program that a unit names: quoted wrongly, it would not find it."""
    program = tmp_path / name
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / "x.service"
    unit.write_text(
        f"[Service]\nType=oneshot\nExecStart={unit_quoted(str(program))} {unit_quoted(ODD, expands=True)}\n"
        f"ReadWritePaths={unit_quoted(str(program))}\n",
        encoding="utf-8",
    )
    assert verified(verify, unit) == ""


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1), st.booleans())
def test_a_quoted_word_of_a_unit_is_one_word(word: str, expands: bool) -> None:
    """Read back by the rules of systemd.syntax(7) and systemd.service(5)."""
    quoted = unit_quoted(word, expands)
    if quoted.startswith('"'):
        assert re.fullmatch(r'"(\\["\\]|[^"\\])*"', quoted)
        quoted = re.sub(r'\\(["\\])', r"\1", quoted[1:-1])
    else:
        assert not re.search(r"[\s'\"\\;#]", quoted)
    assert quoted.count("%%") * 2 == quoted.count("%")
    quoted = quoted.replace("%%", "%")
    assert (quoted.replace("$$", "$") if expands else quoted) == word


def test_both_units_are_printed_to_look_at(tmp_path: Path) -> None:
    said = schedule("--systemd", tmp_path)
    assert "# ita-refresh.service\n[Unit]" in said and "# ita-refresh.timer\n[Unit]" in said and "User=" not in said


def cron_reads(line: str) -> list[str]:
    """The words of the command of a crontab line, as cron and then the shell read it."""
    fields = line.rstrip("\n").split(" ", 5)
    assert all(re.fullmatch(r"\*|\d+", field) for field in fields[:5])
    assert not re.search(r"(?<!\\)%", fields[5])
    command = fields[5].replace("\\%", "%")
    told = subprocess.run(
        ["sh", "-c", f"for word in {command}; do printf '%s\\0' \"$word\"; done"], capture_output=True, check=True
    )
    return told.stdout.decode().split("\0")[:-1]


def test_a_crontab_line_is_read_as_it_was_meant(tmp_path: Path) -> None:
    raw = tmp_path / ODD
    raw.mkdir()
    line = schedule("--cron", raw, "--out", "out", "--at", "23:05", "--metrics", "ita.prom")
    assert line.startswith("5 23 * * * ") and line.count("\n") == 1
    ita = str(Path(sysconfig.get_path("scripts")) / "ita")
    here = Path.cwd()
    assert cron_reads(line) == [
        ita,
        "refresh",
        str(raw),
        "--out",
        str(here / "out"),
        "--metrics",
        str(here / "ita.prom"),
    ]
    assert shlex.split(line)


@given(st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1), min_size=1, max_size=3))
def test_cron_takes_no_percent_sign_for_the_end(words: list[str]) -> None:
    quoted = cron_quoted(words)
    assert not re.search(r"(?<!\\)%", quoted) and shlex.split(quoted.replace("\\%", "%")) == words


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["--cron", "--user", "me"],
        ["--systemd", "--user", "a b"],
        ["--cron", "--at", "25:00"],
        ["--cron", "--at", "2"],
        ["--cron", "a\nb"],
        ["--systemd", "absent"],
    ],
    ids=str,
)
def test_what_cannot_be_scheduled_is_a_mistake_of_usage(
    args: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a\nb").mkdir()
    assert CliRunner().invoke(cli, ["schedule", *args]).exit_code == 2


def test_a_scheduled_line_refreshes_the_archive(tmp_path: Path) -> None:
    """As cron runs it: another folder, hardly any environment."""
    raw = tmp_path / "my archive 100%"
    raw.mkdir()
    words = cron_reads(schedule("--cron", raw, "--out", tmp_path / "out"))
    done = subprocess.run(
        words,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4 and "has no documents" in done.stderr and done.stdout.startswith("refresh: "), (
        done.stderr
    )
    assert sys.prefix in words[0]
