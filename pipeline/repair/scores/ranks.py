"""Ranks of a results table: they rise by one, so that an unsure one follows from its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pipeline.model import AgencyResultRow, Finding
from pipeline.repair.scores.figure_findings import describe_figure, figure_finding
from pipeline.repair.scores.figures import FigureFormat, PrintedFigure, printed_figure
from pipeline.repair.scores.misreadings import figure_limits

RANK_FORMAT = FigureFormat(0, 99999)


class RankSettings(NamedTuple):
    """Chances of a rank by the one above it.

    Attributes:
        next: one more.
        tie: the same, of rows with the same total.
        restart: 1 again in the midst of a group.
        restart_of_group: 1 again where a group begins.
        jump: any higher rank, or the same where the totals differ.
        fall: any other lower rank.
        first: a table's first rank is 1.
        unread: likelihood of any rank where the cell was not read.
        most_shown: ranks that a finding names.
    """

    next: float = 0.96
    tie: float = 0.01
    restart: float = 0.005
    restart_of_group: float = 0.5
    jump: float = 0.0005
    fall: float = 0.0005 / 10
    first: float = 0.95
    unread: float = 0.02
    most_shown: int = 5


SETTINGS = RankSettings()


@dataclass(frozen=True, slots=True)
class RankedRow:
    """One row: its rank as printed, whether it may have the rank of the row above, and whether a group begins."""

    printed: PrintedFigure | None
    may_tie: bool
    starts_group: bool


@dataclass(frozen=True, slots=True)
class RankChances:
    """The rank of a row as printed, and the chances of what it is."""

    printed: PrintedFigure | None
    chances: dict[int, float]


def table_ranks(table: Sequence[AgencyResultRow]) -> list[RankChances]:
    """Weigh the ranks of the rows of one table."""
    printed = [printed_figure(figure, RANK_FORMAT) if (figure := row.figure("rank")) else None for row in table]
    rows = []
    for n, row in enumerate(table):
        above = table[n - 1] if n else None
        may_tie = above is not None and (row.total is None or row.total == above.total)
        rows.append(RankedRow(printed[n], may_tie, above is None or above.agency_group != row.agency_group))
    chances = rank_chances(rows)
    best = [max(c, key=lambda r: c[r], default=0) for c in chances]
    for n, row in enumerate(table):  # a cell in which nothing was seen: the ranks on both sides must agree on it
        between = 0 < n < len(table) - 1 and best[n - 1] + 1 == best[n] == best[n + 1] - 1
        blank = _is_blank(printed[n])  # or what was seen there was taken for a dash
        scanned = any(p is not None and p.scanned for p in printed) and any(f.readings for f in row.figures)
        if blank and between and scanned:
            printed[n] = PrintedFigure(RANK_FORMAT, "", None, True, False, ())
    return [RankChances(p, c) for p, c in zip(printed, chances, strict=True)]


def _is_blank(printed: PrintedFigure | None) -> bool:
    return printed is None or (printed.value is None and not printed.readings)


def settle_rank(row: AgencyResultRow, rank: RankChances) -> tuple[dict[str, Any], list[Finding]]:
    """Return the rank of a scanned row where it changes: as its neighbours count, or None where they do not decide.

    Returns:
        What changes in the row, and the findings on it.
    """
    limits = figure_limits()
    printed, chances = rank.printed, rank.chances
    if printed is None or not printed.scanned or not chances:
        return {}, []
    best = max(chances, key=lambda v: chances[v])
    if printed.sure and best == printed.value:
        return {}, []
    seen = describe_figure("rank", printed)
    if chances[best] >= limits.accept and best > 0:
        message = f"{seen} was taken for {best}, as the ranks around it count."
        return {"rank": best}, [figure_finding(row, "rank", "repair.figure_settled", message, str(best))]
    if printed.sure and chances.get(printed.value or 0, 0.0) >= 1 - limits.keep:
        return {}, []
    near = [v for v in sorted(chances, key=lambda v: -chances[v]) if v > 0][: SETTINGS.most_shown]
    shown = "|".join(map(str, near))
    message = f"{seen} may be {shown.replace('|', ', ')}; the ranks around it do not decide."
    return {"rank": None}, [figure_finding(row, "rank", "repair.figure_unresolved", message, shown)]


def rank_chances(rows: Sequence[RankedRow]) -> list[dict[int, float]]:
    """Return for each row the chances of its ranks, weighed over the whole sequence (forward and backward)."""
    likelihoods = [_likelihoods(rows, i) for i in range(len(rows))]
    forward: list[dict[int, float]] = []
    for i, own in enumerate(likelihoods):
        if i == 0:
            prior = {r: SETTINGS.first if r == 1 else 1 - SETTINGS.first for r in own}
        else:
            above = forward[-1]
            prior = {r: sum(q * _transition(a, r, rows[i]) for a, q in above.items()) for r in own}
        forward.append(_normalised({r: p * prior[r] for r, p in own.items()}))
    backward: list[dict[int, float]] = [dict.fromkeys(likelihoods[-1], 1.0)] if likelihoods else []
    for i in range(len(likelihoods) - 2, -1, -1):
        below, to_come = likelihoods[i + 1], backward[-1]
        backward.append(
            _normalised(
                {
                    r: sum(p * to_come[b] * _transition(r, b, rows[i + 1]) for b, p in below.items())
                    for r in likelihoods[i]
                }
            )
        )
    backward.reverse()
    return [
        _normalised({r: p * after.get(r, 0.0) for r, p in before.items()})
        for before, after in zip(forward, backward, strict=True)
    ]


def _transition(above: int, rank: int, row: RankedRow) -> float:
    """Return the chance of a rank after the one above it."""
    if rank == above + 1:
        return SETTINGS.next
    if rank == above:
        return SETTINGS.tie if row.may_tie else SETTINGS.jump
    if rank == 1:
        return SETTINGS.restart_of_group if row.starts_group else SETTINGS.restart
    return SETTINGS.jump if rank > above else SETTINGS.fall


def _likelihoods(rows: Sequence[RankedRow], at: int) -> dict[int, float]:
    """Return the ranks that a row may have: by its cell, and by counting from the plainly read rows around it."""
    printed = rows[at].printed
    by_counting = {rank for way in (-1, 1) if (rank := _counted_rank(rows, at, way)) is not None}
    unread = dict.fromkeys(by_counting, SETTINGS.unread) or {0: SETTINGS.unread}
    if printed is None or (printed.scanned and not printed.readings):
        return unread
    return printed.values(by_counting) or unread


def _counted_rank(rows: Sequence[RankedRow], at: int, way: int) -> int | None:
    """Return the rank of the nearest plainly read row above (way -1) or below (1), counted on to this row."""
    place = at + way
    while 0 <= place < len(rows):
        printed = rows[place].printed
        if printed is not None and printed.sure and printed.value is not None:
            rank = printed.value + at - place
            return rank if rank > 0 else None
        place += way
    return None


def _normalised(likelihoods: dict[int, float]) -> dict[int, float]:
    whole = sum(likelihoods.values())
    return {r: p / whole for r, p in likelihoods.items()} if whole > 0 else likelihoods
