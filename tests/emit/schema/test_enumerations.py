"""Enumerations of the field registry are those of the model and of the data files, and hold in releases."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import get_args

import pyarrow.compute as pc
import pyarrow.parquet as pq

import pipeline
from pipeline.acquire.body_list import CERTAINTIES
from pipeline.domain.codebook import codebook_table
from pipeline.domain.family import families
from pipeline.domain.register.body import BodyStatus
from pipeline.domain.scheme import schemes
from pipeline.emit.schema.field_registry import enumerations, references, registry
from pipeline.model.bodies import BodyMatchStatus
from pipeline.model.corrections import CorrectionState
from pipeline.model.outcome import Status
from pipeline.model.pages import FindingState, Kind, Reader, Severity
from pipeline.model.report import CodeStatus, ItemKind, LevelKey, ScoreBasis, Stage, Tool

KNOWN: dict[str, Collection[str]] = {
    "document_kind": get_args(Kind),
    "document_status": get_args(Status),
    "family": [f.name for f in families()],
    "scheme": [s.name for s in schemes()],
    "tool": get_args(Tool),
    "codebook_tool": {entry.tool for _, _, entry in codebook_table()},
    "stage": get_args(Stage),
    "code_status": get_args(CodeStatus),
    "level_key": get_args(LevelKey),
    "score_basis": get_args(ScoreBasis),
    "item_kind": get_args(ItemKind),
    "body_match": get_args(BodyMatchStatus),
    "reader": get_args(Reader),
    "severity": get_args(Severity),
    "finding_state": get_args(FindingState),
    "correction_state": get_args(CorrectionState),
    "code_certainty": {entry.certainty for _, _, entry in codebook_table()},
    "body_certainty": CERTAINTIES,
    "body_status": get_args(BodyStatus),
}
"""What the program knows, by enumeration of the registry."""


def test_enumerations_are_what_the_program_knows() -> None:
    assert {name: {v.value for v in values} for name, values in enumerations().items()} == {
        name: set(values) for name, values in KNOWN.items()
    }


def test_every_value_has_its_meaning_in_both_languages() -> None:
    for values in enumerations().values():
        for v in values:
            assert v.en.strip() and any("\u0e00" <= c <= "\u0e7f" for c in v.th), v.value


def test_a_release_has_no_other_value(released: Path) -> None:
    folder = pipeline.release_path(released)
    seen = 0
    for dataset in registry().values():
        for f in dataset.fields:
            if not f.values:
                continue
            column = pq.read_table(f"{folder}/{dataset.name}", columns=[f.name])[f.name]
            found = set(pc.unique(pc.list_flatten(column) if f.type == "list<string>" else column).to_pylist()) - {None}
            assert found <= {v.value for v in f.values}, (dataset.name, f.name)
            seen += len(found)
    assert seen > 40


def test_foreign_keys_of_a_release_lead_to_rows(released: Path) -> None:
    folder = pipeline.release_path(released)
    for dataset in registry().values():
        for columns, other in references(dataset):
            rows = pq.read_table(f"{folder}/{dataset.name}", columns=list(columns)).drop_null().to_pylist()
            key = registry()[other].key
            known = {tuple(r.values()) for r in pq.read_table(f"{folder}/{other}", columns=list(key)).to_pylist()}
            assert {tuple(r[c] for c in columns) for r in rows} <= known, (dataset.name, columns)


def test_a_part_has_the_key_of_its_whole() -> None:
    for dataset in registry().values():
        if dataset.part_of:
            whole = registry()[dataset.part_of].key
            assert dataset.key[: len(whole)] == whole
