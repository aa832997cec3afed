"""The registry of rules: each has an id, a severity and a sentence, and is a function from a report to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any, Literal

from pipeline.model import Document, Finding, IndicatorRow, Place, Report, Severity

Language = Literal["en", "th"]
RuleFunction = Callable[["FindingFactory", Document, Report], Iterator[Finding]]
MODULES = (
    "value_rules",
    "period_rules",
    "code_rules",
    "agency_rules",
    "result_sum_rules",
    "score_rules",
    "score_print_rules",
    "document_rules",
    "loss_rules",
    "ocr_rules",
    "checklist_rules",
)


@dataclass(frozen=True, slots=True)
class RuleText:
    """What is said of a rule in a language.

    Attributes:
        sentence: what a finding of it means.
        remedy: what to do about it; None where nothing is to be done.
    """

    sentence: str
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is documented.

    Attributes:
        severity: of its findings; None where the stage says more than one.
        text: in English and Thai, by language.
        field: the column of its dataset that its findings are about; None where they say it or are about more.
    """

    id: str
    severity: Severity | None
    text: Mapping[Language, RuleText]
    field: str | None = None


class FindingFactory:
    """Makes the findings of one rule, so that no check can misspell its id or severity."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule

    def at(self, message: str, place: Place | None = None, **details: Any) -> Finding:
        """Return a finding, at a place of the report where there is one."""
        if place is not None:
            details = {"page": place.page_first, "table_no": place.table_no, "row": place.row_first, **details}
        return Finding(self._rule.id, self._rule.severity or "warning", message, **details)

    def on(self, row: IndicatorRow, message: str, **details: Any) -> Finding:
        """Return a finding on an indicator row."""
        return self.at(message, row.place, code=row.code or row.code_raw, **details)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that this stage runs."""

    rule: Rule
    function: RuleFunction

    def run(self, document: Document, report: Report) -> Iterator[Finding]:
        """Yield the rule's findings on one document."""
        return self.function(FindingFactory(self.rule), document, report)


_FUNCTIONS: dict[str, RuleFunction] = {}


def check_rule(rule_id: str) -> Callable[[RuleFunction], RuleFunction]:
    """Register a function as the rule ``rule_id`` of ``rules.yml``.

    The function is given the :class:`FindingFactory` of its rule, the document and the report, and yields findings.

    Raises:
        ValueError: two functions are registered for one rule.
    """

    def register(function: RuleFunction) -> RuleFunction:
        if rule_id in _FUNCTIONS:
            raise ValueError(f"two rules are called {rule_id}")
        _FUNCTIONS[rule_id] = function
        return function

    return register


@cache
def checks() -> tuple[Check, ...]:
    """Return every rule that this stage runs, in the order of registration."""
    for module in MODULES:
        import_module(f"pipeline.check.rules.{module}")
    rules = {rule.id: rule for rule in all_rules()}
    return tuple(Check(rules[rule_id], function) for rule_id, function in _FUNCTIONS.items())


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule there is, of all stages, by id."""
    from pipeline.files import load_yaml

    folder = files("pipeline.check")
    data, thai = (load_yaml(folder.joinpath(f).read_text(encoding="utf-8")) for f in ("rules.yml", "rules_th.yml"))

    def text(said: Mapping[str, str]) -> RuleText:
        return RuleText(said["means"], said.get("do"))

    return tuple(
        Rule(name, of.get("severity"), {"en": text(of), "th": text(thai[name])}, of.get("field"))
        for name, of in sorted(data.items())
    )


@cache
def fields_of_rules() -> dict[str, str]:
    """Return, by rule, the column that its findings are about, of rules whose findings are about one."""
    return {rule.id: rule.field for rule in all_rules() if rule.field is not None}


HEADINGS: dict[Language, str] = {
    "en": "| rule | severity | what it means | what to do |",
    "th": "| กฎ | ระดับ | ความหมาย | สิ่งที่ควรทำ |",
}
VARIES: dict[Language, str] = {"en": "varies", "th": "ต่างกันไป"}


def as_markdown(language: Language) -> str:
    """Return the table of docs/rules.md or docs/rules.th.md."""
    lines = [HEADINGS[language], "|---|---|---|---|"]
    for rule in all_rules():
        text = rule.text[language]
        lines.append(f"| `{rule.id}` | {rule.severity or VARIES[language]} | {text.sentence} | {text.remedy or '–'} |")
    return "\n".join(lines) + "\n"
