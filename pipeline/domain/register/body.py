"""The bodies of the register, and those that an archive's own list adds.

``local_authorities.csv`` is made from the open data set dlads_05_01 of the Department of Local Administration (2026);
``former_names.csv`` has what a local authority was before its status changed; ``other_bodies.csv`` has all others.
Provinces are those of ``geothai``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from types import MappingProxyType
from typing import Literal

from pipeline.domain.data_files import read_csv
from pipeline.domain.wordings import compact

BodyStatus = Literal["current", "abolished"]
LOCAL_SOURCE = "Department of Local Administration, dlads_05_01"
PATTAYA = "เมืองพัทยา"
"""The one local authority whose name has no kind before it, beside Bangkok."""
ALIAS_SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class Body:
    """A body that is assessed.

    Attributes:
        body_id: its key, which stays when its name, its kind or its ``dla_code`` changes.
        name_th: its whole official name, with the kind (``องค์การบริหารส่วนตำบลหนองบัว``).
        short_name: the name without its kind (``หนองบัว``) of a local authority or a province; else ``name_th``.
        kind: in full, as in ``body_kinds.yml``.
        province_code: TIS 1099.
        dla_code: of a local authority, in the Department of Local Administration's numbering.
        replaced_by: the body that it became or was merged into.
        valid_from, valid_to: fiscal years (Buddhist Era) of its first and its last assessment, where they are known.
        aliases: other names that are printed for it: abbreviations, former names.
        certainty: ``published``, ``likely``, ``inferred`` or ``unverified``.
    """

    body_id: str
    name_th: str
    short_name: str
    kind: str
    name_en: str | None = None
    ministry: str | None = None
    province_code: str | None = None
    province: str | None = None
    district: str | None = None
    dla_code: str | None = None
    status: BodyStatus = "current"
    replaced_by: str | None = None
    valid_from: int | None = None
    valid_to: int | None = None
    aliases: tuple[str, ...] = ()
    source: str = ""
    certainty: str = "published"


BODY_COLUMNS = (
    "body_id", "name_th", "name_en", "kind", "ministry", "province_code", "province", "district", "dla_code", "status",
    "replaced_by", "valid_from", "valid_to", "aliases", "source", "certainty",
)  # fmt: skip
"""Columns of the dataset ``bodies``, in its order."""
Register = Mapping[str, Body]
"""Bodies by their id, sorted by it."""


@cache
def provinces() -> Mapping[str, str]:
    """Return the 76 provinces and Bangkok: names in Thai by their codes (TIS 1099)."""
    import geothai

    return MappingProxyType({p.code: p.name_th for p in geothai.provinces()})


@cache
def register() -> Register:
    """Return the bodies of the package."""
    former = _former_names()
    bodies = [_local_authority(row, former) for row in read_csv("register/local_authorities.csv")]
    bodies += [body_of_row(row) for row in read_csv("register/other_bodies.csv")]
    return MappingProxyType({body.body_id: body for body in sorted(bodies, key=lambda b: b.body_id)})


@cache
def registered_names() -> frozenset[str]:
    """Return the whole official names of all bodies, without white space and punctuation."""
    return frozenset(compact(body.name_th) for body in register().values())


def with_added(added: Iterable[Body]) -> Register:
    """Return the register with the bodies of an archive's own list.

    A body whose id the register has keeps what the list leaves out, and all its aliases.
    """
    listed = tuple(added)
    if not listed:
        return register()
    bodies = dict(register())
    for body in listed:
        known = bodies.get(body.body_id)
        bodies[body.body_id] = body if known is None else _merged(known, body)
    return MappingProxyType(dict(sorted(bodies.items())))


def body_of_row(row: Mapping[str, str | None]) -> Body:
    """Return the body of a row of ``other_bodies.csv``, or of an archive's own list; empty values are None.

    Raises:
        ValueError: a year is no number.
    """
    values = {name: (value or "").strip() or None for name, value in row.items() if isinstance(name, str)}
    known = {f.name for f in fields(Body)} - {"aliases", "short_name", "valid_from", "valid_to"}
    given = {name: value for name, value in values.items() if name in known and value is not None}
    name, province_code = given.get("name_th") or "", given.get("province_code")
    given.setdefault("name_th", name)
    given.setdefault("kind", "")
    if province_code is not None:
        given.setdefault("province", provinces().get(province_code, ""))
    years = {key: int(value) for key in ("valid_from", "valid_to") if (value := values.get(key)) is not None}
    aliases = tuple(a.strip() for a in (values.get("aliases") or "").split(ALIAS_SEPARATOR) if a.strip())
    short_name = name.removeprefix(given["kind"]) or name
    return Body(**given, **years, aliases=aliases, short_name=short_name)  # type: ignore[arg-type]


def body_values(body: Body) -> tuple[object, ...]:
    """Return what the register says of a body, in the order of ``BODY_COLUMNS``; aliases as a list."""
    return tuple(list(body.aliases) if name == "aliases" else getattr(body, name) for name in BODY_COLUMNS)


def _local_authority(row: Mapping[str, str], former: Mapping[str, tuple[str, ...]]) -> Body:
    """Return the body of a row of ``local_authorities.csv``."""
    code, kind, name = row["dla_code"], row["kind"], row["name"]
    whole = name if name == PATTAYA else kind + name
    return Body(
        body_id=f"la-{code}",
        name_th=whole,
        short_name=name,
        kind=kind,
        ministry="กระทรวงมหาดไทย",
        province_code=row["province_code"],
        province=provinces()[row["province_code"]],
        district=row["district"],
        dla_code=code,
        aliases=former.get(f"la-{code}", ()),
        source=LOCAL_SOURCE,
    )


def _former_names() -> dict[str, tuple[str, ...]]:
    """Return the former names of local authorities, by body."""
    names: dict[str, tuple[str, ...]] = {}
    for row in read_csv("register/former_names.csv"):
        names[row["body_id"]] = (*names.get(row["body_id"], ()), row["former_name"])
    return names


def _merged(known: Body, added: Body) -> Body:
    """Return a body with what an archive's list says of it, and the aliases of both."""
    said = {
        f.name: value
        for f in fields(Body)
        if f.name not in ("body_id", "aliases") and (value := getattr(added, f.name)) not in (None, "")
    }
    return replace(known, **said, aliases=tuple(dict.fromkeys((*known.aliases, *added.aliases))))
