"""Mark-up of transcripts: tags are structure (a paragraph starts here) or nothing, entities are characters."""

from __future__ import annotations

import html
import re

from pipeline.model import Line

_BREAKS = "p|br|li|ul|ol|div|tr|h[1-6]|hr|center|dd|dt|dl|blockquote"
_DROPPED = (
    "span|i|b|u|s|em|strong|sup|sub|font|small|big|mark|del|ins|img|a|table|tbody|thead|tfoot|td|th|html|body|head|header|footer|section|"
    "article|main|nav|figure|figcaption|caption|colgroup|col|meta|link|pre|code|label|input|form|button"
)
_TAG = re.compile(rf"<\s*(/?)\s*({_BREAKS}|{_DROPPED})\b([^<>]*)>", re.IGNORECASE)
_BREAK = re.compile(rf"(?:{_BREAKS})$", re.IGNORECASE)
_INVISIBLE = re.compile(
    r"<(script|style|title)\b.*?</\1\s*>|<!--(?!\s*(?:page|new\s*page)).*?-->|<!doctype[^>]*>|<\?xml[^>]*\?>",
    re.IGNORECASE | re.DOTALL,
)
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_BOLD = re.compile(r"(?<!\*)\*\*(?![*\s])([^*]+?)(?<!\s)\*\*(?!\*)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")


def drop_invisible(text: str) -> str:
    """Take out what a browser does not show: scripts, styles, comments (page comments stay, they mark pages)."""
    return _INVISIBLE.sub("", text) if "<" in text else text


def to_lines(text: str, markdown: bool = False) -> list[Line]:
    """The lines of a cell or of running text: a new one where a tag or a line end starts a paragraph.

    Args:
        text: with HTML tags and entities. A tag that HTML does not have (``<https://...>``) is text.
        markdown: also undo Markdown's bold marks and backslashes. ``***`` stays: reports mark measures with it.
    """
    out: list[str] = [""]
    at, href = 0, ""
    for tag in _TAG.finditer(text):
        out[-1] += text[at : tag.start()]
        at = tag.end()
        name = tag.group(2).lower()
        if _BREAK.match(name):
            out.append("")
        elif name == "a":
            link = _HREF.search(tag.group(3))
            if tag.group(1) and href and href not in out[-1]:
                out[-1] += f" {href}"
            href = html.unescape(link.group(1)) if link and link.group(1).startswith("http") else ""
    out[-1] += text[at:]
    pieces = [html.unescape(piece) for part in out for piece in part.split("\n")]
    if markdown:
        pieces = [_ESCAPED.sub(r"\1", _BOLD.sub(r"\1", piece)) for piece in pieces]
    return [Line(raw=piece.strip(), paragraph=True) for piece in pieces if piece.strip()]
