"""What `ita fetch` knows of what it fetched: one small file in the archive, ``.fetch/state.json``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace

from pipeline import files
from pipeline.acquire.archive_errors import ArchiveError
from pipeline.files import Place

HOME = ".fetch"
STATE = f"{HOME}/state.json"


@dataclass(frozen=True, slots=True)
class Noted:
    """One source as it was fetched last.

    Attributes:
        file: where it is kept, relative to the archive.
        sha256: of its newest version.
        retrieved_at: when those bytes came first, ISO 8601; a later look that found the same bytes does not change it.
        checked_at: when its site was last asked with success.
        etag, last_modified: what the site said of that version, to ask only for a newer one.
        note: what a person should know, such as that the site dropped it.
        versions: older versions, oldest first: (sha256, retrieved_at, where it is kept).
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
    versions: tuple[tuple[str, str | None, str], ...] = ()


@dataclass
class State:
    """All sources that were ever fetched, by URL."""

    noted: dict[str, Noted] = field(default_factory=dict)
    _by_file: dict[str, Noted] = field(default_factory=dict)

    def of_url(self, url: str | None) -> Noted | None:
        """What is known of a URL."""
        return self.noted.get(url) if url is not None else None

    def of_file(self, name: str) -> Noted | None:
        """What is known of a file of the archive."""
        return self._by_file.get(name)

    def note(self, noted: Noted) -> None:
        """Takes something down."""
        self.noted[noted.url] = self._by_file[noted.file] = noted


def read_state(raw: Place) -> State:
    """The notes of an archive; empty where nothing was fetched yet.

    Raises:
        ArchiveError: they cannot be read.
    """
    place, state = files.join(raw, STATE), State()
    try:
        for entry in json.loads(files.read_bytes(place))["sources"]:
            known = {f.name: entry[f.name] for f in fields(Noted) if f.name in entry}
            state.note(replace(Noted(**known), versions=tuple(tuple(v) for v in known.get("versions", ()))))
    except FileNotFoundError:
        return State()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ArchiveError(
            f"{place} cannot be read ({error}); remove it, and `ita fetch` asks for every document anew"
        ) from error
    return state


def write_state(raw: Place, state: State) -> None:
    """Keeps the notes, in one step."""
    entries = [asdict(state.noted[url]) for url in sorted(state.noted)]
    content = json.dumps({"version": 1, "sources": entries}, ensure_ascii=False, indent=1)
    files.write_bytes(files.join(raw, STATE), content.encode("utf-8") + b"\n")
