"""The lists of an archive: ``sources.yml`` and, for many entries, ``sources.csv``; ``bodies.csv`` is read elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline import files
from pipeline.acquire.archive import Acquired
from pipeline.acquire.fetch_state import FetchState, read_state
from pipeline.acquire.source_entry import Source
from pipeline.acquire.source_lists import Listed, read_csv_list, read_yaml_list
from pipeline.files import Place
from pipeline.files.redaction import redact_url
from pipeline.model import Hints

YAML_LIST, CSV_LIST = "sources.yml", "sources.csv"
BODY_LIST = "bodies.csv"
CORRECTION_LIST = "corrections.csv"
LISTS = (YAML_LIST, CSV_LIST, BODY_LIST, CORRECTION_LIST)


@dataclass(frozen=True, slots=True)
class Sources:
    """All lists of an archive.

    Attributes:
        sources: their entries.
        ignore: files that are no documents, as shell patterns (``*/README.md``).
        bad_entries: for each entry that is wrong and left out a sentence with list, line, and what to do.
    """

    sources: tuple[Source, ...] = ()
    ignore: tuple[str, ...] = ()
    bad_entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchiveHints:
    """What is known of an archive's files: entries of the lists by file name, and the state of `ita fetch`.

    ``bad_entries`` are those of :class:`Sources`.
    """

    hints: Mapping[str, Hints]
    ignore: tuple[str, ...]
    bad_entries: tuple[str, ...]
    state: FetchState

    def with_fetch_record(self, found: Acquired) -> Acquired:
        """Return a file with URL and time of its download, where its bytes are still those and no list says else."""
        record = self.state.of_file(found.source.source_file)
        if record is None or record.sha256 != found.source.document_id:
            return found
        hints = found.source.hints
        hints = replace(hints, url=hints.url or record.url, retrieved_at=hints.retrieved_at or record.retrieved_at)
        return replace(found, source=replace(found.source, hints=hints))


def read_hints(raw: Place) -> ArchiveHints:
    """Read what is known of the files of an archive.

    Raises:
        ArchiveError: as of :func:`read_sources`, or the state of `ita fetch` cannot be read.
    """
    known, state = read_sources(raw), read_state(raw)
    hints = {}
    for source in known.sources:
        record = state.of_url(source.url)
        name = source.file or (record.file if record else None)
        if name is not None:
            hints[name] = source.hints()
    return ArchiveHints(hints, known.ignore, known.bad_entries, state)


def read_sources(raw: Place) -> Sources:
    """Read the lists of an archive; none there is fine. Of entries for one file or one URL the first stands.

    Raises:
        ArchiveError: a list as a whole cannot be read, with list and line.
    """
    listed, ignore = read_yaml_list(files.join(raw, YAML_LIST))
    listed += read_csv_list(files.join(raw, CSV_LIST))
    sources: list[Source] = []
    bad_entries: list[str] = []
    seen: dict[str, Listed] = {}
    for entry in listed:
        problem = entry.problem or _listed_before(entry, seen)
        if problem is not None:
            bad_entries.append(f"{entry.place} line {entry.line}: {problem}")
        elif entry.source is not None:
            sources.append(entry.source)
            seen |= dict.fromkeys(_names(entry.source), entry)
    return Sources(tuple(sources), tuple(ignore), tuple(bad_entries))


def _names(source: Source) -> list[str]:
    """Return by what a source is known: its file, and its URL where it is fetched."""
    return [name for name in (source.file, source.url if source.is_fetched else None) if name is not None]


def _listed_before(entry: Listed, seen: Mapping[str, Listed]) -> str | None:
    """Return a sentence where an earlier entry has the same file or the same URL."""
    for name in _names(entry.source) if entry.source is not None else ():
        if name in seen:
            first = seen[name]
            where = f"line {first.line}" if first.place == entry.place else f"{first.place} line {first.line}"
            return f"{redact_url(name)} is listed twice (first in {where}); keep one entry"
    return None
