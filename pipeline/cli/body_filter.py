"""Which bodies a command is asked about: by kind and province, in any wording."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.domain.register.body import Body

kind_option = click.option("--kind", help="As printed, in full or abbreviated: อบต.")
province_option = click.option("--province", help="As printed: จ.ตาก")


def filter_bodies(bodies: Iterable[Body], kind: str | None, province: str | None) -> list[Body]:
    """Return the bodies of a kind and a province; None asks for all. A slip in a province's name is read.

    Args:
        bodies: all that there are.
        kind: as printed; one that no wording is known for, as the register has it.
        province: as printed; bodies that are in none in particular do not fit.
    """
    from pipeline.domain.register.body_kinds import kinds_named
    from pipeline.domain.register.body_places import BodyPlaces

    kinds = (kinds_named(kind) or frozenset({kind.strip()})) if kind else None
    known = tuple(bodies)
    places = BodyPlaces(known)
    place = places.read(None, province)
    return [
        body
        for body in known
        if (kinds is None or body.kind in kinds)
        and (not place or body.province is not None)
        and places.fit(body, place) != "contradicts"
    ]
