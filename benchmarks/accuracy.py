"""Accuracy against documents whose content is known: ``python -m benchmarks.accuracy [CORPUS]``.

Builds a release of every document that has a truth file (``editions/*.truth.csv`` and ``seed/truth.csv`` of the corpus,
``*.truth.csv`` in tests/data; of CORPUS alone where it holds such files itself, as what ``benchmarks.typeset`` writes), prints one line
for each, and exits with 1 where a document is below its bar.
The corpus is ``$ITA_CORPUS``, else ``../shared/corpus``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.score import Score, read_truth, score
from benchmarks.score_results import ResultScore, is_results, score_results

ROOT = Path(__file__).resolve().parent.parent
SOUND: Mapping[str, float] = {
    "code": 1,
    "wrong": 0,
    "scores": 1,
    "levels": 1,
    "agency": 1,
    "year": 1,
    "rows": 1,
    "extra": 0,
    "questions": 0.99,
    "text": 0.99,
    "cer": 0.001,
}
"""Bars of a document with a text layer, or a transcript. ``wrong``, ``extra`` and ``cer`` are upper bars, the others lower ones."""
MISPRINTED: Mapping[str, float] = {
    **SOUND,
    "code": 0.9,
}
"""The same where strokes and letters of codes were lost: a row without its code cannot be compared, so its texts count as lost."""
SCAN: Mapping[str, float] = {
    "code": 0.99,
    "wrong": 0,
    "scores": 0.99,
    "levels": 0.99,
    "agency": 1,
    "year": 1,
    "rows": 1,
    "extra": 0,
    "cer": 0.025,
}
"""A scan."""
RESULTS: Mapping[str, float] = {
    "rows": 1,
    "extra": 0,
    "numbers": 1,
    "silent": 0,
    "cer": 0.001,
    "grades": 1,
    "year": 1,
    "group": 1,
}
"""An announcement of results with a text layer, or a transcript."""
RESULTS_SCAN: Mapping[str, float] = {
    "rows": 1,
    "extra": 0,
    "numbers": 0.98,
    "silent": 0.002,
    "cer": 0.02,
    "grades": 0.99,
}
"""A scanned one."""
UPPER = ("wrong", "extra", "cer", "silent")
BARS: Mapping[str, Mapping[str, float]] = {
    "dev-e": MISPRINTED,
    "dev-f": MISPRINTED,
    "seed-word": {**SOUND, "spacing": 0.9},
    "dev-a": {**SOUND, "spacing": 0.9},
}
"""Bars of single documents; any other has those of its kind."""
DATASETS = ("documents", "indicators", "measures", "agency_results", "findings")


@dataclass(frozen=True)
class Case:
    """A document and its truth."""

    document: Path
    truth: Path

    @property
    def bars(self) -> Mapping[str, float]:
        """What it must reach."""
        stem = self.document.stem
        if self.of_results:
            return RESULTS_SCAN if "scan" in stem else RESULTS
        return BARS.get(stem, SCAN if "scan" in stem else SOUND)

    @property
    def of_results(self) -> bool:
        """The document announces results of many bodies; otherwise it reports on measures."""
        return is_results(_first_line(self.truth))


def cases(corpus: Path | None, data: Path) -> Iterator[Case]:
    """Documents with a truth file of measures or of results, in a stable order."""
    places = [
        folder for folder in (corpus / "editions" if corpus else None, data) if folder is not None and folder.is_dir()
    ]
    if corpus is not None and any(corpus.glob("*.truth.csv")):  # a folder of typeset editions
        places = [corpus]
    seen: set[str] = set()
    if corpus is not None and (corpus / "seed" / "truth.csv").is_file():
        for transcript in sorted((corpus / "seed").glob("*.txt")):
            seen.add(_sha256(transcript))
            yield Case(transcript, corpus / "seed" / "truth.csv")
    for folder in places:
        for truth in sorted(folder.rglob("*.truth.csv")):
            stem = truth.name.removesuffix(".truth.csv")
            for document in sorted(truth.parent.glob(f"{stem}.*")):
                if (
                    document.suffix in (".pdf", ".txt", ".md", ".html", ".tsv")
                    and _is_truth(truth)
                    and _sha256(document) not in seen
                ):
                    seen.add(_sha256(document))
                    yield Case(document, truth)


def _first_line(truth: Path) -> str:
    with truth.open(encoding="utf-8-sig") as handle:
        return handle.readline()


def _is_truth(truth: Path) -> bool:
    return "measure_no" in _first_line(truth) or is_results(_first_line(truth))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def measure(found: list[Case]) -> dict[Case, tuple[str, Score | ResultScore]]:
    """Build a release of the documents; for each its status and its score."""
    import pyarrow.parquet as pq

    import pipeline

    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder, "raw"), Path(folder, "processed")
        for i, case in enumerate(found):
            (raw / f"{i:03}").mkdir(parents=True)
            shutil.copy(case.document, raw / f"{i:03}" / case.document.name)
        pipeline.run(raw, out, keep_copies=True)
        release = pipeline.release_path(out)
        tables: dict[str, list[dict[str, Any]]] = {
            name: pq.read_table(Path(release, name)).to_pylist() for name in DATASETS
        }
    result: dict[Case, tuple[str, Score | ResultScore]] = {}
    for case in found:
        mine = _sha256(case.document)
        rows = {name: [row for row in table if row["document_id"] == mine] for name, table in tables.items()}
        document = rows["documents"][0] if rows["documents"] else None
        status = document["status"] if document else "absent"
        truth = read_truth(case.truth)
        if case.of_results:
            result[case] = (status, score_results(truth, document, rows["agency_results"], rows["findings"]))
        else:
            result[case] = (status, score(truth, document, rows["indicators"], rows["measures"]))
    return result


def shortfalls(result: Score | ResultScore, bars: Mapping[str, float]) -> list[str]:
    """What is below its bar, in words. Values that the truth does not have are not judged."""
    out = []
    for name, bar in bars.items():
        value = getattr(result, name)
        if value is not None and (value > bar if name in UPPER else value < bar - 1e-9):
            out.append(f"{name} {value:.4f} (needs {'at most' if name in UPPER else 'at least'} {bar:g})")
    return out


def main(arguments: list[str]) -> int:
    """Print a line per document; 1 where one is short, 2 where there is none."""
    corpus = Path(arguments[0] if arguments else os.environ.get("ITA_CORPUS", ROOT.parent / "shared" / "corpus"))
    found = list(cases(corpus if corpus.is_dir() else None, ROOT / "tests" / "data"))
    if not found:
        sentence = (
            "no documents with truth files in {} or tests/data; name a corpus: python -m benchmarks.accuracy CORPUS"
        )
        print(sentence.format(corpus), file=sys.stderr)
        return 2
    short = 0
    for case, (status, result) in measure(found).items():
        lacks = shortfalls(result, case.bars)
        short += bool(lacks)
        print(
            f"{case.document.stem:<24} {status:<8} {result.line()}" + (f" | SHORT: {'; '.join(lacks)}" if lacks else "")
        )
    print(
        f"{len(found)} documents, {short} below their bar"
        if short
        else f"{len(found)} documents, all at or above their bars"
    )
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
