"""One export in a process of its own, so that its memory can be measured: folder and format are its arguments."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from pipeline.emit.schema.field_registry import registry
from pipeline.emit.store.releases import find
from pipeline.export.selection import Selection
from pipeline.export.write_export import write_export

if __name__ == "__main__":
    folder, output_format = Path(sys.argv[1]), sys.argv[2]
    start = time.perf_counter()
    selection = Selection(find(folder / "processed", "current"), tuple(registry()))
    write_export(selection, output_format, folder / f"made.{output_format}", "th", force=False)
    seconds = time.perf_counter() - start
    status = Path("/proc/self/status").read_text()  # getrusage also counts what the parent process had
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    print(json.dumps([seconds, peak / 1024]))
