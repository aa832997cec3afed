"""The first page of a large release, as `ita review --serve` answers it: ``python -m benchmarks.review``.

A release of made-up documents with findings is written to a temporary folder and served. Measured is the first page
with all that it loads before the list can be used (styles, scripts, labels): its bytes, and seconds until the last of
them has come. Printed beside it: seconds for reading the release when the server starts, and the data files that
follow. Exits with 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.archives.measurement import Measurement


class FirstPageBars(NamedTuple):
    """Upper bars of the first page.

    Attributes:
        seconds: until all of it has come.
        kilobytes: of it, uncompressed.
    """

    seconds: float = 1.0
    kilobytes: float = 300.0


BARS = FirstPageBars()
MOST_FINDINGS = 12
"""Findings of a made-up document."""
RELEASE = "0" * 16
CREATED_AT = "2026-01-01T00:00:00+00:00"


def main() -> None:
    """Write a release, serve it, and print what the first page costs."""
    parser = argparse.ArgumentParser(prog="benchmarks.review", description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        write_release(Path(home), chosen.documents, chosen.seed)
        measurements = measure(Path(home))
    for measurement in measurements:
        print(measurement.line())
    sys.exit(0 if all(m.reached is not False for m in measurements) else 1)


def write_release(out: Path, documents: int, seed: int) -> None:
    """Write a release with documents and findings alone, of names and rules as long as real ones."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from pipeline.check.rule_registry import all_rules
    from pipeline.emit.schema.field_registry import arrow_schema

    rng = random.Random(seed)
    rules = [rule.id for rule in all_rules()]
    rows, findings = [], []
    for n in range(documents):
        document_id = f"{rng.getrandbits(256):064x}"
        agency = f"องค์การบริหารส่วนตำบลที่ {n} อำเภอตัวอย่าง จังหวัดตัวอย่าง"
        year = rng.randint(2562, 2569)
        said = {"source_file": f"{year}/report-on-measures-{n}.pdf", "kind": "pdf", "pages": 9, "fiscal_year": year}
        title = f"รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส {agency} ปี {year}"
        status = rng.choice(("ok", "ok", "partial", "failed"))
        rows.append({"document_id": document_id, "agency": agency, "title": title, "status": status, **said})
        for k in range(rng.randint(0, MOST_FINDINGS)):
            severity = rng.choice(("info", "warning", "error"))
            of_rule = {"rule": rng.choice(rules), "severity": severity, "message": "A sentence.", "state": "open"}
            findings.append({"document_id": document_id, "fiscal_year": year, "page": k % 9 + 1, **of_rule})
    folder = out / "releases" / RELEASE
    for name, made in (("documents", rows), ("findings", findings)):
        schema = arrow_schema(name)
        nullable = pa.schema([f.with_nullable(True) for f in schema])
        (folder / name).mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(made, nullable), folder / name / "2566.parquet")
    listed = [{"path": f"{name}/2566.parquet"} for name in ("documents", "findings")]
    counts = {"documents": len(rows), "findings": len(findings)}
    manifest = {"release": RELEASE, "created_at": CREATED_AT, "rows": counts, "files": listed}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (out / "current.json").write_text(json.dumps({"release": RELEASE}))


def measure(out: Path) -> list[Measurement]:
    """Serve a release and ask for its first page twice."""
    import socket

    import requests
    import waitress

    from pipeline.emit.store.releases import find
    from pipeline.review.page_templates import LABEL_FILE
    from pipeline.review.review_server import make_app
    from pipeline.review.review_site import ReviewSite

    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    site = ReviewSite(lambda: find(out, "current"), out, lambda: None)  # type: ignore[arg-type, return-value]
    server = waitress.create_server(make_app(site, "127.0.0.1", port, lambda row: None), sockets=[listening])
    threading.Thread(target=server.run, daemon=True).start()
    parts = ("", "static/review.css", f"static/{LABEL_FILE}", "static/common.js", "static/list.js", "static/icon.svg")
    start = time.perf_counter()
    site.listed()
    found = [Measurement("reading the release, when the server starts", f"{time.perf_counter() - start:.2f} s")]
    for when in ("first", "again"):
        start, size = time.perf_counter(), 0
        for part in parts:
            size += len(requests.get(f"http://127.0.0.1:{port}/{part}", timeout=60).content)
        seconds = time.perf_counter() - start
        found.append(Measurement(f"the first page, {when}", f"{seconds:.2f} s", seconds <= BARS.seconds))
    found.append(Measurement("its bytes", f"{size / 1000:,.0f} KB", size / 1000 <= BARS.kilobytes))
    start, size, number = time.perf_counter(), 0, 0
    while len(chunk := requests.get(f"http://127.0.0.1:{port}/data/list-{number}.js", timeout=60).content) > 100:
        size, number = size + len(chunk), number + 1
    spent = time.perf_counter() - start
    found.append(Measurement(f"all {number} data files, loaded after it", f"{size / 1e6:,.1f} MB in {spent:.1f} s"))
    server.close()
    return found


if __name__ == "__main__":
    main()
