"""Which of several copies gives the rows: the one that lost nothing and has more rows. A file's name says nothing."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.check.comparable_scores import scores_of
from pipeline.model import Outcome

_LOSSES = ("check.row_lost", "stage-broken")


class CopyChoiceSettings(NamedTuple):
    """How copies are weighed.

    Attributes:
        worth_of_loss: share of its rows that a copy counts for where content of it is known to be lost: such a one is
            better only where it has clearly more rows all the same.
    """

    worth_of_loss: float = 0.9


CHOICE = CopyChoiceSettings()

Preference = tuple[bool, float, bool, int, int, int, tuple[int, ...], str]


def preference(outcome: Outcome) -> Preference:
    """Return a sort key that is smallest for the best copy.

    First stands the word of ``sources.yml``, then the rows that were resolved (less where content is known to be lost),
    then the reader: text layer, transcript, scan. Then come values within the rows, text of measures, and the newest.
    """
    source = outcome.document.source
    is_lossy = has_losses(outcome)
    rows = len(scores_of(outcome.report)) * (CHOICE.worth_of_loss if is_lossy else 1)
    newest_first = tuple(-ord(c) for c in source.hints.retrieved_at or "") or (1,)
    measure_text = sum(len(m.measure or "") + len(m.result or "") for m in outcome.report.measures)
    return (
        not source.hints.preferred,
        -rows,
        is_lossy,
        _reader_rank(outcome),
        -_values(outcome),
        -measure_text,
        newest_first,
        source.document_id,
    )


def has_losses(outcome: Outcome) -> bool:
    """Return whether content of a document is known to be lost: it was not read, or a row of it was not kept."""
    return outcome.failure is not None or any(
        f.severity == "error" and (f.rule.startswith("extract.") or f.rule in _LOSSES) for f in outcome.findings
    )


def _reader_rank(outcome: Outcome) -> int:
    """Return 0 for a document with a text layer, 1 for a transcript, 2 where most pages are scans."""
    readers = [page.reader for page in outcome.document.pages]
    scanned = sum(reader in ("none", "ocr") for reader in readers)
    return 1 if outcome.document.source.kind == "transcript" else 2 if 2 * scanned > len(readers) else 0


def _values(outcome: Outcome) -> int:
    """Return how many values stand in the rows of a report beside their codes and names."""
    report = outcome.report
    found = sum((r.score is not None) + (r.level_key is not None) + r.measure_count for r in report.indicators)
    found += sum(v is not None for r in report.results for v in (r.iit, r.eit, r.oit, r.total, r.grade))
    return found + sum(len(i.links) + (i.evidence is not None) for i in report.oit_items)
