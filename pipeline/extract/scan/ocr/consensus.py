"""Which reading of a short cell to believe: by what its column holds, never on one engine's word where another contradicts it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Reading

ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
NUMBER = re.compile(r"[-–+(]?\s*\d[\d.,\s]*(?:[/%]\s*\d*)?\s*\)?\.?")
CODE = re.compile(r"[A-Za-z|!\[\]£€]{1,2}[\s.\-]?[0-9OoQlI|!]{1,3}\.?|[1lI|!0OQ][0-9OoQlI|!]{1,2}")
SHORT = re.compile(
    r"[A-Za-z|!\[\]£€]{0,2}[\s.\-]?[0-9OoQlI|!]{1,3}"
)  # a code, or what is left of one: repair knows its neighbours
THAI_CODE = re.compile(r"[IEOieo][\s.\-]?[๐-๙]{1,2}")
GRADE = re.compile(r"[A-F]{1,2}")
WORD = re.compile(r"[A-Za-z][A-Za-z .&/()-]*")
GAP = re.compile(r"[\d๐-๙]\s+[\d๐-๙]")  # a space in a number is a point or a comma that was lost, or two numbers
THAI_DIGIT = re.compile("[๐-๙]")
GLIMPSE = 0.45  # a Latin reading less sure than this tells nothing of what its column holds
TOOL_CODE = re.compile(r"[IEOieo][\s.\-]?(?:\d{1,2}|[๐-๙]{1,2})\.?")
ROUND = re.compile(r"^[๐0oO](?=[\s\-]?[1-9๑-๙][0-9๐-๙]?\.?$)")
STROKE = re.compile(
    r"[1Il|!]\s?\d{1,2}"
)  # an I or a 1, which the reader of numerals may pass over as what is left of a ruling
SPACED = re.compile(r"^[0oOQ](?=[\s\-]+[1-9]\d?\.?$)")
COUNTS = re.compile(
    r"^[1-9lI|!]$|.[1-9lI|!]"
)  # no code ends in O or 0 alone; what the Latin reader sees so is a Thai digit
HALF = 0.6  # confidence from which two candidates that are the same code are believed
NEARLY = 0.95  # a code in Thai digits that is not sure is given from here on: repair knows its neighbours
INKLING = 0.1  # candidates of the reader of numerals that are less likely say nothing
SURE = 0.80  # a lone reading is believed from here on
SURE_WORD = 0.90  # a Latin word is believed before Tesseract's reading from here on


@dataclass(frozen=True, slots=True)
class Belief:
    """The text to believe ("" where none is sure) and how sure it is, 0..1."""

    text: str
    confidence: float


def plain(text: str) -> str:
    """A number for comparison: Arabic digits, no white space, comma groups and decimal commas as printed."""
    return "".join(text.translate(ARABIC).split()).rstrip(".")


def _same_code(text: str) -> Callable[[str], bool]:
    """Whether another text is the same code or number: of one stroke, I, l and 1 are one shape, and so are O and 0."""
    shapes = str.maketrans("lI|iOo", "111100")
    return lambda other: (
        not THAI_DIGIT.search(other) and plain(other).translate(shapes) == plain(text).translate(shapes)
    )


def is_number(text: str) -> bool:
    """A number, in digits of either script, and nothing else."""
    return bool(NUMBER.fullmatch(text.strip().translate(ARABIC)))


def is_code(text: str) -> bool:
    """A letter and digits, however misread."""
    return bool(CODE.fullmatch(text.strip()))


def tells(reading: Reading) -> bool:
    """Whether a reading shows its cell to hold a code, a number or a grade of letters."""
    if reading.confidence >= SURE_WORD and GRADE.fullmatch(reading.text):
        return True
    return reading.confidence >= GLIMPSE and (is_number(reading.text) or is_code(reading.text))


def is_thai_column(readings: Sequence[Reading]) -> bool:
    """Whether the numerals of a column are Thai, by its sure readings."""
    sure = [r for r in readings if r.engine == "numerals" and is_number(r.text)]
    return sum(bool(THAI_DIGIT.search(r.text)) for r in sure) * 2 > len(sure)


def believe(latin: Reading | None, numerals: Reading | None, thai: bool, own: Reading | None = None) -> Belief | None:
    """What a cell of a column of codes or numbers says; None where it is neither, and another engine must read it.

    Args:
        latin: what the reader of codes and Arabic numbers made of it.
        numerals: what the reader of numerals made of it; its text is empty where it was not sure.
        thai: the column's numerals are Thai, which the Latin reader does not know.
        own: what the Thai model that the user has made of it: it bears out what the reader of numerals holds likeliest.
    """
    numerals = _borne_out(numerals, own)
    seen = numerals is not None and bool(numerals.text or numerals.candidates and numerals.confidence >= INKLING)
    a = latin if latin is not None and (is_number(latin.text) or is_code(latin.text)) else None
    least = (
        GLIMPSE if numerals is None else SURE
    )  # where the other reader sees no number, a Thai word may look like one to it
    a = a if a is not None and (seen or a.confidence >= least) else None
    b = numerals if numerals is not None and is_number(numerals.text) else None
    if b is not None and a is not None and plain(a.text) == plain(b.text):
        return Belief(b.text if THAI_DIGIT.search(b.text) else a.text, max(a.confidence, b.confidence))
    if numerals is not None and THAI_CODE.fullmatch(numerals.text) and (a is None or a.confidence < SURE):
        return Belief(numerals.text, numerals.confidence)
    if a is not None and b is not None and STROKE.fullmatch(a.text) and plain(a.text)[1:] == b.text:
        return Belief(a.text, a.confidence) if a.confidence >= GLIMPSE else Belief("", 0.0)
    if any(r is not None and GAP.search(r.text) for r in (a, b)):
        sound = [r for r in (b, a) if r is not None and not GAP.search(r.text) and r.confidence >= SURE]
        return Belief(sound[0].text, sound[0].confidence) if sound and not (thai and sound[0] is a) else Belief("", 0.0)
    if b is None and is_latin_word(latin):
        return None  # a header (IIT) over a column of numbers
    if (
        b is None
        and a is not None
        and a.confidence >= SURE
        and numerals is not None
        and any(map(_same_code(a.text), numerals.candidates))
    ):
        return Belief(a.text, a.confidence)
    if thai or b is not None and THAI_DIGIT.search(b.text):
        if b is not None:
            return Belief(b.text, b.confidence)
        if (
            numerals is not None
            and numerals.confidence >= NEARLY
            and numerals.candidates
            and THAI_CODE.fullmatch(numerals.candidates[0])
        ):
            return Belief(numerals.candidates[0], numerals.confidence)
        return Belief("", 0.0) if a is not None or seen else None
    if b is not None and (a is None or a.confidence < SURE):
        return Belief(b.text, b.confidence)
    if a is None:
        return None
    if (
        b is None
        and numerals is not None
        and numerals.confidence >= HALF
        and THAI_DIGIT.search("".join(numerals.candidates[:1]))
    ):
        return Belief("", 0.0) if plain(numerals.candidates[0]) != plain(a.text) else Belief(a.text, a.confidence)
    if a.confidence >= SURE:
        return Belief(a.text, a.confidence)
    if a.confidence >= GLIMPSE and SHORT.fullmatch(a.text.strip()):
        return Belief(a.text if COUNTS.search(a.text.strip()) else "", a.confidence)
    return Belief("", a.confidence) if is_number(a.text) else None


def in_codes(readings: Sequence[Reading]) -> bool:
    """Whether a column holds codes, by its sure readings: a letter of a tool before digits."""
    return any(r.confidence >= SURE and TOOL_CODE.fullmatch(r.text) for r in readings if r.engine != "tesseract")


def as_code(reading: Reading) -> Reading:
    """A reading in a column of codes, where a round first letter (๐ 0 o O, drawn alike) is an O, to the Latin reader before a space only.

    Candidates that are the same code then are one: it is given where the others are none.
    """
    if reading.engine == "latin":
        return replace(reading, text=SPACED.sub("O", reading.text))
    if reading.engine != "numerals":
        return reading
    texts = [ROUND.sub("O", text) for text in (reading.text, *reading.candidates) if text]
    if not texts or texts[0] == next(t for t in (reading.text, *reading.candidates) if t):
        return reading
    alike = [text for text in texts if text == texts[0]]
    sure = bool(reading.text) or len(alike) == len(texts) or len(alike) > 1 and reading.confidence >= HALF
    others = tuple(dict.fromkeys(text for text in texts if text != texts[0]))
    if not sure:
        return replace(reading, candidates=(texts[0], *others))
    return replace(reading, text=texts[0], confidence=max(reading.confidence, NEARLY), candidates=others)


def _borne_out(numerals: Reading | None, own: Reading | None) -> Reading | None:
    """The reading of numerals; its likeliest candidate where it is not sure and the user's model reads the same."""
    if numerals is None or numerals.text or not numerals.candidates or own is None or own.confidence < SURE:
        return numerals
    likeliest = numerals.candidates[0]
    same = "".join(own.text.split()) == "".join(likeliest.split())
    return replace(numerals, text=likeliest, confidence=max(numerals.confidence, own.confidence)) if same else numerals


def is_thai_number(text: str) -> bool:
    """Thai digits and little else, as Tesseract reads numbers in Thai digits: half of them it does not know."""
    digits = len(THAI_DIGIT.findall(text))
    return digits > 0 and digits * 2 >= len("".join(text.split()))


def is_latin_word(reading: Reading | None) -> bool:
    """Whether the Latin reader is sure of a word of Latin letters (IIT, OIT, URL), or the reader of numerals of a grade."""
    if reading is None or reading.confidence < SURE_WORD:
        return False
    return bool((GRADE if reading.engine == "numerals" else WORD).fullmatch(reading.text))
