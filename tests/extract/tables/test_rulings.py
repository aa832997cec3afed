"""Segments to rulings: snapped, joined, clipped; turned with their page; from filled areas."""

from __future__ import annotations

import subprocess
import sys

from pipeline.extract.tables.geometry import Frame
from pipeline.extract.tables.rulings import fill_edges, merge, page_rulings

PAGE = (842.0, 595.0)


def test_dashes_are_joined_and_stray_dashes_dropped() -> None:
    dashes = [(100.0, 50 + 4.0 * k, 52 + 4.0 * k) for k in range(60)]
    assert merge(dashes, *PAGE) == [(100.0, 50.0, 288.0)]
    assert merge([(300.0, 50.0, 53.0)], *PAGE) == []


def test_rulings_are_clipped_to_the_page_and_those_off_it_dropped() -> None:
    assert merge([(100.0, -50.0, 900.0), (-40.0, 0.0, 100.0), (900.0, 0.0, 100.0)], *PAGE) == [(100.0, 0.0, 595.0)]


def test_segments_are_turned_with_their_page() -> None:
    horizontal, vertical = [(100.0, 50.0, 200.0)], [(300.0, 400.0, 500.0)]
    upright = Frame(0.0, 0.0, 595.0, 842.0, 0)
    assert page_rulings(horizontal, vertical, upright) == ([(742.0, 50.0, 200.0)], [(300.0, 342.0, 442.0)])
    quarter = Frame(0.0, 0.0, 595.0, 842.0, 1)
    assert page_rulings(horizontal, vertical, quarter) == ([(300.0, 400.0, 500.0)], [(100.0, 50.0, 200.0)])


def test_the_edges_of_filled_areas_are_segments_but_not_those_of_shadings_within() -> None:
    area, shading = (50.0, 100.0, 150.0, 200.0), (55.0, 110.0, 145.0, 120.0)
    assert fill_edges([area, shading]) == (
        [(100.0, 50.0, 150.0), (200.0, 50.0, 150.0)],
        [(50.0, 100.0, 200.0), (150.0, 100.0, 200.0)],
    )
    assert fill_edges([]) == ([], [])


def test_tables_need_no_pdf_library() -> None:
    """Scans and transcripts find their tables with the same modules."""
    modules = ("geometry", "rulings", "merged_cells", "lattice", "stream")
    lines = [f"import pipeline.extract.tables.{module}" for module in modules]
    check = "import sys; assert not {'pypdfium2', 'pdfminer', 'cv2'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", "\n".join([*lines, check])], check=True)
