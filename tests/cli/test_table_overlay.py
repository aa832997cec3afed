"""``ita tables --overlay``: pictures of pages with their cells drawn over them."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from PIL import Image

from pipeline.cli.document_commands import tables
from pipeline.cli.table_overlay import OVERLAY


def colours(path: Path, box: tuple[float, float, float, float]) -> set[str]:
    """The colours along the left side of a box (points)."""
    with Image.open(path) as picture:
        x = round(box[0] * OVERLAY.dpi / 72)
        ys = range(round(box[1] * OVERLAY.dpi / 72) + 8, round(box[3] * OVERLAY.dpi / 72) - 8)
        return {"#{:02x}{:02x}{:02x}".format(*picture.getpixel((k, y))) for y in ys for k in (x - 1, x, x + 1)}


@pytest.mark.parametrize("rotate", [0, 90])
def test_cells_are_drawn_where_they_stand(raw: Path, tmp_path: Path, rotate: int) -> None:
    with pikepdf.open(raw / "2566" / "seed-word.pdf") as pdf:
        del pdf.pages[1:]
        pdf.pages[0].Rotate = rotate
        pdf.save(tmp_path / "one.pdf")
    done = CliRunner().invoke(tables, [str(tmp_path / "one.pdf"), "--overlay", str(tmp_path / "pictures")])
    assert done.exit_code == 0, done.output
    (written,) = (tmp_path / "pictures").glob("*.png")
    import pipeline

    document = pipeline.read_tables(tmp_path / "one.pdf")
    with Image.open(written) as picture:
        page = document.pages[0]
        assert picture.size == pytest.approx((page.width * OVERLAY.dpi / 72, page.height * OVERLAY.dpi / 72), abs=2)
    for cell in document.pages[0].tables[0].cells:
        if cell.lines and cell.box:
            assert OVERLAY.text_layer in colours(written, cell.box)


def test_a_transcript_has_no_pages_to_draw(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("รหัส\tคะแนน\nI1\t85.50\n", encoding="utf-8")
    done = CliRunner().invoke(tables, [str(tmp_path / "x.txt"), "--overlay", str(tmp_path / "pictures")])
    assert done.exit_code == 2 and "transcript" in done.output
