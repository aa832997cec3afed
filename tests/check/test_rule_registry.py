from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from pipeline.check.rule_registry import Rule, all_rules, as_markdown, checks

RULE = re.compile(r"[a-z]+\.[a-z][a-z_]*")
STAGES = {"extract", "normalize", "assemble", "family", "repair", "correct", "link", "derive", "check", "copies"}


def named(root: Path) -> set[str]:
    """Every string in the package that has the form of a rule."""
    found = set()
    for path in (root / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and RULE.fullmatch(node.value):
                found.add(node.value)
    return {name for name in found if name.split(".")[0] in STAGES}


def first_arguments(root: Path) -> set[str]:
    """The rules that are written out where a Finding is made."""
    found = set()
    for path in (root / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "Finding"
                and node.args
            ):
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def test_every_rule_that_the_software_names_is_documented(root: Path) -> None:
    known = {rule.id for rule in all_rules()}
    assert first_arguments(root) - known == set()
    assert named(root) - known == set()


def test_every_finding_of_the_shipped_archive_is_documented_with_its_severity(released: Path) -> None:
    import pipeline

    known = {rule.id: rule.severity for rule in all_rules()}
    findings = pipeline.load("findings", out=released)
    assert set(findings.rule) <= set(known)
    for rule, severity in set(zip(findings.rule, findings.severity, strict=True)):
        assert known[rule] in (None, severity)


def test_every_documented_check_is_run() -> None:
    assert {c.rule.id for c in checks()} == {rule.id for rule in all_rules() if rule.id.startswith(("check.", "ocr."))}


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_rule_has_a_sentence(rule: Rule) -> None:
    sentence = rule.text["en"].sentence
    assert sentence[0].isupper() or sentence[0] == "`"
    assert sentence.rstrip().endswith(".")
    assert "|" not in sentence


def test_every_rule_that_asks_for_a_look_says_what_to_do() -> None:
    for rule in all_rules():
        remedy = rule.text["en"].remedy
        if remedy is not None:
            assert remedy[0].isupper() and remedy.endswith(".") and "|" not in remedy, rule.id
    assert not [rule.id for rule in all_rules() if rule.severity != "info" and rule.text["en"].remedy is None]


def test_the_page_of_rules_is_in_step(root: Path) -> None:
    for name, language in (("rules.md", "en"), ("rules.th.md", "th")):
        assert (root / "docs" / name).read_text(encoding="utf-8").endswith(f"\n{as_markdown(language)}"), (
            "run `make docs`"
        )


def test_every_rule_is_said_in_thai_too() -> None:
    for rule in all_rules():
        en, th = rule.text["en"], rule.text["th"]
        assert re.search("[ก-๙]", th.sentence), rule.id
        assert (en.remedy is None) == (th.remedy is None), rule.id
        assert set(re.findall(r"`[^`]+`", th.sentence)) <= set(re.findall(r"`[^`]+`", en.sentence)), rule.id
