"""Hold what the locks pin against a database of known advisories, with pip-audit.

pip-audit is installed into an environment of its own that is removed again; nothing else is installed, and no lock
changes. Ends with 1 where a version that is pinned has an advisory. Where pip-audit or the database cannot be reached,
a sentence says so and the end is 0; with ``--need`` it is 2.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

PIP_AUDIT = "pip-audit>=2.9,<3"
INSTALL_S, AUDIT_S = 300, 600
"""Seconds that installing pip-audit, and asking about one lock, may take."""


class NotReachedError(Exception):
    """There is nobody to ask."""


@dataclass(frozen=True)
class Answer:
    """What the database says of one lock.

    Attributes:
        asked: how many packages it was asked about.
        skipped: names of packages that it could say nothing of, and why.
        advisories: a sentence each.
    """

    asked: int
    skipped: tuple[str, ...]
    advisories: tuple[str, ...]


def run(*command: str, limit_s: int) -> subprocess.CompletedProcess[str]:
    """Run a command.

    Raises:
        NotReachedError: it takes too long, or there is no such command.
    """
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit_s)
    except (subprocess.TimeoutExpired, OSError) as error:
        raise NotReachedError(f"{Path(command[0]).name}: {error}") from error


def last_line(text: str) -> str:
    """Return the last line that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no word")


def install(folder: Path) -> str:
    """Install pip-audit into a new environment; return its command.

    Raises:
        NotReachedError: it cannot be had.
    """
    venv.create(folder, with_pip=True)
    binaries = folder / ("Scripts" if sys.platform == "win32" else "bin")
    done = run(
        str(binaries / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PIP_AUDIT,
        limit_s=INSTALL_S,
    )  # fmt: skip
    if done.returncode:
        raise NotReachedError(f"pip-audit cannot be installed ({last_line(done.stderr)})")
    return str(binaries / "pip-audit")


def audit(pip_audit: str, lock: Path) -> Answer:
    """Ask about what a lock pins.

    Raises:
        NotReachedError: the database cannot be reached, or knows none of the packages.
    """
    done = run(
        pip_audit, "--requirement", str(lock), "--require-hashes", "--disable-pip", "--format", "json",
        "--progress-spinner", "off",
        limit_s=AUDIT_S,
    )  # fmt: skip
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError) as error:
        raise NotReachedError(last_line(done.stderr)) from error
    skipped = tuple(f"{package['name']} ({package['skip_reason']})" for package in packages if "skip_reason" in package)
    if len(skipped) == len(packages):
        raise NotReachedError(skipped[0] if skipped else f"{lock.name} pins nothing that is installed here")
    advisories = (
        f"{package['name']} {package['version']}: {advisory['id']}, "
        + (f"mended in {', '.join(advisory['fix_versions'])}" if advisory.get("fix_versions") else "not mended yet")
        for package in packages
        for advisory in package.get("vulns", [])
    )
    return Answer(len(packages), skipped, tuple(advisories))


def main() -> int:
    """Ask about every lock, and return the exit code."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("locks", nargs="+", type=Path)
    options.add_argument("--need", action="store_true", help="end with 2 where the database cannot be reached")
    options.add_argument("--pip-audit", help="the command, where it is installed already")
    chosen = options.parse_args()
    found = False
    try:
        with tempfile.TemporaryDirectory() as folder:
            pip_audit = chosen.pip_audit or install(Path(folder))
            for lock in chosen.locks:
                answer = audit(pip_audit, lock)
                for sentence in answer.advisories:
                    sys.stdout.write(f"audit: {lock.name}: {sentence}\n")
                for name in answer.skipped:
                    sys.stdout.write(f"audit: {lock.name}: nothing is known of {name}\n")
                known = answer.asked - len(answer.skipped)
                sys.stdout.write(f"audit: {lock.name}: {known} packages, {len(answer.advisories)} advisories\n")
                found |= bool(answer.advisories)
    except NotReachedError as error:
        sys.stderr.write(f"audit: no database of advisories can be reached, the locks were not checked: {error}\n")
        return 1 if found else 2 if chosen.need else 0
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
