"""Print what the packages of a lock take on disk, as their RECORD files say: measure_install.py [LOCK]."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BYTES_OF_A_MEGABYTE = 1_000_000


def names_in(lock: str) -> list[str]:
    """Return the packages that a lock names, once each."""
    return sorted(set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)))


def installed_size(name: str) -> int | None:
    """Return the bytes of a package's files without compiled modules; None where it is not installed."""
    try:
        recorded = distribution(name).files or []
    except PackageNotFoundError:
        return None
    return sum(file.size or 0 for file in recorded if file.suffix != ".pyc")


def main() -> None:
    """Print a line per package, and the total."""
    lock = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "requirements.lock"
    sizes = {name: installed_size(name) for name in names_in(lock.read_text(encoding="utf-8"))}
    known = {name: size for name, size in sizes.items() if size is not None}
    for name, size in sorted(known.items(), key=lambda item: (-item[1], item[0])):
        sys.stdout.write(f"{size / BYTES_OF_A_MEGABYTE:8.1f} MB  {name}\n")
    sys.stdout.write(f"{sum(known.values()) / BYTES_OF_A_MEGABYTE:8.1f} MB  in {len(known)} packages\n")
    absent = sorted(sizes.keys() - known.keys())
    if absent:
        sys.stdout.write(f"not installed: {', '.join(absent)}\n")


if __name__ == "__main__":
    main()
