"""Lists of measures in running text: headings and labelled paragraphs, line by line, become entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.assemble.document_context import Unwrap
from pipeline.assemble.fields import MEASURE_FIELDS, one_line
from pipeline.assemble.prose_measures.list_headings import ListHeading, read_heading
from pipeline.domain.family import Family
from pipeline.domain.prose_measure_words import NAMING_LABELS, Label, prose_measure_words, read_label
from pipeline.domain.wordings import compact
from pipeline.model import Document, Line, Table

PlacedLine = tuple[int, Line]
"""A line with the number of its page."""
_WITH_LISTS = ("issue", "measure", "method", "result", "outcome", "monitoring", "evidence")
"""Fields whose texts may be lists themselves."""
_SAYS_WHAT = frozenset({"measure", "method", "result"})
FEWEST_FIELDS = 2
"""Labels of different fields that an entry must have, one of which says what is, or was, done."""
_NOT_LABELS = (*NAMING_LABELS, "number", "score_max")
_MARKED = re.compile(r"[(\[]?(?:\d{1,2}[.)\]]|[ก-ฮ][.)])|[-–•●▪○■□➢✓❖◆*]\s")


@dataclass(slots=True)
class LabelledText:
    """A label with the lines of its text; the first of them is what stands behind the label, if anything."""

    label: Label
    label_line: PlacedLine
    lines: list[PlacedLine] = field(default_factory=list)

    @property
    def field(self) -> str:
        """The field that the label names."""
        return self.label.field


@dataclass(slots=True)
class ListEntry:
    """A heading, what stands below it before the first label, and its labelled texts.

    Attributes:
        left: paragraphs behind the last text that are not its own.
        broken: labels follow on them, and nobody knows whose these are.
        printed: all its lines as the page has them.
    """

    heading: ListHeading
    heading_lines: list[PlacedLine]
    before: list[PlacedLine] = field(default_factory=list)
    texts: list[LabelledText] = field(default_factory=list)
    left: list[PlacedLine] = field(default_factory=list)
    broken: bool = False
    printed: list[PlacedLine] = field(default_factory=list)

    @property
    def is_plain(self) -> bool:
        """Tell whether it names a code, an indicator or a topic, and its labels say what is done, and more."""
        heading = self.heading
        fields = {text.field for text in self.texts} & set(MEASURE_FIELDS)
        named = heading.code or heading.section or heading.topic
        return bool(named) and len(fields) >= FEWEST_FIELDS and bool(fields & _SAYS_WHAT)


@dataclass(slots=True)
class MeasureList:
    """The entries between two tables of a document; ``orphans``: labelled lines that are of no plain entry."""

    entries: list[ListEntry] = field(default_factory=list)
    orphans: list[PlacedLine] = field(default_factory=list)

    @property
    def plain(self) -> list[ListEntry]:
        """The entries that can be read."""
        return [entry for entry in self.entries if entry.is_plain]


def scan_lists(document: Document, family: Family, unwrap: Unwrap) -> list[MeasureList]:
    """Find the lists of measures in a document's running text.

    Args:
        document: stitched, its artifacts marked.
        family: whose columns name the labels.
    """
    out = []
    for run in _runs(document):
        labels = [label for _, line in run if (label := read_label(family, line.text)) and _is_of_measures(label)]
        if len(labels) >= FEWEST_FIELDS:
            out.append(_scan(run, family, unwrap))
    return out


def _is_of_measures(label: Label) -> bool:
    return label.field not in _NOT_LABELS


def _runs(document: Document) -> Iterator[list[PlacedLine]]:
    """Yield the running lines between tables, over page ends."""
    run: list[PlacedLine] = []
    for page in document.pages:
        for block in page.blocks:
            if isinstance(block, Table):
                yield run
                run = []
            elif not block.artifact and block.text.strip():
                run.append((page.number, block))
    yield run


def _scan(run: Sequence[PlacedLine], family: Family, unwrap: Unwrap) -> MeasureList:
    found = MeasureList()
    current: ListEntry | None = None
    for placed in run:
        text = placed[1].text
        label = read_label(family, text)
        if label is not None and current is not None and _is_issue(family, text, label):
            label = replace(label, field="issue")
        if label is not None and _is_of_measures(label):
            if current is None:
                found.orphans.append(placed)
            else:
                current.texts.append(_labelled(label, placed))
        elif (heading := read_heading(family, text)) is not None:
            current = ListEntry(heading, [placed], printed=[placed])
            found.entries.append(current)
            continue
        elif current is not None and current.texts:
            current.texts[-1].lines.append(placed)
        elif current is not None:
            current.heading_lines.append(placed)
        if current is not None:
            current.printed.append(placed)
    for entry in found.entries:
        _settle(entry, family, unwrap, found.orphans)
    return found


def _is_issue(family: Family, text: str, label: Label) -> bool:
    """Tell a label of what has to be improved, below a heading: behind it stands no code, indicator or topic."""
    likely = next((column.likely for column in family.columns if column.field == "issue"), None)
    behind = text[label.cut :].strip()
    asks = likely is not None and likely.search(compact(text[label.begin : label.cut])) is not None
    return label.field == "question" and asks and bool(behind) and read_heading(family, behind) is None


def _labelled(label: Label, placed: PlacedLine) -> LabelledText:
    page, line = placed
    behind = line.text[label.cut :].strip()
    rest = [(page, _part(line, label.cut, len(line.text)))] if behind else []
    return LabelledText(label, (page, _part(line, 0, label.cut)), rest)


def _part(line: Line, begin: int, end: int) -> Line:
    """Return a part of a line; where it begins and ends on the page is told by its share of the characters."""
    text, size = line.text[begin:end].strip(), max(1, len(line.text))
    raw = line.raw if len(line.raw) == len(line.text) else line.text
    box = line.box
    if box is not None:
        width = box[2] - box[0]
        box = (box[0] + width * begin / size, box[1], box[0] + width * end / size, box[3])
    return Line(raw=raw[begin:end].strip(), text=text, box=box, size=line.size, paragraph=line.paragraph)


def _settle(entry: ListEntry, family: Family, unwrap: Unwrap, orphans: list[PlacedLine]) -> None:
    """Join a heading's wrapped lines, and end texts where paragraphs follow that are not theirs."""
    size = _paragraph_length(entry.heading_lines, unwrap, lambda line: False)
    whole = one_line(unwrap([line for _, line in entry.heading_lines[:size]]))
    entry.heading = read_heading(family, whole) or entry.heading
    entry.before = entry.heading_lines[size:]
    entry.heading_lines = entry.heading_lines[:size]
    for n, text in enumerate(entry.texts):
        behind = entry.texts[n + 1] if n + 1 < len(entry.texts) else None
        if behind is not None and not _begins_measure(entry.texts[: n + 1], behind):
            continue
        size = _own_lines(text, entry.heading.number, unwrap)
        left = text.lines[size:]
        if left:
            text.lines = text.lines[:size]
            entry.left = left
            entry.printed = entry.printed[: next(i for i, placed in enumerate(entry.printed) if placed is left[0])]
        if left and behind is not None:
            entry.broken = True
            orphans.extend(other.label_line for other in entry.texts[n + 1 :])
            entry.texts = entry.texts[: n + 1]
            break
    if not entry.texts:
        entry.printed = entry.heading_lines  # what stands below a heading alone stays text
    if not entry.is_plain:
        orphans.extend(text.label_line for text in entry.texts)


def _begins_measure(before: Sequence[LabelledText], text: LabelledText) -> bool:
    """Tell whether a labelled text begins the next measure of its entry."""
    fields = [other.field for other in before]
    return text.field in fields and text.field == ("measure" if "measure" in fields else fields[0])


def _own_lines(text: LabelledText, number: int | None, unwrap: Unwrap) -> int:
    """Return how many of a text's lines are surely its own: its first paragraph, and the lists below it."""
    size = _paragraph_length(
        text.lines, unwrap, lambda line: text.field in _WITH_LISTS and bool(_MARKED.match(line.text))
    )
    numbers = [_number(line) for _, line in text.lines[:size]]
    for n in range(1, size):
        if number is not None and numbers[n] == number + 1 and number not in numbers[:n]:
            return n  # the heading of another entry, that names nothing known
    return size


def _number(line: Line) -> int | None:
    mark = prose_measure_words().mark.match(line.text)
    return int(mark.group("number")) if mark and mark.group("number") else None


def _paragraph_length(lines: Sequence[PlacedLine], unwrap: Unwrap, goes_on: Callable[[Line], bool]) -> int:
    """Return how many lines the first paragraph has, and those behind it that go on with its text."""
    paragraphs = 1
    for n in range(1, len(lines)):
        count = unwrap([line for _, line in lines[: n + 1]]).count("\n") + 1
        if count > paragraphs and not goes_on(lines[n][1]):
            return n
        paragraphs = count
    return len(lines)
