"""The deciding rules of consensus: each a function whose docstring says when it applies and what it gives.

A rule returns None where it does not apply. What a rule asks of confidences stands in :class:`ConsensusSettings`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.domain.thai_digits import has_thai_digit
from pipeline.extract.scan.ocr.reading_evidence import CONSENSUS, is_latin_word
from pipeline.extract.scan.ocr.reading_patterns import (
    CODE_DIGIT,
    LEADING_STROKE,
    SHORT_CODE,
    SPACE_IN_NUMBER,
    THAI_CODE,
    TOOL_CODE,
    is_number,
    is_same_shape,
    number_key,
    reads_alike,
)
from pipeline.model import Reading

Verdict = tuple[str | None, float]
"""The text of a cell and its confidence; "" where none is sure, None where no figure stands there."""
WITHHELD: Verdict = ("", 0.0)
NO_FIGURE: Verdict = (None, 0.0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the deciding rules look at.

    Attributes:
        word: the Latin reading, whatever it is.
        latin: the same where it is a number or a code and may be heard, else None.
        numerals: the reading of the recogniser of numerals; its text is empty where it was not sure.
        number: the same where it is a sure number, else None.
        listed: the same where it is a sure date, a range, a list of numbers or codes, or a dash, else None.
        inked: the recogniser of numerals saw a number, sure or not.
        thai_digits: the column's numbers are in Thai digits.
        codes: the column holds codes.
        line: the reading of the recogniser of lines, where it was asked.
    """

    word: Reading | None
    latin: Reading | None
    numerals: Reading | None
    number: Reading | None
    listed: Reading | None
    inked: bool
    thai_digits: bool
    codes: bool = False
    line: Reading | None = None

    @property
    def sure_latin(self) -> Reading | None:
        """The Latin number or code where it is sure."""
        return self.latin if self.latin is not None and self.latin.confidence >= CONSENSUS.sure else None

    @property
    def likely_code(self) -> bool:
        """Whether the column holds codes and the recogniser of numerals holds one likeliest here."""
        return self.codes and TOOL_CODE.fullmatch(self.likeliest) is not None

    @property
    def likeliest(self) -> str:
        """What the recogniser of numerals holds likeliest without being sure; "" where it is sure, or saw nothing."""
        return self.numerals.candidates[0] if self.number is None and self.numerals and self.numerals.candidates else ""


def readers_agree(e: Evidence) -> Verdict | None:
    """Both readers read the same number: it is given, in Thai digits where the recogniser of numerals saw them."""
    if e.latin is None or e.number is None or number_key(e.latin.text) != number_key(e.number.text):
        return None
    text = e.number.text if has_thai_digit(e.number.text) else e.latin.text
    return text, max(e.latin.confidence, e.number.confidence)


def thai_code(e: Evidence) -> Verdict | None:
    """The recogniser of numerals read a code in Thai digits, and the column is in Thai digits, which the Latin reader
    does not know, or that reader is not sure of another code: it is given."""
    if e.numerals is None or not THAI_CODE.fullmatch(e.numerals.text):
        return None
    if e.sure_latin is not None and not e.thai_digits:
        return None
    return e.numerals.text, e.numerals.confidence


def leading_stroke(e: Evidence) -> Verdict | None:
    """The Latin reading is the number with a stroke before it, the I of a code or a 1: the Latin reading is given."""
    if not _differ_by_stroke(e) or e.latin is None or e.latin.confidence < CONSENSUS.informative:
        return None
    return e.latin.text, e.latin.confidence


def doubtful_leading_stroke(e: Evidence) -> Verdict | None:
    """As leading_stroke, but the Latin reading is hardly sure: nothing is given."""
    return WITHHELD if _differ_by_stroke(e) else None


def space_mended(e: Evidence) -> Verdict | None:
    """A reading has a space between digits and the other, which the column's script allows, is sure and has none: the
    other is given."""
    if not _has_space(e):
        return None
    sound = [r for r in (e.number, e.sure_latin) if r is not None and r.confidence >= CONSENSUS.sure]
    sound = [r for r in sound if not SPACE_IN_NUMBER.search(r.text)]
    if not sound or e.thai_digits and sound[0] is e.latin:
        return None
    return sound[0].text, sound[0].confidence


def space_in_number(e: Evidence) -> Verdict | None:
    """A reading has a space between digits, a point that was lost or a second number: nothing is given."""
    return WITHHELD if _has_space(e) else None


def numbers_together(e: Evidence) -> Verdict | None:
    """The recogniser of numerals is sure of a date, a range, a list (๑/๒/๒๕๖๖, 12-15, I๑, I๘) or a dash, and the Latin
    reader of no other number or code: it is given."""
    if e.listed is None:
        return None
    other = None if e.thai_digits else e.sure_latin
    if other is not None and not is_same_shape(other.text, e.listed.text):
        return None
    return e.listed.text, e.listed.confidence


def code_in_column(e: Evidence) -> Verdict | None:
    """In a column of codes the recogniser of numerals is sure of a code, and the Latin reader of none that is drawn
    otherwise (17 and ell are I7 and e11): it is given."""
    if not e.codes or e.numerals is None or not TOOL_CODE.fullmatch(e.numerals.text):
        return None
    if e.sure_latin is not None and not is_same_shape(e.sure_latin.text, e.numerals.text):
        return None
    return e.numerals.text, e.numerals.confidence


def latin_word(e: Evidence) -> Verdict | None:
    """The Latin reader is sure of a word (IIT, over a column of numbers), the other of no number: no figure. In a
    column of codes a word that may be one (IL for I1) is none, nor is an o where the other leans to a zero."""
    if e.number is not None or e.likely_code or e.word is None or not is_latin_word(e.word):
        return None
    return None if e.likeliest and reads_alike(e.likeliest, e.word.text) else NO_FIGURE


def latin_among_candidates(e: Evidence) -> Verdict | None:
    """The Latin reader is sure of what the recogniser of numerals holds possible: it is given; in a column of codes,
    where both are one shape (1.19, I.19), the code."""
    if e.number is not None or e.sure_latin is None or e.numerals is None:
        return None
    alike = [other for other in e.numerals.candidates if is_same_shape(e.sure_latin.text, other)]
    if not alike:
        return None
    code = next((other for other in alike if TOOL_CODE.fullmatch(other)), None) if e.codes else None
    return code or e.sure_latin.text, e.sure_latin.confidence


def thai_number(e: Evidence) -> Verdict | None:
    """The recogniser of numerals is sure of a number, and it or the column is in Thai digits: it is given."""
    if e.number is None or not (e.thai_digits or has_thai_digit(e.number.text)):
        return None
    return e.number.text, e.number.confidence


def likely_thai_code(e: Evidence) -> Verdict | None:
    """In a column of Thai digits the recogniser of numerals is nearly sure of a code: it is given, repair knows its
    neighbours."""
    if not e.thai_digits or e.numerals is None or e.numerals.confidence < CONSENSUS.nearly_sure:
        return None
    return (e.likeliest, e.numerals.confidence) if THAI_CODE.fullmatch(e.likeliest) else None


def thai_digits_unsure(e: Evidence) -> Verdict | None:
    """In a column of Thai digits a reader saw a number, the recogniser of numerals is not sure: nothing is given."""
    return WITHHELD if e.thai_digits and e.number is None and (e.latin is not None or e.inked) else None


def number_alone(e: Evidence) -> Verdict | None:
    """The recogniser of numerals is sure of a number and the Latin reader of none: it is given."""
    if e.number is None or e.sure_latin is not None:
        return None
    return e.number.text, e.number.confidence


def thai_candidate_differs(e: Evidence) -> Verdict | None:
    """The recogniser of numerals leans to another number, in Thai digits, than the Latin reader: nothing is given."""
    if e.latin is None or not _leans_to_thai(e) or number_key(e.likeliest) == number_key(e.latin.text):
        return None
    return WITHHELD


def thai_candidate_agrees(e: Evidence) -> Verdict | None:
    """The recogniser of numerals leans to the Latin reader's number, in Thai digits: the Latin reading is given."""
    return (e.latin.text, e.latin.confidence) if e.latin is not None and _leans_to_thai(e) else None


def sure_latin(e: Evidence) -> Verdict | None:
    """The Latin reader is sure of a number or a code: it is given. Where the recogniser of numerals is sure of another,
    the check rule ocr.readers_disagree says so."""
    return (e.sure_latin.text, e.sure_latin.confidence) if e.sure_latin is not None else None


def code_alone(e: Evidence) -> Verdict | None:
    """The recogniser of numerals read a code in Arabic digits and the Latin reader is not sure of another: it is
    given."""
    if e.numerals is None or not TOOL_CODE.fullmatch(e.numerals.text):
        return None
    return e.numerals.text, e.numerals.confidence


def short_code(e: Evidence) -> Verdict | None:
    """The Latin reader read a short code and is not sure: it is given, repair knows its neighbours."""
    if not _is_short_code(e) or e.latin is None or not CODE_DIGIT.search(e.latin.text.strip()):
        return None
    return e.latin.text, e.latin.confidence


def code_of_zeros(e: Evidence) -> Verdict | None:
    """The Latin reader read a short code without a digit but zero and is not sure: nothing is given."""
    return ("", e.latin.confidence) if e.latin is not None and _is_short_code(e) else None


def latin_unsure(e: Evidence) -> Verdict | None:
    """The Latin reader read a number and is not sure: nothing is given."""
    return ("", e.latin.confidence) if e.latin is not None and is_number(e.latin.text) else None


def likely_figure_unsure(e: Evidence) -> Verdict | None:
    """The recogniser of numerals holds a number or a code likely without being sure, and the recogniser of lines is not
    sure of a word: nothing is given. Readers of prose would make a text of it."""
    least = CONSENSUS.visible if e.likely_code else CONSENSUS.informative
    if e.numerals is None or e.numerals.confidence < least or not any(map(str.isdigit, e.likeliest)):
        return None
    word = e.line is not None and e.line.confidence >= CONSENSUS.sure and not any(map(str.isdigit, e.line.text))
    return None if word and not reads_alike(e.likeliest, e.line.text if e.line else "") else WITHHELD


def no_figure(e: Evidence) -> Verdict | None:
    """No other rule applies: no figure stands in the cell, another engine reads it."""
    return NO_FIGURE


# Rules that doubt what was decided.


def crossed_by_ink(e: Evidence, verdict: Verdict) -> Verdict:
    """Other ink lies on the cell's print, of a stamp or a signature: a figure is given only where both readers are sure
    of it, whatever rule decided; the check rule ocr.ink_crosses says so."""
    if not verdict[0] or e.sure_latin is not None and readers_agree(e) is not None:
        return verdict
    return WITHHELD


def _differ_by_stroke(e: Evidence) -> bool:
    """Whether the Latin reading is the number with one stroke before it."""
    if e.latin is None or e.number is None or not LEADING_STROKE.fullmatch(e.latin.text):
        return False
    return number_key(e.latin.text)[1:] == e.number.text


def _has_space(e: Evidence) -> bool:
    """Whether a space stands between digits of a reading."""
    return any(r is not None and SPACE_IN_NUMBER.search(r.text) for r in (e.latin, e.number))


def _leans_to_thai(e: Evidence) -> bool:
    """Whether the recogniser of numerals, not sure, holds a text with Thai digits likeliest."""
    return e.numerals is not None and e.numerals.confidence >= CONSENSUS.same_code and has_thai_digit(e.likeliest)


def _is_short_code(e: Evidence) -> bool:
    """Whether the Latin reader saw a code, however unsure it is of it."""
    if e.latin is None or e.latin.confidence < CONSENSUS.informative:
        return False
    return bool(SHORT_CODE.fullmatch(e.latin.text.strip()))


DOUBTING: tuple[Callable[..., object], ...] = (crossed_by_ink,)
DECIDING: tuple[Callable[[Evidence], Verdict | None], ...] = (
    readers_agree,
    thai_code,
    leading_stroke,
    doubtful_leading_stroke,
    space_mended,
    space_in_number,
    numbers_together,
    code_in_column,
    latin_word,
    latin_among_candidates,
    thai_number,
    likely_thai_code,
    thai_digits_unsure,
    number_alone,
    thai_candidate_differs,
    thai_candidate_agrees,
    sure_latin,
    code_alone,
    short_code,
    code_of_zeros,
    latin_unsure,
    likely_figure_unsure,
    no_figure,
)
