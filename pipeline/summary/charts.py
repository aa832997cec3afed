"""The charts of the page, drawn by matplotlib."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.files.extras import how_to_install
from pipeline.model import SEVERITIES
from pipeline.summary import SummaryError
from pipeline.summary.coverage_figures import PARTS
from pipeline.summary.inline_svg import inline_svg
from pipeline.summary.report_section import Section, labels, word
from pipeline.summary.report_settings import REPORT
from pipeline.summary.score_figures import TOOLS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, PURPLE, GREY, INK = "#0072B2", "#D55E00", "#007A5A", "#8E4585", "#9AA3AB", "#4A535C"
"""After Okabe and Ito: told apart by people who see colours differently; each is also told by place or words."""
WIDTH = 7.6
"""Of a chart, in inches: a column of a page of A4."""
STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "ita-report",
    "text.parse_math": False,
    "font.size": 9.5,
    "font.family": ["sans-serif"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.grid": False,
    "legend.frameon": False,
}
Rows = Sequence[tuple[Any, ...]]


def chart_of(section: Section, lang: str) -> str | None:
    """Return the chart of a section as SVG for the page; None where there is none or nothing to draw.

    Raises:
        SummaryError: matplotlib is not installed.
    """
    draw = _DRAWN.get(section.key)
    rows = section.tables[0].rows if draw else ()
    if section.key == "findings":
        rows = section.tables[1].rows
    if draw is None or not rows:
        return None
    with _quiet_matplotlib() as new_figure:
        figure = new_figure()
        described = draw(figure, rows, lang)
        if not described:
            return None
        out = BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return inline_svg(out.getvalue(), section.key, labels()["charts"][section.key]["title"][lang], "; ".join(described))


@contextmanager
def _quiet_matplotlib() -> Iterator[Callable[[], Figure]]:
    """Give a maker of figures; fonts that this machine lacks are no concern: the browser of the reader has its own."""
    import logging
    import warnings

    font_log = logging.getLogger("matplotlib")
    level = font_log.level
    font_log.setLevel(logging.CRITICAL)
    try:
        try:
            import matplotlib
            from matplotlib.figure import Figure
        except ImportError as error:
            raise SummaryError(f"matplotlib is not installed; {how_to_install('report')}") from error
        with warnings.catch_warnings(), matplotlib.rc_context({**dict(matplotlib.rcParamsDefault), **STYLE}):
            warnings.simplefilter("ignore")
            yield lambda: Figure(figsize=(WIDTH, 3.0))
    finally:
        font_log.setLevel(level)


def _axes(figure: Figure, height: float, left: float = 0.08, bottom: float = 0.55, top: float = 0.5) -> Axes:
    """Return the axes of a chart; margins do not hang on the fonts of this machine."""
    figure.set_size_inches(WIDTH, height)
    figure.subplots_adjust(left=left, right=0.97, bottom=bottom / height, top=1 - top / height)
    return figure.add_subplot()


def _latest(rows: Rows) -> list[tuple[Any, ...]]:
    """Return the rows of the latest years, those of no year left out."""
    years = sorted({row[0] for row in rows if row[0] is not None})[-REPORT.chart_years :]
    return [row for row in rows if row[0] in years]


def _legend(axes: Axes, columns: int) -> None:
    axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=columns, handlelength=1.0, columnspacing=1.4)


def _coverage(figure: Figure, rows: Rows, lang: str) -> list[str]:
    """Draw, per year, the share of bodies of which there is each part."""
    rows = _latest(rows)
    axes = _axes(figure, 3.0)
    colours = (BLUE, ORANGE, GREEN, PURPLE, GREY)
    for n, (part, colour) in enumerate(zip(PARTS, colours, strict=True)):
        shares = [100 * row[2 + n] / row[1] for row in rows]
        places = [at + (n - 2) * 0.16 for at in range(len(rows))]
        axes.bar(places, shares, 0.14, color=colour, label=word(part, lang))
    axes.set_xticks(range(len(rows)), [str(row[0]) for row in rows])
    axes.set_xlim(-0.6, max(len(rows), 3) - 0.4)
    axes.set_ylim(0, max(5.0, axes.get_ylim()[1]))
    axes.set_ylabel(word("bodies_axis", lang))
    _legend(axes, len(PARTS))
    return [
        f"{row[0]}: " + ", ".join(f"{word(p, lang)} {row[2 + n]:,}/{row[1]:,}" for n, p in enumerate(PARTS))
        for row in rows
    ]


def _scores(figure: Figure, rows: Rows, lang: str) -> list[str]:
    """Draw, per tool and year, median and quartiles, with the line at the pass mark."""
    rows = _latest(rows)
    years = sorted({row[0] for row in rows})
    figure.set_size_inches(WIDTH, 3.1)
    figure.subplots_adjust(left=0.07, right=0.98, bottom=0.14, top=0.86, wspace=0.12)
    panels = figure.subplots(1, len(TOOLS), sharey=True)
    least = min((row[4] for row in rows), default=0)
    for axes, tool, colour in zip(panels, TOOLS, (INK, BLUE, ORANGE, GREEN), strict=True):
        for row in rows:
            if row[1] == tool:
                at = years.index(row[0])
                axes.plot([at, at], [row[4], row[6]], color=colour, alpha=0.35, linewidth=9, solid_capstyle="butt")
                axes.plot([at], [row[5]], "o", color=colour, markersize=5)
        axes.axhline(REPORT.pass_mark, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
        axes.set_xticks(range(len(years)), [str(year % 100) for year in years])
        axes.set_xlim(-0.7, max(len(years), 3) - 0.3)
        axes.set_title(word(tool, lang), loc="left", color=colour, fontsize=10.5)
    panels[0].set_ylim(min(60.0, least - 3), 101)
    panels[0].set_ylabel(word("score_axis", lang))
    figure.text(
        0.98, 0.955, f"● {word('box', lang)}   - - {word('pass_mark', lang)}", ha="right", color=INK, fontsize=8.5
    )
    return [f"{row[0]} {word(row[1], lang)}: {row[5]:.2f} ({row[4]:.2f}–{row[6]:.2f})" for row in rows]


def _changes(figure: Figure, rows: Rows, lang: str) -> list[str]:
    """Draw, per year, the shares of bodies that rose (right) and fell (left)."""
    rows = _latest(rows)
    axes = _axes(figure, 1.2 + 0.38 * len(rows))
    at = range(len(rows))
    parts = {"down": (4, ORANGE), "same": (3, GREY), "up": (2, BLUE)}
    starts = [0.0] * len(rows)
    for name, (column, colour) in parts.items():
        shares = [100 * row[column] / row[1] for row in rows]
        axes.barh(at, shares, 0.62, left=starts, color=colour, label=word(name, lang))
        starts = [start + share for start, share in zip(starts, shares, strict=True)]
    axes.set_yticks(at, [str(row[0]) for row in rows])
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel(word("bodies_axis", lang))
    _legend(axes, len(parts))
    return [f"{r[0]}: " + ", ".join(f"{word(n, lang)} {r[c]:,}" for n, (c, _) in parts.items()) for r in rows]


def _questions(figure: Figure, rows: Rows, lang: str) -> list[str]:
    """Draw the weakest questions of the latest year against the pass mark."""
    year = max(row[0] for row in rows)
    rows = [row for row in rows if row[0] == year]
    axes = _axes(figure, 1.15 + 0.27 * len(rows), top=0.35)
    axes.barh(range(len(rows)), [row[4] for row in rows], 0.62, color=BLUE)
    for at, row in enumerate(rows):
        axes.text(row[4] + 0.8, at, f"{row[4]:.1f}", va="center", color=INK, fontsize=8.5)
    axes.axvline(REPORT.pass_mark, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
    axes.text(REPORT.pass_mark, -0.75, word("pass_mark", lang), ha="center", color=INK, fontsize=8.5)
    axes.set_yticks(range(len(rows)), [row[1] for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, 106)
    axes.set_xlabel(f"{word('question_axis', lang)}, {year}")
    return [f"{row[1]}: {row[4]:.2f}" for row in rows]


def _measures(figure: Figure, rows: Rows, lang: str) -> list[str]:
    """Draw, per year, what is planned beside what is reported."""
    rows = _latest(rows)
    if not rows:
        return []
    axes = _axes(figure, 3.0, left=0.11)
    at = range(len(rows))
    axes.bar([x - 0.2 for x in at], [row[2] for row in rows], 0.36, color=PURPLE, label=word("planned", lang))
    bottom = [0] * len(rows)
    for name, column, colour in (("done", 4, BLUE), ("not_done", 5, ORANGE), ("not_said", 6, GREY)):
        counts = [row[column] for row in rows]
        axes.bar([x + 0.2 for x in at], counts, 0.36, bottom=bottom, color=colour, label=word(name, lang))
        bottom = [low + count for low, count in zip(bottom, counts, strict=True)]
    axes.set_xticks(at, [str(row[0]) for row in rows])
    axes.set_xlim(-0.7, max(len(rows), 3) - 0.3)
    axes.set_ylabel(word("measures_axis", lang))
    axes.yaxis.set_major_formatter("{x:,.0f}")
    _legend(axes, 4)
    names = ("planned", "", "done", "not_done", "not_said")
    return [f"{r[0]}: " + ", ".join(f"{word(n, lang)} {r[2 + i]:,}" for i, n in enumerate(names) if n) for r in rows]


def _bars(figure: Figure, named: Sequence[tuple[str, int, str]], label: str, left: float) -> list[str]:
    """Draw bars from left to right, each with its name, count and colour."""
    axes = _axes(figure, 0.75 + 0.27 * len(named), left=left, top=0.12)
    most = max(count for _, count, _ in named)
    axes.barh(range(len(named)), [n[1] for n in named], 0.62, color=[n[2] for n in named])
    for at, (_, count, _) in enumerate(named):
        axes.text(count + most * 0.01, at, f"{count:,}", va="center", color=INK, fontsize=8.5)
    axes.set_yticks(range(len(named)), [n[0] for n in named])
    axes.set_ylim(len(named) - 0.4, -0.6)
    axes.set_xlim(0, most * 1.12 or 1)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set_xlabel(label)
    return [f"{name}: {count:,}" for name, count, _ in named]


def _texts(figure: Figure, rows: Rows, lang: str) -> list[str]:
    """Draw how many texts are had by how many bodies."""
    return _bars(figure, [(word(row[0], lang), row[1], PURPLE) for row in rows], word("texts_axis", lang), 0.24)


def _findings(figure: Figure, rows: Rows, lang: str) -> list[str]:
    """Draw the rules with most findings; the severity stands beside the rule."""
    colours = dict(zip(SEVERITIES, (ORANGE, PURPLE, BLUE), strict=True))
    most = sorted(((row, row[2] + row[3] + row[4]) for row in rows), key=lambda r: -r[1])[: REPORT.chart_rules]
    words = labels()["words"]
    named = [
        (
            f"{row[0][:40]} · {words[row[1]][lang] if row[1] in colours else row[1][:12]}",
            count,
            colours.get(row[1], GREY),
        )
        for row, count in most
    ]
    return _bars(figure, named, word("findings_axis", lang), 0.36)


_DRAWN: dict[str, Callable[[Figure, Rows, str], list[str]]] = {
    "coverage": _coverage,
    "scores": _scores,
    "changes": _changes,
    "questions": _questions,
    "measures": _measures,
    "texts": _texts,
    "findings": _findings,
}
