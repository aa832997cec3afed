"""Reports drawn from the codebook, and the ways a reader misprints their codes."""

from __future__ import annotations

import random
from dataclasses import dataclass

from pipeline.domain.codebook import editions, indicators, report_order
from pipeline.domain.thai_digits import to_thai
from pipeline.model import IndicatorRow, Place, Report

PLACE = Place(1, 1, 1, 1, 1)
LETTER_SHAPES = {"I": "1l|!i", "O": "0Qo", "E": "e"}
WRONG_LETTERS = {"E": ("5", "B", "£", "F", "€"), "O": ("Q", "O0", "D", "C"), "I": ("[", "J", "T", "f", "]", "\\")}


@dataclass(frozen=True)
class Drawn:
    """A report as printed, and the codes it means."""

    report: Report
    codes: tuple[str, ...]

    def wrong(self, repaired: Report) -> list[tuple[str | None, str | None, str]]:
        """(print, given, meant) of each code that was given to the wrong row."""
        pairs = zip(repaired.indicators, self.codes, strict=True)
        return [(row.code_raw, row.code, code) for row, code in pairs if row.code not in (None, code)]

    def right(self, repaired: Report) -> int:
        """How many codes came back."""
        return sum(row.code == code for row, code in zip(repaired.indicators, self.codes, strict=True))


def by_shape(code: str, rng: random.Random) -> str:
    """A misprint by shape alone: the letter's look-alikes, Thai digits, spaces, case."""
    letter, number = code[0], code[1:]
    how = rng.choice(("letter", "thai", "space", "case"))
    if how == "letter" or rng.random() < 0.3:
        letter = rng.choice(LETTER_SHAPES[code[0]])
    if how == "case":
        letter = code[0].lower()
    if how == "thai" or rng.random() < 0.15:
        number = to_thai(number)
    gap = " " if how == "space" or rng.random() < 0.1 else ""
    return letter + gap + number


def merged_stroke(code: str) -> str:
    """The 1 after an I melts into it: I17 as I7."""
    return "I" + code[2:] if code.startswith("I1") and len(code) == 3 else code


def any_stroke(code: str, rng: random.Random) -> str:
    """Any one 1 of the number is lost."""
    places = [i for i in range(1, len(code)) if code[i] == "1"]
    if not places or len(code) < 3:
        return code
    place = rng.choice(places)
    return code[:place] + code[place + 1 :]


def hard(code: str, rng: random.Random, strokes: str = "merged") -> str:
    """Any misprint: by shape, a stroke dropped, the letter lost, another letter."""
    how = rng.choice(("shape", "stroke", "lost", "letter"))
    if how == "stroke":
        cut = merged_stroke(code) if strokes == "merged" else any_stroke(code, rng)
        return by_shape(cut, rng) if len(cut) > 1 and rng.random() < 0.3 else cut
    if how == "lost":
        return code[1:]
    if how == "letter":
        return rng.choice(WRONG_LETTERS[code[0]]) + code[1:]
    return by_shape(code, rng)


def draw(
    rng: random.Random,
    year: int,
    *,
    misprints: str = "shape",
    share: float = 1 / 3,
    headings: bool = True,
    sections: str = "number",
    strokes: str = "merged",
) -> Drawn:
    """A valid report of an assessment's year, with up to ``share`` of its codes misprinted.

    Args:
        sections: ``none``, ``number``, ``titled``, or ``typo`` (one section prints another's number, all print titles).
    """
    edition = editions()[year]
    codes: list[str] = []
    for letter in "IEO":
        mine = sorted((c for c in edition if c[0] == letter), key=report_order)
        codes += sorted(rng.sample(mine, rng.randint(1, len(mine))), key=report_order)
    hit = set(rng.sample(range(len(codes)), int(len(codes) * share)))
    numbers = {n: n for n in range(1, 11)}
    if sections == "typo":
        numbers[rng.choice([edition[c].indicator_no for c in codes])] = rng.randint(1, 10)
    rows = []
    for i, code in enumerate(codes):
        entry = edition[code]
        raw = code
        if i in hit:
            raw = by_shape(code, rng) if misprints == "shape" else hard(code, rng, strokes)
        titled = sections in ("titled", "typo")
        rows.append(
            IndicatorRow(
                i + 1,
                PLACE,
                entry.tool if headings else None,
                numbers[entry.indicator_no] if sections != "none" else None,
                indicators()[entry.indicator_no].name if titled else None,
                code_raw=raw,
            )
        )
    return Drawn(
        Report(family="measures_result", fiscal_year=year + 1, assessment_fiscal_year=year, indicators=tuple(rows)),
        tuple(codes),
    )
