"""Findings that a reviewer closed: by the right value, or by the word that what stands there is right."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipeline.correct.row_places import matching_rows
from pipeline.model import Finding, Report
from pipeline.model.corrections import Correction, CorrectionResult

ID_DIGITS = 20
"""Hexadecimal digits of a finding's id: 80 bits keep two of a hundred million findings from sharing one."""
IDENTITY = ("rule", "page", "table_no", "row", "column", "code", "raw", "value")
"""What a finding is known by in its document; its wording may change from version to version."""


def finding_ids(document_id: str, findings: Iterable[Finding]) -> list[str]:
    """Return the ids of findings of one document, in their order.

    Findings that are alike in all of ``IDENTITY`` are told apart by their order among each other alone. All findings
    of a rule must be given at once.
    """
    ids: list[str] = []
    alike: Counter[tuple[object, ...]] = Counter()
    for finding in findings:
        identity = tuple(getattr(finding, name) for name in IDENTITY)
        alike[identity] += 1
        text = repr((document_id, *identity, alike[identity]))
        ids.append(hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:ID_DIGITS])
    return ids


def closed_by_corrections(
    findings: Sequence[Finding], correction: Correction, row: Any, fields: Mapping[str, str]
) -> list[Finding]:
    """Return findings, those about the very value that was corrected as ``corrected``.

    Args:
        findings: of the stages before.
        correction: that was applied.
        row: as it was; None where a value of the document was corrected.
        fields: by rule, of findings that do not say it themselves.
    """
    return [
        replace(f, state="corrected")
        if (f.field or fields.get(f.rule)) == correction.field and f.state == "open" and _is_at(f, row)
        else f
        for f in findings
    ]


def _is_at(finding: Finding, row: Any) -> bool:
    """Return whether a finding stands at a row; one about the document at none."""
    if row is None:
        return finding.row is None
    if finding.table_no is None or finding.row is None:
        return False
    place = [("table_no", str(finding.table_no)), ("row", str(finding.row))]
    if finding.column is not None and hasattr(row, "column"):
        place.append(("column", str(finding.column)))
    return bool(matching_rows(Report(), [row], place))


def close(
    document_id: str, findings: Sequence[Finding], corrections: Sequence[Correction]
) -> tuple[tuple[Finding, ...], tuple[CorrectionResult, ...]]:
    """Return findings with those as ``seen`` that a reviewer saw and let stand, and what became of each such word.

    An id holds print and value of a finding: where they are others now it leads to none, and the word is stale.
    """
    seen = [c for c in corrections if c.field is None]
    if not seen:
        return tuple(findings), ()
    wanted = {c.finding_id for c in seen}
    ids = finding_ids(document_id, findings)
    closed = [
        replace(f, state="seen") if i in wanted and f.state == "open" else f for i, f in zip(ids, findings, strict=True)
    ]
    results = tuple(CorrectionResult(c, "applied" if c.finding_id in ids else "stale") for c in seen)
    closed += [
        Finding(
            "correct.stale",
            "warning",
            f"The finding {result.correction.finding_id} was seen, and is no longer there.",
            value=result.correction.finding_id,
        )
        for result in results
        if result.state == "stale"
    ]
    return tuple(closed), results
