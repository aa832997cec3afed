"""The notebooks run, on a release of the shipped archive and, where they need more, on one of a synthetic country."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import pipeline
from benchmarks.country.country_archive import build_country

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FUNCTION = re.compile(r"^def promises\(.*?\n(?=\n\n)", re.MULTILINE | re.DOTALL)


class Outputs(NamedTuple):
    """What a notebook gives: what it prints, its tables as HTML, how many pictures it draws."""

    said: str
    tables: list[str]
    pictures: int


def run(name: str, out: Path, monkeypatch: pytest.MonkeyPatch) -> Outputs:
    """Run a notebook on the current release of a folder; without an error."""
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("ITA_OUT", str(out))
    path = ROOT / "notebooks" / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    outputs: list[Any] = [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error"]
    return Outputs(
        "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stdout"),
        [o.data["text/html"] for o in outputs if "text/html" in o.get("data", {})],
        sum("image/png" in o.get("data", {}) for o in outputs),
    )


def test_a_first_look(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = run("first_look", released, monkeypatch)
    assert outputs.pictures == 4
    assert "8 documents, 54 indicators, 71 measures, 286 scores, 33 items of disclosure" in outputs.said
    assert "33 of 33 items have a link, 41 links in all" in outputs.said
    assert "2567/risk-assessment.pdf: no document of the assessment" in outputs.said
    assert "ประเด็นความเสี่ยง" in outputs.said
    assert any("สำนักงานปลัดกระทรวงการคลัง" in t for t in outputs.tables)
    assert any("องค์การบริหารส่วนตำบลเขาพระทอง" in t and "2024-03-31" in t for t in outputs.tables), "the plan, dated"


def test_promises_without_pairs(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = run("promises", released, monkeypatch)
    assert outputs.pictures == 0
    assert outputs.said.count("there are no pairs") == 4


def test_promises_of_a_country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    country = build_country(tmp_path / "raw", bodies=30, years=3, seed=1)
    pipeline.run(country.raw, tmp_path / "out", workers=2)
    outputs = run("promises", tmp_path / "out", monkeypatch)
    counted = re.match(r"(\d+) questions of (\d+) bodies .*; (\d+) of them have a score after", outputs.said)
    assert counted is not None, outputs.said
    questions, bodies, pairs = map(int, counted.groups())
    # Every code of a plan has its score beside it, and a code is drawn again a year later now and then.
    measures = pipeline.load("measures", tmp_path / "out")
    assert questions == len(measures[["body_id", "fiscal_year", "code"]].drop_duplicates())
    assert bodies == 30
    assert 0 < pairs < questions / 4
    assert outputs.pictures >= 2
    assert any("carried out" in table for table in outputs.tables)


def test_the_join_of_promises_is_that_of_the_documentation() -> None:
    in_notebook, in_page = (
        FUNCTION.findall((ROOT / name).read_text(encoding="utf-8"))
        for name in ("notebooks/promises.py", "docs/questions.md")
    )
    assert len(in_page) == 1
    assert in_notebook == in_page


def test_every_notebook_has_its_script() -> None:
    assert NOTEBOOKS
    assert all(p.with_suffix(".py").is_file() for p in NOTEBOOKS)
