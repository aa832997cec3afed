"""Small documents with what must come out of them: ``python -m benchmarks.cases [FOLDER] [--only WORD ...] [--show]``.

FOLDER holds ``cases.csv`` (``tests/data/cases`` if none is named), one case a line, with the columns

- ``file``: of the folder; a folder within it is an archive of several files.
- ``command``: ``text`` and ``tables`` (as CSV) are what ``ita`` prints of the file, ``run`` what a release has of it:
  lines ``status=FILE:STATUS REASON``, ``indicators=N`` and so on for every dataset of rows, ``finding=RULE:SEVERITY``.
- ``must``, ``must_not``: parts that the answer has, or lacks, separated by `` ¦ ``. Runs of blanks count as one; a part
  that begins with ``=`` is compared without any white space.
- ``why``: the rule behind it.

A line is printed for each case that does not hold; it exits with 1 where there is one.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reading.release_rows import DATA, DatasetRows, read_documents

FOLDER = Path(__file__).parents[1] / "tests" / "data" / "cases"
SEPARATOR = " ¦ "
COMMANDS = ("text", "tables", "run")


@dataclass(frozen=True)
class Case:
    """A document, and what must and must not come out of it."""

    path: Path
    command: str
    must: tuple[str, ...]
    must_not: tuple[str, ...]
    why: str

    @property
    def name(self) -> str:
        """Return a name for lists."""
        return f"{self.path.parent.name}/{self.path.name} {self.command}"

    def shortfalls(self, answer: str) -> list[str]:
        """Return what an answer lacks of the case, and what it has that it must not have."""
        missing = [f"lacks {part!r}" for part in self.must if not _holds(part, answer)]
        return missing + [f"has {part!r}" for part in self.must_not if _holds(part, answer)]


def read_cases(folder: Path) -> list[Case]:
    """Return the cases of a folder.

    Raises:
        ValueError: a command is not known, or a file is not there.
    """
    cases = []
    with (folder / "cases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            path = folder / row["file"]
            if row["command"] not in COMMANDS or not path.exists():
                raise ValueError(
                    f"{folder}/cases.csv: {row['command']} {row['file']}: no such command, or no such file"
                )
            must, must_not = (tuple(p for p in row[c].split(SEPARATOR) if p) for c in ("must", "must_not"))
            cases.append(Case(path, row["command"], must, must_not, row["why"]))
    return cases


def answers(cases: Sequence[Case]) -> dict[Case, str]:
    """Return what comes out for each case. Files that are to be run go into one archive, whose copies are kept."""
    files = sorted({case.path for case in cases if case.command == "run" and case.path.is_file()})
    released = _released(files)
    out = {}
    for case in cases:
        if case.command != "run":
            out[case] = printed(case.command, case.path)
        elif case.path.is_file():
            out[case] = released[case.path]
        else:
            out[case] = "\n".join(_released(sorted(p for p in case.path.iterdir() if p.is_file())).values())
    return out


def printed(command: str, path: Path) -> str:
    """Return what ``ita text`` or ``ita tables`` prints of a file: messages where there is nothing else."""
    from click.testing import CliRunner

    from pipeline.cli import cli

    result = CliRunner().invoke(cli, [command, str(path), *(["--format", "csv"] if command == "tables" else [])])
    answer = result.stdout if result.stdout.strip() else result.stderr
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        answer += f"\nTraceback: {result.exception!r}"
    return answer


def _released(paths: Sequence[Path]) -> dict[Path, str]:
    """Build a release of files; return the listing of each."""
    if not paths:
        return {}
    from pipeline import acquire

    try:
        released = read_documents(paths, ("documents", *DATA, "findings"))
    except acquire.ArchiveError as error:
        return dict.fromkeys(paths, f"nothing released: {error}")
    return {path: "\n".join(listing(path.name, rows)) for path, rows in released.items()}


def listing(name: str, rows: DatasetRows) -> Iterator[str]:
    """Yield a document's status, the number of its rows by dataset, and the rules and severities of its findings."""
    for document in rows["documents"]:
        yield f"status={name}:{document['status']} {document['reason'] or ''}"
    for dataset in DATA:
        yield f"{dataset}={len(rows[dataset])}"
    yield from sorted({f"finding={finding['rule']}:{finding['severity']}" for finding in rows["findings"]})


def _holds(part: str, answer: str) -> bool:
    """Return whether a part stands in an answer."""
    if part.startswith("="):
        return re.sub(r"\s+", "", part[1:]) in re.sub(r"\s+", "", answer)
    return part in re.sub(r"[ \t]+", " ", answer)


def main(arguments: list[str]) -> int:
    """Print the cases that do not hold; 1 where there is one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--only", nargs="+", default=(), metavar="WORD", help="cases with one of these in their names")
    parser.add_argument("--show", action="store_true", help="what came out of those that do not hold")
    a = parser.parse_args(arguments)
    cases = [case for case in read_cases(a.folder) if not a.only or any(word in case.name for word in a.only)]
    found: Mapping[Case, str] = answers(cases)
    short = 0
    for case in cases:
        if shortfalls := case.shortfalls(found[case]):
            short += 1
            print(f"{case.name}: {'; '.join(shortfalls)} [{case.why}]")
            if a.show:
                print(found[case])
    print(f"{len(cases) - short} of {len(cases)} cases hold")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
