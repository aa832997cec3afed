"""Which texts are found to say nearly the same: ``python -m benchmarks.texts [--texts N] [--seed S] [--show N]``.

Prints for each kind of edit how many copies are listed as near to the text that they were made from, how many of the
listed texts are no copies (other measures of the same question, or anything else), seconds and memory for all texts,
and seconds for a few more. Exits with 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter
from typing import Any

from benchmarks.texts.measure_edits import EditedText, make_texts
from pipeline.derive.texts import COLUMNS, texts
from pipeline.derive.texts.near_settings import NEAR
from pipeline.domain.measure_texts import text_id

LEAST_FOUND, LEAST_RIGHT = 95.0, 99.0
"""Percent of the copies with one edit that must be found, and of the listed texts that must be copies."""
MOST_SECONDS, MOST_MEGABYTES, MOST_SECONDS_MORE = 180.0, 1000.0, 1.0
"""CPU seconds for 200,000 texts, memory beside them at most, and CPU seconds for a document more."""
FULL_SIZE = 200_000
TEXTS_OF_A_DOCUMENT = 20


def main() -> None:
    """Compare made-up texts and print what was found."""
    parser = argparse.ArgumentParser(prog="benchmarks.texts", description=__doc__)
    parser.add_argument("--texts", type=int, default=FULL_SIZE)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="print so many pairs that are wrong, and that were missed")
    options = parser.parse_args()
    made = make_texts(options.texts, options.seed)
    measures = _measures(made)
    before = _megabytes()
    start = time.process_time()
    result = texts(measures)
    seconds = time.process_time() - start
    megabytes = _megabytes() - before
    fewer = texts(measures.slice(0, measures.num_rows - TEXTS_OF_A_DOCUMENT), result.near)
    start = time.process_time()
    again = texts(measures, fewer.near)
    seconds_more = time.process_time() - start
    found, right = _score(made, result.rows.to_pylist(), options.show)
    print(f"{result.rows.num_rows:,} texts: {seconds:.1f} s CPU; {megabytes:,.0f} MB at most beside them")
    same = again.rows.equals(result.rows)
    print(f"{TEXTS_OF_A_DOCUMENT} texts more: {seconds_more:.2f} s CPU; the same rows as all at once: {same}")
    held = [
        found >= LEAST_FOUND,
        right >= LEAST_RIGHT,
        seconds <= MOST_SECONDS,
        megabytes <= MOST_MEGABYTES,
        seconds_more <= MOST_SECONDS_MORE,
        same,
    ]
    sys.exit(0 if all(held) else 1)


def _measures(made: list[EditedText]) -> Any:
    """Return measures with these texts, a few in a document."""
    import pyarrow as pa

    columns = {
        "document_id": [f"{number // TEXTS_OF_A_DOCUMENT:08}" for number in range(len(made))],
        "body_id": [f"{number // TEXTS_OF_A_DOCUMENT // 3}" for number in range(len(made))],
        "agency": ["กรมตัวอย่าง"] * len(made),
        "fiscal_year": pa.array([2566 + number % 4 for number in range(len(made))], pa.int16()),
        "text_id": [text_id(m.text) for m in made],
        "measure": [m.text for m in made],
    }
    return pa.table({name: columns[name] for name in COLUMNS})


def _score(made: list[EditedText], rows: list[dict[str, Any]], show: int) -> tuple[float, float]:
    """Print what was found; return the percentages of copies that were found and of listed texts that are copies."""
    by_id = {text_id(m.text): m for m in made}
    near = {row["text_id"]: set(row["near"]) for row in rows}
    originals = {m.family: text_id(m.text) for m in made if m.edit == "original"}
    copies, found = Counter[str](), Counter[str]()
    listed = wrong = 0
    for one, others in near.items():
        m = by_id[one]
        for other in others:
            listed += 1
            if by_id[other].family != m.family:
                wrong += 1
                if wrong <= show:
                    print(f"no copy: {m.text}\n         {by_id[other].text}")
        if m.edit != "original" and one != originals[m.family]:
            copies[m.edit] += 1
            is_found = originals[m.family] in others or len(others) == NEAR.most_near
            found[m.edit] += is_found
            if not is_found and copies[m.edit] - found[m.edit] <= show:
                print(f"missed:  {m.text}\n         {by_id[originals[m.family]].text}")
    for edit in sorted(copies):
        print(f"{edit:<12}{found[edit]:>9,} of {copies[edit]:>9,} found, {100 * found[edit] / copies[edit]:.2f} %")
    right = 100 * (1 - wrong / max(listed, 1))
    print(f"{listed:,} listed, {wrong:,} of them no copies: {right:.2f} % are copies")
    return 100 * found.total() / max(copies.total(), 1), right


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
