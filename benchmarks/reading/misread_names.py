"""Names of the register misread as engines misread them, settled again: ``python -m benchmarks.reading.misread_names``.

    python -m benchmarks.reading.misread_names [--names N] [--seed S] [--show N] [--need]

No page is drawn: tables of bodies are made of the register, some names of them are misread by the confusions that were
measured on scans, and the tables are settled. District and province stand beside the names, above the table, or
nowhere; one name in eight is misread, or four in ten as of small letters of a poor scan. Some rows print subdistricts
that no body of the register is called after: they must stay as they are read. ``--need`` exits with 1 where a bar is
not reached.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from benchmarks.typesetting.register_names import SHORT_KINDS, PrintedBody, draw_bodies
from pipeline.domain.register.body import provinces, register
from pipeline.domain.wordings import without_marks
from pipeline.link import settle_names
from pipeline.model import AgencyResultRow, Document, Hints, Report, SourceDocument

LOST = {"่": 18, "้": 10, "ุ": 6, "ะ": 4, "์": 3, "ู": 3, "๋": 1, "โ": 1}
ADDED = {"่": 12, "้": 10, "็": 4, "์": 3, "ื": 2, "ุ": 2, "ิ": 1, "๋": 1, "๊": 1, "เ": 1, "บ": 1, "ด": 1, "ภ": 1}
EXCHANGED = {
    "ำา": 14, "ิ้": 3, "ะ-": 3, "ะ.": 2, "็้": 2, "้่": 2, "่้": 2, "ิ็": 2, "ืี": 1, "ืิ": 1, "ีิ": 1, "ิี": 1, "ั่": 1, "ิั": 1,
    "ั้": 1, "้ั": 1, "ู่": 1, "๋้": 1, "หท": 1, "งจ": 1, "ฐจ": 1, "ชซ": 1, "ซช": 1, "ดต": 1, "อล": 1, "ฑต": 1, "ฬฟ": 1,
}  # fmt: skip
"""How often each confusion was counted in 960 names of typeset scans (:mod:`benchmarks.reading.scanned_names`)."""
ROWS = 60
"""Of a table."""
NOISE = {"clean": 0.12, "worn": 0.4}
"""Share (0 to 1) of names that are misread, by how the scan is."""
TWICE = 0.13
"""Share (0 to 1) of misread names that are misread at a second place too."""
UNKNOWN = 0.04
"""Share (0 to 1) of rows that print a subdistrict after which no body is called."""
PLACES = ("columns", "province", "nowhere")
_TONES = frozenset("่้๊๋็์")
_MARKS = _TONES | frozenset("ัิีึืุู")
_CONFUSIONS = (
    {(lost, ""): n for lost, n in LOST.items()}
    | {("", added): n for added, n in ADDED.items()}
    | {(pair[0], pair[1]): n for pair, n in EXCHANGED.items()}
)
_PAIRS, _WEIGHTS = tuple(_CONFUSIONS), tuple(_CONFUSIONS.values())


@dataclass(frozen=True)
class MisreadBars:
    """What is asked for: shares of letter-true names of clean scans, by what is printed of the place; wrong changes."""

    min_true: Mapping[str, float]
    max_wrong: int = 0


BARS = MisreadBars({"columns": 0.995, "province": 0.995, "nowhere": 0.97})


@cache
def unknown_subdistricts() -> tuple[tuple[str, str, str], ...]:
    """Return (name, district, province) of subdistricts after which no body of their district is called.

    One that differs by a slip from a body's name is that body, spelt in another way (ศรีษะทอง, ศีรษะทอง).
    """
    import geothai

    bodies: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    for body in register().values():
        bodies[body.province, body.district].append(body.short_name)

    def is_called(name: str, others: Sequence[str]) -> bool:
        return any(OSA.distance(name, b) < 2 or without_marks(name) == without_marks(b) for b in others)

    found = []
    for code, province in provinces().items():
        for district in geothai.districts(code):
            for one in geothai.subdistricts(district.code):
                if code != "10" and not is_called(one.name_th, bodies[province, district.name_th]):
                    found.append((one.name_th, district.name_th, province))
    return tuple(found)


def misread(name: str, rng: random.Random) -> str:
    """Return a name with one confusion in it, of a kind as frequent as it was counted."""
    while True:
        before, after = rng.choices(_PAIRS, _WEIGHTS)[0]
        if before:
            places = [n for n, letter in enumerate(name) if letter == before]
        else:
            places = [n for n, letter in enumerate(name) if _takes(letter, name[n + 1 : n + 2], after)]
        if places:
            n = rng.choice(places)
            return name[:n] + (after if before else name[n] + after) + name[n + 1 :]


def _takes(letter: str, behind: str, added: str) -> bool:
    """Tell whether a mark, or a letter, may be added behind a letter: no engine reads two marks of one kind there."""
    if added not in _MARKS:
        return True
    return "ก" <= letter <= "ฮ" and not (behind and behind in _MARKS and (added in _TONES) == (behind in _TONES))


def table(rng: random.Random, places: str, noise: float, short: bool) -> list[tuple[PrintedBody, str]]:
    """Draw the bodies of a table, with the names as they are read."""
    province = rng.choice(sorted(set(provinces().values()) - {"กรุงเทพมหานคร"})) if places == "province" else None
    bodies = draw_bodies(rng, ROWS, short=short, province=province, twins=0.0, invented=0.0)
    rows = []
    for body in bodies:
        printed = _unknown(rng, short, province) if rng.random() < UNKNOWN else body
        begin = next(k for k in (*SHORT_KINDS, *SHORT_KINDS.values()) if printed.name.startswith(k))
        name = printed.name.removeprefix(begin)
        if rng.random() < noise:
            name = misread(name, rng)
            name = misread(name, rng) if rng.random() < TWICE else name
        rows.append((printed, begin + name))
    return rows


def _unknown(rng: random.Random, short: bool, province: str | None) -> PrintedBody:
    """Return a subdistrict as if it were a body, in a province or anywhere."""
    name, district, where = rng.choice([s for s in unknown_subdistricts() if province in (None, s[2])] or [_NOBODY])
    kind = rng.choice(("องค์การบริหารส่วนตำบล", "เทศบาลตำบล"))
    return PrintedBody((SHORT_KINDS[kind] if short else kind) + name, district, where, None)


_NOBODY = ("ธารน้ำทิพย์ไพร", "เมือง", "")


def settled(rows: Sequence[tuple[PrintedBody, str]], places: str) -> list[str]:
    """Return the names of a table after they were settled."""
    results = tuple(
        AgencyResultRow(
            1,
            1,
            n,
            rank=n,
            agency=read,
            district=body.district if places == "columns" else None,
            province=body.province if places == "columns" else None,
            agency_group=f"จังหวัด{body.province}" if places == "province" else None,
            scanned=True,
        )
        for n, (body, read) in enumerate(rows, start=1)
    )
    document = Document(SourceDocument("a.pdf", "a.pdf", "0" * 64, 1, "pdf", Hints()))
    return [row.agency or "" for row in settle_names(document, Report(results=results)).results]


def main(arguments: list[str]) -> int:
    """Print what became of names; 1 where ``--need`` is given and a bar is not reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--show", type=int, default=0, help="print so many wrong and untrue names of each kind of table"
    )
    parser.add_argument("--need", action="store_true")
    chosen = parser.parse_args(arguments)
    start = time.process_time()
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    done = 0
    while done < chosen.names:
        kind = PLACES[done // ROWS % len(PLACES)]
        scan = tuple(NOISE)[done // ROWS // len(PLACES) % len(NOISE)]
        rng = random.Random(f"{chosen.seed}-{done}")
        rows = table(rng, kind, NOISE[scan], short=rng.random() < 0.5)
        for (body, read), name in zip(rows, settled(rows, kind), strict=True):
            said = _verdict(body, read, name)
            counts[kind, scan].update(said)
            if counts[kind, scan]["shown"] < chosen.show and {"wrong", "wrong unregistered", "untrue"} & set(said):
                counts[kind, scan]["shown"] += 1
                print(
                    f"{kind} {scan} {' '.join(said)}: {body.name} ({body.district} {body.province}) "
                    f"read {read} now {name}"
                )
        done += len(rows)
    return _report(counts, time.process_time() - start, chosen.need)


def _verdict(body: PrintedBody, read: str, name: str) -> list[str]:
    """Return what became of a name."""
    if body.body is None:
        return ["unregistered", *["wrong unregistered"] * (name != read and name != body.name)]
    wrong = name != body.name and name != read
    return [
        "registered",
        *["read true"] * (read == body.name),
        "true" if name == body.name else "untrue",
        *["wrong"] * wrong,
    ]


def _report(counts: Mapping[tuple[str, str], Counter[str]], seconds: float, need: bool) -> int:
    """Print the counts; return 1 where a bar is not reached and that is asked for."""
    short = False
    for (kind, scan), c in sorted(counts.items()):
        share = c["true"] / max(1, c["registered"])
        wrong = c["wrong"] + c["wrong unregistered"]
        below = scan == "clean" and share < BARS.min_true[kind] or wrong > BARS.max_wrong
        short |= below
        print(
            f"{kind:<9} {scan:<6} names {c['registered']:>6,} letter-true as read "
            f"{100 * c['read true'] / c['registered']:6.2f} % settled {100 * share:6.2f} %  wrong {c['wrong']}  "
            f"of {c['unregistered']} in no register changed {c['wrong unregistered']}{'  SHORT' if below else ''}"
        )
    print(f"{sum(c['registered'] + c['unregistered'] for c in counts.values()):,} names in {seconds:.1f} s of CPU")
    return 1 if short and need else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
