"""Settings: everything that a run may be told, with its default.

Each is also read from the environment (``ITA_WORKERS=4``). Importing this module costs a quarter of a second; do it inside functions.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline.files import place


class Settings(BaseSettings):
    """What a run may be told.

    Attributes:
        raw: the archive, a folder or a URL (``s3://bucket/raw``).
        out: where releases go.
        workers: documents read at the same time.
        timeout_s: seconds that one document may take before it is given up.
        memory_mb: megabytes that one worker may hold before its document is given up; 0 for no limit.
        keep_releases: releases that stay, the current one included.
        max_file_bytes: a Parquet file that grows past this is split.
        keep_copies: keep the rows of documents that are copies of another one.
    """

    model_config = SettingsConfigDict(env_prefix="ITA_", extra="ignore")

    raw: Annotated[Path | str, BeforeValidator(place)] = Path("raw")
    out: Path = Path("processed")
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=1024)
    timeout_s: float = Field(default=900.0, gt=0)
    memory_mb: int = Field(default=4096, ge=0)
    keep_releases: int = Field(default=10, ge=1)
    max_file_bytes: int = Field(default=1_000_000_000, ge=1)
    keep_copies: bool = False
