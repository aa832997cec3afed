"""Page ends in checklists: does the first row of a page go on with the item above, whose code the page end cut off?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from pipeline.assemble.fields import one_line
from pipeline.assemble.oit_items.columns import begins_with_link
from pipeline.assemble.oit_items.item_drafts import ItemCells
from pipeline.assemble.oit_items.item_rows import ItemRow, ReadingState, as_further_row, code_text_of, item_row
from pipeline.assemble.row_kinds import RowPlace
from pipeline.domain.code_tokens import CodeToken, read_code_token
from pipeline.domain.family import ChecklistWords
from pipeline.domain.oit_item_names import is_item_name, name_likeness
from pipeline.domain.thai_digits import to_arabic
from pipeline.model import RowKind

_CODE_BEGINS = re.compile(r"(?:OIT|O)\s?\.?\s?\d?", re.IGNORECASE)
_CODE_GOES_ON = re.compile(r"\d{1,2}\s*[.:]?")


class PageEndSettings(NamedTuple):
    """Thresholds that tell whether a row goes on over a page end.

    Attributes:
        likelier: share by which the joined name must be more like the code's item than the lower part by itself.
    """

    likelier: float = 0.02


SETTINGS = PageEndSettings()


def rest_with_code(
    words: ChecklistWords, state: ReadingState, place: RowPlace, cells: ItemCells, token: CodeToken | None
) -> ItemRow | None:
    """Return the first row of a page as the rest of a row whose code the page end cut; None where it is not.

    The code's first letter may stand above, or the code wholly below: cells may be centred. What stood above is taken
    for the beginning of an item then, otherwise for a further row of the item above it.
    """
    codeless, state.codeless = state.codeless, None
    if token is None and state.above is not None:
        below = code_text_of(cells, state.columns)
        if _code_goes_on(state, code_text_of(state.above.cells, state.columns), below):
            return item_row(place, RowKind.REST, "it has the last figures of the code above", cells, goes_on=True)
    if codeless is None or token is None:
        return None
    cut = state.rows[codeless]
    further_rows = any(row.row.kind is RowKind.CONTINUED for row in state.rows[:codeless])
    no_further_row = state.page_open and not further_rows and not cut.text("name")
    if no_further_row or _name_goes_on(state, cut, cells, token) or _texts_go_on(words, state, cut, cells):
        reason = "the page end cut off its code, which is on the next page"
        state.rows[codeless] = replace(cut, row=replace(cut.row, kind=RowKind.RECORD, reason=reason))
        reason = "it has the code of the item that the page end cut above it"
        return item_row(place, RowKind.REST, reason, cells, goes_on=True)
    if cut.row.kind is RowKind.RECORD and any(row.is_item for row in state.rows[:codeless]):
        state.rows[codeless] = as_further_row(cut)
    return None


def _code_goes_on(state: ReadingState, above: str, below: str) -> bool:
    """Tell whether figures at the top of a page belong to the code that ends the page above: its number must follow."""
    figures = state.columns.lettered and _CODE_GOES_ON.fullmatch(to_arabic(below))
    if not figures or not _CODE_BEGINS.fullmatch(to_arabic(above)):
        return False
    token = read_code_token(above + below)
    if token is None or to_arabic(below).startswith("0"):
        return False
    codes = [read_code_token(code_text_of(row.cells, state.columns)) for row in state.rows if row.is_item]
    before = [code.number for code in codes[:-1] if code is not None]
    return above[-1:].isalpha() or (bool(before) and token.number == before[-1] + 1)


def _name_goes_on(state: ReadingState, cut: ItemRow, cells: ItemCells, token: CodeToken) -> bool:
    """Tell whether the name above the page end goes on below it, where its code stands.

    It does where both together are more like the code's item than the lower part; and where that is no item's name and
    the page end left the cells open.
    """
    above = cut.text("name")
    if not above:
        return False
    below = token.rest or " ".join(one_line(c.text) for c in cells.get("name", ()))
    code = f"O{token.number}"
    if not below or name_likeness(above + below, code, None) > name_likeness(below, code, None) + SETTINGS.likelier:
        return True
    return state.page_open and not is_item_name(below)


def _texts_go_on(words: ChecklistWords, state: ReadingState, cut: ItemRow, cells: ItemCells) -> bool:
    """Tell whether a requirement or a link above the page end goes on below it.

    Below stands no beginning of one; or, where the page end left the cells open, nothing at all.
    """
    for name in ("requirement", "links"):
        above = cut.text(name)
        below = " ".join(one_line(c.text) for c in cells.get(name, ()))
        begins = begins_with_link(below) if name == "links" else bool(words.asks.match(below))
        if above and ((below and not begins) or (not below and state.page_open)):
            return True
    return False
