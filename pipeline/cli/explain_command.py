"""``ita explain``: what was found in one document, and whether a run would read it again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.errors import DocumentError
from pipeline.cli.explain_evidence import print_evidence, print_scores
from pipeline.cli.parameters import ARCHIVE_FOLDER, DOCUMENT_FILE, out_option
from pipeline.cli.terminal_output import echo
from pipeline.files import Place
from pipeline.model import Outcome, Report, SourceDocument

if TYPE_CHECKING:
    from pipeline.acquire import Acquired, Seen
    from pipeline.batch.cache.document_record import Record
    from pipeline.batch.cache.run_index import Index
    from pipeline.domain.register.body import Body
    from pipeline.model.bodies import BodyMatch
    from pipeline.settings import Settings

ROW_TEXT = 60
"""Characters of a row's text that are shown."""
MOST_CANDIDATES = 5
"""Bodies that are shown where several fit a name."""


@click.command()
@click.argument("file", type=DOCUMENT_FILE)
@click.option("--rows", is_flag=True, help="Print what each row of its tables was taken for, and why.")
@click.option("--raw", type=ARCHIVE_FOLDER, metavar="RAW", help="The archive that FILE is of.  [default: raw]")
@out_option
def explain(file: Path, rows: bool, raw: Place | None, out: Place | None) -> None:
    """Print what was found in a document, what would be released of it, and whether a run would read it again.

    Evidence: for each table whose header a family knows, what speaks for and against its being of the assessment, with
    the weight of each and the text that was seen; a table whose weights sum up to less than the bar is not read.

    Per page: the reader, the quality of its text (0 to 1), the CPU time to read it (ms; the first page loads the
    libraries), the number of findings, the tables, and what was repaired in its text; then the CPU time of each stage.

    \b
    Examples:
      ita explain raw/2566/seed-word.pdf
      ita explain raw/2566/seed-word.pdf --rows
      ita explain archive/new.pdf --raw archive --out releases
    """
    from pipeline.batch.cache import run_index
    from pipeline.batch.plan.run_plan import cache_folder
    from pipeline.batch.workers.document_stages import process
    from pipeline.settings import Settings

    given: dict[str, Any] = {"raw": raw, "out": out}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    index = run_index.load(cache_folder(settings))
    found, added_bodies, why_not = _as_archived(file, settings.raw, index.seen)
    if found.problem:
        raise DocumentError(f"{file}: {found.problem}")
    timer = _StageTimer()
    outcome = process(found.source, done=timer.record, added_bodies=added_bodies)
    if outcome.failure is not None and not outcome.document.pages:
        raise DocumentError(outcome.failure)
    _print_document(outcome)
    print_evidence(outcome.report)
    _print_pages(outcome, timer)
    _print_findings(outcome)
    _print_corrections(outcome)
    if rows:
        _print_row_kinds(outcome.report)
    _print_rows(outcome)
    echo(
        "next run       "
        + (
            _next_run(found.source, added_bodies, settings, index)
            if why_not is None
            else _outside(found.source, why_not, settings, index)
        )
    )


def _as_archived(file: Path, raw: Place, seen: Mapping[str, Seen]) -> tuple[Acquired, tuple[Body, ...], str | None]:
    """Return the file as the archive knows it, with its entry in sources.yml; else the file alone.

    The second value is what the archive adds to the register of bodies, the third why no run looks at the file where
    none does.
    """
    from pipeline.acquire import acquire, acquire_file

    if isinstance(raw, Path) and raw.is_dir() and file.resolve().is_relative_to(raw.resolve()):
        archive, path = acquire(raw, seen), file.resolve()
        for found in archive.documents:
            if path in (
                Path(found.source.path).resolve(),
                *((raw / name).resolve() for name in found.same_as),
                *_pages(found),
            ):
                return found, archive.added_bodies, None
        why = f"no run looks at it, although it lies in {raw}: it is hidden, or `ignore` of sources.yml has it"
        return acquire_file(file), (), why
    return acquire_file(file), (), f"it is not in the archive {raw}"


def _pages(found: Acquired) -> list[Path]:
    """Return the files of a document that has one for each page."""
    return [Path(page.path).resolve() for page in found.source.page_files]


class _StageTimer:
    """CPU seconds (of this process) of each stage, and of the reading of each page."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self.pages: dict[int, float] = {}
        self._last = time.process_time()

    def record(self, stage: str, page_number: int | None) -> None:
        """Add the time since the last call: a stage has ended, or a page of it."""
        now = time.process_time()
        spent, self._last = now - self._last, now
        self.stages[stage] = self.stages.get(stage, 0.0) + spent
        if page_number is not None:
            self.pages[page_number] = spent


def _print_document(outcome: Outcome) -> None:
    """Print what is known of the document as a whole, a line for each property; - for what is not known."""
    report, source = outcome.report, outcome.document.source
    basis = f" ({report.assessment_year_basis})" if report.assessment_year_basis else ""
    for name, value in (
        ("file", source.source_file),
        ("document_id", source.document_id),
        ("kind", source.kind),
        ("producer", outcome.document.producer),
        ("status", outcome.status),
        ("reason", outcome.reason),
        ("family", report.family),
        ("families", ", ".join(report.families) or None),
        ("scheme", report.scheme),
        ("title", report.title),
        ("agency", report.agency),
        ("body", _body(report.body)),
        ("agency type", report.agency_type),
        ("province", report.province),
        ("fiscal year", report.fiscal_year),
        ("assessed in", f"{report.assessment_fiscal_year}{basis}" if report.assessment_fiscal_year else None),
    ):
        echo(f"{name:<15}{'-' if value is None else value}")


def _body(match: BodyMatch | None) -> str | None:
    """Return what the register says of the document's own body, with the candidates where several fit."""
    if match is None:
        return None
    named = match.body_id or ", ".join(match.candidates[:MOST_CANDIDATES])
    more = len(match.candidates) - MOST_CANDIDATES
    return f"{match.status} {named}".rstrip() + (f" and {more} more" if more > 0 else "")


def _print_pages(outcome: Outcome, timer: _StageTimer) -> None:
    """Print reader, text quality, CPU time, findings, tables and repairs of each page; then the time of each stage."""
    by_page = Counter(f.page for f in outcome.findings)
    echo(f"\n{'page':>5}  {'reader':<11}{'quality':>8}{'ms':>8}  {'findings':>8}  tables; repairs")
    for page in outcome.document.pages:
        quality = "-" if page.quality is None else f"{page.quality:.3f}"
        tables = ", ".join(f"{t.table_no} ({t.rows} x {t.columns})" for t in page.tables) or "-"
        reader = "none (scan)" if page.is_scan else page.reader
        repairs = "; " + ", ".join(f"{kind} {n}" for kind, n in page.repairs) if page.repairs else ""
        spent = f"{1000 * timer.pages[page.number]:.1f}" if page.number in timer.pages else "-"
        echo(f"{page.number:>5}  {reader:<11}{quality:>8}{spent:>8}  {by_page[page.number]:>8}  {tables}{repairs}")
    stages = ", ".join(f"{stage} {1000 * seconds:.0f} ms" for stage, seconds in timer.stages.items())
    echo(f"\nCPU time       {stages}")


def _print_findings(outcome: Outcome) -> None:
    """Print the findings in their order, each with its place."""
    echo(f"\nfindings       {len(outcome.findings)}")
    rule_width = max((len(f.rule) for f in outcome.findings), default=0)
    for f in outcome.findings:
        places = (("page", f.page), ("table", f.table_no), ("row", f.row), ("column", f.column))
        where = " ".join(
            f"{name} {value}"
            for name, value in places
            if value is not None and not f.message.startswith(f"{name} {value}")
        )
        state = "" if f.state == "open" else f" [{f.state}]"
        echo(f"  {f.severity:<8}{f.rule:<{rule_width}}{state}  {where + ': ' if where else ''}{f.message}")


def _print_corrections(outcome: Outcome) -> None:
    """Print what became of each correction of the document, where there is any."""
    if not outcome.corrections:
        return
    echo(f"\ncorrections    {len(outcome.corrections)}")
    for result in outcome.corrections:
        said = result.correction
        what = f"finding {said.finding_id}" if said.field is None else f"{said.dataset} {said.key} {said.field}"
        change = "" if said.field is None else f": {said.printed or '-'} -> {said.right or '-'}"
        by = f" ({said.who})" if said.who else ""
        echo(f"  {result.state:<11}{' '.join(what.split())}{change}{by}")


def _print_row_kinds(report: Report) -> None:
    """Print what each row of the recognised tables was taken for, the reason, and how its text begins."""
    echo(f"\nrows of recognised tables  {len(report.rows)}")
    kinds = max((len(row.kind) for row in report.rows), default=0)
    for row in report.rows:
        place = f"page {row.page}, table {row.table_no}, row {row.row}"
        text = row.text if len(row.text) <= ROW_TEXT else f"{row.text[:ROW_TEXT]}…"
        echo(f"  {place:<28}{row.kind:<{kinds}}  {row.reason}: {text}")


def _print_rows(outcome: Outcome) -> None:
    """Print how many rows of each dataset a release would hold, and the indicators, else the printed scores."""
    from pipeline.emit.write.outcome_rows import rows_of

    echo("\nwould be released, unless it is a copy of another document")
    for name, rows in rows_of(outcome).items():
        echo(f"  {name:<15}{len(rows):>8,}")
    for i in outcome.report.indicators:
        printed = f" (printed {i.code_raw!r}, {i.code_status})" if i.code != i.code_raw else ""
        score = "-" if i.score is None else f"{i.score:g}"
        echo(
            f"    {i.entry_no:>3}  {i.code or '?'}{printed}  score {score}  level {i.level or '-'}  "
            f"measures {i.measure_count}  page {i.place.page_first}"
        )
    print_scores(outcome.report)


def _outside(source: SourceDocument, why: str, settings: Settings, index: Index) -> str:
    """Return what a run would do with a document that is not in the archive, were it put there."""
    from pipeline.batch.cache import document_cache
    from pipeline.batch.plan.run_plan import cache_folder

    key = index.read.get(source.document_id)
    cache = cache_folder(settings)
    same = document_cache.load_record(document_cache.record_at(cache, key)) if key else None
    if same is not None:
        return f"{why}; the last run read the same bytes as {same.source_file}, and would take it for that document"
    return f"{why}, so no run reads it; once it is put there, the next run reads it, with what sources.yml says of it"


def _next_run(source: SourceDocument, added_bodies: tuple[Body, ...], settings: Settings, index: Index) -> str:
    """Return whether a run would read the document again, and what has changed since it was read last."""
    from pipeline import files
    from pipeline.batch.cache import document_cache
    from pipeline.batch.plan.fingerprint import keys, text_of_bodies
    from pipeline.batch.plan.run_plan import Request, cache_folder

    cache, current = cache_folder(settings), keys(source, text_of_bodies(added_bodies))
    record = document_cache.load_record(document_cache.record_at(cache, current.outcome))
    if record is not None and record.limits is not None and Request(settings).tries_again(record.limits):
        return f"would read it again: it failed, and not by its own fault or within tighter limits ({record.reason})"
    if record is not None and record.limits is not None:
        return (
            "would not read it again: it failed, and nothing that its reading depends on has changed "
            "(--retry-failed does, and more time or memory)"
        )
    if record is not None:
        return "would not read it again: nothing that its reading depends on has changed"
    last_key = index.read.get(source.document_id)
    last = document_cache.load_record(document_cache.record_at(cache, last_key)) if last_key else None
    if last is None:
        return f"would read it: no run to {settings.out} has read it yet"
    changed = _changed_parts(last, source, index.software)
    has_pages = files.exists(document_cache.pages_at(cache, current.pages))
    how = "from its kept pages, without opening the file" if has_pages else "from the file"
    return f"would read it again, {how}; changed since: {', '.join(changed)}"


def _changed_parts(
    last: Record, source: SourceDocument, software_versions: Mapping[str, dict[str, dict[str, str]]]
) -> list[str]:
    """Return which parts of the fingerprint are others than when the document was last read.

    Args:
        last: of the last reading.
        source: the document as it is now.
        software_versions: per hash of the software, per stage, the hash or version of each of its parts.
    """
    from pipeline.batch.plan.fingerprint import software

    changed = [] if last.source_file == source.source_file else [f"its name (was {last.source_file})"]
    then, now = software_versions.get(last.software), software()
    if then is None:
        return [*changed, "the software (too long ago to say what)"]
    for stage in now:
        old, new = then.get(stage, {}), now[stage]
        for part in sorted(old.keys() | new.keys()):
            if old.get(part) != new.get(part) and stage != "release":
                is_library = "." not in part.rsplit("/", 1)[-1]  # of files only the hashes are known
                versions = f" {old.get(part, 'absent')} -> {new.get(part, 'absent')}" if is_library else ""
                changed.append(f"{part}{versions}")
    return changed or ["its entry in sources.yml, or bodies.csv"]
