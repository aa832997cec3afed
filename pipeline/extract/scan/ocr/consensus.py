"""Consensus: what the readings of one short cell become, by an ordered list of named rules.

First the rewriting rules, each of which may correct a reading; then the deciding rules, of which the first that applies
decides. The names of the rules that made a text stay with it; :func:`rules` lists them all. Readings that are sure and
differ are a finding of the check stage, whatever is given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.extract.scan.ocr.consensus_rules import (
    DECIDING,
    DOUBTING,
    Evidence,
    crossed_by_ink,
)
from pipeline.extract.scan.ocr.reading_evidence import CONSENSUS, ColumnEvidence
from pipeline.extract.scan.ocr.reading_patterns import is_code, is_listed, is_number
from pipeline.extract.scan.ocr.rewriting_rules import (
    REWRITING,
    line_recogniser_confirms,
    round_letter_is_o,
    thai_model_confirms,
)
from pipeline.model import Reading

CROSSED = crossed_by_ink.__name__
"""Part of the rule of a cell whose print other ink crosses."""


@dataclass(frozen=True, slots=True)
class Consensus:
    """What the readings of a cell become.

    Attributes:
        text: "" where something stands there of which no reader is sure; None where it is no number or code: another
            engine must read the cell.
        confidence: 0..1.
        rule: names of the rules that made it, joined by " + ": those that rewrote a reading, then the one that decided.
        readings: of the cell, in a column of codes as :func:`round_letter_is_o` leaves them.
    """

    text: str | None
    confidence: float
    rule: str
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsensusRule:
    """A rule: its name, and a sentence that says when it applies and what it gives."""

    name: str
    sentence: str


def find_consensus(readings: Sequence[Reading], column: ColumnEvidence, crossed: bool = False) -> Consensus:
    """Apply the rules to the readings of one cell, one reading per engine.

    Args:
        readings: of the cell.
        column: what the readings of its column say together.
        crossed: other ink than print, of a stamp or a signature, lies on the cell's print.
    """
    steps = []
    kept = tuple(readings)
    if column.codes:
        kept = tuple(map(round_letter_is_o, readings))
        if kept != tuple(readings):
            steps.append(round_letter_is_o.__name__)
    by_engine = {r.engine: r for r in kept}
    numerals = by_engine.get("numerals")
    others = by_engine.get("lines"), by_engine.get("thai")
    for confirms, other in zip((line_recogniser_confirms, thai_model_confirms), others, strict=True):
        before, numerals = numerals, confirms(numerals, other)
        if numerals != before:
            steps.append(confirms.__name__)
    evidence = _evidence(by_engine.get("latin"), numerals, by_engine.get("lines"), column)
    for rule in DECIDING:
        verdict = rule(evidence)
        if verdict is not None and crossed:
            return Consensus(*crossed_by_ink(evidence, verdict), " + ".join([*steps, rule.__name__, CROSSED]), kept)
        if verdict is not None:
            return Consensus(*verdict, " + ".join([*steps, rule.__name__]), kept)
    raise AssertionError("the last rule always applies")


def rules() -> tuple[ConsensusRule, ...]:
    """Return all rules in the order in which they are tried."""
    listed: tuple[Callable[..., object], ...] = (*REWRITING, *DECIDING, *DOUBTING)
    return tuple(ConsensusRule(rule.__name__, " ".join((rule.__doc__ or "").split())) for rule in listed)


def _evidence(
    latin: Reading | None, numerals: Reading | None, line: Reading | None, column: ColumnEvidence
) -> Evidence:
    """Sort out which readings may be heard."""
    likely = numerals is not None and bool(numerals.candidates) and numerals.confidence >= CONSENSUS.visible
    inked = likely or numerals is not None and bool(numerals.text)
    # where the recogniser of numerals sees no number, a Thai word may look like one to the Latin reader
    least = CONSENSUS.informative if numerals is None else CONSENSUS.sure
    figure = latin if latin is not None and (is_number(latin.text) or is_code(latin.text)) else None
    heard = figure if figure is not None and (inked or figure.confidence >= least) else None
    number = numerals if numerals is not None and is_number(numerals.text) else None
    listed = numerals if numerals is not None and number is None and is_listed(numerals.text) else None
    return Evidence(latin, heard, numerals, number, listed, inked, column.thai_digits, column.codes, line)
