"""HTML in transcripts: a tag starts a paragraph or means nothing, an entity is a character."""

from __future__ import annotations

import html
import re

_BREAKS = "p|br|li|ul|ol|div|tr|h[1-6]|hr|center|dd|dt|dl|blockquote"
_DROPPED = (
    "span|i|b|u|s|em|strong|sup|sub|font|small|big|mark|del|ins|img|a|table|tbody|thead|tfoot|td|th|html|body|head|"
    "header|footer|section|article|main|nav|figure|figcaption|caption|colgroup|col|meta|link|pre|code|label|input|form|"
    "button"
)
_TAG = re.compile(rf"<\s*(/?)\s*({_BREAKS}|{_DROPPED})\b([^<>]*)>", re.IGNORECASE)
_BREAK = re.compile(rf"(?:{_BREAKS})$", re.IGNORECASE)
_INVISIBLE = re.compile(
    r"<(script|style|title)\b.*?</\1\s*>|<!--(?!\s*(?:page|new\s*page)).*?-->|<!doctype[^>]*>|<\?xml[^>]*\?>",
    re.IGNORECASE | re.DOTALL,
)
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


def drop_invisible(text: str) -> str:
    """Remove what a browser does not show: scripts, styles, comments. Page comments stay, they mark pages."""
    return _INVISIBLE.sub("", text) if "<" in text else text


def split_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a cell or of running text, without tags, maybe empty ones too.

    A paragraph starts where a tag like ``<p>`` or ``<br>`` stands, and at a line end. The address of a link is put
    behind its text unless it is the text. A tag that HTML does not have (``<https://...>``) is text.
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
    return [html.unescape(piece) for part in out for piece in part.split("\n")]
