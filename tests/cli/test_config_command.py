"""``ita config`` and the file of settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.ita_process import ita

from pipeline.files.config_file import ConfigError
from pipeline.settings import FetchSettings, RefreshSettings, Settings


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder without settings in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("ITA_CONFIG", "ITA_WORKERS", "ITA_OUT", "ITA_RAW", "ITA_MAX_LOSS", "ITA_METRICS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def write(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "ita.toml").write_text(text, encoding="utf-8")
    return folder / "ita.toml"


def test_an_option_stands_before_the_environment_that_before_the_file(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, "workers = 3\nmax_loss = 0.5\nmetrics = 'a.prom'\n[fetch]\nattempts = 7\n")
    monkeypatch.setenv("ITA_WORKERS", "4")
    assert (Settings().workers, Settings(workers=5).workers, Settings().max_loss) == (4, 5, 0.5)
    assert (Settings().keep_releases, FetchSettings().attempts, FetchSettings().workers) == (10, 7, 8)
    assert RefreshSettings().metrics == Path("a.prom")


def test_paths_of_the_file_start_where_it_is_and_urls_stay(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(here / "etc", 'raw = "s3://bucket/raw"\nout = "releases"\ncache = "/var/ita"\n')
    monkeypatch.setenv("ITA_CONFIG", str(file))
    settings = Settings()
    assert (settings.raw, settings.out, settings.cache) == ("s3://bucket/raw", here / "etc/releases", Path("/var/ita"))
    write(here, 'out = "elsewhere"\n')
    assert Settings().out == here / "etc/releases"
    monkeypatch.setenv("ITA_CONFIG", "")
    assert Settings().out == Path("processed")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raw = 'raw'\nwokers = 2\n", "line 2: there is no setting 'wokers'; did you mean workers"),
        ("[fetch]\nattemps = 2\n", "line 2: there is no setting 'attemps'; did you mean attempts"),
        ("[fetsch]\nattempts = 2\n", "line 1: there is no setting 'fetsch'; did you mean fetch"),
        ("workers = \n", "cannot be read"),
        ("fetch = 3\n", "must be a table"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_line(here: Path, text: str, said: str) -> None:
    write(here, text)
    with pytest.raises(ConfigError, match=f"ita.toml.*{said}"):
        Settings()


def test_config_prints_values_and_sources_without_secrets(here: Path) -> None:
    file = write(here / "etc", "workers = 3\n[fetch]\nattempts = 0\n")
    wrong = ita("--config", file, "config", cwd=here)
    assert wrong.returncode == 2 and f"{file}: [fetch] attempts: " in wrong.stderr
    write(here / "etc", "workers = 3\n")
    done = ita(
        "--config",
        file,
        "config",
        "--format",
        "json",
        cwd=here,
        ITA_MAX_LOSS="0.2",
        ITA_HEARTBEAT_URL="https://hc.example/0d5e3b5c",
    )
    said = {row["name"]: (row["value"], row["source"]) for row in json.loads(done.stdout)}
    assert said["workers"] == (3, str(file)) and said["max_loss"] == (0.2, "environment")
    assert said["fetch.attempts"] == (4, "default")
    assert said["heartbeat_url"] == ("https://hc.example/***", "environment")
    nowhere = ita("config", cwd=here, ITA_CONFIG="gone.toml")
    assert nowhere.returncode == 2 and "gone.toml" in nowhere.stderr


def test_the_file_to_begin_with_changes_nothing_and_may_hold_every_setting(here: Path) -> None:
    before = (Settings(), FetchSettings(), RefreshSettings())
    assert ita("config", "--init", cwd=here).returncode == 0
    assert (Settings(), FetchSettings(), RefreshSettings()) == before
    lines = (here / "ita.toml").read_text(encoding="utf-8").splitlines()
    settings = [line.removeprefix("# ") for line in lines if " = " in line and not line.endswith('""')]
    (here / "ita.toml").write_text("\n".join([*settings[: settings.index("keep_copies = false") + 1]]))
    assert Settings() == before[0]
    again = ita("config", "--init", cwd=here)
    assert again.returncode == 2 and "there already" in again.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    from click.testing import CliRunner

    from pipeline.cli import cli

    done = CliRunner().invoke(cli, ["completion", shell])
    assert done.exit_code == 0 and f"_ITA_COMPLETE={shell}_complete" in done.output


def test_the_shell_is_offered_commands() -> None:
    done = ita(_ITA_COMPLETE="bash_complete", COMP_WORDS="ita find", COMP_CWORD="1")
    assert done.stdout.split() == ["plain,findings"]
