"""What the page of a release shows, and how much of it."""

from __future__ import annotations

from typing import NamedTuple


class ReportSettings(NamedTuple):
    """Limits of the page.

    Attributes:
        pass_mark: points of 100 from which a body passes the assessment; the line in charts.
        disagreement: points of 100 that two printed scores of one body, year and code may be apart by rounding; more
            apart, the sources disagree and neither counts.
        chart_years: the latest years that charts show; more would not be legible on paper.
        questions: weakest questions of a year: more than one looks through at a glance are in the query.
        texts: recurring texts that are shown.
        unread: documents that were not read wholly, the worst first.
        table_rows: of any other table, so that the page of a country stays below a megabyte.
        text_characters: of a text of a document; the whole one is in the release.
        chart_rules: rules with most findings in the chart.
    """

    pass_mark: float = 85.0
    disagreement: float = 0.055
    chart_years: int = 8
    questions: int = 10
    texts: int = 15
    unread: int = 20
    table_rows: int = 120
    text_characters: int = 240
    chart_rules: int = 15


REPORT = ReportSettings()
