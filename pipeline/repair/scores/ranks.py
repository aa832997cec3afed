"""Ranks of a results table: they rise by one, so that an unsure one is told by its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.repair.scores.figures import Kind, Print

RANK = Kind(0, 99999)
_NEXT, _TIE, _START, _JUMP = 0.96, 0.01, 0.005, 0.0005
_FIRST = 0.95  # chance of a table's first rank to be 1
_UNREAD = 0.02  # likelihood of any rank where the cell was not read


@dataclass(frozen=True)
class Step:
    """One row: its rank as printed, and whether it may have the rank of the row above, or start again."""

    printed: Print | None
    tie: bool
    starts: bool


def rank_chances(steps: Sequence[Step]) -> list[dict[int, float]]:
    """For each row the chances of its ranks, weighed over the whole sequence (forward and backward)."""
    choices = [_choices(steps, i) for i in range(len(steps))]
    forward: list[dict[int, float]] = []
    for i, mine in enumerate(choices):
        before = forward[-1] if i else None
        came = {r: _FIRST if r == 1 else 1 - _FIRST for r in mine}
        if before is not None:
            came = {r: sum(q * _follows(a, r, steps[i]) for a, q in before.items()) for r in mine}
        forward.append(_scaled({r: p * came[r] for r, p in mine.items()}))
    backward: list[dict[int, float]] = [dict.fromkeys(choices[-1], 1.0)] if choices else []
    for i in range(len(choices) - 2, -1, -1):
        after = backward[0]
        backward.insert(
            0,
            _scaled(
                {
                    r: sum(p * after[b] * _follows(r, b, steps[i + 1]) for b, p in choices[i + 1].items())
                    for r in choices[i]
                }
            ),
        )
    return [_scaled({r: p * backward[i].get(r, 0.0) for r, p in forward[i].items()}) for i in range(len(choices))]


def _follows(above: int, rank: int, step: Step) -> float:
    """The chance of a rank after another."""
    if rank == above + 1:
        return _NEXT
    if rank == above:
        return _TIE if step.tie else _JUMP
    if rank == 1:
        return 0.5 if step.starts else _START
    return _JUMP if rank > above else _JUMP / 10


def _choices(steps: Sequence[Step], at: int) -> dict[int, float]:
    """The ranks that a row may have: those its cell may say, and those that plainly read rows around it lead to."""
    printed = steps[at].printed
    told = {r for way in (-1, 1) if (r := _counted(steps, at, way)) is not None}
    if printed is None or (printed.scanned and not printed.readings):
        return dict.fromkeys(told, _UNREAD) or {0: _UNREAD}
    return printed.values(told) or dict.fromkeys(told, _UNREAD) or {0: _UNREAD}


def _counted(steps: Sequence[Step], at: int, way: int) -> int | None:
    """The rank of the nearest plainly read row above (way -1) or below, counted on to this row."""
    place = at + way
    while 0 <= place < len(steps):
        printed = steps[place].printed
        if printed is not None and printed.sure and printed.value is not None:
            rank = printed.value + at - place
            return rank if rank > 0 else None
        place += way
    return None


def _scaled(chances: dict[int, float]) -> dict[int, float]:
    whole = sum(chances.values())
    return {r: p / whole for r, p in chances.items()} if whole > 0 else chances
