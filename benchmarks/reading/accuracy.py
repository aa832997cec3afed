"""Accuracy against documents whose content is known: ``python -m benchmarks.reading.accuracy [CORPUS]``.

Build a release of every document that has a truth file (``editions/*.truth.csv`` and ``seed/truth.csv`` of the corpus,
``*.truth.csv`` in tests/data; of CORPUS alone where it holds such files itself, as the folders that
``benchmarks.typesetting`` writes), print one line for each, and exit with 1 where a document is below its bar.
The corpus is ``$ITA_CORPUS``, else ``../shared/corpus``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import documents
from benchmarks.reading.measures_score import MeasuresScore, read_truth, score_measures
from benchmarks.reading.release_rows import read_documents, sha256
from benchmarks.reading.results_score import ResultsScore, is_results, score_results

MEASURES: Mapping[str, float] = {
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
"""Bars of a report of measures with a text layer, or a transcript: lower bars, but those named in ``UPPER_BARS``."""
MISPRINTED: Mapping[str, float] = {
    **MEASURES,
    "code": 0.9,
}
"""The same where letters and strokes of codes were lost: texts of a row without its code count as lost."""
MEASURES_SCAN: Mapping[str, float] = {
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
"""Bars of a scanned report of measures."""
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
"""Bars of an announcement of results with a text layer, or a transcript."""
RESULTS_SCAN: Mapping[str, float] = {
    "rows": 1,
    "extra": 0,
    "numbers": 0.98,
    "silent": 0.002,
    "cer": 0.02,
    "grades": 0.99,
}
"""Bars of a scanned announcement."""
UPPER_BARS = ("wrong", "extra", "cer", "silent")
DOCUMENT_BARS: Mapping[str, Mapping[str, float]] = {
    "dev-e": MISPRINTED,
    "dev-f": MISPRINTED,
    "seed-word": {**MEASURES, "spacing": 0.9},
    "dev-a": {**MEASURES, "spacing": 0.9},
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
        """Return the bars that it must reach, by name of the score."""
        stem = self.document.stem
        if self.of_results:
            return RESULTS_SCAN if "scan" in stem else RESULTS
        return DOCUMENT_BARS.get(stem, MEASURES_SCAN if "scan" in stem else MEASURES)

    @property
    def of_results(self) -> bool:
        """Return whether the document announces results of many bodies; else it reports on measures."""
        return is_results(_first_line(self.truth))


def cases(corpus: Path | None, data: Path) -> Iterator[Case]:
    """Yield the documents with a truth file of measures or of results, in a stable order, equal files once."""
    candidates = (corpus / "editions" if corpus else None, data)
    folders = [folder for folder in candidates if folder is not None and folder.is_dir()]
    if corpus is not None and any(corpus.glob("*.truth.csv")):  # a folder of typeset documents
        folders = [corpus]
    seen: set[str] = set()
    if corpus is not None and (corpus / "seed" / "truth.csv").is_file():
        for transcript in sorted((corpus / "seed").glob("*.txt")):
            seen.add(sha256(transcript))
            yield Case(transcript, corpus / "seed" / "truth.csv")
    for folder in folders:
        for truth in sorted(folder.rglob("*.truth.csv")):
            stem = truth.name.removesuffix(".truth.csv")
            for document in sorted(truth.parent.glob(f"{stem}.*")):
                if (
                    document.suffix in (".pdf", ".txt", ".md", ".html", ".tsv")
                    and _is_truth(truth)
                    and sha256(document) not in seen
                ):
                    seen.add(sha256(document))
                    yield Case(document, truth)


def _first_line(truth: Path) -> str:
    """Read the names of a truth file's columns."""
    with truth.open(encoding="utf-8-sig") as handle:
        return handle.readline()


def _is_truth(truth: Path) -> bool:
    return "measure_no" in _first_line(truth) or is_results(_first_line(truth))


def score_cases(found: list[Case]) -> dict[Case, tuple[str, MeasuresScore | ResultsScore]]:
    """Build a release of the documents; return the status and the score of each."""
    tables = read_documents([case.document for case in found], DATASETS)
    result: dict[Case, tuple[str, MeasuresScore | ResultsScore]] = {}
    for case in found:
        rows = tables[case.document]
        document = rows["documents"][0] if rows["documents"] else None
        status = document["status"] if document else "absent"
        truth = read_truth(case.truth)
        if case.of_results:
            result[case] = (status, score_results(truth, document, rows["agency_results"], rows["findings"]))
        else:
            result[case] = (status, score_measures(truth, document, rows["indicators"], rows["measures"]))
    return result


def shortfalls(result: MeasuresScore | ResultsScore, bars: Mapping[str, float]) -> list[str]:
    """Return what is below its bar, in words. Values that the truth does not have are not judged."""
    out = []
    for name, bar in bars.items():
        value = getattr(result, name)
        if value is not None and (value > bar if name in UPPER_BARS else value < bar - 1e-9):
            out.append(f"{name} {value:.4f} (needs {'at most' if name in UPPER_BARS else 'at least'} {bar:g})")
    return out


def main(arguments: list[str]) -> int:
    """Print a line per document; 1 where one is short, 2 where there is none."""
    corpus = Path(arguments[0]) if arguments else documents.corpus()
    found = list(cases(corpus if corpus.is_dir() else None, documents.ROOT / "tests" / "data"))
    if not found:
        message = (
            "no documents with truth files in {} or tests/data; "
            "name a corpus: python -m benchmarks.reading.accuracy CORPUS"
        )
        print(message.format(corpus), file=sys.stderr)
        return 2
    short = 0
    for case, (status, result) in score_cases(found).items():
        missed = shortfalls(result, case.bars)
        short += bool(missed)
        shown = f" | SHORT: {'; '.join(missed)}" if missed else ""
        print(f"{case.document.stem:<24} {status:<8} {result.line()}{shown}")
    print(
        f"{len(found)} documents, {short} below their bar"
        if short
        else f"{len(found)} documents, all at or above their bars"
    )
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
