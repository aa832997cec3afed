"""How well a page was decoded, and whether it is text at all: shares of what can be counted, each against a bar.

Two kinds of flaws are counted. Characters that cannot be what was printed lower the quality of a page bit by bit: what
stands for nothing (no mapping, U+FFFD, private use beyond the known Thai glyphs, control characters), Latin-1 and Greek
letters within Thai words, marks on nothing. What a whole text looks like counts from a bar on: code points cut to their
low byte, a Thai code page read as a Western one, Thai letters spaced apart, Latin letters that make no words. The last
are told by what no language, code listing, address or table of codes shows; a short text is never judged by its looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from pipeline.extract.pdf import garbage_text


class TextQualitySettings(NamedTuple):
    """What the quality means, and the bars. All are shares, 0..1, where nothing else is said.

    Attributes:
        certain: quality from which a page is taken without asking a second decoder.
        readable: quality below which a page is not text.
        lost: of the characters other than figures; more lost glyphs than this, and more signs than ``signs``, are no
            text.
        signs: of the same characters.
        small_letters: of the same characters; a text with more of them is no Thai cut to its low bytes.
        code_page: of all characters, those that are Thai read by a Western code page.
        apart: of the Thai letters, those that stand alone between spaces.
        broken: of the Latin letters, those in what is no word.
        consonants: of the letters of Latin words of four letters or more.
        least_thai: Thai letters; of fewer it is not told whether they are spaced apart.
        least_latin: Latin letters; of fewer it is not told whether they make words.
        least_of_words: letters of Latin words of four or more; of fewer letters it is not told whether they have
            vowels.
    """

    certain: float = 0.97
    readable: float = 0.6
    lost: float = 0.05
    signs: float = 0.08
    small_letters: float = 0.2
    code_page: float = 0.4
    apart: float = 0.5
    broken: float = 0.3
    consonants: float = 0.84
    least_thai: int = 24
    least_latin: int = 60
    least_of_words: int = 150


TEXT_QUALITY = TextQualitySettings()


class FlawKind(Enum):
    """What speaks against a text; the value ends the sentence "12 of 60 …"."""

    WRONG_CHARACTERS = "characters stand for nothing that can be printed there"
    CUT_CODES = "characters are lost amid signs, as code points cut to one byte leave them"
    CODE_PAGE = "characters are those of a Western code page, and Thai by their bytes"
    LETTERS_APART = "Thai letters stand alone between spaces"
    BROKEN_WORDS = "Latin letters are in what is no word of any language"
    NO_VOWELS = "letters of Latin words are consonants"


UNDECODED = frozenset({FlawKind.WRONG_CHARACTERS, FlawKind.CUT_CODES})
"""Flaws of a decoder: what was printed cannot be told from such a text."""


@dataclass(frozen=True, slots=True)
class TextFlaw:
    """One flaw of a text: ``count`` of ``total``, against the share ``bar`` (0..1) from which a text is garbage."""

    kind: FlawKind
    count: int
    total: int
    bar: float

    @property
    def share(self) -> float:
        """The share of what shows it, 0..1."""
        return min(1.0, self.count / self.total) if self.total else 0.0

    @property
    def decides(self) -> bool:
        """Whether the bar is passed."""
        return self.share > self.bar

    def __str__(self) -> str:
        return f"{self.count:,} of {self.total:,} {self.kind.value} ({self.share:.0%}, at most {self.bar:.0%} may)"


@dataclass(frozen=True, slots=True)
class TextQuality:
    """What a text is worth.

    Attributes:
        score: 0..1; below ``TEXT_QUALITY.readable`` it is no text.
        flaw: what decided, where it is no text; else what lowers the score, if anything does.
    """

    score: float
    flaw: TextFlaw | None = None

    @property
    def is_text(self) -> bool:
        """Whether it can be read."""
        return self.score >= TEXT_QUALITY.readable


def text_quality(text: str, unmapped: int = 0) -> TextQuality | None:
    """Judge a text; None where there is none.

    Args:
        text: what the decoder made of a page, words and lines apart by white space.
        unmapped: how many of its characters have no mapping in their font: their look says nothing.
    """
    size = len("".join(text.split()))
    if size == 0:
        return None
    settings = TEXT_QUALITY
    wrong = min(size, garbage_text.count_wrong(text, unmapped))
    by_character = TextFlaw(FlawKind.WRONG_CHARACTERS, wrong, size, 1 - settings.readable)
    score = round(1.0 - by_character.share, 4)
    looks = _looks(text, size)
    worst = max((flaw for flaw in looks if flaw.decides), key=lambda flaw: flaw.share - flaw.bar, default=None)
    if worst is not None:
        score = min(score, round(max(0.0, settings.readable * (1 - worst.share) / (1 - worst.bar)), 4))
        return TextQuality(score, by_character if by_character.decides else worst)
    return TextQuality(score, by_character if wrong else None)


def _looks(text: str, size: int) -> list[TextFlaw]:
    """Return what a whole text looks like; each is only counted where a cheap test says that there may be something."""
    settings = TEXT_QUALITY
    out = []
    if cut := garbage_text.count_lost(text):
        others, signs, small = garbage_text.count_beside_figures(text)
        if signs > settings.signs * others and small < settings.small_letters * others:
            out.append(TextFlaw(FlawKind.CUT_CODES, cut, others, settings.lost))
    if misread := garbage_text.count_misread_thai(text):
        out.append(TextFlaw(FlawKind.CODE_PAGE, misread, size, settings.code_page))
    thai = garbage_text.count_thai_letters(text)
    if thai >= settings.least_thai:
        out.append(TextFlaw(FlawKind.LETTERS_APART, garbage_text.count_apart(text), thai, settings.apart))
    latin = garbage_text.count_latin(text)
    if latin >= settings.least_latin and latin > thai:
        letters, broken = garbage_text.count_broken(text)
        if letters >= settings.least_latin:
            out.append(TextFlaw(FlawKind.BROKEN_WORDS, broken, letters, settings.broken))
        of_words, consonants = garbage_text.count_consonants(text)
        if of_words >= settings.least_of_words:
            out.append(TextFlaw(FlawKind.NO_VOWELS, consonants, of_words, settings.consonants))
    return out
