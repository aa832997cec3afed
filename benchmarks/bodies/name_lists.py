"""Lists of names in many spellings, made from the register, each with the bodies that it may be of.

What is right is worked out here from the register alone: a name is of the body that it was made from where no other
body has the name, with a kind and a place that what is printed leaves possible. Else ``ambiguous`` is right. Of a name
with a slip the body is right, but no answer is, too, where the slip makes a name that exists, or leads as near to
another body.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from benchmarks.bodies.spellings import ABBREVIATIONS, SLIPS, WITHOUT_SLIP
from pipeline.domain.register.body import Body

MUNICIPAL = "เทศบาล"
OTHER_THINGS = (
    "โรงเรียนบ้าน{name}", "โรงพยาบาล{name}", "โรงพยาบาลส่งเสริมสุขภาพตำบล{name}", "สถานีตำรวจภูธร{name}",
    "ที่ว่าการอำเภอ{district}", "อำเภอ{district}", "สำนักงานสาธารณสุขจังหวัด{province}", "กองคลัง {whole}",
    "สำนักปลัด {whole}", "สภา{whole}", "คณะวิทยาการจัดการ มหาวิทยาลัยราชภัฏ{province}", "วิทยาลัยเทคนิค{province}",
    "สำนักงานสรรพากรพื้นที่{province}", "โรงเรียนเทศบาล 1 {name}", "ศูนย์พัฒนาเด็กเล็ก{whole}", "วัด{name}",
    "สำนักงานเขตพื้นที่การศึกษาประถมศึกษา{province} เขต 1", "นายก{whole}", "กำนันตำบล{name}", "ชุมชนบ้าน{name}",
)  # fmt: skip
FICTIONAL = (
    "ธารน้ำทิพย์ไพร", "ดอนหญ้านางทอง", "ศรีบัวทองพัฒนา", "วังน้ำลัดงาม", "โพธิ์ศรีไพรวัลย์", "หนองแวงใต้งาม",
    "เขาพระทองคำ", "บึงนารางทอง", "ดงสว่างงาม", "สันป่าแดงน้อย", "ห้วยกระบอกเหนือ", "ท่าช้างทองใต้",
)  # fmt: skip


@dataclass(frozen=True)
class NameCase:
    """A printed name, and what may be said of it.

    Attributes:
        group: what is measured together.
        name, kind, district, province: as a list has them.
        body_id: the body that the name was made from, where it is told from all others; None where it is not.
        fitting: all bodies that fit.
        may_be_none: no answer is right, too.
        is_placed: district or province are printed.
    """

    group: str
    name: str
    kind: str = ""
    district: str = ""
    province: str = ""
    body_id: str | None = None
    fitting: frozenset[str] = frozenset()
    may_be_none: bool = False
    is_placed: bool = False


class _Names:
    """The names of a register, each with kind and body, former names too."""

    def __init__(self, register: Mapping[str, Body]) -> None:
        self.local = [b for b in register.values() if b.dla_code is not None and b.short_name != b.name_th]
        self.others = [b for b in register.values() if b.dla_code is None]
        self.by_name: dict[str, list[tuple[str, Body]]] = defaultdict(list)
        self.wholes: dict[str, set[str]] = defaultdict(set)
        for body in register.values():
            if body.short_name != body.name_th:
                self.by_name[_plain(body.short_name)].append((body.kind, body))
            for alias in (body.name_th, *body.aliases):
                self.wholes[_plain(alias)].add(body.body_id)
                kind = next((k for k in ABBREVIATIONS if alias.startswith(k)), None)
                if kind is not None and alias != body.name_th:
                    self.by_name[_plain(alias.removeprefix(kind))].append((kind, body))
        self.keys = list(self.by_name)

    def fitting(self, name: str, kinds: frozenset[str] | None, district: str, province: str) -> frozenset[str]:
        """Return the bodies with a name that a kind and a place leave possible.

        Without a kind and a place an abbreviation of any body may be meant.
        """
        wholes = frozenset(self.wholes[_plain(name)] if kinds is None and not (district or province) else ())
        return wholes | frozenset(
            body.body_id
            for kind, body in self.by_name.get(_plain(name), ())
            if (kinds is None or kind in kinds) and _is_there(body, district, province)
        )

    def as_near(self, body: Body, name: str, kinds: frozenset[str] | None, district: str, province: str) -> bool:
        """Return whether a name with a slip may as well be of another body, or is one that there is."""
        printed = _plain(name)
        if printed in self.by_name or printed == _plain(body.short_name):
            return True
        slips = OSA.distance(printed, _plain(body.short_name))
        for key in self.keys:
            if abs(len(key) - len(printed)) <= slips and OSA.distance(printed, key, score_cutoff=slips) <= slips:
                near = self.fitting(key, kinds, district, province)
                if near - {body.body_id}:
                    return True
        return False


def _plain(name: str) -> str:
    return name.replace(" ", "").replace("-", "").replace(".", "")


def _is_there(body: Body, district: str, province: str) -> bool:
    if province and body.province != province:
        return False
    return not district or (body.district or f"เมือง{body.province}") == district


def make_cases(register: Mapping[str, Body], count: int, seed: int) -> list[NameCase]:
    """Return a list of names.

    Args:
        register: where the bodies are from.
        count: how many names, about.
        seed: of what is drawn.
    """
    rng = random.Random(seed)
    names = _Names(register)
    cases: list[NameCase] = []
    while len(cases) < count:
        cases += _of_local_body(rng.choice(names.local), names, rng)
        cases += _contradicted(rng.choice(names.local), names, rng)
        if rng.random() < 0.3:
            cases += _of_other_body(rng.choice(names.others), names, rng)
        if rng.random() < 0.3:
            cases.append(_no_body(rng.choice(names.local), names, rng))
    return cases[:count]


def _of_local_body(body: Body, names: _Names, rng: random.Random) -> Iterator[NameCase]:
    """Yield names of a local authority: spelt in a usual way, and with a slip."""
    for slips in (False, False, True):
        district = rng.choice(("", body.district or ""))
        province = rng.choice(("", body.province or "", body.province or ""))
        spelling = rng.choice(sorted(SLIPS if slips else WITHOUT_SLIP))
        function = (SLIPS if slips else WITHOUT_SLIP)[spelling]
        written = function(body.short_name, rng)
        if spelling == "Thai digits":
            number, written = written.split(" ", 1)
        kinds, before, column = _printed_kind(body, rng)
        placed = bool(district or province)
        text = f"{before}{written}"
        if spelling == "Thai digits":
            text = f"{number} {text}"
        case = NameCase(f"{spelling}, {'with' if placed else 'no'} place", text, column, is_placed=placed)
        case = _with_place(case, district, province, rng)
        fitting = names.fitting(body.short_name, kinds, district, province)
        if slips:
            may_be_none = not placed or kinds is None or names.as_near(body, written, kinds, district, province)
            may_be_none |= len(_plain(written)) < 5
            as_printed = names.fitting(written, kinds, district, province)
            if as_printed:  # the slip makes the name of another body
                yield replace(case, body_id=min(as_printed) if len(as_printed) == 1 else None, fitting=as_printed)
            else:
                yield replace(case, body_id=body.body_id, fitting=fitting, may_be_none=may_be_none)
        else:
            yield replace(case, body_id=body.body_id if len(fitting) == 1 else None, fitting=fitting)


def _printed_kind(body: Body, rng: random.Random) -> tuple[frozenset[str] | None, str, str]:
    """Return the kinds that are printed, the text before the name, and that of the column of kinds."""
    way = rng.randrange(10)
    one = frozenset({body.kind})
    if way < 3:
        return one, body.kind, ""
    if way < 6:
        return one, rng.choice(ABBREVIATIONS[body.kind]), ""
    if way == 6:
        return one, "", rng.choice((body.kind, *ABBREVIATIONS[body.kind]))
    if way == 7 and body.kind.startswith(MUNICIPAL) and not body.short_name.startswith(("เมือง", "นคร")):
        return frozenset(k for k in ABBREVIATIONS if k.startswith(MUNICIPAL)), MUNICIPAL, ""
    if way == 8:
        return None, "", ""
    return one, f"สำนักงาน{body.kind}", ""


def _with_place(case: NameCase, district: str, province: str, rng: random.Random) -> NameCase:
    """Return a name with its place in columns, or in the text."""
    if not (district or province):
        return case
    seat = district == f"เมือง{province}" and rng.random() < 0.5
    short = "เมือง" if seat else district
    if rng.random() < 0.5:
        return replace(
            case,
            district=rng.choice(("", "อำเภอ", "อ.")) + short if district else "",
            province=rng.choice(("", "จังหวัด", "จ.")) + province if province else "",
        )
    words = {
        "short": " ".join([f"อ.{short}"] * bool(district) + [f"จ.{province}"] * bool(province)),
        "long": " ".join([f"อำเภอ{short}"] * bool(district) + [f"จังหวัด{province}"] * bool(province)),
    }
    form = rng.choice(("{name} {short}", "{name} {long}", "{name} ({short})", "{name}, {long}", "{name}/{bare}"))
    bare = "/".join([district] * bool(district) + [province] * bool(province))
    return replace(case, name=form.format(name=case.name, bare=bare, **words))


def _of_other_body(body: Body, names: _Names, rng: random.Random) -> Iterator[NameCase]:
    """Yield names of a body that is no local authority."""
    printed = rng.choice((body.name_th, *body.aliases))
    same = frozenset(names.wholes[_plain(printed)]) | names.fitting(printed, None, "", "")
    yield NameCase("other bodies", printed, body_id=body.body_id if len(same) == 1 else None, fitting=same)
    spelling = rng.choice(sorted(SLIPS))
    slipped = SLIPS[spelling](body.name_th, rng)
    yield NameCase(
        "other bodies, slip", slipped, body_id=body.body_id, fitting=frozenset({body.body_id}), may_be_none=True
    )


def _contradicted(body: Body, names: _Names, rng: random.Random) -> Iterator[NameCase]:
    """Yield a name with a place or a kind that no body of that name has."""
    other = rng.choice(names.local)
    kinds = frozenset({body.kind})
    fitting = names.fitting(body.short_name, kinds, other.district or "", other.province or "")
    if not fitting:
        case = NameCase("another district", body.name_th, is_placed=True)
        yield _with_place(case, other.district or "", other.province or "", rng)
    kind = rng.choice(sorted(k for k in ABBREVIATIONS if k != body.kind))
    if not names.fitting(body.short_name, frozenset({kind}), "", "") and not names.wholes.get(kind + body.short_name):
        readable_otherwise = kind.startswith(MUNICIPAL) and names.fitting(
            kind.removeprefix(MUNICIPAL) + body.short_name, None, "", ""
        )
        if not readable_otherwise:
            case = NameCase("another kind", kind + body.short_name, is_placed=True)
            yield _with_place(case, body.district or "", body.province or "", rng)


def _no_body(body: Body, names: _Names, rng: random.Random) -> NameCase:
    """Return the name of something else, or one that nobody has."""
    if rng.random() < 0.5:
        kind = rng.choice(sorted(ABBREVIATIONS))
        name = rng.choice(FICTIONAL)
        case = NameCase("fictional", rng.choice((kind, *ABBREVIATIONS[kind])) + name)
    else:
        text = rng.choice(OTHER_THINGS).format(
            name=body.short_name, district=body.district, province=body.province, whole=body.name_th
        )
        case = NameCase("other things", text)
    return _with_place(
        case, *rng.choice((("", ""), ("", body.province or ""), (body.district or "", body.province or ""))), rng
    )


def verdict(case: NameCase, body_id: str | None, candidates: Sequence[str]) -> str:
    """Return ``right``, ``unanswered`` (and rightly), ``missed`` or ``wrong``."""
    if body_id is not None:
        return "right" if body_id == case.body_id else "wrong"
    if case.body_id is None and (not case.fitting or set(candidates) >= case.fitting):
        return "right"
    if case.may_be_none:
        return "unanswered"
    return "missed"
