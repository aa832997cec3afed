"""HTML in transcripts: a tag starts a paragraph or means nothing, an entity is a character.

Every pattern reads a text once, whatever is left open in it: none looks for an end beyond the next ``<``.
"""

from __future__ import annotations

import html
import re

_BREAKS = "p|br|li|ul|ol|div|tr|h[1-6]|hr|center|dd|dt|dl|blockquote"
_DROPPED = (
    "span|i|b|u|s|em|strong|sup|sub|font|small|big|mark|del|ins|img|a|table|tbody|thead|tfoot|td|th|html|body|head|"
    "header|footer|section|article|main|nav|figure|figcaption|caption|colgroup|col|meta|link|pre|code|label|input|form|"
    "button"
)
ATTRIBUTES = r"""(?:[^<>=]++|=\s*+(?:"[^"<]*+"|'[^'<]*+')?+)*+"""
"""Attributes of a tag; a quoted value may hold ``>``. A quote that is not closed before the next tag is none."""
_TAG = re.compile(rf"<\s*+(/?)\s*+({_BREAKS}|{_DROPPED})\b({ATTRIBUTES})>", re.IGNORECASE)
_BREAK = re.compile(rf"(?:{_BREAKS})$", re.IGNORECASE)
_UNFINISHED_TAG = re.compile(rf"<\s*+/?\s*+(?:{_BREAKS}|{_DROPPED})\b[^<>\nก-๙]{{0,200}}\Z", re.IGNORECASE)
_HIDDEN = re.compile(
    r"<(?:(script|style|title)\b|(!--)(?!\s*+(?:page|new\s*+page))|(?:!doctype|\?xml)[^<>]*+>)", re.IGNORECASE
)
_ENDS = {name: re.compile(rf"</{name}\s*+>", re.IGNORECASE) for name in ("script", "style", "title")}
_ENDS["!--"] = re.compile("-->")
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"&#(?:[0-9]{8,}|x[0-9a-f]{7,});?", re.IGNORECASE)
_SPACES = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def drop_invisible(text: str) -> str:
    """Remove what a browser does not show: scripts, styles, comments, a tag that the end of the file cuts.

    Page comments stay, they mark pages. Where a script or a comment is never closed, what follows it stays too.
    """
    if "<" not in text:
        return text
    parts, at = [], 0
    never_closed: set[str] = set()
    hidden = _HIDDEN.search(text)
    while hidden is not None:
        parts.append(text[at : hidden.start()])
        at = hidden.end()
        name = (hidden.group(1) or hidden.group(2) or "").lower()
        if name and name not in never_closed:
            end = _ENDS[name].search(text, at)
            if end is None:
                never_closed.add(name)
            else:
                at = end.end()
        hidden = _HIDDEN.search(text, at)
    parts.append(text[at:])
    visible = "".join(parts)
    last = visible.rfind("<")
    return visible if last < 0 else visible[:last] + _UNFINISHED_TAG.sub("", visible[last:])


def split_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a cell or of running text, without tags, maybe empty ones too.

    A paragraph starts where a tag like ``<p>`` or ``<br>`` stands, and at a line end. The address of a link is put
    behind its text unless it is the text. A tag that HTML does not have (``<https://...>``) is text.
    """
    paragraphs: list[str] = []
    parts: list[str] = []
    at, href, linked_from = 0, "", 0
    for tag in _TAG.finditer(text):
        parts.append(text[at : tag.start()])
        at = tag.end()
        name = tag.group(2).lower()
        if _BREAK.match(name):
            paragraphs.append("".join(parts))
            parts, linked_from = [], 0
        elif name == "a":
            if tag.group(1) and href and href not in unescape("".join(parts[linked_from:])):
                parts.append(f" {html.escape(href)}")
            link = None if tag.group(1) else _HREF.search(tag.group(3))
            href = unescape(link.group(1)) if link and link.group(1).startswith("http") else ""
            linked_from = len(parts)
    parts.append(text[at:])
    paragraphs.append("".join(parts))
    return [unescape(line) for paragraph in paragraphs for line in paragraph.split("\n")]


def unescape(text: str) -> str:
    """Return a text with its entities as characters; one that is a control character is a space."""
    if "&" not in text:
        return text
    return _SPACES.sub(" ", html.unescape(_LONG_NUMBER.sub("\ufffd", text)))
