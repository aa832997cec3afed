"""Writes a trained net as ONNX: ``python -m training.lines.export CHECKPOINT``."""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np
import onnx
import torch
from onnx import numpy_helper

from pipeline.extract.scan.ocr.lines.line_strip import LINE_STRIP
from training.lines import WEIGHTS
from training.lines.net import CLASSES, LineNet
from training.onnx_graph import OnnxGraph


def build(net: LineNet) -> onnx.ModelProto:
    """Return the net as an ONNX model: ``strips`` (n, 1, 48, width) to log probabilities (n, width // 2, classes)."""
    graph = OnnxGraph("strips")
    for conv in net.see:
        graph.conv(conv)
    graph.linear(net.letters)
    graph.weights.append(numpy_helper.from_array(np.array([0, -1, CLASSES], np.int64), "frames"))
    graph.add("Reshape", "frames")
    graph.add("LogSoftmax", name="letters", axis=2)
    return graph.model("lines", LINE_STRIP.height, CLASSES)


@click.command()
@click.argument("checkpoint", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=WEIGHTS,
    show_default="pipeline/extract/scan/ocr/weights/lines.onnx",
)
def main(checkpoint: Path, out: Path) -> None:
    """Writes the weights that the pipeline runs, and compares them with their net."""
    import onnxruntime

    net = LineNet().eval()
    net.load_state_dict(torch.load(checkpoint, weights_only=True))
    out.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(build(net), str(out))
    strips = np.random.default_rng(0).random((2, 1, LINE_STRIP.height, 96), np.float32)
    with torch.no_grad():
        ours = net(torch.from_numpy(strips)).numpy()
    theirs = onnxruntime.InferenceSession(str(out)).run(None, {"strips": strips})[0]
    difference = np.abs(np.exp(ours) - np.exp(theirs)).max()
    click.echo(f"{out.stat().st_size:,} bytes; largest difference of probabilities {difference:.5f}")


if __name__ == "__main__":
    main()
