"""Districts and provinces as they are printed beside names of bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

from pipeline.domain.register.body import Body, provinces
from pipeline.domain.register.body_kinds import PROVINCE_ADMINISTRATION, body_kinds
from pipeline.domain.register.name_keys import name_key, tidy_name

SEAT = "เมือง"
"""The district of a province's seat, whose whole name has the province behind it."""
LEAST_NAME_WITH_SLIP = 5
"""Letters of a district's or province's name from which on one slip in it is read."""
Fit = Literal["fits", "slip", "contradicts"]

_PROVINCE_MARK = re.compile(r"^(?:จังหวัด|จ\s?\.|จ\s)\s*")
_DISTRICT_MARK = re.compile(r"^(?:กิ่งอำเภอ|กิ่ง\s?อ\s?\.|อำเภอ|อ\s?\.|อ\s)\s*")


@dataclass(frozen=True, slots=True)
class PrintedPlace:
    """District and province as printed beside a name, by their keys; empty where nothing is printed.

    Attributes:
        district: without the word for a district.
        province: the official name where it is known; else as printed.
        province_slip: the province is that which is one slip from what is printed.
    """

    district: str = ""
    province: str = ""
    province_slip: bool = False

    def __bool__(self) -> bool:
        """Return whether anything is printed."""
        return bool(self.district or self.province)


class BodyPlaces:
    """The districts and provinces of a register, and how they are compared with those of a body."""

    def __init__(self, bodies: Iterable[Body]) -> None:
        keys: dict[str, str] = {name: name_key(name) for name in provinces().values()}
        for body in bodies:
            for name in (body.province, body.district):
                if name is not None and name not in keys:
                    keys[name] = name_key(name)
        self._keys = keys
        self._provinces = {keys[name]: keys[name] for name in provinces().values()}
        self._provinces |= {key: keys[name] for key, name in body_kinds().provinces.items()}
        self.district_keys = frozenset(keys[b.district] for b in bodies if b.district is not None)

    def key_of(self, name: str | None) -> str:
        """Return the key of a registered district or province; an empty one for None."""
        return self._keys[name] if name is not None else ""

    def read(self, district: str | None, province: str | None) -> PrintedPlace:
        """Return what is printed as district and province, be it with the words for them or without."""
        if not district and not province:
            return PrintedPlace()
        province_key = name_key(_PROVINCE_MARK.sub("", tidy_name(province or "")))
        known = self._provinces.get(province_key)
        if known is not None:
            return PrintedPlace(self._district_key(district), known)
        near = self._near_province(province_key)
        return PrintedPlace(self._district_key(district), near or province_key, near is not None)

    def _district_key(self, district: str | None) -> str:
        return name_key(_DISTRICT_MARK.sub("", tidy_name(district or ""))).removesuffix("ฯ")

    def _near_province(self, key: str) -> str | None:
        """Return the one province that is one slip from what is printed."""
        if len(key) < LEAST_NAME_WITH_SLIP:
            return None
        near = {official for known, official in self._provinces.items() if is_one_slip(key, known)}
        return near.pop() if len(near) == 1 else None

    def is_province(self, text: str) -> bool:
        """Return whether a text is the name of a province, and nothing else."""
        return name_key(_PROVINCE_MARK.sub("", text)) in self._provinces

    def is_district(self, text: str) -> bool:
        """Return whether a text is the name of a district, and nothing else."""
        key = self._district_key(text)
        return key in self.district_keys or key == SEAT or key.removeprefix(SEAT) in self._provinces

    def fit(self, body: Body, place: PrintedPlace) -> Fit:
        """Compare what is printed with where a body is; a body that is nowhere in particular fits everywhere.

        The administration of a province is in the district of its seat.
        """
        result: Fit = "fits"
        if place.province and body.province is not None:
            if place.province != self._keys[body.province]:
                return "contradicts"
            result = "slip" if place.province_slip else "fits"
        if place.district and body.kind == PROVINCE_ADMINISTRATION:
            province = self.key_of(body.province)
            return (
                result if self._fit_of_district(SEAT + province, province, place.district) == "fits" else "contradicts"
            )
        if place.district and body.district is not None:
            district = self._fit_of_district(self._keys[body.district], self.key_of(body.province), place.district)
            return district if district != "fits" else result
        return result

    def _fit_of_district(self, district: str, province: str, printed: str) -> Fit:
        """Compare keys: a body's district and province, and the printed district."""
        if printed == district:
            return "fits"
        if district in (SEAT + province, province) and (
            printed in (SEAT, province, SEAT + province) or self._provinces.get(printed.removeprefix(SEAT)) == province
        ):
            return "fits"
        if printed in self.district_keys or printed == SEAT:
            return "contradicts"
        return "slip" if len(printed) >= LEAST_NAME_WITH_SLIP and is_one_slip(printed, district) else "contradicts"


def is_one_slip(one: str, other: str) -> bool:
    """Return whether two keys differ by one letter or mark that was lost, added, exchanged or displaced."""
    return bool(OSA.distance(one, other, score_cutoff=1) == 1)
