"""Findings of a release, by severity and rule, with what each rule means."""

from __future__ import annotations

from pipeline.check.rule_registry import Rule, all_rules
from pipeline.emit.store.releases import Release
from pipeline.model import FINDING_STATES, SEVERITIES
from pipeline.summary.report_section import Section, Term, Translated, columns, grouped, shown_table


def findings_section(release: Release) -> Section:
    """Return how many findings there are of each rule, and in how many documents; the most severe first."""
    import pyarrow as pa
    import pyarrow.compute as pc

    findings = columns(release, "findings", ["document_id", "rule", "severity", "state"])
    state = pc.fill_null(findings["state"], FINDING_STATES[0])  # an older release knows of no states
    flags: dict[str, pa.Array] = {name: pc.equal(state, name).cast(pa.int64()) for name in FINDING_STATES}
    counted = pa.table({**{n: findings[n] for n in ("rule", "severity", "document_id")}, **flags})
    totals = [*((name, "sum") for name in FINDING_STATES), ("document_id", "count_distinct")]
    rules = {rule.id: rule for rule in all_rules()}
    by_rule = [
        (
            row[0],
            Term(row[1]),
            *row[2:],
            *_texts(rules.get(row[0])),
        )
        for row in grouped(counted, ["rule", "severity"], totals)
    ]
    by_rule.sort(key=lambda row: (_place(row[1]), -row[2], -row[5], row[0]))
    by_severity = [(Term(row[0]), *row[1:]) for row in grouped(counted, ["severity"], totals)]
    by_severity.sort(key=lambda row: _place(row[0]))
    return Section(
        "findings", (shown_table("findings_by_severity", by_severity), shown_table("findings_by_rule", by_rule))
    )


def _texts(rule: Rule | None) -> tuple[Translated | None, Translated | None]:
    """Return what a rule means and what to do about it; nothing of a rule of an older release."""
    if rule is None:
        return None, None
    en, th = rule.text["en"], rule.text["th"]
    remedy = Translated(en.remedy, th.remedy) if en.remedy and th.remedy else None
    return Translated(en.sentence, th.sentence), remedy


def _place(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)
