"""Scans made of typeset pages, and their comparison with the text layer."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

from benchmarks.damage import KINDS, make_scan, scan_folder
from benchmarks.scans import CER, Tally, compare, main
from pipeline.extract.scan import missing

LACKING = missing()


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
            KINDS[kind].turns % 2
        )  # the report is set in landscape
        pictures.append(pdf[0].render(scale=0.5).to_numpy().tobytes())
        pdf.close()
    assert pictures[0] == pictures[1]


@pytest.mark.skipif(LACKING is not None, reason=str(LACKING))
@pytest.mark.parametrize("kind", ["worn", "upside-down"])
def test_a_spoiled_page_is_read_as_its_text_layer(raw: Path, tmp_path: Path, kind: str) -> None:
    report = raw / "2566" / "seed-word.pdf"
    tally = compare(kind, make_scan(report, tmp_path / "scan.pdf", kind, [7]), report, [(1, 7)])
    assert (tally.pages, tally.found) == (1, tally.cells) and tally.cells > 10
    assert tally.characters > 0 and tally.errors <= CER * tally.characters
    assert tally.silent == 0


def test_what_is_below_a_bar_is_said() -> None:
    tally = Tally("office-200", pages=1, cells=10, found=9, characters=100, errors=3)
    assert tally.lacks() == ["cells 9 of 10", "cer 0.0300"]
    assert Tally("office-150", cells=10, found=10, characters=100, errors=9).lacks() == []


def test_without_what_reads_scans_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pipeline.extract.scan.missing", lambda: "install it")
    assert main([]) == 2 and "install it" in capsys.readouterr().err


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
