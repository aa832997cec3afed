"""The page of a release, from a template that escapes whatever it is given."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.domain.control_characters import without_controls
from pipeline.emit.schema.field_registry import registry
from pipeline.emit.store.releases import Release, read_manifest
from pipeline.html_templates import template_environment
from pipeline.summary.charts import chart_of
from pipeline.summary.coverage_figures import coverage_section, documents_section, share
from pipeline.summary.finding_figures import findings_section
from pipeline.summary.measure_figures import measures_section, texts_section
from pipeline.summary.report_section import Section, Share, Term, Translated, labels, query_of, word
from pipeline.summary.score_figures import changes_section, questions_section, scores_section

if TYPE_CHECKING:
    import jinja2

POLICY = "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'"
SECTIONS = (
    documents_section,
    coverage_section,
    scores_section,
    changes_section,
    questions_section,
    measures_section,
    texts_section,
    findings_section,
)
YEAR_COLUMNS = ("fiscal_year", "first_year")
"""Columns whose numbers are years: no separator of thousands."""


class Tile(NamedTuple):
    """A key figure, and the section with its rows."""

    section: str
    figure: str
    label: str
    year: int | None


def sections_of(release: Release) -> list[Section]:
    """Return all that the page shows of a release, without charts."""
    return [make(release) for make in SECTIONS]


def report_page(release: Release, lang: str) -> str:
    """Return the page.

    Args:
        release: what it is of.
        lang: ``th`` or ``en``.

    Raises:
        ReleaseError: the release cannot be read.
        SummaryError: matplotlib is not installed.
    """
    sections = [replace(section, chart=chart_of(section, lang)) for section in sections_of(release)]
    css = files(__package__).joinpath("templates", "report.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return (
        _environment(lang)
        .get_template("report.html")
        .render(
            lang=lang,
            css=css,
            policy=POLICY.format(digest),
            release=release,
            version=str(read_manifest(release.path).get("pipeline_version") or ""),
            sections=sections,
            tiles=_tiles(sections, lang),
            datasets=[d for name, d in registry().items() if name in release.rows],
            labels=labels(),
            query=lambda table: query_of(table, release),
            year_columns=YEAR_COLUMNS,
        )
    )


def _environment(lang: str) -> jinja2.Environment:
    from markupsafe import Markup

    def shown(value: Any, is_year: bool = False) -> str:
        if value is None:
            return "–"
        if isinstance(value, Share):
            return f"{value:.1f} %"
        if isinstance(value, float):
            return f"{value:,.2f}"
        if isinstance(value, int):
            return str(value) if is_year else f"{value:,}"
        if isinstance(value, Term) and value in labels()["words"]:
            return word(str(value), lang)
        if isinstance(value, Translated):
            return value.th if lang == "th" else value.en
        return without_controls(str(value))

    environment = template_environment(__package__, lstrip_blocks=True)
    environment.filters["shown"] = shown
    environment.filters["own_markup"] = Markup  # charts and the style sheet, both made here
    environment.globals["w"] = lambda name, **n: _filled(word(name, lang), n)
    return environment


def _filled(text: str, values: dict[str, Any]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", f"{value:,}")
    return text


def _tiles(sections: list[Section], lang: str) -> list[Tile]:
    """Return the key figures that there are, each the same as in a table of its section."""
    tables = {table.key: table.rows for section in sections for table in section.tables}
    totals = {table.key: table.total for section in sections for table in section.tables}
    by_status, by_year = tables["documents_by_status"], tables["measures_by_year"]
    figures: dict[str, str] = {
        "documents": f"{sum(row[1] for row in by_status):,}",
        "pages": f"{sum(row[2] for row in by_status):,}",
    }
    years: dict[str, int] = {}
    there = [row for row in tables["coverage_by_year"] if row[-1] < row[1]]
    if there:
        figures["bodies"] = f"{there[-1][1] - there[-1][-1]:,} / {there[-1][1]:,}"
        years["bodies"] = there[-1][0]
    passed = [row for row in tables["scores_by_tool"] if row[1] == "total"]
    if passed:
        figures["passed"] = f"{passed[-1][-1]:.1f} %"
        years["passed"] = passed[-1][0]
    reported, done, not_done = (sum(row[n] for row in by_year) for n in (3, 4, 5))
    if reported:
        figures["measures"] = f"{reported:,}"
    if done + not_done:
        figures["done"] = f"{share(done, done + not_done):.1f} %"
    if totals["recurring_texts"]:
        figures["texts"] = f"{totals['recurring_texts']:,}"
    figures["findings"] = f"{sum(row[1] for row in tables['findings_by_severity']):,}"
    about = labels()["tiles"]
    return [
        Tile(about[name]["section"], figure, about[name]["label"][lang], years.get(name))
        for name, figure in figures.items()
    ]
