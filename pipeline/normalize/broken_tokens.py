"""Broken tokens: addresses and numbers that a line end went through, told by their form.

A column narrower than an e-mail address, a web address or a long number breaks it wherever the line is full. What the
upper line ends with is no whole address or number then, or what the lower one begins with is none. Two whole numbers or
words on two lines stay two, however narrow the column is.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

from pipeline.files import load_yaml


class BrokenTokenSettings(NamedTuple):
    """When what stands on two lines was one token.

    Attributes:
        room: characters; a line that has room for so many more was not broken because it was full.
        phone_digits: numbers of digits that a telephone number has.
        longest_decimals: digits after the decimal point of a sum of money or a score.
    """

    room: float = 1.5
    phone_digits: tuple[int, ...] = (9, 10)
    longest_decimals: int = 4


BROKEN_TOKENS = BrokenTokenSettings()

TOKEN_END = re.compile(r"[!-~]")
TOKEN_START = re.compile(r"[!-~]")
E_MAIL_HEAD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9.-]*$")
E_MAIL_TAIL = re.compile(r"[A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
LOCAL_PART_HEAD = re.compile(r"(?<![A-Za-z0-9._%+@/-])[A-Za-z0-9][A-Za-z0-9%+]*[._+-][A-Za-z0-9._%+-]*$")
DOMAIN_TAIL = re.compile(r"[a-z0-9.-]+")
URL_HEAD = re.compile(
    r"(?:(?:https?://|www\.)\S*|(?<![\w.@])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/[^\s\u0e01-\u0e4e]*)$", re.I
)
URL_PART = re.compile(r"[\w./?=&%#:~+-]*[./?=&%#_-][\w./?=&%#:~+-]*|[A-Za-z0-9]+")
PATH_SIGN = re.compile(r"[/?=&%#]")
NEXT_URL = re.compile(r"https?://|www\.", re.I)
HOST_HEAD = re.compile(r"(?<![\w.@-])[A-Za-z0-9][A-Za-z0-9-]*\.[A-Za-z0-9.-]*$")
HOST_TAIL = re.compile(r"([A-Za-z0-9.-]+)/")
HOST_ONLY = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+", re.I)
THAI = re.compile("[\u0e01-\u0e4e]")
NUMBER_HEAD = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d*)*(?:\.\d*)?$")
NUMBER_TAIL = re.compile(r"[\d,]*(?:\.\d+)?(?![\d,])")
GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
WHOLE = re.compile(rf"{GROUPED.pattern}|\d+(?:\.\d+)?")
GROUPED_HEAD = re.compile(r"\d{1,3}(?:,\d{3})*,\d{0,3}")
ONE_DECIMAL = re.compile(r"\d{1,3}(?:,\d{3})+\.\d")
PLAIN_DECIMAL_HEAD = re.compile(r"(?<![\d.,/-])\d{1,12}\.$")
DIGITS = re.compile(r"\d+(?![\d.,:/)-])")
PHONE_HEAD = re.compile(r"(?<![\d.,/-])0[\d-]*$")
MOBILE_HEAD = re.compile(r"0-?[689][\d-]*-")
PHONE_TAIL = re.compile(r"[\d-]*\d(?![\d.,/])")


def is_one_token(before: str, after: str, upper: str, room: float | None = None) -> bool:
    """Tell whether a line end went through an address or a number.

    Args:
        before: the paragraph up to the line end, normalized, not empty.
        after: the line below, likewise.
        upper: the line above; the end of ``before``.
        room: characters that the upper line had room for; at least that, None where nothing tells.
    """
    if not (TOKEN_END.match(before[-1]) and TOKEN_START.match(after[0])):
        return False
    return (
        is_one_address(before, after, room)
        or _is_one_number(before, after, upper, room)
        or _is_one_phone(before, after)
    )


def is_one_address(before: str, after: str, room: float | None = None) -> bool:
    """Tell whether a line end went through an e-mail or a web address."""
    return _is_one_e_mail(before, after, room) or _is_one_url(before, after, room)


def starts_address(before: str, after: str) -> bool:
    """Tell whether a further web address begins on the line below; ``https://`` above it is none yet."""
    return NEXT_URL.match(after) is not None and not before.endswith(("//", "="))


def _is_one_e_mail(before: str, after: str, room: float | None) -> bool:
    """The domain lacks its end, or what stands before the ``@`` begins on the line above."""
    head = E_MAIL_HEAD.search(before)
    if head is not None:
        domain = head.group().rpartition("@")[2]
        tail = DOMAIN_TAIL.match(after)
        if tail is None or _ends_in_known_domain(domain):
            return False
        return "." not in domain or _ends_in_known_domain(domain + tail.group().rstrip(".-"))
    if not E_MAIL_TAIL.match(after):
        return False
    if after[0] == "@":
        return bool(re.search(r"[A-Za-z0-9]$", before))
    local = LOCAL_PART_HEAD.search(before)
    if local is None or local.group().lower() in _words()["labels"] or _has_room(room):
        return False
    return not _ends_in_known_domain(local.group())


def _is_one_url(before: str, after: str, room: float | None) -> bool:
    """A web address goes on with what may stand in one, but a whole host goes on with none but a port or a path."""
    head = URL_HEAD.search(before)
    if head is None:
        return not _has_room(room) and _is_one_host(before, after)
    part = URL_PART.match(after)
    if THAI.match(after) or starts_address(before, after) or part is None:
        return False
    if not (before[-1].isalnum() and after[0].isalnum()):
        return True
    if PATH_SIGN.search(part.group()) and not _ends_in_known_domain(part.group().split("/")[0]):
        return True
    if HOST_ONLY.fullmatch(head.group()) and _ends_in_known_domain(head.group()):
        return False
    return not _has_room(room)


def _is_one_host(before: str, after: str) -> bool:
    """Tell whether the host of an address without a scheme was broken: with its path it is whole, neither half is."""
    head, tail = HOST_HEAD.search(before), HOST_TAIL.match(after)
    if head is None or tail is None or _ends_in_known_domain(head.group()):
        return False
    labels = (head.group() + tail[1]).split(".")
    own = tail[1].split(".")
    whole = len(own) > 1 and len(own[-2]) > 1
    return "" not in labels and not whole and _ends_in_known_domain(".".join(labels))


def _is_one_number(before: str, after: str, upper: str, room: float | None) -> bool:
    """One half is no number by its separators, and both together are.

    A list of numbers may break behind its comma, and a sentence behind its stop: there the upper line must be full, and
    have nothing but the number.
    """
    if (decimal := PLAIN_DECIMAL_HEAD.search(before)) is not None and _is_plain_decimal(
        before[: decimal.start()], after
    ):
        return True
    head, tail = NUMBER_HEAD.search(before), NUMBER_TAIL.match(after)
    if head is None or tail is None or not tail.group():
        return False
    left, right = head.group(), tail.group()
    both = left + right
    measured = _is_measured(before[: head.start()], after[len(right) :])
    if WHOLE.fullmatch(left) and WHOLE.fullmatch(right):
        sum_of_money = ONE_DECIMAL.fullmatch(left) is not None and (measured or left.count(",") > 1)
        return sum_of_money and len(right) == 1 and not _has_room(room)
    alone = len(upper.lstrip("(-+฿$")) <= len(left) and not _has_room(room)
    if not GROUPED.fullmatch(both):
        starts_decimals = right[0] == "." and WHOLE.fullmatch(both) is not None
        return starts_decimals or (alone and _goes_on_below(left, right, after))
    if len(both.partition(".")[2]) > BROKEN_TOKENS.longest_decimals:
        return False
    if left[-1] == ",":
        return alone
    return alone or measured or (left[-1].isdigit() and (right[0] in ".," or left.count(",") > 1))


def _goes_on_below(left: str, right: str, after: str) -> bool:
    """Tell whether a grouped number fills all of the lower line too, and is broken once more."""
    return "," in left and len(right) == len(after) and GROUPED_HEAD.fullmatch(left + right) is not None


def _is_plain_decimal(before: str, after: str) -> bool:
    """Tell whether a figure without separators, its point, and digits below are one: it is measured in something.

    At the beginning of a paragraph it is the number of a list item.
    """
    digits = DIGITS.match(after)
    if digits is None or len(digits.group()) > BROKEN_TOKENS.longest_decimals or not before.strip():
        return False
    return _is_measured(before, after[digits.end() :])


def _is_measured(before: str, rest: str) -> bool:
    """Tell whether a unit follows a figure, or a word that measures stands before it."""
    words = _words()
    return rest.lstrip().startswith(tuple(words["units"])) or before.rstrip().endswith(tuple(words["measured"]))


def _is_one_phone(before: str, after: str) -> bool:
    """A telephone number breaks at a hyphen, or where its digits are too few and make one with those below."""
    head, tail = PHONE_HEAD.search(before), PHONE_TAIL.match(after)
    if head is None or tail is None:
        return False
    left, right = head.group(), tail.group()
    digits = len(left.replace("-", "")) + len(right.replace("-", ""))
    if digits not in BROKEN_TOKENS.phone_digits:
        return False
    if "-" in (left[-1], right[0]):
        return True
    if MOBILE_HEAD.match(left):
        return True
    named = before[: head.start()].rstrip(" :.").endswith(tuple(_words()["phone"]))
    return len(left.replace("-", "")) < BROKEN_TOKENS.phone_digits[0] and (named or "-" in left)


def _has_room(room: float | None) -> bool:
    return room is not None and room > BROKEN_TOKENS.room


def _ends_in_known_domain(host: str) -> bool:
    """Tell whether a host name ends in a top-level domain, ``th`` under its second level."""
    labels = host.lower().rstrip("/").split(".")
    return len(labels) > 1 and all(labels) and labels[-1] in _words()["domains"]


@cache
def _words() -> dict[str, frozenset[str]]:
    """Read ``broken_tokens.yml``."""
    text = resources.files(__package__).joinpath("broken_tokens.yml").read_text(encoding="utf-8")
    return {key: frozenset(str(word) for word in words) for key, words in load_yaml(text).items()}
