"""Records of tables of results: bodies become rows of results, their figures parsed and kept as printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.assemble.agency_results.body_drafts import BodyDraft
from pipeline.assemble.agency_results.result_column_content import SCORES, points
from pipeline.assemble.fields import is_dash, one_line
from pipeline.model import AgencyResultRow, Figure, FigureName, Line

_RANK = re.compile(r"[(]?(\d{1,5})[.)]{0,2}")
_FIGURES: tuple[FigureName, ...] = ("rank", "iit", "eit", "oit", "total", "grade")


def record_of(draft: BodyDraft, unwrap: Callable[[Sequence[Line]], str]) -> AgencyResultRow:
    """Return a body's row: figures where its cells hold figures; what they print is kept beside.

    Args:
        unwrap: makes a text of wrapped lines.
    """

    def text(name: str) -> str:
        cell = draft.joined(name)
        if cell is None:
            return ""
        return one_line(unwrap(cell.lines) if cell.lines else cell.text)

    figures = []
    for name in _FIGURES:
        cells = draft.of_field(name)
        if cells:
            raw = one_line(" ".join(c.text_raw or c.text for c in cells))
            readings = tuple(r for c in cells for r in c.readings)
            figures.append(Figure(name, cells[0].column, raw, text(name), readings))
    scores = {name: points(text(name)) for name in SCORES}
    columns = (one_line(c.text) for c in draft.of_field("agency_group"))
    groups = [group for group in (draft.group, *columns) if group and not is_dash(group)]
    rank = _RANK.fullmatch(text("rank").replace(" ", ""))
    any_tool = any(scores[name] is not None for name in ("iit", "eit", "oit"))
    return AgencyResultRow(
        page=draft.page,
        table_no=draft.table_no,
        row=draft.row,
        rank=int(rank.group(1)) if rank else None,
        agency=text("agency").strip() or None,
        agency_group=" / ".join(groups) or None,
        score_basis=draft.basis if any_tool else draft.basis_without_tools,
        grade=text("grade") or None,
        figures=tuple(figures),
        row_last=draft.last,
        iit=scores["iit"],
        eit=scores["eit"],
        oit=scores["oit"],
        total=scores["total"],
    )
