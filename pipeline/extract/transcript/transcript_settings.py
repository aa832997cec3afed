"""Thresholds of reading transcripts."""

from __future__ import annotations

from typing import NamedTuple


class TranscriptSettings(NamedTuple):
    """How the text of a transcript is taken apart.

    Attributes:
        row_tabs: tabs from which a line is a table row by itself; one with a single tab is a row only beside another.
        blank_lines: blank lines in a row that may stand inside a page; more end it where pages are not marked.
        max_span: largest colspan of an HTML table that is believed; a larger one reaches to the table's edge.
        max_columns: columns from which rows are no table; their cells become text.
        certain_bytes: bytes of a piece from which it can be told by itself whether it is text of one byte per letter.
        thai_neighbours: share of high bytes that stand beside another one in Thai; in Western text they are few.
        mac_letters: bytes that TIS-620 does not have and Mac OS Thai does, from which a text is in the latter.
        mac_share: share of the bytes that TIS-620 does not have that must then be letters where they stand.
        utf8_rests: largest share of a piece's bytes that may be as a Thai letter of UTF-8 begins, in another encoding.
        loose_marks: share of vowel and tone marks that may stand on no consonant in Thai text.
        double_encoded: share of characters that begin as a Thai letter of UTF-8 does in another encoding, from which a
            text was encoded twice (a third of the letters of such a text; hardly one in a hundred of another one).
        most_lost: share of characters that may be lost; of more the file is no text.
        most_controls: share of characters that may be control characters; of more the file is no text.
        named_places: places that a message names.
        quoted: characters of a text that a message quotes.
        short_text: characters; shares of a shorter text are taken of so many.
    """

    row_tabs: int = 2
    blank_lines: int = 1
    max_span: int = 100
    max_columns: int = 250
    certain_bytes: int = 5
    thai_neighbours: float = 0.5
    mac_letters: int = 3
    mac_share: float = 0.9
    utf8_rests: float = 0.1
    loose_marks: float = 0.2
    double_encoded: float = 0.05
    most_lost: float = 0.3
    most_controls: float = 0.05
    named_places: int = 5
    quoted: int = 20
    short_text: int = 200


TRANSCRIPT = TranscriptSettings()
