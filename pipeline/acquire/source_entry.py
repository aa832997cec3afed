"""One entry of the lists of an archive: a document, where it is published, and what outranks its own words."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from pipeline.acquire.file_types import SUFFIXES
from pipeline.domain.control_characters import escaped, without_controls
from pipeline.files.redaction import redact, redact_url
from pipeline.files.suggestions import suggestion
from pipeline.model import Hints

SCHEMES = ("http", "https", "file", "s3")
MOST_NAME_BYTES = 200
"""Bytes of each part of a file's path, so that a few more still fit into the 255 of most disks."""
FIRST_YEAR, LAST_YEAR = 2500, 2700
"""Fiscal years that an entry may say, Buddhist Era."""
LOST = "\ufdd0"
"""The noncharacter that stands where :func:`pipeline.acquire.source_lists.decoded` met what is no text."""


def _is_address(url: str) -> bool:
    """Return whether a URL can be taken apart: an IPv6 address is closed, a port is a number."""
    try:
        parts = urlsplit(url)
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def _ascii_digits(value: object) -> object:
    """Return a number in Thai or other digits with ASCII digits."""
    return str(int(value)) if isinstance(value, str) and value.strip().isdecimal() else value


class Source(BaseModel):
    """One document: where it is published, where it is kept, and values that override what it says itself.

    Without ``file`` it is kept under its fiscal year and the name that its site gives it. ``fetch: false`` says that
    the URL is a page about the document, not the document.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    file: str | None = None
    url: str | None = None
    retrieved_at: date | datetime | None = None
    agency: str | None = None
    fiscal_year: Annotated[int | None, BeforeValidator(_ascii_digits)] = Field(
        default=None, ge=FIRST_YEAR, le=LAST_YEAR
    )
    family: str | None = None
    preferred: bool = False
    fetch: bool = True

    @field_validator("*", mode="before")
    @classmethod
    def _check_text(cls, value: object) -> object:
        if isinstance(value, str) and LOST in value:
            raise ValueError(
                "has a byte that is no text (not UTF-8, or a control character); save the list as UTF-8 (in Excel: CSV "
                "UTF-8)"
            )
        return value

    @field_validator("agency")
    @classmethod
    def _check_agency(cls, value: str | None) -> str | None:
        return None if value is None else " ".join(without_controls(value).split())

    @field_validator("family")
    @classmethod
    def _check_family(cls, value: str | None) -> str | None:
        if value is not None:
            from pipeline.domain.family import families

            known = [family.name for family in families()]
            if value not in known:
                raise ValueError(f"is none of {', '.join(known)}{suggestion(value, known)}")
        return value

    @field_validator("file")
    @classmethod
    def _check_file(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = PurePosixPath(value).parts
        if value.startswith("/") or "\\" in value or not parts or any(p.startswith(".") for p in parts):
            raise ValueError(
                "must be a path inside the archive, with / between folders and no name that begins with a dot"
            )
        if any(len(p.encode()) > MOST_NAME_BYTES for p in parts):
            raise ValueError(f"has a name of more than {MOST_NAME_BYTES} bytes")
        if escaped(value, kept="") != value:
            raise ValueError("must have no control characters")
        return str(PurePosixPath(value))

    @field_validator("url")
    @classmethod
    def _check_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        scheme, colon, rest = value.partition(":")
        if not colon or scheme.lower() not in SCHEMES or not rest.strip("/"):
            raise ValueError(f"must begin with one of {', '.join(s + ':' for s in SCHEMES)}")
        if escaped(value, kept="") != value:
            raise ValueError("must have no control characters")
        if not _is_address(value):
            raise ValueError("is no web address, look at its host and port")
        if scheme.lower() == "file" and not re.match(r"(//(localhost)?)?/[^/]", rest):
            raise ValueError("must name a file of this machine from its root on, such as file:///data/a.pdf")
        if scheme.lower() != "file" and "@" in rest.lstrip("/").split("/")[0]:
            raise ValueError("must have no user and password, it is published; put them into ~/.netrc")
        return value

    @model_validator(mode="after")
    def _check_entry(self) -> Source:
        if self.file is None and self.url is None:
            raise ValueError("needs a file or a url")
        if self.is_fetched and self.file and PurePosixPath(self.file).suffix.lower() not in SUFFIXES:
            raise ValueError(f"file must end in one of {', '.join(SUFFIXES)}")
        return self

    @property
    def is_fetched(self) -> bool:
        """Whether `ita fetch` downloads it."""
        return self.url is not None and self.fetch

    def hints(self) -> Hints:
        """Return the entry as the stages know it: its URL as it may be published."""
        retrieved = self.retrieved_at.isoformat() if self.retrieved_at else None
        url = redact_url(self.url) if self.url is not None else None
        return Hints(url, retrieved, self.agency, self.fiscal_year, self.family, self.preferred)


def entry_error(error: ValidationError) -> tuple[str | None, str]:
    """Return the field of an entry that is wrong first, None for the entry as a whole, and what is wrong with it."""
    first = error.errors()[0]
    field = str(first["loc"][0]) if first["loc"] else None
    if first["type"] == "extra_forbidden":
        near = suggestion(field or "", Source.model_fields)
        return field, f"{field}: there is no such field{near}; correct the entry"
    reason = first["msg"].removeprefix("Value error, ")
    given: Any = first.get("input")
    got = f" (it says {redact(repr(given))})" if field is not None and isinstance(given, str | int) else ""
    more = f" ({error.error_count() - 1} more in this entry)" if error.error_count() > 1 else ""
    return field, f"{f'{field}: ' if field else ''}{reason}{got}; correct the entry{more}"
