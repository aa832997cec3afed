"""PyThaiNLP's lists of words, read without its writing to the disk.

Imported as it is, PyThaiNLP makes a folder in the user's home, and fails where none can be made, as for a service.
"""

from __future__ import annotations

import os
from types import ModuleType


def provinces() -> frozenset[str]:
    """Return the provinces of Thailand."""
    return frozenset(map(str, _corpus().provinces()))


def thai_words() -> frozenset[str]:
    """Return the words of PyThaiNLP's Thai dictionary."""
    return frozenset(map(str, _corpus().thai_words()))


def word_counts() -> dict[str, int]:
    """Return how often each word stands in the Thai National Corpus."""
    from importlib import import_module

    _corpus()
    return dict(import_module("pythainlp.corpus.tnc").unigram_word_freqs())


def _corpus() -> ModuleType:
    """Import ``pythainlp.corpus`` in its read-only mode."""
    if "PYTHAINLP_READ_MODE" not in os.environ:  # the older name of the variable; PyThaiNLP refuses both at once
        os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
    from pythainlp import corpus

    return corpus  # type: ignore[no-any-return]
