"""Write pipeline/normalize/glyphs/pairs.csv: how often each pair of characters occurs in Thai words.

The words are those of PyThaiNLP's list (``pythainlp.corpus.thai_words``). Run again after an update of PyThaiNLP.
"""

from __future__ import annotations

import csv
from collections import Counter
from itertools import pairwise
from pathlib import Path

from pythainlp.corpus import thai_words

TARGET = Path(__file__).resolve().parent.parent / "pipeline" / "normalize" / "glyphs" / "pairs.csv"


def main() -> None:
    """Count, and write in a fixed order."""
    pairs: Counter[tuple[str, str]] = Counter()
    for word in thai_words():
        pairs.update(p for p in pairwise(word) if all("\u0e01" <= c <= "\u0e4e" for c in p))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["first", "second", "count"])
        writer.writerows([a, b, n] for (a, b), n in sorted(pairs.items()))


if __name__ == "__main__":
    main()
