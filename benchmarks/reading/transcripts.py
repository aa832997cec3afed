"""The shipped report in the formats of OCR engines and vision models: ``python -m benchmarks.reading.transcripts``.

The report's transcript is written in every format, read again, and its rows are compared with those of the transcript
itself. A line for each format; exits with 1 where one is short. ``--keep FOLDER`` keeps the files.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks import documents
from benchmarks.reading.measures_score import MeasuresScore, score_measures
from benchmarks.reading.release_rows import Row, read_documents
from benchmarks.typesetting.transcripts import cell_lists, markup, printed
from benchmarks.typesetting.transcripts.content import ContentPage, content_of
from pipeline.acquire import acquire_file
from pipeline.extract import extract

REPORT = documents.ROOT / "raw" / "2566" / "000_9de6b199020d8a83.txt"
FORMATS: Mapping[str, Callable[[Sequence[ContentPage]], str]] = {
    "typhoon-default.json": markup.typhoon_default,
    "typhoon-structure.json": markup.typhoon_structure,
    "typhoon-v15.md": markup.typhoon_v15,
    "chat-answers.json": markup.chat_answers,
    "docling.json": cell_lists.docling,
    "doctags.txt": markup.doctags,
    "mineru-content_list.json": markup.mineru,
    "mineru-middle.json": markup.mineru_middle,
    "paddle-structure-v3.json": markup.paddle_structure,
    "paddle-vl.json": markup.paddle_vl,
    "textract.json": cell_lists.textract,
    "document-intelligence.json": cell_lists.document_intelligence,
    "document-ai.json": cell_lists.document_ai,
    "tesseract.hocr": printed.hocr,
    "tesseract-paragraphs.hocr": partial(printed.hocr, has_blocks=True),
    "alto.xml": printed.alto,
    "sidecar.txt": printed.sidecar,
}
"""By the name of the file: what writes it."""


def write_all(folder: Path, formats: Sequence[str] = tuple(FORMATS)) -> list[Path]:
    """Write the report in the formats; return the files."""
    pages = content_of(extract(acquire_file(REPORT).source))
    paths = []
    for name in formats:
        paths.append(folder / name)
        paths[-1].write_text(FORMATS[name](pages), encoding="utf-8")
    return paths


def write_page_files(folder: Path, form: str) -> None:
    """Write the report in a form with a file for each page."""
    folder.mkdir(parents=True)
    stem, _, suffix = form.rpartition(".")
    for page in content_of(extract(acquire_file(REPORT).source)):
        (folder / f"{stem}-page_{page.number:03d}.{suffix}").write_text(FORMATS[form]([page]), encoding="utf-8")


def score_all(paths: Sequence[Path]) -> dict[Path, tuple[str, MeasuresScore]]:
    """Read the files; return the status and the score of each against the rows of the report."""
    tables = read_documents([REPORT, *paths], ("documents", "indicators", "measures"))
    truth = _truth(tables[REPORT]["documents"][0], tables[REPORT]["indicators"], tables[REPORT]["measures"])
    found = {}
    for path in paths:
        rows = tables[path]
        document = rows["documents"][0] if rows["documents"] else None
        status = document["status"] if document else "absent"
        found[path] = (status, score_measures(truth, document, rows["indicators"], rows["measures"]))
    return found


def _truth(document: Row, indicators: Sequence[Row], measures: Sequence[Row]) -> list[dict[str, str]]:
    """Return the rows of a truth file that say what the release has."""
    by_entry = {row["entry_no"]: row for row in indicators}
    report = {"agency": str(document["agency"]), "fiscal_year": str(document["fiscal_year"])}
    return [
        {name: _text(by_entry[row["entry_no"]][name]) for name in ("code", "question", "score", "level")}
        | {"measure_no": str(row["measure_no"])}
        | {name: _text(row[name]) for name in ("measure", "result", "outcome")}
        | report
        for row in measures
    ]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def is_whole(score: MeasuresScore) -> bool:
    """Return whether nothing of the report was lost or changed."""
    parts = (score.code, score.scores, score.levels, score.questions, score.rows, score.text)
    return min(parts) == 1 and not score.wrong and not score.extra and not score.unresolved


def main(arguments: list[str]) -> int:
    """Print a line for each format."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(arguments[arguments.index("--keep") + 1]) if "--keep" in arguments else Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        short = 0
        for path, (status, score) in score_all(write_all(folder)).items():
            short += not is_whole(score)
            print(f"{path.name:<28} {status:<8} {score.line()}{'' if is_whole(score) else ' | SHORT'}")
    print(f"{len(FORMATS)} formats, {short} short" if short else f"{len(FORMATS)} formats, all whole")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
