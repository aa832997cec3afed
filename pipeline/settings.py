"""Settings: everything that a run may be told, with its default.

Each is also read from the environment (``ITA_WORKERS=4``) and from the file ``ita.toml``
(:mod:`pipeline.files.config_file`): what is given to the class stands before the environment, that before the file.
Importing this module costs a quarter of a second (pydantic); do it inside functions.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from pipeline.files import place
from pipeline.files.config_file import FETCH_TABLE, beside, config_file, read_config


class ConfigFileSource(TomlConfigSettingsSource):
    """The settings of one class in the file of settings."""

    def __init__(self, settings_class: type[FileSettings]) -> None:
        self._class = settings_class
        super().__init__(settings_class, toml_file=config_file())

    def _read_file(self, file_path: Any) -> dict[str, Any]:
        content = read_config(file_path, known_settings())
        of_class = content.get(self._class.table, {}) if self._class.table else content
        return {
            name: self._class.located(name, value, file_path)
            for name, value in of_class.items()
            if name in self._class.model_fields
        }


class FileSettings(BaseSettings):
    """Settings that a file may hold, too.

    Attributes:
        table: of the file, that holds them; None for what stands above the tables.
        paths: settings that are places: relative ones of the file start where the file is.
    """

    table: ClassVar[str | None] = None
    paths: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return where settings are looked for, what stands first at the front."""
        return init_settings, env_settings, ConfigFileSource(cls)

    @classmethod
    def located(cls, name: str, value: Any, file: Path) -> Any:
        """Return the value of a setting of a file, as seen from the working folder."""
        return beside(file, value) if name in cls.paths else value


def known_settings() -> dict[str | None, tuple[str, ...]]:
    """Return the names that a file of settings may hold, by table."""
    found: dict[str | None, tuple[str, ...]] = {None: ()}
    for settings_class in (Settings, RefreshSettings, FetchSettings):
        found[settings_class.table] = (*found.get(settings_class.table, ()), *settings_class.model_fields)
    return found


class Settings(FileSettings):
    """Options of a run.

    Attributes:
        raw: the archive, a folder or a URL (``s3://bucket/raw``).
        out: where releases go, a folder or a URL.
        cache: where results of reading are kept for the next run, a folder or a URL; ``cache`` below ``out`` by default
            (where that is a URL, in the user's cache folder).
        engine: ``local``, worker processes of this machine, or ``dask``, the workers of a cluster.
        scheduler: the address of the cluster's scheduler (``tcp://host:8786``).
        workers: documents read at the same time on this machine.
        timeout_s: seconds that one document (of a long one: every 50 pages) may take before it counts as failed.
        memory_mb: megabytes that one worker may hold before its document counts as failed; 0 for no limit. Two workers
            and the process that leads them fit into 4 GB.
        max_pages: a document that says it has more pages is not read.
        keep_releases: releases that stay, the current one included.
        grace_s: at a URL, seconds for which a release stays after another replaced it, however many there are.
        max_loss: share (0 to 1) of the rows of a dataset, or of a year of it, that a release may lose of the one
            before; 0 for none, 1 for any.
        max_file_bytes: a Parquet file that grows past this is split.
        keep_copies: keep the rows of documents that are copies of another one.
    """

    model_config = SettingsConfigDict(env_prefix="ITA_", extra="ignore", frozen=True)
    paths: ClassVar[frozenset[str]] = frozenset({"raw", "out", "cache"})

    raw: Annotated[Path | str, BeforeValidator(place)] = Path("raw")
    out: Annotated[Path | str, BeforeValidator(place)] = Path("processed")
    cache: Annotated[Path | str | None, BeforeValidator(lambda value: value if value is None else place(value))] = None
    engine: Literal["local", "dask"] = "local"
    scheduler: str | None = None
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=1024)
    timeout_s: float = Field(default=900.0, gt=0)
    memory_mb: int = Field(default=1536, ge=0)
    max_pages: int = Field(default=10_000, ge=1)
    keep_releases: int = Field(default=10, ge=1)
    grace_s: float = Field(default=3600.0, ge=0)
    max_loss: float = Field(default=0.05, ge=0, le=1)
    max_file_bytes: int = Field(default=1_000_000_000, ge=1)
    keep_copies: bool = False


class FetchSettings(FileSettings):
    """Options of `ita fetch`. Each is also read from the environment (``ITA_FETCH_ATTEMPTS=3``).

    Attributes:
        user_agent: the User-Agent header; an address for complaints belongs here.
        connect_s: seconds to wait for a connection.
        read_s: seconds to wait for the next bytes.
        total_s: seconds that one attempt at one document may take.
        attempts: how often a document is asked for before it counts as failed.
        backoff_s: seconds before the second attempt, about twice as many before each next one.
        longest_wait_s: the most that a site's Retry-After is waited for.
        max_mb: megabytes past which a document is refused.
        workers: documents fetched at the same time.
        per_host: of these, how many from one site.
        delay_s: seconds between two requests to one site.
        allow_hosts: hosts, separated by commas, that may be asked although they are of this machine or of its network.
        file_folders: folders, separated by colons, below which ``file:`` sources may stand; none by default.
    """

    model_config = SettingsConfigDict(env_prefix="ITA_FETCH_", extra="ignore", frozen=True)
    table: ClassVar[str | None] = FETCH_TABLE

    user_agent: str = Field(default="ita-reports", min_length=1, pattern=r"^[\x20-\x7e]+$")
    connect_s: float = Field(default=10.0, gt=0)
    read_s: float = Field(default=60.0, gt=0)
    total_s: float = Field(default=600.0, gt=0)
    attempts: int = Field(default=4, ge=1)
    backoff_s: float = Field(default=2.0, ge=0)
    longest_wait_s: float = Field(default=120.0, ge=0)
    max_mb: float = Field(default=200.0, gt=0)
    workers: int = Field(default=8, ge=1, le=64)
    per_host: int = Field(default=2, ge=1)
    delay_s: float = Field(default=0.5, ge=0)
    allow_hosts: str = ""
    file_folders: str = ""

    @classmethod
    def located(cls, name: str, value: Any, file: Path) -> Any:
        """Return the value of a setting of a file; each of ``file_folders`` starts where the file is."""
        if name != "file_folders" or not isinstance(value, str):
            return value
        return os.pathsep.join(str(beside(file, folder)) for folder in value.split(os.pathsep) if folder.strip())

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """The hosts of ``allow_hosts``, lower case."""
        return frozenset(host.strip().lower() for host in self.allow_hosts.split(",") if host.strip())

    @property
    def allowed_folders(self) -> tuple[Path, ...]:
        """The folders of ``file_folders``, links resolved."""
        return tuple(Path(folder).resolve() for folder in self.file_folders.split(os.pathsep) if folder.strip())


class RefreshSettings(FileSettings):
    """Where `ita refresh` reports how it went. Each is also read from the environment.

    Attributes:
        heartbeat_url: an address that is called at the start and at the end, as of healthchecks.io.
        metrics: a file with figures for Prometheus.
    """

    model_config = SettingsConfigDict(env_prefix="ITA_", extra="ignore", frozen=True)
    paths: ClassVar[frozenset[str]] = frozenset({"metrics"})

    heartbeat_url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    metrics: Path | None = None
