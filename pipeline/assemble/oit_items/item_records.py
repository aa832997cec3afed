"""Records of checklists: items become rows of the dataset, their texts unwrapped and their links read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.assemble.document_context import Unwrap
from pipeline.assemble.fields import one_line
from pipeline.assemble.oit_items.columns import CODE_AND_NAME, ChecklistColumns
from pipeline.assemble.oit_items.item_drafts import ItemDraft
from pipeline.domain.code_tokens import read_code_token
from pipeline.domain.web_links import read_links
from pipeline.model import Line, OitItemRow

_WITH_LINKS = ("links", "evidence", "remark", "name", CODE_AND_NAME, "requirement")
_MARK = re.compile(r"^[-–•●▪○■➢✓❖◆*]\s*")
_ONLY_MARKS = re.compile(r"[\s\-–•●▪○■➢✓❖◆*.,;:()\[\]\d]*")


def record_of(draft: ItemDraft, columns: ChecklistColumns, unwrap: Unwrap) -> OitItemRow:
    """Return the row of an item; its code is as printed."""
    code, name = _code_and_name(draft, columns, unwrap)
    beside = [_without_links(lines, unwrap) for key in ("links", "evidence") for lines in draft.segments.get(key, ())]
    return OitItemRow(
        page=draft.part.page,
        table_no=draft.part.table_no,
        row_first=draft.row_first,
        row_last=draft.row_last,
        code_raw=code,
        name=name,
        requirement=_text(draft, "requirement", unwrap, "\n"),
        links=_links(draft),
        evidence=_joined(beside, "\n"),
        remark=one_line(_text(draft, "remark", unwrap, "\n") or "") or None,
        code_readings=draft.code_readings,
    )


def _code_and_name(draft: ItemDraft, columns: ChecklistColumns, unwrap: Unwrap) -> tuple[str | None, str | None]:
    """Return an item's code as printed and its name; a text behind the code in its cell begins the name."""
    code, names = None, []
    joined = _text(draft, CODE_AND_NAME, unwrap, " ")
    if joined is not None:
        token = read_code_token(joined, oit_column=not columns.lettered)
        code, behind = (token.raw, token.rest) if token is not None else (None, joined)
        names.append(one_line(behind))
    printed = one_line("".join(line.text for lines in draft.segments.get("code", ()) for line in lines))
    if printed:
        token = read_code_token(printed, oit_column=not columns.lettered)
        code = printed if token is None or not token.rest else token.raw
        names.append(one_line(token.rest) if token is not None else "")
    names.append(one_line(_text(draft, "name", unwrap, " ") or ""))
    return code or None, _MARK.sub("", _joined(names, " ") or "") or None


def _text(draft: ItemDraft, name: str, unwrap: Unwrap, between: str) -> str | None:
    return _joined([unwrap(lines).strip() for lines in draft.segments.get(name, ())], between)


def _joined(texts: Iterable[str], between: str) -> str | None:
    return between.join(text for text in texts if text) or None


def _links(draft: ItemDraft) -> tuple[str, ...]:
    """Return the links of all fields, those of the column of links first, each once."""
    found: list[str] = []
    for name in _WITH_LINKS:
        text = "\n".join(line.text for lines in draft.segments.get(name, ()) for line in lines)
        found += read_links(text, tuple(dict.fromkeys(draft.targets.get(name, ()))))
    return tuple(dict.fromkeys(found))


def _without_links(lines: Sequence[Line], unwrap: Unwrap) -> str:
    """Return what a text says beside its printed links."""
    text = "\n".join(line.text for line in lines)
    for link in sorted(read_links(text), key=len, reverse=True):
        pattern = r"\s*".join(map(re.escape, link))
        text = re.sub(pattern, lambda match: "\n" * match.group().count("\n"), text)
    left = [replace(line, text=t.strip()) for line, t in zip(lines, text.split("\n"), strict=True)]
    kept = [line for line in left if not _ONLY_MARKS.fullmatch(line.text)]
    return unwrap(kept).strip()
