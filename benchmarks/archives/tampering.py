"""What ``ita verify`` finds of a release in which bytes flipped, or files are gone, foreign, swapped or cut."""

from __future__ import annotations

import base64
import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.archives.measured_run import run_measured
from benchmarks.archives.measurement import Measurement
from benchmarks.archives.sample_archive import build_archive

MIN_MB_PER_S = 200.0
"""Bar: megabytes of a good release that are verified in a second."""
LARGE_DOCUMENTS, DOCUMENT_BYTES = 200, 1_000_000
"""Of the release whose verification is timed: documents, and bytes that each adds."""


def tampered_releases(home: Path, workers: int, flips: int, documents: int) -> Iterator[Measurement]:
    """Tamper with each file of a release in turn, and verify it."""
    from pipeline.emit.store.verification import verify_release

    run_measured(build_archive(home / "tampered", documents), home / "tampered-out", workers)
    release = (home / "tampered-out" / "current").resolve()
    names = sorted(path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file())
    good = verify_release(release)
    yield Measurement("verify: a good release", f"{good.files} files", not good.damage)

    def found(name: str, tamper: Callable[[Path], object]) -> bool:
        """Whether the file is named after one was tampered with; it is put back."""
        path, kept = release / name, (release / name).read_bytes()
        tamper(path)
        said = " ".join(f"{d.path} {d.what}" for d in verify_release(release).damage)
        path.write_bytes(kept)
        return name in said

    draw = random.Random(1)
    for dataset in sorted({name.split("/")[0] for name in names}):
        mine = [name for name in names if name.split("/")[0] == dataset]
        unseen = sum(not found(draw.choice(mine), lambda path: _flip(path, draw)) for _ in range(flips))
        yield Measurement(f"  {flips} flipped bytes in {dataset}, not found", str(unseen), unseen == 0)
    tables = [name for name in names if name.endswith(".parquet")]
    for kind, tamper in _ways(release / tables[0], release / tables[1]).items():
        unseen = sum(not found(name, tamper) for name in names)
        yield Measurement(f"  each of {len(names)} files {kind}, not found", str(unseen), unseen == 0)
    extra = release / "measures" / "2500.parquet"
    shutil.copy(release / tables[0], extra)
    named = any(d.path == "measures/2500.parquet" for d in verify_release(release).damage)
    extra.unlink()
    yield Measurement("  an added file, found", str(named), named)
    yield _speed(home)


def _ways(one: Path, other: Path) -> dict[str, Callable[[Path], object]]:
    """Return ways to spoil a file, by what is said of it; two files of the release may take its place."""
    contents = one.read_bytes(), other.read_bytes()
    return {
        "missing": Path.unlink,
        "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
        "emptied": lambda path: path.write_bytes(b""),
        "swapped": lambda path: path.write_bytes(contents[path == one]),
    }


def _flip(path: Path, draw: random.Random) -> None:
    """Flip a bit of a file."""
    content = bytearray(path.read_bytes())
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    path.write_bytes(content)


def _speed(home: Path) -> Measurement:
    """Time the verification of a large release."""
    from pipeline.emit.store.verification import verify_release

    release = _large_release(home / "large-out")
    start = time.perf_counter()
    result = verify_release(release)
    rate = result.size_bytes / 1e6 / (time.perf_counter() - start)
    figure = f"{result.size_bytes / 1e6:,.0f} MB at {rate:,.0f} MB/s"
    return Measurement("  a good release is verified", figure, not result.damage and rate >= MIN_MB_PER_S)


def _large_release(out: Path) -> Path:
    """Build a release of documents whose pages hold random text, which hardly compresses."""
    from pipeline.emit import emit
    from pipeline.emit.write.released_rows import tables_of
    from pipeline.model import Document, Outcome, Page, Report, SourceDocument

    draw = random.Random(2)
    documents = []
    for n in range(LARGE_DOCUMENTS):
        text = base64.b85encode(draw.randbytes(DOCUMENT_BYTES)).decode()
        source = SourceDocument("", f"{n}.pdf", f"{n:064x}", DOCUMENT_BYTES, "pdf")
        page = Page(1, 595.0, 842.0, "pdfium", 1.0, text_raw=text, text=text[:100])
        documents.append(tables_of(Outcome(Document(source, (page,)), Report(fiscal_year=2560 + n % 5)), False))
    release = emit(documents, out).path
    assert isinstance(release, Path)
    return release
