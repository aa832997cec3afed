"""Links that a cell prints: wrapped at any place, several run together, or behind words (``web_links.yml``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pipeline.domain.code_tokens import read_code_token
from pipeline.domain.data_files import read_yaml
from pipeline.domain.thai_digits import to_arabic

_INVISIBLE = re.compile(r"[\u200b\u200c\u2060\u00ad\ufeff]")
_LINE_END = re.compile(r"[^\S\n]*[\n\r\v\f\u2028]+[^\S\n]*")


def _over_lines(word: str, gap: str = r"\n?") -> str:
    """Return the pattern of a word that may be broken over lines after any letter."""
    return gap.join(re.escape(ch) for ch in word)


_SCHEME = rf"{_over_lines('http')}\n?(?:s\n?)?(?:\s?:\s?/\s?/)"
_START = re.compile(
    rf"(?P<scheme>{_SCHEME})|(?<![A-Za-z]){_over_lines('www')}\n?\.|(?<=[A-Za-z\d])www\.", re.IGNORECASE
)
_RUN = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&()*+,;=%]+")
_UNFINISHED = re.compile(
    r"^(?:https?:/?/?|(?:https?://)?www\.?|(?:https?://)?[\w\-]+)$|[/\-_=&?%.:#~+]$", re.IGNORECASE
)
_BARE = re.compile(r"^(?:https?://)?(?:www\.)?$", re.IGNORECASE)
_LINK = re.compile(r"^(?:https?://)?[A-Za-z0-9\-_]+(?:\.[A-Za-z0-9\-_]+)+(?::\d+)?(?:[/?#].*)?$", re.IGNORECASE)
_LIST_MARK = re.compile(r"(?:\d{1,2}[.)]|[-*+•])(?:\s|$|(?=https?:|www\.|[ก-๙]))", re.IGNORECASE)
_LIKE_A_LINK = re.compile(r"[/=?&%_.\d\-]")
_ENDS = ".,;:!?*(["
_BRACKETS = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class _Wordings:
    labels: frozenset[str]
    file_types: frozenset[str]
    shows_other_pages: tuple[str, ...]


@cache
def _wordings() -> _Wordings:
    data = read_yaml("web_links.yml")
    return _Wordings(frozenset(data["labels"]), frozenset(data["file_types"]), tuple(data["shows_other_pages"]))


def read_links(text: str, annotation_targets: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the links of a cell, in the order of their print, each once.

    Args:
        text: of the cell, with a line end wherever a line of it ends (also where a page end cuts a link: the caller
            joins the parts of the cell by a line end). Text in one line serves too; a space ends a link there.
        annotation_targets: addresses of the link annotations over the cell, in reading order. Those that are not in
            print come last; they also witness where a printed link ends.

    Returns:
        Links as printed (with or without a scheme), line breaks, punctuation and Thai text at their ends cut off.
    """
    targets = [t for target in annotation_targets if _LINK.match(t := target.strip()) and _START.match(t)]
    flat = _LINE_END.sub("\n", to_arabic(_INVISIBLE.sub("", text)))
    starts = _starts(flat)
    known = {_key(target): target for target in targets}
    links = [_without_tail(_read(flat[start:end], frozenset(known))) for start, end in pairwise([*starts, len(flat)])]
    out: dict[str, str] = {}
    for link in [*(link for link in links if _LINK.match(link)), *targets]:
        out.setdefault(_key(link), link)
    return tuple(out.values())


def _key(link: str) -> str:
    """Return what two prints of one link share: neither scheme nor the case of the host nor a closing slash tells."""
    host, slash, path = re.sub(r"^https?://", "", link, flags=re.IGNORECASE).partition("/")
    return (host.lower() + slash + path).rstrip("/")


def _starts(flat: str) -> list[int]:
    """Return where links begin, those that are part of another link left out."""
    out: list[int] = []
    scheme_end = 0
    for match in _START.finditer(flat):
        at = match.start()
        before = flat[out[-1] : at] if out else ""
        if match.group("scheme"):
            if before.endswith("=") or _shows_other_pages(before):
                continue
            scheme_end = match.end()
        elif scheme_end and not flat[scheme_end:at].strip():
            continue  # https://www.
        elif _is_inside(before, flat[at - 1 : at]):
            continue
        out.append(at)
    return out


def _is_inside(link: str, character: str) -> bool:
    """Tell ``www.`` within a link (``facebook.com/www.a.go.th``), a word or an address of mail.

    Args:
        link: what stands between the beginning of the last link and it.
        character: before it.
    """
    runs_on = bool(link) and _RUN.fullmatch(link.replace("\n", "")) is not None
    if runs_on:
        return character in tuple("@=/.-_")
    return character == "@" or (character.isascii() and character.isalpha())


def _shows_other_pages(before: str) -> bool:
    link = before.replace("\n", "").lower()
    return bool(_RUN.fullmatch(link)) and any(site in link for site in _wordings().shows_other_pages)


def _read(segment: str, known: frozenset[str]) -> str:
    """Return the link that a text begins with, its broken lines joined."""
    match = re.match(_SCHEME, segment, re.IGNORECASE)
    link = re.sub(r"\s", "", match.group()) if match else ""
    at = match.end() if match else 0
    while at < len(segment):
        run = _RUN.match(segment, at)
        if run is not None:
            link, at = link + run.group(), run.end()
        elif segment[at] == "\n":
            if not _goes_on(link, segment[at + 1 :].partition("\n")[0], known):
                break
            at += 1
        elif segment[at].isspace() and _BARE.match(link):
            at += 1
        else:
            break
    return link


def _goes_on(link: str, line: str, known: frozenset[str]) -> bool:
    """Tell whether a link goes on in the next line."""
    run = _RUN.match(line)
    if run is None:
        return False
    token, alone = run.group(), run.end() == len(line)
    if any(target.startswith(_key(link + token)) for target in known):
        return True
    if _key(link) in known or "@" in token or _LIST_MARK.match(line):
        return False
    code = read_code_token(line)
    if code is not None and code.rest[:1] > "\u0e00":  # the next item of a list: o2 ข้อมูลผู้บริหาร
        return False
    unfinished = bool(_UNFINISHED.search(link))
    if alone and token.lower() in _wordings().labels and not (unfinished and token.islower()):
        return False
    if unfinished or token[0] in "/?&=#%_.~":
        return True
    stem, _, file_type = link.lower().rpartition(".")
    if file_type in _wordings().file_types and "/" in stem.partition("//")[2]:
        return file_type + token.lower() in _wordings().file_types
    return alone or bool(_LIKE_A_LINK.search(token))


def _without_tail(link: str) -> str:
    """Return a link without the punctuation behind it, and without a bracket that it does not open."""
    while link and (link[-1] in _ENDS or link.count(link[-1]) > link.count(_BRACKETS.get(link[-1], link[-1]))):
        link = link[:-1]
    return link
