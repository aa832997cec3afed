"""Time and memory of ``ita export`` on a generated release: ``python -m benchmarks.export [--rows N] [--format F]``."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import __version__
from pipeline.emit.schema.field_registry import Field, registry
from pipeline.export.write_export import FORMATS

ROWS_OF_DOCUMENT = 100
MOST_MIB = 1024
"""Memory that an export may take."""
TEXT = "ปรับปรุงขั้นตอนการให้บริการประชาชน และเผยแพร่บนเว็บไซต์ของหน่วยงาน "
ARROW = {"float64": pa.float64(), "int64": pa.int64(), "int32": pa.int32(), "int16": pa.int16(), "bool": pa.bool_()}


def _column(f: Field, n: int, first: int) -> pa.Array:
    numbers = range(first, first + n)
    documents = [f"{i // ROWS_OF_DOCUMENT:064x}" for i in numbers]
    if f.name == "document_id":
        return pa.array(documents)
    if f.name == "fiscal_year":
        return pa.array([2566] * n, pa.int16())
    if f.name.endswith("_no") and f.required:
        return pa.array([i % ROWS_OF_DOCUMENT + 1 for i in numbers], pa.int32())
    if f.name in ("measure", "result", "source_file", "source_url"):
        return pa.array([f"{TEXT * 3}{i}" if f.name[0] != "s" else f"https://example.org/{i}.pdf" for i in numbers])
    if not f.required:
        return pa.nulls(n, {"date32": pa.date32()}.get(f.type, ARROW.get(f.type, pa.string())))
    if f.type == "list<string>":
        return pa.array([[]] * n, pa.list_(pa.string()))
    return pa.array([1] * n, ARROW[f.type]) if f.type in ARROW else pa.array(["pdf"] * n)


def make_release(out: Path, rows: int) -> None:
    """Write a release of measures and their documents, large enough to be measured and the same every time."""
    folder = out / "releases" / "generated"
    counts, listed = dict.fromkeys(registry(), 0), []
    for name, total in (("documents", -(-rows // ROWS_OF_DOCUMENT)), ("measures", rows)):
        path = folder / name / "2566.parquet"
        path.parent.mkdir(parents=True)
        fields = registry()[name].fields
        writer = None
        for first in range(0, total, 100_000):
            step = ROWS_OF_DOCUMENT if name == "documents" else 1
            n = min(100_000, total - first)
            table = pa.table(
                {
                    f.name: pa.array([f"{i:064x}" for i in range(first, first + n)])
                    if step > 1 and f.name == "document_id"
                    else _column(f, n, first)
                    for f in fields
                }
            )
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table)
        assert writer is not None
        writer.close()
        counts[name] = total
        listed.append({"path": f"{name}/2566.parquet", "rows": total})
    manifest = {"release": "generated", "created_at": "", "pipeline_version": __version__, "rows": counts}
    (folder / "manifest.json").write_text(json.dumps({**manifest, "files": listed}))
    (out / "current.json").write_text(json.dumps({"release": "generated"}))


def main() -> None:
    """Export the generated release in each format, and print time and the most memory; fail above the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--format", choices=FORMATS, action="append")
    asked = parser.parse_args()
    over = []
    with tempfile.TemporaryDirectory() as scratch:
        make_release(Path(scratch) / "processed", asked.rows)
        for output_format in asked.format or FORMATS:
            command = [sys.executable, "-m", "benchmarks.export_once", scratch, output_format]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            seconds, mib = json.loads(done.stdout)
            print(f"{output_format:<8}{seconds:7.1f} s {mib:6.0f} MiB", flush=True)
            over += [output_format] if mib > MOST_MIB else []
    sys.exit(f"over {MOST_MIB} MiB: {', '.join(over)}" if over else 0)


if __name__ == "__main__":
    main()
