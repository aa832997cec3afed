"""The output of an OCR engine, whichever it is: told by its keys, tags or classes, never by the name of the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.extract.transcript.engine_page import EnginePage, Markup
from pipeline.extract.transcript.engines import alto, doctags, hocr
from pipeline.extract.transcript.engines.docling import DOCLING
from pipeline.extract.transcript.engines.document_ai import DOCUMENT_AI
from pipeline.extract.transcript.engines.document_intelligence import DOCUMENT_INTELLIGENCE
from pipeline.extract.transcript.engines.engine import Engine
from pipeline.extract.transcript.engines.mineru import MINERU
from pipeline.extract.transcript.engines.paddle import PADDLE
from pipeline.extract.transcript.engines.text_answers import TEXT_ANSWERS, answer_text, texts_with_tables
from pipeline.extract.transcript.engines.textract import TEXTRACT
from pipeline.extract.transcript.json_text import looks_like_json, read_json, without_fence
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT
from pipeline.extract.transcript.typed_fields import FieldReader, clean
from pipeline.extract.unreadable import UnreadableDocument
from pipeline.model import Finding

ENGINES = (TEXTRACT, DOCUMENT_INTELLIGENCE, DOCUMENT_AI, DOCLING, MINERU, PADDLE, TEXT_ANSWERS)
"""Where a file holds output of several, as text beside structure, the first that is there is read."""

_NO_TRANSCRIPT = "; leave it out by `ignore:` in sources.yml if it is no transcript"


@dataclass(frozen=True, slots=True)
class EngineOutput:
    """What an engine wrote.

    Attributes:
        title: of the engine.
        pages: as it has them; none where ``text`` has them.
        text: the whole as one text with Markdown and HTML, which marks its own pages.
        pages_said: pages of the document, by its own word; 0 where it has none on that.
        findings: on what it lacks by its own word, and on fields of another type than they must have.
    """

    title: str
    pages: tuple[EnginePage, ...] = ()
    text: str | None = None
    pages_said: int = 0
    findings: tuple[Finding, ...] = ()


def read_engine_output(text: str) -> EngineOutput | None:
    """Return the output of an engine; None for plain text, with or without Markdown and HTML.

    Raises:
        UnreadableDocument: JSON or XML that breaks off, that no engine writes, or that is of no engine known.
    """
    bare = without_fence(text)
    if looks_like_json(bare):
        return _read_json(bare)
    if hocr.is_hocr(text):
        pages, is_cut = hocr.read_hocr(text)
        missing = ["it breaks off: a page is never closed"] if is_cut else []
        return EngineOutput(hocr.TITLE, tuple(pages), findings=tuple(_findings(hocr.TITLE, missing, ())))
    if alto.is_alto(text):
        return EngineOutput(alto.TITLE, tuple(alto.read_alto(text)))
    if doctags.is_doctags(bare):
        missing = ["it breaks off: a table is never closed"] if doctags.is_cut(bare) else []
        pages = doctags.read_doctags(bare)
        return EngineOutput(doctags.TITLE, tuple(pages), findings=tuple(_findings(doctags.TITLE, missing, ())))
    if (root := alto.other_root(text)) is not None:
        raise UnreadableDocument(
            f"the file is XML with the root {root[: TRANSCRIPT.quoted]}, which no OCR engine is known to write (known "
            f"are {alto.TITLE} and {hocr.TITLE}){_NO_TRANSCRIPT}"
        )
    return None


def _read_json(text: str) -> EngineOutput:
    values, twice = read_json(text)
    search = _Search()
    for value in values if len(values) == 1 else [values]:
        search.look_into(value, depth=0)
    engine = next((engine for engine in ENGINES if engine.title in search.found), None)
    if engine is None:
        texts = texts_with_tables(values) if search.broken is None else []
        if not texts:
            raise search.broken or UnreadableDocument(_unknown(values))
        pages = [EnginePage(n, content=(Markup(clean(text)),)) for n, text in enumerate(texts, start=1)]
        return EngineOutput(TEXT_ANSWERS.title, tuple(pages), findings=(_unknown_keys(values),))
    fields = FieldReader()
    fields.odd += [f"{key} stands twice, with two values" for key in twice]
    pages = engine.read(search.found[engine.title], fields)
    findings = _findings(engine.title, fields.missing, fields.odd)
    if engine is not TEXT_ANSWERS:
        return EngineOutput(engine.title, tuple(pages), pages_said=fields.pages_said, findings=tuple(findings))
    return _of_answers(pages, findings)


def _of_answers(pages: Sequence[EnginePage], findings: list[Finding]) -> EngineOutput:
    """Return the output of a model's answers; what holds tags or HTML with places in its turn is read as such."""
    read: list[EnginePage] = []
    for page in pages:
        text = "\n".join(content.text for content in page.content if isinstance(content, Markup))
        inner = None if looks_like_json(text) else read_engine_output(text)
        if inner is None and len(pages) == 1:
            return EngineOutput(TEXT_ANSWERS.title, text=text, findings=tuple(findings))
        if inner is not None:
            findings += inner.findings
            if len(pages) == 1:
                return replace(inner, findings=tuple(findings))
            page = replace(page, content=tuple(content for of in inner.pages for content in of.content))
        read.append(page)
    return EngineOutput(TEXT_ANSWERS.title, tuple(read), findings=tuple(findings))


class _Search:
    """Looks for outputs of engines within JSON, whatever it is wrapped in.

    Attributes:
        found: by the engine's title, in order.
        broken: why JSON in a string could not be read, the first time.
    """

    def __init__(self) -> None:
        self.found: dict[str, list[Any]] = {}
        self.broken: UnreadableDocument | None = None

    def look(self, value: Any, depth: int) -> None:
        """Look at a value and, where it is no output itself, into it."""
        engine = _engine_of(value)
        if engine is TEXT_ANSWERS and looks_like_json(answer_text(value) or ""):
            self.look_into(answer_text(value), depth)
        elif engine is not None:
            self.found.setdefault(engine.title, []).append(value)
        if depth < TRANSCRIPT.wrappings and engine is None:
            for inner in _inner(value):
                self.look_into(inner, depth)
        elif depth < TRANSCRIPT.wrappings and engine is TEXT_ANSWERS:
            beside = _Search()  # structure may stand beside the text
            for inner in _inner(value):
                if isinstance(inner, (dict, list)):
                    beside.look(inner, depth + 1)
            for title, found in beside.found.items():
                if title != TEXT_ANSWERS.title:
                    self.found.setdefault(title, []).extend(found)

    def look_into(self, value: Any, depth: int) -> None:
        """Look at a value that may be JSON in a string."""
        if isinstance(value, str) and looks_like_json(without_fence(value)):
            try:
                values, _ = read_json(without_fence(value))
            except UnreadableDocument as error:
                self.broken = self.broken or error
            else:
                self.look(values if len(values) != 1 else values[0], depth + 1)
        elif isinstance(value, (dict, list)):
            self.look(value, depth + 1)


def _inner(value: Any) -> Iterable[Any]:
    """Return what an object or a list holds."""
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _engine_of(value: Any) -> Engine | None:
    return next((engine for engine in ENGINES if engine.recognises(value)), None)


def _unknown(values: Sequence[Any]) -> str:
    """Say what JSON is that no engine is known to write."""
    first = values[0] if values else None
    first = next((item for item in first if isinstance(item, dict)), None) if isinstance(first, list) else first
    keys = ", ".join(clean(key)[: TRANSCRIPT.quoted] for key in list(first)[:5]) if isinstance(first, dict) else ""
    seen = f"its keys are {keys}" if keys else "it has no keys"
    titles = ", ".join(engine.title for engine in ENGINES)
    return (
        f"the file is JSON, but of no OCR engine that is known by its keys ({seen}; known are {titles}){_NO_TRANSCRIPT}"
    )


def _unknown_keys(values: Sequence[Any]) -> Finding:
    message = f"{_unknown(values)}; of what it holds only the texts with tables in them are read, and those beside them"
    return Finding("extract.transcript_values", "warning", message)


def _findings(title: str, missing: Sequence[str], odd: Sequence[str]) -> list[Finding]:
    """Return findings on what an output lacks, or has in a form that it must not have."""
    found = []
    if missing:
        message = f"the output ({title}) is not complete: {'; '.join(missing[:3])}; make it again from the document"
        found.append(Finding("extract.transcript_incomplete", "error", message, value=str(len(missing))))
    if odd:
        message = (
            f"{len(odd)} values of the output ({title}) are not what such output holds (first: {odd[0]}); what they "
            "said is lost; make it again from the document"
        )
        found.append(Finding("extract.transcript_values", "error", message, value=str(len(odd))))
    return found
