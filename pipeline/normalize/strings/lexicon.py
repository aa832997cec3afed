"""PyThaiNLP's lists of words.

Imported as it is, it makes a folder in the user's home, and fails where there is none to write to, as for a service at night.
"""

from __future__ import annotations

import os
from types import ModuleType


def provinces() -> frozenset[str]:
    """The provinces of Thailand."""
    return frozenset(map(str, _corpus().provinces()))


def thai_words() -> frozenset[str]:
    """The words of a Thai dictionary."""
    return frozenset(map(str, _corpus().thai_words()))


def word_counts() -> dict[str, int]:
    """How often words stand in the Thai National Corpus."""
    from importlib import import_module

    _corpus()
    return dict(import_module("pythainlp.corpus.tnc").unigram_word_freqs())


def _corpus() -> ModuleType:
    """``pythainlp.corpus``, told that it may only read."""
    if "PYTHAINLP_READ_MODE" not in os.environ:  # the older name; it refuses to be told by both
        os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
    from pythainlp import corpus

    return corpus  # type: ignore[no-any-return]
