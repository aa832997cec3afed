"""Cells whose text changes keep all else."""

from __future__ import annotations

from dataclasses import fields, replace

from pipeline.model import Cell, Line, Reading


def test_a_cell_with_another_text_keeps_every_other_field() -> None:
    reading = Reading("tesseract", "1", 0.5)
    cell = Cell(
        1, 2, 3, (Line("a"),), "a", 4, 5, (1.0, 2.0, 3.0, 4.0), "ocr", 0.5, True, True, (reading,), "rule", ("link",)
    )
    defaults = Cell(0, 0, 0)
    assert all(getattr(cell, f.name) != getattr(defaults, f.name) for f in fields(Cell)), "a field is not tried"
    lines = (Line("b"),)
    assert cell.with_text(lines, "b") == replace(cell, lines=lines, text="b")
