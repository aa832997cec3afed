"""Check: what a careful reader would question in a report. Changes nothing; every question is a Finding of a rule.

Rules are small functions in a registry (``rule_registry.py``), each with an id, a severity and a sentence;
docs/rules.md lists them all.
"""

from __future__ import annotations

from pipeline.check.rule_registry import checks
from pipeline.model import Document, Finding, Report

__all__ = ["check"]


def check(document: Document, report: Report) -> tuple[Finding, ...]:
    """Run every rule over one document.

    Args:
        document: assembled (tables numbered over the document).
        report: of that document, repaired.

    Returns:
        New findings only, in document order; those of earlier stages are in ``document`` and ``report``.
    """
    found = [finding for rule in checks() for finding in rule.run(document, report)]
    return tuple(sorted(found, key=lambda f: (f.page or 0, f.table_no or 0, f.row or 0)))
