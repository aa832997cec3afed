"""``ita schema``."""

from __future__ import annotations

import json
import re

from support.ita_process import ita

from pipeline.emit.schema.field_registry import registry


def test_schema() -> None:
    said = json.loads(ita("schema", "--format", "json").stdout)
    assert [d["dataset"] for d in said] == list(registry())
    assert all(f["description_en"] and f["description_th"] for d in said for f in d["fields"])
    one = ita("schema", "measures").stdout
    assert re.search(r"urgent_fix +to be put right urgently · แก้ไขเร่งด่วน", one)
    (measures,) = (d for d in said if d["dataset"] == "measures")
    values = {f["name"]: f["values"] for f in measures["fields"]}
    assert [v["value"] for v in values["stage"]] == ["plan", "result"]
    assert values["measure"] is None
    assert "measure_no" in one and "iit" not in one
    assert ita("schema", "mesures").returncode == 2
