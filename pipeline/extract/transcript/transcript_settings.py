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
        largest_number: of a coordinate, an index or a count that an engine may give.
        max_rows: rows of a table in a list of cells; a cell that says it stands further down is text below the table.
        max_places: places (rows times columns) of a table in a list of cells up to which spans and empty cells count.
        long_side: points of the longer side of a page (A4) that gives its size in pixels, and no resolution.
        longest_cell_line: letters; where a column has a longer line, its lines are paragraphs, not lines of print.
        word_letters: letters of a word, at most, that had no room at the end of a printed line.
        syllable_letters: the same for a line that is held against the usual one of its column.
        fewest_lines: wrapped lines of a column from which their usual length is known.
        full_line: share of the longest line of a column that a wrapped line, with that word, fills at least.
        nesting: objects and lists within each other in any output, at most.
        wrappings: objects and lists within each other in which the output of an engine is looked for.
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
    largest_number: float = 1e9
    max_rows: int = 20_000
    max_places: int = 500_000
    long_side: float = 841.89
    wrappings: int = 8
    nesting: int = 100
    longest_cell_line: int = 120
    word_letters: int = 12
    full_line: float = 0.85
    syllable_letters: int = 6
    fewest_lines: int = 10


TRANSCRIPT = TranscriptSettings()


class WordSettings(NamedTuple):
    """How printed words become lines and tables. The unit is the usual height of a word, but for shares.

    Attributes:
        line_drift: distance of a word's middle from that of its line, up to which it stands on it.
        span_gap: white space between words, up to which they are one piece of ink.
        gutter_width: white space between two columns, at least.
        crossing_share: share of a table's lines that may cross the white space between two columns: section titles.
        min_columns: columns of a table, and pieces of ink of the lines by which one is told.
        min_lines: such lines of a table.
        min_part_lines: such lines of a part that is a table beside another one below it.
        lines_between: lines of fewer pieces that may stand between two of those.
        room_between: paper that may lie between them.
        table_gap: from the middle of a line to that of the next one, at least, where another table may begin.
        most_bands: such places, the widest, at which a table may be parted; to try them all takes too long.
        end_gap: the same, at most, above a line that ends a wrapped cell of the first column.
        row_gap: the same, at most, above a line that begins in a later column.
        edge_drift: distance by which the left side of words in a column may stray.
        widest_pitch: distance of two lines of one cell, at most.
        same_cell_pitch: times the usual distance of lines; lines of one cell stand no farther apart.
        row_pitch: times the usual distance of lines; a white band across the table of so much parts two rows.
        paragraph_pitch: times the usual distance of lines; so much paper in a cell parts two paragraphs.
        alone_pitch: times the usual distance of lines; a line of one column with so much paper above it begins a row.
        sure_band_share: share of the paper above rows that a code tells, from which others begin a row too.
        header_lines: lines of a table that may be its header.
        new_columns: columns that begin anew at one height where no white band parts rows.
        merged_columns: last column (from 0) in which a cell may go on beside several rows.
    """

    line_drift: float = 0.5
    span_gap: float = 0.7
    gutter_width: float = 0.5
    crossing_share: float = 0.15
    min_columns: int = 3
    min_lines: int = 3
    min_part_lines: int = 2
    lines_between: int = 12
    room_between: float = 12.0
    end_gap: float = 1.9
    row_gap: float = 3.5
    edge_drift: float = 0.3
    table_gap: float = 2.5
    most_bands: int = 20
    widest_pitch: float = 2.5
    same_cell_pitch: float = 1.18
    row_pitch: float = 1.3
    paragraph_pitch: float = 1.25
    alone_pitch: float = 1.6
    new_columns: int = 2
    sure_band_share: float = 0.9
    header_lines: int = 4
    merged_columns: int = 2


WORDS = WordSettings()


class SpacedTextSettings(NamedTuple):
    """Where letters of plain text stand, the room of a letter being the unit.

    Attributes:
        line_pitch: distance of two lines.
        letter_height: of a word; so that two spaces are a gap between columns and one is none.
    """

    line_pitch: float = 4.0
    letter_height: float = 2.5


SPACED = SpacedTextSettings()
