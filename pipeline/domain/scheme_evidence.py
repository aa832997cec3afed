"""Which scheme a document is of: what its headings and codes say for each, and the best of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pipeline.domain.register.body import register
from pipeline.domain.scheme import Scheme, Wording, code_of, scheme, schemes
from pipeline.domain.wordings import compact, without_marks


class SchemeSettings(NamedTuple):
    """What evidence of a scheme counts.

    Attributes:
        named: points for a heading that names the scheme.
        hint: points for each wording that goes with it.
        most_hints: hints that count.
        body: points for the name of a body that is assessed by it; none without other evidence.
        codes: points for codes of its own form.
        other_codes: points taken where the codes are of a form that it has not.
        least: points from which a scheme is told.
        fuzzy_length: characters, compacted; shorter wordings stand letter for letter.
        similarity: percent of like characters from which a longer wording is taken to stand in a text.
    """

    named: float = 4.0
    hint: float = 1.0
    most_hints: int = 2
    body: float = 2.0
    codes: float = 2.0
    other_codes: float = 4.0
    least: float = 2.0
    fuzzy_length: int = 12
    similarity: float = 90.0


SCHEME_SETTINGS = SchemeSettings()


@dataclass(frozen=True, slots=True)
class SchemeEvidence:
    """What speaks for a scheme.

    Attributes:
        scheme: its name.
        points: the sum.
        reasons: the wordings and codes that count, for people.
        specific: places a scheme among equals: one that inherits says more than the one it inherits from, then the
            longer wording.
    """

    scheme: str
    points: float
    reasons: tuple[str, ...]
    specific: tuple[bool, int]


def scheme_of(texts: str | Sequence[str], codes: Iterable[str] = (), year: int | None = None) -> str | None:
    """Return the scheme of a document or table by evidence; None where too little speaks for any.

    Args:
        texts: title and headings, in reading order; a title may be broken over several.
        codes: as printed or repaired.
        year: fiscal year of the assessment (Buddhist Era), None where it is not known.
    """
    best = weigh_schemes(texts, codes, year)[0]
    return best.scheme if best.points >= SCHEME_SETTINGS.least else None


def weigh_schemes(
    texts: str | Sequence[str], codes: Iterable[str] = (), year: int | None = None
) -> tuple[SchemeEvidence, ...]:
    """Return the evidence for every scheme, best first (arguments as of ``scheme_of``)."""
    lines = [texts] if isinstance(texts, str) else list(texts)
    headings = _Headings(" ".join(lines), without_marks(compact("".join(lines))), tuple(lines))
    printed = tuple(codes)
    weighed = [_weigh(entry, headings, printed, year) for entry in schemes()]
    return tuple(sorted(weighed, key=lambda e: (e.points, e.specific), reverse=True))


@dataclass(frozen=True, slots=True)
class _Headings:
    """Headings as they are searched: in one line, compacted without marks, one by one."""

    line: str
    compacted: str
    lines: tuple[str, ...]


def _weigh(entry: Scheme, headings: _Headings, codes: Sequence[str], year: int | None) -> SchemeEvidence:
    """Return the evidence for one scheme."""
    settings = SCHEME_SETTINGS
    if year is not None and entry.years is not None and not entry.years[0] <= year <= entry.years[1]:
        return SchemeEvidence(entry.name, 0.0, (), (False, 0))
    base = scheme(entry.inherits) if entry.inherits else None
    named = max((w for w in entry.names if _stands(w, headings)), key=_length, default=None)
    body = next((b for b in entry.bodies if any(_names_body(b, line) for line in headings.lines)), None)
    hints = [w for w in (*entry.hints, *(base.hints if base else ())) if _stands(w, headings)]
    own = next((c for c in codes if code_of(entry.name, c) is not None), None)
    points, reasons = 0.0, []
    if named is not None:
        points += settings.named
        reasons.append(" … ".join(named))
    if hints:
        points += settings.hint * min(len(hints), settings.most_hints)
        reasons += [hint[0] for hint in hints[: settings.most_hints]]
    if own is not None:
        points += settings.codes
        reasons.append(own)
    elif any(code_of(other.name, c) is not None for other in schemes() for c in codes):
        points -= settings.other_codes
    if body is not None and points > 0:
        points += settings.body
        reasons.append(body)
    if base is not None and named is None and body is None and not any(hint in entry.hints for hint in hints):
        return SchemeEvidence(entry.name, 0.0, (), (False, 0))  # all that was found speaks for the other scheme
    return SchemeEvidence(entry.name, points, tuple(reasons), (base is not None, _length(named or ())))


def _length(wording: Wording) -> int:
    return sum(len(part) for part in wording)


def _stands(wording: Wording, headings: _Headings) -> bool:
    """Return whether all parts of a wording stand in the headings, up to misprints of long ones."""
    return all(_part_stands(part, headings) for part in wording)


def _part_stands(part: str, headings: _Headings) -> bool:
    """Return whether a part stands in the headings; a short Latin one stands as a word."""
    if part.isascii() and len(part) < SCHEME_SETTINGS.fuzzy_length:
        return _word(part).search(headings.line) is not None
    wanted = without_marks(compact(part))
    if wanted in headings.compacted:
        return True
    if len(wanted) < SCHEME_SETTINGS.fuzzy_length or len(headings.compacted) < len(wanted):
        return False
    from rapidfuzz.fuzz import partial_ratio

    return partial_ratio(wanted, headings.compacted) >= SCHEME_SETTINGS.similarity


@cache
def _word(part: str) -> re.Pattern[str]:
    letters = r"\s*".join(re.escape(word) for word in part.split())
    return re.compile(rf"(?<![A-Za-z]){letters}(?![A-Za-z])", re.IGNORECASE)


@cache
def _body_pattern(start: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s|ของ|ภายใน)(?={re.escape(start)})")


def _names_body(start: str, line: str) -> bool:
    """Return whether a line names a body whose name begins so: at its start, after a space, ``ของ`` or ``ภายใน``.

    A body of the register is a public body of its own, whatever its name begins with (a school that is a public
    organisation).
    """
    names = (without_marks(compact(line[found.end() :])) for found in _body_pattern(start).finditer(line))
    return any(not name.startswith(_registered_from(start)) for name in names)


@cache
def _registered_from(start: str) -> tuple[str, ...]:
    """Return the names of bodies of the register that begin so, compacted and without marks."""
    names = (name for body in register().values() for name in (body.name_th, *body.aliases) if name.startswith(start))
    return tuple(sorted({without_marks(compact(name)) for name in names}))
