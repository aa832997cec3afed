"""Isotonic regression: how often readings of a score are right, as a curve that rises."""

from __future__ import annotations

import numpy as np


def curve(scores: np.ndarray, right: np.ndarray) -> list[list[float]]:
    """Return rising points (probability, share right), by isotonic regression: neighbours that fall are pooled.

    Every share counts one error more than was seen: nothing is ever quite sure.
    """
    order = np.argsort(scores)
    pools: list[list[float]] = []
    for part in np.array_split(order, max(10, len(order) // 200)):
        pools.append([float(scores[part].sum()), float(right[part].sum()), float(len(part))])
        while len(pools) > 1 and pools[-2][1] / (pools[-2][2] + 1) >= pools[-1][1] / (pools[-1][2] + 1):
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    return [[0.0, 0.0], *([round(total / n, 6), round(good / (n + 1), 4)] for total, good, n in pools)]
