"""Bodies of the register as an announcement prints them, with near-twins and names that nobody has among them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.domain.register.body import Body, register
from pipeline.domain.register.name_index import deletions

SHORT_KINDS: Mapping[str, str] = {
    "องค์การบริหารส่วนตำบล": "อบต.",
    "องค์การบริหารส่วนจังหวัด": "อบจ.",
    "เทศบาลตำบล": "ทต.",
    "เทศบาลเมือง": "ทม.",
    "เทศบาลนคร": "ทน.",
}
"""Kinds of local authorities, and how they are abbreviated."""
BEGINNINGS = ("หนอง", "บ้าน", "ดอน", "วัง", "ห้วย", "โคก", "นา", "บึง", "ท่า", "โนน")
ENDINGS = ("สว่างไพร", "หญ้าทอง", "พลับแดง", "เกวียนหัก", "จิกงาม", "แซงใต้", "ยางเดี่ยว", "มะขามคู่", "ตะแบกงาม", "ลำดวน")
"""Of invented names."""


@dataclass(frozen=True)
class PrintedBody:
    """A body as a row prints it; ``body`` is None where it is invented.

    Attributes:
        is_twin: another body of the register has a name that differs by one letter or mark.
    """

    name: str
    district: str
    province: str
    body: Body | None
    is_twin: bool = False


def draw_bodies(
    rng: random.Random, count: int, *, short: bool = False, province: str | None = None, twins: float, invented: float
) -> list[PrintedBody]:
    """Draw bodies in the order of their districts, no name twice; fewer where a province has not twice as many.

    Args:
        short: kinds are abbreviated.
        province: of all; None for the whole country.
        twins, invented: shares (0 to 1) of them.
    """
    local, near = _local_authorities()
    pool = [body for body in local if province in (None, body.province)]
    twin_pool = [body for body in pool if body.body_id in near]
    drawn: dict[str, PrintedBody] = {}
    while len(drawn) < min(count, len(pool) // 2):
        chance = rng.random()
        body = rng.choice(twin_pool if chance < twins and twin_pool else pool)
        one = _printed(body, short, body.body_id in near)
        if chance > 1 - invented:
            one = _invented(rng, body, short)
        drawn.setdefault(one.name, one)
    return sorted(drawn.values(), key=lambda b: (b.province, b.district))


def _printed(body: Body, short: bool, is_twin: bool) -> PrintedBody:
    kind = SHORT_KINDS.get(body.kind, body.kind) if short else body.kind
    return PrintedBody(kind + body.short_name, _district(body), body.province or "", body, is_twin)


def _invented(rng: random.Random, neighbour: Body, short: bool) -> PrintedBody:
    """Return a body that nobody has, in the place of one that there is."""
    kind = rng.choice(("องค์การบริหารส่วนตำบล", "เทศบาลตำบล"))
    name = (SHORT_KINDS[kind] if short else kind) + rng.choice(BEGINNINGS) + rng.choice(ENDINGS)
    return PrintedBody(name, _district(neighbour), neighbour.province or "", None)


def _district(body: Body) -> str:
    return body.district or f"เมือง{body.province}"


@cache
def _local_authorities() -> tuple[Sequence[Body], frozenset[str]]:
    """Return the local authorities with a kind before their names, and the ids of those with a near-twin.

    A twin is of the same kind and province, or of the same kind and a name that differs anywhere in the country.
    """
    local = [b for b in register().values() if b.kind in SHORT_KINDS and b.short_name != b.name_th]
    by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
    for body in local:
        by_name[body.kind, body.short_name].add(body.body_id)
    shorter: dict[tuple[str, str], set[str]] = defaultdict(set)
    for kind, name in by_name:
        for rest in (name, *deletions(name)):
            shorter[kind, rest].add(name)
    near: set[str] = set()
    for (kind, _), names in shorter.items():
        if len(names) > 1:
            near.update(body_id for name in names for body_id in by_name[kind, name])
    return local, frozenset(near)
