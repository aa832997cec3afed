"""``ita explain``: what was found in one document, and whether a run would read it again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.folder_argument import OUTPUT
from pipeline.model import Outcome, SourceDocument

if TYPE_CHECKING:
    from pipeline.batch.cache.document_record import Record


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=OUTPUT, help="Folder or URL of the releases.  [default: processed]")
def explain(file: Path, out: Path | str | None) -> None:
    """What was found in a document page by page, what would be released of it, and whether a run would read it again.

    Per page: the reader, the quality of its text (0 to 1), the CPU time to read it (ms; the first page loads the
    libraries), the number of findings, the tables, and what was repaired in its text; then the CPU time of each stage.

    \b
    Examples:
      ita explain raw/2566/seed-word.pdf
    """
    from pipeline.batch.workers.document_stages import process
    from pipeline.cli.document_commands import Unreadable

    source, problem = _source(file)
    if problem:
        raise Unreadable(f"{file}: {problem}")
    clock = _Clock()
    outcome = process(source, done=clock.lap)
    if outcome.failure is not None and not outcome.document.pages:
        raise Unreadable(outcome.failure)
    _heading(outcome)
    _pages(outcome, clock)
    _findings(outcome)
    _rows(outcome)
    click.echo(f"next run       {_next_run(source, out)}")


def _source(file: Path) -> tuple[SourceDocument, str | None]:
    """The file as the archive knows it, where it stands in the archive; else as it is."""
    from pipeline.acquire import acquire, acquire_file
    from pipeline.settings import Settings

    raw = Settings().raw
    if isinstance(raw, Path) and raw.is_dir() and file.resolve().is_relative_to(raw.resolve()):
        for found in acquire(raw).documents:
            if Path(found.source.path).resolve() == file.resolve():
                return found.source, found.problem
    lone = acquire_file(file)
    return lone.source, lone.problem


class _Clock:
    """CPU seconds (of this process) of each stage and of each page's reading."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self.pages: dict[int, float] = {}
        self._last = time.process_time()

    def lap(self, stage: str, number: int | None) -> None:
        """A stage is through, or a page of it."""
        now = time.process_time()
        gone, self._last = now - self._last, now
        self.stages[stage] = self.stages.get(stage, 0.0) + gone
        if number is not None:
            self.pages[number] = gone


def _heading(outcome: Outcome) -> None:
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
        ("title", report.title),
        ("agency", report.agency),
        ("agency type", report.agency_type),
        ("province", report.province),
        ("fiscal year", report.fiscal_year),
        ("assessed in", f"{report.assessment_fiscal_year}{basis}" if report.assessment_fiscal_year else None),
    ):
        click.echo(f"{name:<15}{'-' if value is None else value}")


def _pages(outcome: Outcome, clock: _Clock) -> None:
    """Per page: reader, quality of its text, time, findings, tables, repairs; then the time of each stage."""
    by_page = Counter(f.page for f in outcome.findings)
    click.echo(f"\n{'page':>5}  {'reader':<11}{'quality':>8}{'ms':>8}  {'findings':>8}  tables; repairs")
    for page in outcome.document.pages:
        quality = "-" if page.quality is None else f"{page.quality:.3f}"
        tables = ", ".join(f"{t.table_no} ({t.rows} x {t.columns})" for t in page.tables) or "-"
        reader = "none (scan)" if page.is_scan else page.reader
        repairs = "; " + ", ".join(f"{kind} {n}" for kind, n in page.repairs) if page.repairs else ""
        spent = f"{1000 * clock.pages[page.number]:.1f}" if page.number in clock.pages else "-"
        click.echo(
            f"{page.number:>5}  {reader:<11}{quality:>8}{spent:>8}  {by_page[page.number]:>8}  {tables}{repairs}"
        )
    stages = ", ".join(f"{stage} {1000 * seconds:.0f} ms" for stage, seconds in clock.stages.items())
    click.echo(f"\nCPU time       {stages}")


def _findings(outcome: Outcome) -> None:
    click.echo(f"\nfindings       {len(outcome.findings)}")
    wide = max((len(f.rule) for f in outcome.findings), default=0)
    for f in outcome.findings:
        places = (("page", f.page), ("table", f.table_no), ("row", f.row), ("column", f.column))
        where = " ".join(
            f"{name} {value}"
            for name, value in places
            if value is not None and not f.message.startswith(f"{name} {value}")
        )
        click.echo(f"  {f.severity:<8}{f.rule:<{wide}}  {where + ': ' if where else ''}{f.message}")


def _rows(outcome: Outcome) -> None:
    """What a release would hold of it, by dataset."""
    from pipeline.emit.write.outcome_rows import rows_of

    click.echo("\nwould be released, unless it is a copy of another document")
    for name, rows in rows_of(outcome).items():
        click.echo(f"  {name:<15}{len(rows):>8,}")
    for i in outcome.report.indicators:
        said = f" (printed {i.code_raw!r}, {i.code_status})" if i.code != i.code_raw else ""
        score = "-" if i.score is None else f"{i.score:g}"
        click.echo(
            f"    {i.entry_no:>3}  {i.code or '?'}{said}  score {score}  level {i.level or '-'}  "
            f"measures {i.measure_count}  page {i.place.page_first}"
        )


def _next_run(source: SourceDocument, out: Path | str | None) -> str:
    """Whether a run would read the document again, and what has changed since it was read last."""
    from pipeline.batch.cache import document_cache, run_index
    from pipeline.batch.plan.fingerprint import keys
    from pipeline.batch.plan.run_plan import Request, cache_folder
    from pipeline.settings import Settings

    settings = Settings() if out is None else Settings(out=out)
    home, mine = cache_folder(settings), keys(source)
    known = run_index.load(home)
    record = document_cache.load_record(document_cache.record_at(home, mine.outcome))
    if record is not None and record.limits is not None and Request(settings).tries_again(record.limits):
        return f"would read it again: it failed, and not by its own fault or within tighter limits ({record.reason})"
    if record is not None and record.limits is not None:
        return (
            "would not read it again: it failed, and nothing that its reading depends on has changed (--retry-failed does, and more "
            "time or memory)"
        )
    if record is not None:
        return "would not read it again: nothing that its reading depends on has changed"
    last = known.read.get(source.document_id)
    before = document_cache.load_record(document_cache.record_at(home, last)) if last else None
    if before is None:
        return f"would read it: no run to {settings.out} has read it yet"
    changed = _changed(before, source, known.software)
    kept = document_cache.pages_at(home, mine.pages)
    from pipeline import files

    how = "from its kept pages, without opening the file" if files.exists(kept) else "from the file"
    return f"would read it again, {how}; changed since: {', '.join(changed)}"


def _changed(before: Record, source: SourceDocument, known: Mapping[str, dict[str, dict[str, str]]]) -> list[str]:
    """Which parts of a fingerprint are others than when the document was read."""
    from pipeline.batch.plan.fingerprint import software

    changed = [] if before.source_file == source.source_file else [f"its name (was {before.source_file})"]
    then, now = known.get(before.software), software()
    if then is None:
        changed.append("the software (too long ago to say what)")
    for stage in now if then is not None else ():
        old, new = (then or {}).get(stage, {}), now[stage]
        for part in sorted(old.keys() | new.keys()):
            if old.get(part) != new.get(part) and stage != "release":
                versions = (
                    f" {old.get(part, 'absent')} -> {new.get(part, 'absent')}"
                    if "." not in part.rsplit("/", 1)[-1]
                    else ""
                )
                changed.append(f"{part}{versions}")
    return changed or ["its entry in sources.yml"]
