"""Scans made of typeset pages: pictures alone, and the same each time."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

from benchmarks.typesetting.scan_degradation import KINDS, make_scan, scan_folder


@pytest.mark.parametrize("kind", ["askew", "black-white", "sideways"])
def test_a_scan_is_of_pictures_alone_and_the_same_each_time(raw: Path, tmp_path: Path, kind: str) -> None:
    import pypdfium2

    first = make_scan(raw / "2566" / "seed-word.pdf", tmp_path / "a.pdf", kind, [3])
    again = make_scan(raw / "2566" / "seed-word.pdf", tmp_path / "b.pdf", kind, [3])
    pictures = []
    for path in (first, again):
        pdf = pypdfium2.PdfDocument(path)
        assert len(pdf) == 1 and pdf[0].get_textpage().count_chars() == 0
        assert (pdf[0].get_width() < pdf[0].get_height()) == bool(
            KINDS[kind].quarter_turns % 2
        )  # the report is set in landscape
        pictures.append(pdf[0].render(scale=0.5).to_numpy().tobytes())
        pdf.close()
    assert pictures[0] == pictures[1]


def test_a_folder_is_scanned_whole_with_its_truth_and_in_turn(raw: Path, tmp_path: Path) -> None:
    for name in ("a", "b", "untold"):
        pdf = pikepdf.open(raw / "2566" / "seed-word.pdf")
        del pdf.pages[2:]
        pdf.save(tmp_path / f"{name}.pdf")
    for name in ("a", "b"):
        (tmp_path / f"{name}.truth.csv").write_text(f"code\n{name}\n")
    made = list(scan_folder(tmp_path, tmp_path / "scans", ["office-150", "sideways"]))
    assert [path.name for path in made] == ["a-office-150.pdf", "b-sideways.pdf"]
    assert [path.with_suffix(".truth.csv").read_text() for path in made] == ["code\na\n", "code\nb\n"]
    with pikepdf.open(made[0]) as scan:
        assert len(scan.pages) == 2


def test_all_truth_files_of_a_form_go_with_its_scan(raw: Path, tmp_path: Path) -> None:
    with pikepdf.open(raw / "2566" / "seed-word.pdf") as pdf:
        del pdf.pages[1:]
        pdf.save(tmp_path / "plan.pdf")
    for dataset in ("document", "measures"):
        (tmp_path / f"plan.{dataset}.csv").write_text(dataset)
    assert [path.name for path in scan_folder(tmp_path, tmp_path / "scans", ["office-150"])] == ["plan-office-150.pdf"]
    truths = {path.name: path.read_text() for path in (tmp_path / "scans").glob("*.csv")}
    assert truths == {"plan-office-150.document.csv": "document", "plan-office-150.measures.csv": "measures"}
