"""The heading of a report: its title, whose it is, and the years it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.assemble.family import compact, read_yaml
from pipeline.assemble.fields import one_line
from pipeline.model import Document, Hints, Line, Table

_BUDDHIST_ERA = 543  # years between the Common and the Buddhist Era
_OLDEST, _NEWEST = 2556, 2620  # ITA began in FY 2556


@dataclass(frozen=True)
class Heading:
    """What the heading says; None where it does not."""

    title: str | None = None
    agency: str | None = None
    agency_type: str | None = None
    province: str | None = None
    fiscal_year: int | None = None
    assessment_fiscal_year: int | None = None
    assessment_year_basis: str | None = None


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml("heading.yml")
    return data


def read_heading(paragraphs: Sequence[str], hints: Hints) -> Heading:
    """Read the running text that stands before (and between) the tables.

    Args:
        paragraphs: of running text, wrapped lines joined, in reading order.
        hints: of ``sources.yml``; they outrank the text.
    """
    texts = [one_line(p) for p in paragraphs if p.strip()]
    title = _title(texts)
    agency = hints.agency or (_agency_in(title) if title else None) or next((a for t in texts if (a := _agency_in(t))), None)
    agency = agency or _agency_alone(texts)
    fiscal_year = hints.fiscal_year or _fiscal_year(title, texts)
    printed = _first_year(_data()["assessment_year"], texts)
    basis = None
    if printed is not None:
        basis = "printed"
    elif fiscal_year is not None:
        printed, basis = fiscal_year - 1, "inferred: report year − 1"
    kind = agency_type(agency) if agency else None
    return Heading(title, agency, kind, province_of(agency, kind) if agency else None, fiscal_year, printed, basis)


def heading_paragraphs(document: Document, furniture: set[int], join: Any) -> list[str]:
    """The document's running text as paragraphs: lines in a row are joined, blank pages and tables end them.

    Joined and single lines are both given: a heading may be wrapped, or be made of lines that do not belong together.
    """
    out: list[str] = []
    block: list[Line] = []

    def close() -> None:
        if block:
            joined = join(block)
            out.extend(joined.split("\n"))
            out.append(" ".join(joined.split("\n")))
            out.append("".join(line.text for line in block))
            block.clear()

    for page in document.pages:
        for item in page.blocks:
            if isinstance(item, Table):
                close()
            elif id(item) not in furniture and item.text.strip():
                if item.paragraph or (block and block[-1].size and item.size and abs(block[-1].size - item.size) > 1.5):
                    close()
                block.append(item)
        close()
    return out


def _title(texts: Sequence[str]) -> str | None:
    """The paragraph that begins like a title and says most: an agency, a year."""
    starts = tuple(_data()["titles"])
    found = [t for t in texts if t.startswith(starts) and len(t) < 400]
    if not found:
        return None

    def merit(text: str) -> tuple[bool, bool, int]:
        return (_agency_in(text) is not None, _year_in(text) is not None, -len(text))

    best = max(found, key=merit)
    years = [m for p in _data()["fiscal_year"] for m in re.finditer(p, best)]
    return best[: years[0].end()].strip() if years and "ปีงบประมาณ" in best[: years[0].end()].replace(" ", "") else best


def _agency_in(text: str) -> str | None:
    """The body in ``... ของ<body> ประจำปีงบประมาณ ...``: the last ``ของ`` before a known beginning of a name."""
    ends = "|".join(re.escape(e) for e in _data()["agency_ends"])
    # the last name before the year: "... ภายในหน่วยงาน ของกรมX ประจำปี"
    for match in reversed(list(re.finditer(r"(?:ของ|โดย|ภายใน|หน่วยงาน\s*:?)\s*(?P<name>[ก-๙A-Za-z].*)", text))):
        name = re.split(rf"\s*(?:{ends})", match.group("name"))[0].strip(" :-–—()")
        if agency_type(name) and 4 <= len(name) <= 120 and _ends_early(text, name):
            return name
    for match in reversed(list(re.finditer(r"ของ\s*(?P<name>[ก-๙A-Za-z].*)", text))):
        parts = re.split(rf"\s*(?:{ends})", match.group("name"))
        name = parts[0].strip(" :-–—()")
        if len(parts) > 1 and 6 <= len(name) <= 90 and not re.match(r"(?:ผู้|ตัวชี้วัด|หน่วยงาน|การ(?!ประปา|ไฟฟ้า|รถ))", name):
            return name
    return None


def _ends_early(text: str, name: str) -> bool:
    """The name stands at the end of the text, or before a year: not the beginning of a clause."""
    rest = text[text.rfind(name) + len(name) :].strip()
    return not rest or any(rest.startswith(e) for e in _data()["agency_ends"]) or rest[0] in "(-–:)"


def _agency_alone(texts: Sequence[str]) -> str | None:
    """A line that is nothing but a body's name, on a cover; or the end of a title without ``ของ``."""
    for text in texts[:40]:
        if len(text) <= 90 and not re.search(r"\d", text) and agency_type(text):
            return text
    for text in texts[:40]:
        for words in (t for names in _data()["agency_types"].values() for t in names if len(t) > 3):
            match = re.search(rf"(?:^|\s)({re.escape(words)}[ก-๙ ]{{3,80}}?)\s*(?:ประจำปี|ปีงบประมาณ|$)", text)
            if match:
                return match.group(1).strip()
    return None


def agency_type(name: str) -> str | None:
    """The kind of body, by how its name begins; the longest known beginning decides."""
    wording = compact(name)
    if "องค์การมหาชน" in wording:
        return "องค์การมหาชน"
    found = [
        (len(compact(start)), kind)
        for kind, starts in _data()["agency_types"].items()
        for start in starts
        if wording.startswith(compact(start)) and (len(compact(start)) > 3 or "." in name[: len(start) + 3] or len(start) > 2)
    ]
    return max(found)[1] if found else None


def province_of(name: str, kind: str | None) -> str | None:
    """The province that a body's name says, if it says one (PyThaiNLP's list)."""
    from pythainlp.corpus import provinces

    known = sorted(provinces(), key=len, reverse=True)
    flat = "".join(name.split())
    for province in known:
        if re.search(rf"(?:จังหวัด|จ\.){re.escape(province)}", flat) or (province == "กรุงเทพมหานคร" and province in flat):
            return str(province)
    if kind in _data()["small_places"]:
        return None
    return next((str(p) for p in known if flat.endswith(p)), None)


def _year(text: str) -> int | None:
    """Four digits as a year of the Buddhist Era."""
    year = int(text)
    year = year + _BUDDHIST_ERA if year < 2400 else year
    return year if _OLDEST <= year <= _NEWEST else None


def _year_in(text: str) -> int | None:
    return _first_year(_data()["fiscal_year"], [text])


def _first_year(patterns: Iterable[str], texts: Sequence[str]) -> int | None:
    for pattern in patterns:
        for text in texts:
            for match in re.finditer(pattern, text):
                year = _year(match.group("year"))
                if year is not None:
                    return year
    return None


def _fiscal_year(title: str | None, texts: Sequence[str]) -> int | None:
    """The year in the title, else the year that the headings name most often."""
    if title and (year := _year_in(title)) is not None:
        return year
    for pattern in _data()["fiscal_year"]:
        years = Counter(y for t in texts for m in re.finditer(pattern, t) if (y := _year(m.group("year"))) is not None)
        if years:
            return years.most_common(1)[0][0]
    return None
