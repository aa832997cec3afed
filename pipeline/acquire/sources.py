"""``raw/sources.yml``: what people know about the files of the archive."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline.acquire.errors import ArchiveError
from pipeline.model import Hints

NAME = "sources.yml"


class Source(BaseModel):
    """One file of the archive: where it came from, and what outranks its own words."""

    model_config = ConfigDict(extra="forbid")

    file: str
    url: str | None = None
    retrieved_at: date | datetime | None = None
    agency: str | None = None
    fiscal_year: int | None = Field(default=None, ge=2500, le=2700)
    family: str | None = None
    preferred: bool = False

    @field_validator("file")
    @classmethod
    def _inside(cls, value: str) -> str:
        if value.startswith("/") or ".." in Path(value).parts:
            raise ValueError("must be a path inside the archive")
        return value

    def hints(self) -> Hints:
        """The entry as the stages know it."""
        retrieved = self.retrieved_at.isoformat() if self.retrieved_at else None
        return Hints(self.url, retrieved, self.agency, self.fiscal_year, self.family, self.preferred)


class Sources(BaseModel):
    """The whole file. ``ignore`` names files that are no documents, as shell patterns (``*/README.md``)."""

    model_config = ConfigDict(extra="forbid")

    sources: list[Source] = []
    ignore: list[str] = []


def read_sources(raw: Path) -> Sources:
    """Reads ``sources.yml``; an archive without one has no hints.

    Raises:
        ArchiveError: it is no YAML, says something unknown, or names a file twice.
    """
    import yaml

    path = raw / NAME
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = Sources.model_validate(content or {})
    except FileNotFoundError:
        return Sources()
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ArchiveError(f"{path}: {where}: {first['msg']}; correct the entry") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ArchiveError(f"{path} cannot be read: {' '.join(str(error).split())}; correct the file") from error
    names = [s.file for s in found.sources]
    for name in names:
        if names.count(name) > 1:
            raise ArchiveError(f"{path}: {name} is listed twice; keep one entry")
    return found
