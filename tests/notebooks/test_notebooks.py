from __future__ import annotations

from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_runs_on_a_release(path: Path, released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("ITA_OUT", str(released))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    outputs = [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs]
    assert sum("image/png" in o.get("data", {}) for o in outputs) == 4
    assert not [o for o in outputs if o.output_type == "error"]
    said = "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stdout")
    assert "8 documents, 54 indicators, 71 measures, 286 scores, 33 items of disclosure" in said
    assert "33 of 33 items have a link, 41 links in all" in said
    assert "2567/risk-assessment.pdf: no document of the assessment" in said and "ประเด็นความเสี่ยง" in said
    tables = [o.data["text/html"] for o in outputs if "text/html" in o.get("data", {})]
    assert any("สำนักงานปลัดกระทรวงการคลัง" in t for t in tables)
    assert any("องค์การบริหารส่วนตำบลเขาพระทอง" in t and "2024-03-31" in t for t in tables), "the plan, with its dates"


def test_every_notebook_has_its_script() -> None:
    assert NOTEBOOKS
    assert all(p.with_suffix(".py").is_file() for p in NOTEBOOKS)
