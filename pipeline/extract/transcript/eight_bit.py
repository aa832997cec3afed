"""Encodings of one byte per letter: TIS-620 as Windows writes it, Thai of the old Mac OS, Western European."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.extract.transcript.transcript_settings import TRANSCRIPT

THAI_MARKS = "ัิีึืฺุู็่้๊๋์ํ"
_MARK_ON_NOTHING = re.compile(rf"(?<![ก-ฮ{THAI_MARKS}])[{THAI_MARKS}]")
_MARK = re.compile(f"[{THAI_MARKS}]")
_TONE_MARKS = "่้๊๋์"
_MAC_UPPER = f"«»…{_TONE_MARKS}{_TONE_MARKS}“”ํ\ufffd•ั็ิีึื{_TONE_MARKS}‘’\ufffd"
"""Bytes 0x80 to 0x9F. A mark has several places there, one for each height and side of it; all are the one letter."""
_MAC_THAI = dict(enumerate(_MAC_UPPER, start=0x80)) | {
    0xDB: "\u2060",
    0xDC: "\u200b",
    0xDD: "–",
    0xDE: "—",
    0xEE: "™",
    0xFA: "®",
    0xFB: "©",
}
"""Where Mac OS Thai is not TIS-620 (Unicode's table VENDORS/APPLE/THAI.TXT)."""
_HIGH = re.compile(rb"[\xa1-\xfb]")
_BESIDE_ANOTHER = re.compile(rb"(?<=[\x80-\xff])[\xa1-\xfb]|[\xa1-\xfb](?=[\x80-\xff])")
_NOT_CP874 = re.compile(rb"[\x81-\x84\x86-\x90\x98-\x9f\xdb-\xde\xfc-\xff]")
_MAC_LETTERS = re.compile(rb"(?<=[\xa1-\xda\x92-\x97])[\x83-\x8c\x8f\x98-\x9c]|[\x80-\x82\x8d\x8e\x9d\x9e\xdb-\xde]")


@dataclass(frozen=True, slots=True)
class EightBit:
    """An encoding of one byte per letter.

    Attributes:
        codec: Python's, of which ``changes`` are other letters, by byte.
        title: for messages.
    """

    codec: str
    title: str
    changes: tuple[tuple[int, str], ...] = ()

    def decode(self, data: bytes) -> str:
        """Return the text of some bytes; one that means nothing is U+FFFD."""
        return data.decode("latin-1").translate(_letters(self))


@cache
def _letters(encoding: EightBit) -> dict[int, str]:
    """Return the letter of every byte."""
    return dict(enumerate(bytes(range(256)).decode(encoding.codec, errors="replace"))) | dict(encoding.changes)


TIS_620 = EightBit("cp874", "TIS-620 (cp874)")
MAC_THAI = EightBit("cp874", "Mac OS Thai", tuple(sorted(_MAC_THAI.items())))
WESTERN = EightBit("cp1252", "Windows-1252 (Western European)")


def choose_eight_bit(data: bytes) -> EightBit:
    """Return the encoding in which bytes are text: Thai letters stand side by side, Western ones among Latin."""
    high = len(_HIGH.findall(data))
    unknown = len(_NOT_CP874.findall(data))
    if len(_BESIDE_ANOTHER.findall(data)) < TRANSCRIPT.thai_neighbours * high or not high and unknown:
        return WESTERN
    explained = len(_MAC_LETTERS.findall(data))
    is_mac = unknown >= TRANSCRIPT.mac_letters and explained >= TRANSCRIPT.mac_share * unknown
    return MAC_THAI if is_mac else TIS_620


def reads_as_thai(data: bytes, encoding: EightBit) -> bool:
    """Return whether bytes make well-formed Thai: every byte a letter, marks on consonants, no rests of UTF-8."""
    text = encoding.decode(data)
    if "\ufffd" in text or not _HIGH.search(data):
        return False
    rests_of_utf8 = data.count(b"\xe0\xb8") + data.count(b"\xe0\xb9")
    marks = len(_MARK.findall(text))
    return (
        rests_of_utf8 <= TRANSCRIPT.utf8_rests * len(data)
        and len(_MARK_ON_NOTHING.findall(text)) <= TRANSCRIPT.loose_marks * marks
    )
