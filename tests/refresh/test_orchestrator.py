"""The example for an orchestrator does what it says."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.acquire import acquire


@pytest.fixture(scope="module")
def example(root: Path) -> Any:
    pytest.importorskip("dagster", reason="Dagster is not installed")
    spec = importlib.util.spec_from_file_location("dagster_assets", root / "docs" / "examples" / "dagster_assets.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_asset_is_a_release_of_the_archive(example: Any, raw: Path, released: Path, tmp_path: Path) -> None:
    import dagster as dg

    shutil.copytree(raw, tmp_path / "raw")
    shutil.copytree(released, tmp_path / "processed", symlinks=True)
    archive = example.Archive(raw=str(tmp_path / "raw"), out=str(tmp_path / "processed"))
    done = dg.materialize([example.ita_release], resources={"archive": archive})
    (told,) = done.asset_materializations_for_node("ita_release")
    assert told.metadata["documents"].value == len(acquire(raw).documents) and told.metadata["to look at"].value == 0
    assert Path(str(told.metadata["release"].value)) == (tmp_path / "processed" / "current").resolve()
    (tmp_path / "raw" / "sources.yml").write_text("sources: [")
    failed = dg.materialize([example.ita_release], resources={"archive": archive}, raise_on_error=False)
    assert not failed.success


def test_the_schedule_and_its_asset_belong_together(example: Any) -> None:
    assert example.defs.resolve_schedule_def("nightly").cron_schedule == "30 2 * * *"
