"""The family that docs/families.md adds is read as the page says; the keys that it explains are those of the files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

import pipeline

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "families.md").read_text(encoding="utf-8")
FAMILIES = [
    yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "pipeline" / "domain" / "families").glob("*.yml"))
]


def blocks(language: str) -> list[str]:
    """The blocks of a language on the page, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory, raw: Path) -> pd.DataFrame:
    """The documents of the shipped archive and of the page, read with its family; with the remarks of their items."""
    place = tmp_path_factory.mktemp("families")
    shutil.copytree(ROOT / "pipeline", place / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    (family,) = blocks("yaml")
    (place / "pipeline" / "domain" / "families" / "disclosure_followup.yml").write_text(family, encoding="utf-8")
    shutil.copytree(raw, place / "raw")
    for name, text in zip(("followup", "lookalike"), blocks("text"), strict=False):
        (place / "raw" / f"{name}.md").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", "--workers", "2"],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    documents = pipeline.load("documents", place / "processed")
    items = pipeline.load("oit_items", place / "processed").groupby("document_id")["remark"].apply(list)
    return documents.set_index("source_file").join(items.rename("remarks"), on="document_id")


def test_the_new_family_is_read_and_its_lookalike_is_not(documents: pd.DataFrame) -> None:
    added = documents.loc["followup.md"]
    assert (added["status"], list(added["families"])) == ("ok", ["disclosure_followup"])
    assert (added["title"], added["fiscal_year"]) == (blocks("text")[0].splitlines()[0], 2566)
    assert added["remarks"] == ["-", "ยังไม่มีช่องทางการติดต่อ", "-", "ยังไม่ประกาศแผน"]
    alike = documents.loc["lookalike.md"]
    assert alike["status"] == "skipped" and "disclosure_followup" in alike["reason"]


def test_without_the_file_the_new_family_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "followup.md").write_text(blocks("text")[0], encoding="utf-8")
    pipeline.run(tmp_path, tmp_path / "out", workers=1)
    assert pipeline.load("documents", tmp_path / "out")["status"].tolist() == ["skipped"]


def test_the_other_documents_are_read_as_before(documents: pd.DataFrame, released: Path) -> None:
    before = pipeline.load("documents", released).set_index("source_file")
    counted = [name for name in before.columns if name.endswith("_rows")]
    after = documents.loc[before.index]
    assert after[counted].equals(before[counted])
    assert after["families"].map(list).tolist() == before["families"].map(list).tolist()
    assert after["status"].tolist() == before["status"].tolist()


def test_every_key_of_the_files_is_explained_and_no_other() -> None:
    of_family, of_column = (
        {key for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}
        for table in PAGE.split("## The keys")[1].split("## Evidence")[0].split("`columns` is a list of fields")
    )
    used = [column for family in FAMILIES for column in family["columns"].values() if column]
    assert of_family == {key for family in FAMILIES for key in family}
    assert of_column == {key for column in used for key in column}


def test_the_evidence_that_the_page_prints_is_what_explain_prints(raw: Path) -> None:
    document = raw / "2567" / "risk-assessment.pdf"
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "explain", str(document)], capture_output=True, text=True, check=False
    )
    assert blocks("text")[-1] in done.stdout, "print the block anew, the weights have changed"
