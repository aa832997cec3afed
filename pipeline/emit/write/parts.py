"""The parts of a release: documents of one fiscal year whose rows stand in files of their own.

A large year is split by the beginning of its documents' ids, so that a new document touches one part of it. What a part
holds is known by a hash of its documents: one that the release before has too is taken over as it is, unread.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.emit.schema.field_registry import arrow_schema
from pipeline.emit.write import partition_settings
from pipeline.emit.write.released_rows import DocumentTables

OVERFLOW = re.compile(r"-\d{3}$")
"""End of the stem of a file that is one of several of a part, because it grew too large."""


class Part(NamedTuple):
    """Documents of one fiscal year.

    Attributes:
        stem: how the names of its files begin: ``2566``, or ``2566-a`` where ids begin with a, or ``unknown``.
        documents: in the order of their ids.
    """

    stem: str
    documents: Sequence[DocumentTables]

    def key(self, datasets: Iterable[str], max_bytes: int) -> str:
        """Return a hash of all that the files of some datasets of the part depend on."""
        import pyarrow as pa

        schemas = (arrow_schema(name).to_string(show_field_metadata=True) for name in datasets)
        said = [pa.__version__, repr(partition_settings.PARTITIONS), str(max_bytes), self.stem, *schemas]
        return hashlib.sha256("\0".join([*said, *(d.digest for d in self.documents)]).encode()).hexdigest()


def split_into_parts(documents: Sequence[DocumentTables]) -> list[Part]:
    """Return the parts of a release, by year and id.

    Args:
        documents: of all years, in the order of their ids.
    """
    years: dict[int | None, list[DocumentTables]] = {}
    for document in documents:
        years.setdefault(document.packed.fiscal_year, []).append(document)
    parts = []
    for year, of_year in sorted(years.items(), key=lambda item: (item[0] is None, item[0] or 0)):
        digits = _digits(len(of_year))
        by_start: dict[str, list[DocumentTables]] = {}
        for document in of_year:
            by_start.setdefault(document.packed.document_id[:digits], []).append(document)
        name = str(year or "unknown")
        parts += [Part(f"{name}-{start}" if start else name, found) for start, found in by_start.items()]
    return parts


def stem_of_part(path: str) -> str:
    """Return the stem of the part that a file is of: ``2566-a`` of ``measures/2566-a-001.parquet``."""
    return OVERFLOW.sub("", path.rpartition("/")[2].removesuffix(".parquet"))


def _digits(documents: int) -> int:
    """Return by how many hexadecimal digits of their ids the documents of a year are told apart."""
    digits = 0
    while (
        digits < partition_settings.PARTITIONS.most_digits
        and documents > partition_settings.PARTITIONS.part_documents * 16**digits
    ):
        digits += 1
    return digits
