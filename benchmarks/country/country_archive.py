"""Drawing a synthetic country: bodies of the register, their scores over the years, and what they publish."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from benchmarks.country import country_documents as documents
from benchmarks.country.country_documents import SUFFIXES, Measure
from benchmarks.country.measure_texts import MeasureText, draw_text
from benchmarks.country.truth import BodyYear, Country, HeldBack, Printed
from benchmarks.typesetting.forms.content import BodyScores, draw_scores, questions, wordings
from pipeline.domain.register.body import Body, register

FIRST_YEAR = 2565
HELD_BACK = 2
"""Documents that are kept for reruns."""


class CountryShares(NamedTuple):
    """How often what happens, as shares (0 to 1) of bodies and years.

    Attributes:
        unlisted: a body is not in the announcement.
        no_plan, no_report: a body publishes none.
        score_sheet: a body publishes a score sheet of its own.
        contradicted: of score sheets, those that print another total than the announcement.
        carried_out: of measures in reports.
        renamed_from: fiscal year from which bodies with former names print their present one.
    """

    unlisted: float = 0.01
    no_plan: float = 0.05
    no_report: float = 0.07
    score_sheet: float = 0.02
    contradicted: float = 0.4
    carried_out: float = 0.8
    renamed_from: int = 2567


SHARES = CountryShares()
CONTRADICTION, HIGHEST_CONTRADICTED = 0.9, 99.0
"""Points by which a contradicting score sheet is above the announcement, where no tool has more points than that."""


def build_country(raw: Path, bodies: int, years: int, seed: int) -> Country:
    """Write the archive of a country, and return it with its truth.

    Args:
        raw: folder of the archive, which is made.
        bodies: how many, drawn from the register; all of it where it has fewer.
        years: fiscal years, from ``FIRST_YEAR`` on.
        seed: of the draws.
    """
    known = list(register().values())
    chosen = sorted(random.Random(seed).sample(known, min(bodies, len(known))), key=lambda b: b.body_id)
    country = Country(raw, {body.body_id: body for body in chosen})
    announced: dict[tuple[int, str], list[tuple[Body, str, Printed]]] = defaultdict(list)
    for body in chosen:
        rng = random.Random(f"{seed} {body.body_id}")
        scores = {year: draw_scores(rng, year) for year in range(FIRST_YEAR - 1, FIRST_YEAR + years)}
        for year in range(FIRST_YEAR, FIRST_YEAR + years):
            of_year = country.years[body.body_id, year] = BodyYear()
            _publish_scores(country, rng, body, scores[year], of_year)
            if of_year.result is not None:
                row = (body, printed_name(body, year), of_year.result)
                announced[year, body.province or ""].append(row)
            _publish_measures(country, rng, body, scores[year - 1], of_year)
    for (year, province), rows in announced.items():
        rows.sort(key=lambda row: -row[2].total)
        suffix = SUFFIXES[len(province) % len(SUFFIXES)]
        text = documents.announcement(year, province, rows, suffix)
        _store(country, f"{year}/announcement-{province or 'central'}{suffix}", text)
    return country


def printed_name(body: Body, year: int) -> str:
    """Return the name that a body prints in a year: a former one until it changed."""
    former = [alias for alias in body.aliases if alias.startswith(("องค์การบริหารส่วนตำบล", "เทศบาล"))]
    return former[0] if former and year < SHARES.renamed_from else body.name_th


def add_document(country: Country, new: HeldBack) -> Path:
    """Put a report that was held back into the archive."""
    of_year = country.years[new.body_id, new.year]
    of_year.reported, of_year.carried_out = new.reported, new.carried_out
    for text in new.texts:
        _count_text(country, new.body_id, text)
    return _store(country, new.name, new.content)


def _store(country: Country, name: str, text: str) -> Path:
    path = country.raw / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    country.documents += 1
    return path


def _file_name(year: int, body: Body, kind: str, suffix: str) -> str:
    return f"{year}/{body.province_code or '00'}/{body.body_id}-{kind}{suffix}"


def _printed(scores: BodyScores, more: float = 0.0) -> Printed:
    """Return scores as they are printed, each higher by some points."""
    iit, eit, oit = (round(scores.tools[tool] + more, 2) for tool in ("IIT", "EIT", "OIT"))
    return Printed(round(scores.total + more, 2), iit, eit, oit, scores.grade())


def _publish_scores(country: Country, rng: random.Random, body: Body, scores: BodyScores, of_year: BodyYear) -> None:
    """Draw whether a body is announced, and whether it has a score sheet."""
    if rng.random() >= SHARES.unlisted:
        of_year.result = _printed(scores)
    if rng.random() < SHARES.score_sheet:
        more = (
            CONTRADICTION
            if rng.random() < SHARES.contradicted and max(scores.tools.values()) < HIGHEST_CONTRADICTED
            else 0.0
        )
        printed, suffix = _printed(scores, more), rng.choice(SUFFIXES)
        text = documents.score_sheet(scores.year, body, printed_name(body, scores.year), printed, suffix)
        _store(country, _file_name(scores.year, body, "scores", suffix), text)
        of_year.own = printed


def _publish_measures(country: Country, rng: random.Random, body: Body, before: BodyScores, of_year: BodyYear) -> None:
    """Draw plan and report of the year after that of the scores."""
    year, name = before.year + 1, printed_name(body, before.year + 1)
    measures = _draw_measures(rng, before)
    suffix = rng.choice(SUFFIXES)
    if rng.random() >= SHARES.no_plan:
        _store(
            country,
            _file_name(year, body, "plan", suffix),
            documents.plan(rng, year, body, name, before, measures, suffix),
        )
        for text in {m.text for m in measures}:
            _count_text(country, body.body_id, text)
        of_year.planned = len(measures)
    done = [m._replace(done=rng.random() < SHARES.carried_out) for m in measures]
    report = HeldBack(
        _file_name(year, body, "report", suffix),
        documents.report(rng, year, body, name, before, done, suffix),
        body.body_id,
        year,
        len(done),
        sum(bool(m.done) for m in done),
        frozenset(m.text for m in done),
    )
    if rng.random() >= SHARES.no_report:
        add_document(country, report)
    elif len(country.new) < HELD_BACK:
        country.new.append(report)


def _draw_measures(rng: random.Random, before: BodyScores) -> list[Measure]:
    """Draw three to six codes in the order of their topics, each with one measure."""
    asked = questions(before.year)
    members = wordings()["topic_indicators"]
    codes = sorted(rng.sample(list(asked), rng.randint(3, 6)), key=list(asked).index)
    topics = [next(n for n, of_topic in enumerate(members, start=1) if asked[c].indicator in of_topic) for c in codes]
    pairs = list(zip(topics, codes, strict=True))
    if before.year + 1 >= documents.FIRST_YEAR_OF_TOPICS:
        pairs.sort(key=lambda pair: pair[0])
    return [Measure(code, topic, draw_text(rng)) for topic, code in pairs]


def _count_text(country: Country, body_id: str, text: MeasureText) -> None:
    """Note a text of the shared pool that a document has."""
    if text.kind == "copied" and text.original is not None:
        country.copied.setdefault(text.original, Counter())[body_id] += 1
    elif text.kind == "nearly" and text.original is not None:
        country.nearly.setdefault(text.original, set()).add(text.text)
