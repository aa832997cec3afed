"""Goldens: readable JSON under tests/data that a person has looked at.

``ITA_UPDATE_GOLDENS=1 pytest …`` writes them anew; that run fails, so that somebody looks at the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[1] / "data"
UPDATE = "ITA_UPDATE_GOLDENS"


def compare(name: str, value: Any) -> None:
    """Compare a value of plain lists, dicts, strings and numbers with the golden ``tests/data/<name>.json``."""
    path = DATA / f"{name}.json"
    if os.environ.get(UPDATE):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"wrote {path.name}: look at what changed, then run again without {UPDATE}")
    assert path.is_file(), f"no golden {path.name}; {UPDATE}=1 writes it"
    assert value == json.loads(path.read_text(encoding="utf-8"))
