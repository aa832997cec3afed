"""Writes a trained net as ONNX: ``python -m training.numerals.export CHECKPOINT [CHECKPOINT ...]``.

Norms are folded into the weights, and these stored in 16 bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
import onnx
import torch

from training.numerals import WEIGHTS
from training.numerals.net import CLASSES, NumeralNet
from training.onnx_graph import OnnxGraph


def build(net: NumeralNet) -> onnx.ModelProto:
    """Return the net as an ONNX model: ``strips`` (n, 1, 32, width) to log probabilities (n, width // 4, classes)."""
    graph = OnnxGraph("strips")
    for conv in net.see:
        graph.conv(conv)
    graph.linear(net.letters)
    graph.add("LogSoftmax", name="letters", axis=2)
    return graph.model("numerals", 32, CLASSES)


def mean(checkpoints: Sequence[Path]) -> NumeralNet:
    """Return the net whose weights are the means of several checkpoints of one training: surer than any of them."""
    states = [torch.load(checkpoint, weights_only=True) for checkpoint in checkpoints]
    net = NumeralNet()
    net.load_state_dict({name: sum(s[name].double() for s in states) / len(states) for name in states[0]})
    return net.eval()


@click.command()
@click.argument("checkpoints", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=WEIGHTS,
    show_default="pipeline/extract/scan/ocr/weights/numerals.onnx",
)
def main(checkpoints: tuple[Path, ...], out: Path) -> None:
    """Writes the weights that the pipeline runs, the mean of the checkpoints', and compares them with their net."""
    import onnxruntime

    net = mean(checkpoints)
    out.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(build(net), str(out))
    strips = np.random.default_rng(0).random((2, 1, 32, 96), np.float32)
    with torch.no_grad():
        ours = net(torch.from_numpy(strips)).numpy()
    theirs = onnxruntime.InferenceSession(str(out)).run(None, {"strips": strips})[0]
    difference = np.abs(np.exp(ours) - np.exp(theirs)).max()
    click.echo(f"{out.stat().st_size:,} bytes; largest difference of probabilities {difference:.5f}")


if __name__ == "__main__":
    main()
