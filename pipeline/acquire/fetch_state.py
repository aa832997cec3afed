"""The state of `ita fetch`: what it downloaded, in one small file of the archive, ``.fetch/state.json``."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace

from pipeline import files
from pipeline.acquire.archive_errors import ArchiveError
from pipeline.files import Place
from pipeline.files.redaction import redact_url

FOLDER = ".fetch"
STATE_FILE = f"{FOLDER}/state.json"

URL_HASH_CHARACTERS = 16
"""Hexadecimal digits that tell URLs apart which differ only in what is left out of them."""

Version = tuple[str, str | None, str]
"""An older version of a document: its SHA-256, when it came (ISO 8601), and where it is kept."""


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """One source as it was fetched last.

    Attributes:
        url: without passwords and tokens.
        file: where it is kept, relative to the archive.
        sha256: of its newest version.
        retrieved_at: when those bytes came first, ISO 8601; a later check that found the same bytes does not change it.
        checked_at: when its site was last asked with success.
        etag, last_modified: what the site said of that version, to ask only for a newer one.
        note: what a person should know, such as that the site dropped it.
        versions: older versions, oldest first.
        url_hash: of the whole URL, where something was left out of it.
    """

    url: str
    file: str
    sha256: str
    size_bytes: int
    retrieved_at: str | None
    checked_at: str
    etag: str | None = None
    last_modified: str | None = None
    note: str | None = None
    versions: tuple[Version, ...] = ()
    url_hash: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What no other record has."""
        return self.url, self.url_hash or ""


@dataclass
class FetchState:
    """All sources that were ever fetched, by URL (:attr:`FetchRecord.key`) and by file."""

    by_url: dict[tuple[str, str], FetchRecord] = field(default_factory=dict)
    by_file: dict[str, FetchRecord] = field(default_factory=dict)

    def of_url(self, url: str | None) -> FetchRecord | None:
        """Return what is known of a URL."""
        return self.by_url.get((redact_url(url), hash_of_secret(url) or "")) if url is not None else None

    def of_file(self, name: str) -> FetchRecord | None:
        """Return what is known of a file of the archive."""
        return self.by_file.get(name)

    def add(self, record: FetchRecord) -> None:
        """Add a record, in place of the one of the same URL."""
        self.by_url[record.key] = self.by_file[record.file] = record


def hash_of_secret(url: str) -> str | None:
    """Return a hash of a URL from which something is left out where it is stored; None for any other URL."""
    if redact_url(url) == url:
        return None
    return hashlib.sha256(url.encode()).hexdigest()[:URL_HASH_CHARACTERS]


def read_state(raw: Place) -> FetchState:
    """Read the state of an archive; it is empty where nothing was fetched yet.

    Raises:
        ArchiveError: it cannot be read.
    """
    place, state = files.join(raw, STATE_FILE), FetchState()
    try:
        for entry in json.loads(files.read_bytes(place))["sources"]:
            known = {f.name: entry[f.name] for f in fields(FetchRecord) if f.name in entry}
            record = replace(FetchRecord(**known), versions=tuple(tuple(v) for v in known.get("versions", ())))
            if (secret := hash_of_secret(record.url)) is not None:  # as older versions stored it
                record = replace(record, url=redact_url(record.url), url_hash=secret)
            state.add(record)
    except FileNotFoundError:
        return FetchState()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ArchiveError(
            f"{place} cannot be read ({error}); remove it, and `ita fetch` asks for every document anew"
        ) from error
    return state


def write_state(raw: Place, state: FetchState) -> None:
    """Write the state of an archive, in one step."""
    entries = [asdict(state.by_url[key]) for key in sorted(state.by_url)]
    content = json.dumps({"version": 1, "sources": entries}, ensure_ascii=False, indent=1)
    files.write_bytes(files.join(raw, STATE_FILE), content.encode("utf-8") + b"\n")
