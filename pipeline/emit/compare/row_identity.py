"""What a row is known by in two releases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

IDENTITIES = {
    "scores": ("item_kind", "tool", "indicator_no", "code", "topic_no", "score_basis"),
    "oit_items": ("code",),
}
"""What a row is known by in both releases, of datasets whose key is a running number: one more row would shift all that
follow. Rows of a document that are alike in it are told apart by their order."""
NTH = "#nth"
"""The order of a row among those of its document that are alike, from 1."""


def numbered(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Return a table with the column NTH: the number of each row among those that are alike in some columns."""
    import pyarrow as pa

    seen: Counter[tuple[object, ...]] = Counter()
    numbers = []
    for alike in zip(*(table[c].to_pylist() for c in columns), strict=True):
        seen[alike] += 1
        numbers.append(seen[alike])
    return table.append_column(NTH, pa.array(numbers, pa.int64()))


def join_keys(table: pa.Table, key: Sequence[str], index: str, name: str) -> pa.Table:
    """Return the key columns without nulls, which no join would match, and the column ``index`` under another name."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = [pc.fill_null(table[c], "\0" if pa.types.is_string(table[c].type) else -1) for c in key]
    return pa.table([*columns, table[index]], names=[*key, name])
