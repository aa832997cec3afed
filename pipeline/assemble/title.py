"""The title of a report: what it is called, whose it is, and the years it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from pipeline.assemble.fields import one_line
from pipeline.domain.family import Family
from pipeline.domain.register.body import registered_names
from pipeline.domain.score_items import is_mentioned
from pipeline.domain.wordings import compact
from pipeline.files import load_yaml
from pipeline.model import Document, Hints, Line, Table

INFERRED = {1: "inferred: report year − 1", 0: "inferred: report year"}
"""How the year of the assessment is told from the report's, by how many years it was before."""


class TitleSettings(NamedTuple):
    """Thresholds of reading a title.

    Attributes:
        buddhist_era: years between the Common and the Buddhist Era.
        oldest, newest: fiscal years (Buddhist Era) that a report may name; the assessment began in 2556.
        cover: paragraphs of a cover and the pages behind it.
        longest_title: characters.
        longest_name, shortest_name: characters of a body's name.
        other_size: points by which type sizes differ where lines are not of one paragraph.
        off_centre: points between the middle of a centred line and the page's.
        indent: points by which a centred line starts further in than the text.
    """

    buddhist_era: int = 543
    oldest: int = 2556
    newest: int = 2620
    cover: int = 40
    longest_title: int = 400
    longest_name: int = 110
    shortest_name: int = 5
    other_size: float = 1.5
    off_centre: float = 6.0
    indent: float = 24.0


SETTINGS = TitleSettings()


@dataclass(frozen=True, slots=True)
class Title:
    """What the title and the headings say; None where they do not."""

    title: str | None = None
    agency: str | None = None
    agency_type: str | None = None
    province: str | None = None
    fiscal_year: int | None = None
    assessment_fiscal_year: int | None = None
    assessment_year_basis: str | None = None


_YEARS = (
    r"(?P<year>25\d\d|20\d\d)(?:\s*(?:และ|ถึง|กับ|[-–—])\s*(?:ปี\s*)?(?:งบประมาณ\s*)?(?:พ\s*\.\s*ศ\s*\.?\s*)?"
    r"(?P<until>25\d\d)(?!\d))?"
)

_OWNER = re.compile(r"(?:ของ|หน่วยงาน\s*:?)\s*(?=[ก-๙A-Za-z])")
"""How a line of the cover begins that says whose the report is, and nothing else."""

_SENTENCE = re.compile(r"ที่(?!ว่าการ|ดิน|ทำการ)|ให้|แสดง|ได้|จะ|โดย|ตาม|เป็น|ไม่|มี|\sใน(?:\s|$)|และทาง")
"""Words of a sentence, which are parts of names too (บ้านหมี่, จะนะ, ที่วัง)."""


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = load_yaml(files(__package__).joinpath("title.yml").read_text(encoding="utf-8"))
    for name in ("assessment_year", "measures_year", "fiscal_year"):
        data[name] = [pattern.replace("{year}", _YEARS) for pattern in data[name]]
    return data


def read_title(paragraphs: Sequence[str], hints: Hints, family: Family | None = None) -> Title:
    """Read the title and the headings from the running text that stands before (and between) the tables.

    Args:
        paragraphs: of running text, wrapped lines joined, in reading order.
        hints: of ``sources.yml``; they outrank the text.
        family: of the report; it knows how its titles begin, and which year was assessed where the text does not say.
    """
    texts = [one_line(p).strip("#* ") for p in paragraphs if p.strip()]  # Markdown marks headings with these
    title = _title(texts, (family.titles if family else ()) or tuple(_data()["titles"]))
    printed_name = hints.agency or _agency(title, texts)
    before = family.assessed_before if family else 1
    measures_year = _first_year(_data()["measures_year"], texts[: SETTINGS.cover]) if before else None
    fiscal_year = hints.fiscal_year or measures_year or _fiscal_year(title, texts)
    assessed = _first_year(_data()["assessment_year"], texts)
    basis = "printed" if assessed is not None else None
    if assessed is None and fiscal_year is not None:
        assessed, basis = fiscal_year - before, INFERRED[before]
    if printed_name is None:
        return Title(title, None, None, None, fiscal_year, assessed, basis)
    kind = agency_type(printed_name)
    name = printed_name if hints.agency else _without_address(printed_name, kind)
    return Title(title, name, kind, province_of(printed_name, kind), fiscal_year, assessed, basis)


def paragraphs_before(document: Document, unwrap: Callable[[Sequence[Line]], str], last_page: int) -> list[str]:
    """Return the running text up to a page, as paragraphs.

    Lines in a row are unwrapped; tables, page ends and other type sizes end them. Paragraphs are given singly and
    together: a title may be wrapped, or be made of lines that stand alone.
    """
    out: list[str] = []
    block: list[Line] = []

    def close() -> None:
        if block:
            paragraphs = unwrap(block).split("\n")
            out.extend(paragraphs)
            if len(paragraphs) > 1:
                out.append(" ".join(paragraphs))
            last = one_line(block[-1].text)
            if len(block) > 1 and last not in paragraphs and _is_name(last):
                out.append(last)  # a line of its own, taken for the end of the line above
            block.clear()

    for page in document.pages[:last_page]:
        for item in page.blocks:
            if isinstance(item, Table):
                close()
            elif not item.artifact and item.text.strip():
                if item.paragraph or (block and _is_set_apart(block[-1], item, page.width)):
                    close()
                block.append(item)
        close()
    return out


def _is_set_apart(above: Line, line: Line, width: float) -> bool:
    """Tell a line of another type size, or one that is not centred on the page below one that is."""
    if above.size and line.size and abs(above.size - line.size) > SETTINGS.other_size:
        return True
    if above.box is None or line.box is None:
        return False
    centred = [abs(b[0] + b[2] - width) < 2 * SETTINGS.off_centre for b in (above.box, line.box)]
    return centred == [True, False] and above.box[0] - line.box[0] > SETTINGS.indent


def artifact_texts(document: Document) -> list[str]:
    """Return the running heads and feet, each once: where the title names no body, they may."""
    lines = (b for page in document.pages for b in page.blocks if isinstance(b, Line) and b.artifact)
    return list(dict.fromkeys(text for line in lines if len(text := one_line(line.text)) > 5))


def _title(texts: Sequence[str], starts: tuple[str, ...]) -> str | None:
    """Return the paragraph that begins like a title and says most: an agency, a year."""
    found = [t for t in map(_without_caption, texts) if t.startswith(starts) and len(t) < SETTINGS.longest_title]
    if not found:
        return None

    def merit(text: str) -> tuple[bool, bool, int]:
        return (_agency_in(text) is not None, _year_in(text) is not None, -len(text))

    best = max(found, key=merit)
    years = [m for p in _data()["fiscal_year"] for m in re.finditer(p, best)]
    return best[: years[0].end()].strip() if years and "ปีงบประมาณ" in best[: years[0].end()].replace(" ", "") else best


def _without_caption(text: str) -> str:
    """Return a heading without the number of the table that it is of (``ตารางที่ 4.12 ผลการประเมิน ...``)."""
    return re.sub(r"^(?:ตาราง|รูป|ภาพ|แผนภูมิ)(?:ที่)?\s*\d[\d. ]*\s*[:.]?\s*", "", text)


def _agency(title: str | None, texts: Sequence[str]) -> str | None:
    """Return whose report it is: from the title, another heading with a year, or a line of the cover.

    Who assesses is named in the headings of others: its name counts where there is no other.
    """
    found = [name for name in _agencies(title, texts) if name]
    return next((name for name in found if not _is_assessor(name)), found[0] if found else None)


def _agencies(title: str | None, texts: Sequence[str]) -> Iterator[str | None]:
    """Yield the names that may say whose report it is, the likeliest place first."""
    yield _agency_in(title) if title else None
    yield from (_agency_in(text) for text in texts if title and title in text)  # the title ends with its years
    yield from (_agency_in(text) for text in texts if _year_in(text) is not None)
    yield _after_year(texts)
    yield from (text for text in texts[: SETTINGS.cover] if _is_name(text))
    yield from (_agency_in(text) for text in texts[: SETTINGS.cover] if _OWNER.match(text))
    yield from (_issuer(text) for text in texts[: SETTINGS.cover])


def _issuer(text: str) -> str | None:
    """Return the body that announces (``ประกาศเทศบาลเมืองพาน เรื่อง …``), unless it is one that assesses others."""
    _, issued, rest = text.partition("ประกาศ")
    name = _bare(re.split(rf"\s*(?:{_ends()}|เรื่อง)", rest, maxsplit=1)[0])
    return name if issued and text.startswith(issued) and _is_name(name) and not _is_assessor(name) else None


def _is_assessor(name: str) -> bool:
    return any(re.search(pattern, name) for pattern in _data()["assessors"])


def _after_year(texts: Sequence[str]) -> str | None:
    """Return a name that closes a heading behind its year (``... ประจำปีงบประมาณ พ.ศ. 2566 กรมการแพทย์``)."""
    for text in texts[: SETTINGS.cover]:
        for pattern in _data()["fiscal_year"]:
            for match in re.finditer(pattern, text):
                name = _bare(re.split(rf"\s*(?:{_ends()})", text[match.end() :], maxsplit=1)[0])
                if _is_name(name):
                    return name
    return None


def _agency_in(text: str) -> str | None:
    """Return the body in ``... ของ<body> ประจำปีงบประมาณ ...``.

    It is the last name of a known beginning that an end word, or the end of the text, closes.
    """
    ends = _ends()
    not_owners = "".join(rf"(?<!{re.escape(name.removesuffix('ของ'))})" for name in _data()["ends_in_owner"])
    owner = rf"(?:{not_owners}ของ|โดย|หน่วยงาน\s*:?|(?<!หน่วยงาน)ภายใน)\s*(?=[ก-๙A-Za-z])"
    owned = reversed(list(re.finditer(owner, text)))
    alone = re.finditer(r"(?:^|\s)(?=[ก-๙A-Za-z])", text)
    for matches, sure in ((owned, True), (alone, False)):
        for match in matches:
            name, *rest = re.split(rf"\s*(?:{ends})", text[match.end() :], maxsplit=1)
            name = _bare(name)
            if _is_name(name, sure=sure and bool(rest)):
                return name
    return None


def body_of_heading(text: str) -> str | None:
    """Return the body that the heading of a part of a document names, without its address; None where it names none."""
    if any(re.search(pattern, text) for pattern in _data()["not_headings"]):
        return None
    name = _agency_in(text) or (text if _is_name(text) else None)
    if name is None or _is_assessor(name):
        return None
    return _without_address(name, agency_type(name))


def _ends() -> str:
    """Return a pattern of the words that end a body's name."""
    ends = "|".join(re.escape(e) for e in _data()["agency_ends"])
    return rf"{ends}|ป[ก-๙]?\s?งบประมาณ"  # OCR loses the vowel of ปี


def _bare(name: str) -> str:
    """Return a name without the punctuation around it; a bracket that it opens itself stays closed."""
    name = name.strip(" :-–—(")
    return name if name.count("(") == name.count(")") else name.strip(" :-–—()")


def _is_name(text: str, sure: bool = False) -> bool:
    """Tell a body's name and nothing else: it begins as one, is short and has no figures.

    Args:
        sure: the place says that it is a name. Elsewhere it may have no words of a sentence.
    """
    kind = agency_type(text) if SETTINGS.shortest_name < len(text) <= SETTINGS.longest_name else None
    if kind is None or re.search(r"\d|www|@|:", _without_figures(text)):
        return False
    return sure or not _SENTENCE.search(text) or compact(_without_address(text, kind)) in registered_names()


def _without_figures(name: str) -> str:
    """Return a name without the figures that belong to names of places (``กม.5``)."""
    return re.sub("|".join(_data()["names_with_figures"]), "", name)


def _without_address(name: str, kind: str | None) -> str:
    """Return a local body's name without the district and province that follow it."""
    if kind in _data()["local_bodies"]:
        return re.split(r"\s*(?:อำเภอ|อ\.)|\s+จ\.|(?<!ส่วน)\s*จังหวัด", name)[0].strip() or name
    return name


def agency_type(name: str) -> str | None:
    """Return the kind of body, by how its name begins; the longest known beginning decides."""
    wording = compact(name)
    if "องค์การมหาชน" in wording:
        return "องค์การมหาชน"
    found = [
        (len(compact(start)), kind)
        for kind, starts in _data()["agency_types"].items()
        for start in starts
        if wording.startswith(compact(start)) and (len(start) > 3 or start == "กรม" or "." in name[: len(start) + 3])
    ]
    return max(found)[1] if found else None


def province_of(name: str, kind: str | None) -> str | None:
    """Return the province that a body's name says, if it says one (PyThaiNLP's list)."""
    from pipeline.normalize.lexicon import provinces

    known = sorted(provinces(), key=lambda province: (-len(province), province))
    flat = "".join(name.split())
    for province in known:
        if re.search(rf"(?:จังหวัด|จ\.){re.escape(province)}", flat) or (province == "กรุงเทพมหานคร" and province in flat):
            return province
    if kind in _data()["small_places"]:
        return None
    return next((p for p in known if flat.endswith(p)), None)


def _year(text: str) -> int | None:
    """Return four digits as a year of the Buddhist Era; None where it is none of the assessment."""
    year = int(text)
    year = year + SETTINGS.buddhist_era if year < 2400 else year
    return year if SETTINGS.oldest <= year <= SETTINGS.newest else None


def _year_in(text: str) -> int | None:
    return _first_year(_data()["fiscal_year"], [text])


def _first_year(patterns: Iterable[str], texts: Sequence[str]) -> int | None:
    for pattern in patterns:
        for text in texts:
            for match in re.finditer(pattern, text):
                year = _year_of(match)
                if year is not None and not is_mentioned(text[: match.start("year")]):
                    return year
    return None


def _year_of(match: re.Match[str]) -> int | None:
    """Return the year that a heading names, of a span of years the last one."""
    until = _year(match.group("until")) if match.group("until") else None
    return until or _year(match.group("year"))


def _fiscal_year(title: str | None, texts: Sequence[str]) -> int | None:
    """Return the year in the title, else the year that the headings name most often."""
    if title and (year := _year_in(title)) is not None:
        return year
    for pattern in _data()["fiscal_year"]:
        years = Counter(y for t in texts for m in re.finditer(pattern, t) if (y := _year_of(m)) is not None)
        if years:
            return years.most_common(1)[0][0]
    return None
