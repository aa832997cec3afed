"""Training of the recogniser of lines of prose: docs/lines.md."""

from pathlib import Path

WEIGHTS = Path(__file__).parents[2] / "pipeline/extract/scan/ocr/weights/lines.onnx"
"""What the pipeline runs; its card stands beside it, as lines.yml."""
