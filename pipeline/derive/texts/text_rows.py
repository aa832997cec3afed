"""The dataset ``texts``: one row per distinct text of measures, with those who use it and the texts near to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.derive.texts.near_texts import NearTexts, near_texts
from pipeline.derive.texts.shingles import distinct
from pipeline.domain.measure_texts import comparison_text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Codes = npt.NDArray[np.int64]

COLUMNS = ("document_id", "body_id", "agency", "fiscal_year", "text_id", "measure")
"""Of measures, that the dataset is made from."""
COPIED_AT_ONCE = 65_536
"""Texts that are copied in one piece: pyarrow takes no more than 2 GB."""


class Texts(NamedTuple):
    """The rows of ``texts``, and what makes the next ones cheaper.

    Attributes:
        rows: by the columns of the dataset, sorted by id.
        near: to be given to the next call; losing it costs time only.
    """

    rows: pa.Table
    near: NearTexts


class _Coded(NamedTuple):
    """A column as numbers into its distinct values; -1 where it is null."""

    codes: Codes
    values: pa.Array


def texts(measures: pa.Table, known: NearTexts | None = None) -> Texts:
    """Return the distinct texts of measures; the same in whatever order the measures are.

    Args:
        measures: ``COLUMNS``; rows without an id of their text are left out.
        known: what is known of an earlier release.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    places = np.flatnonzero(measures["text_id"].is_valid().to_numpy())
    given = measures.drop_columns(["measure"]).take(_indices(places))
    text, agency = _coded(given["text_id"], in_order=True), _coded(given["agency"])
    printed = _Printed(measures["measure"], places)
    ids = np.array([int(value, 16) for value in text.values.to_pylist()], np.uint64)
    first = np.unique(text.codes, return_index=True)[1]
    near = near_texts(ids, lambda rows: _compared(printed, agency, first[rows]), known)
    rows = {
        "text_id": text.values,
        "text": printed.column(_usual_measures(text, printed, first)),
        "bodies": _distinct(text, _coded(pc.coalesce(given["body_id"], given["agency"]))),
        "documents": _distinct(text, _coded(given["document_id"])),
        "first_fiscal_year": _first_years(text, given["fiscal_year"]),
        "near": pa.ListArray.from_arrays(
            pa.array(near.offsets, pa.int32()), text.values.take(_indices(np.searchsorted(ids, near.near)))
        ),
    }
    return Texts(pa.table(rows), near)


class _Printed:
    """The texts of measures as they are printed, of which a few are read at a time; nothing large is copied."""

    def __init__(self, column: pa.ChunkedArray, places: Codes) -> None:
        import numpy as np

        self._chunks = column.chunks
        self._begins = np.cumsum([0, *(len(chunk) for chunk in column.chunks)])
        self._places = places

    def read(self, numbers: Codes) -> pa.Array:
        """Return the texts of some measures with an id."""
        import numpy as np
        import pyarrow as pa

        places = self._places[numbers]
        chunk_of = np.searchsorted(self._begins, places, side="right") - 1
        order = np.argsort(chunk_of, kind="stable")
        parts = [pa.array([], pa.string())]
        for chunk in np.unique(chunk_of).tolist():
            here = places[order[chunk_of[order] == chunk]] - self._begins[chunk]
            parts.append(self._chunks[chunk].take(_indices(here)).cast(pa.string()))
        return pa.concat_arrays(parts).take(_indices(np.argsort(order)))

    def column(self, numbers: Codes) -> pa.ChunkedArray:
        """Return the texts of some measures as a column."""
        import pyarrow as pa

        blocks = [numbers[first : first + COPIED_AT_ONCE] for first in range(0, len(numbers), COPIED_AT_ONCE)]
        return pa.chunked_array([self.read(block) for block in blocks], pa.string())


def _coded(column: pa.ChunkedArray, in_order: bool = False) -> _Coded:
    """Return a column as numbers, in the order of its values where that is asked for."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    coded = column.unify_dictionaries() if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    coded = coded.combine_chunks()
    if isinstance(coded, pa.ChunkedArray):  # so it is where there is no chunk
        coded = coded.chunk(0) if coded.num_chunks else pa.array([], column.type).dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    if not in_order:
        return _Coded(codes, coded.dictionary)
    order = pc.sort_indices(coded.dictionary)
    rank = np.empty(len(order), np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    return _Coded(rank[codes], coded.dictionary.take(order))


def _compared(printed: _Printed, agency: _Coded, numbers: Codes) -> list[str]:
    """Return the texts of some measures as they are compared; any measure of a text gives the same."""
    import numpy as np

    agencies = [*agency.values.to_pylist(), None]
    order = np.argsort(agency.codes[numbers], kind="stable")  # names of one body are looked for at a time
    out = [""] * len(numbers)
    for place, text in zip(order.tolist(), printed.read(numbers[order]).to_pylist(), strict=True):
        out[place] = comparison_text(text, agencies[agency.codes[numbers[place]]])
    return out


def _usual_measures(text: _Coded, printed: _Printed, first: Codes) -> Codes:
    """Return for each text a measure that prints it as most do; of several forms, in the one that sorts first."""
    import numpy as np

    several = np.bincount(text.codes, minlength=len(first)) > 1
    numbers = np.flatnonzero(several[text.codes])
    form = _coded(printed.column(numbers))
    size = max(len(form.values), 1)
    pairs, index, counts = np.unique(text.codes[numbers] * size + form.codes, return_index=True, return_counts=True)
    most = np.zeros(len(first), np.int64)
    np.maximum.at(most, pairs // size, counts)
    usual = first.copy()
    often = np.flatnonzero(counts == most[pairs // size])
    usual[pairs[often] // size] = numbers[index[often]]
    tied = np.bincount(pairs[often] // size, minlength=len(first)) > 1
    best: dict[int, str] = {}
    for pair in often[tied[pairs[often] // size]].tolist():
        row, value = int(pairs[pair] // size), form.values[int(pairs[pair] % size)].as_py()
        if row not in best or value < best[row]:
            best[row] = value
            usual[row] = numbers[index[pair]]
    return usual


def _distinct(text: _Coded, other: _Coded) -> pa.Array:
    """Return how many distinct values go with each text."""
    import numpy as np
    import pyarrow as pa

    given = other.codes >= 0
    size = max(len(other.values), 1)
    pairs = distinct(text.codes[given] * size + other.codes[given])
    return pa.array(np.bincount(pairs // size, minlength=len(text.values)), pa.int32())


def _first_years(text: _Coded, years: pa.ChunkedArray) -> pa.Array:
    """Return the earliest fiscal year of each text; null where no document of it has one."""
    import numpy as np
    import pyarrow as pa

    none = np.iinfo(np.int16).max
    first = np.full(len(text.values), none, np.int16)
    np.minimum.at(first, text.codes, years.cast(pa.int16()).fill_null(none).to_numpy())
    return pa.array(first, mask=first == none)


def _indices(codes: Codes) -> pa.Array:
    import pyarrow as pa

    return pa.array(codes, pa.int64())
