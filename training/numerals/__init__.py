"""Training of the recogniser of numbers in scanned cells: docs/numerals.md."""

from pathlib import Path

WEIGHTS = Path(__file__).parents[2] / "pipeline/extract/scan/ocr/weights/numerals.onnx"
"""What the pipeline runs; its card stands beside it, as numerals.yml."""
