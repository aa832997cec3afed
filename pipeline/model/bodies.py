"""The body that a printed name is of, as far as the register tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BodyMatchStatus = Literal["exact", "variant", "near", "ambiguous", "none"]


@dataclass(frozen=True, slots=True)
class BodyMatch:
    """What the register says of a printed name.

    Attributes:
        status: ``exact`` (kind and name as registered), ``variant`` (another official or usual way to write them, as an
            abbreviated kind, a former name, other spacing), ``near`` (a slip of a letter or a mark: one body is near,
            and nothing contradicts), ``ambiguous`` (several bodies fit), ``none`` (none fits).
        body_id: of the body; None where the status is ``ambiguous`` or ``none``.
        candidates: bodies that fit where several do, in a fixed order.
    """

    status: BodyMatchStatus
    body_id: str | None = None
    candidates: tuple[str, ...] = ()
