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
from onnx import TensorProto, helper, numpy_helper

from training.numerals import WEIGHTS
from training.numerals.net import CLASSES, Conv, NumeralNet


class _Graph:
    """An ONNX graph that grows node by node; ``last`` is the name of what the last node gave."""

    def __init__(self, start: str) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.last = start

    def add(self, kind: str, *more: str, name: str = "", **about: object) -> str:
        """Adds a node that takes the last value (and ``more``)."""
        name = name or f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, [self.last, *more], [name], **about))
        self.last = name
        return name

    def weight(self, value: np.ndarray) -> str:
        """Stores a weight in 16 bits; the graph computes in 32 (the runtime folds the cast when it loads)."""
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(value.astype(np.float16), name))
        self.nodes.append(helper.make_node("Cast", [name], [name + "f"], to=TensorProto.FLOAT))
        return name + "f"

    def conv(self, conv: Conv) -> None:
        """A convolution with the norm folded into it."""
        norm = conv.norm
        gain = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
        weight = (conv.weight.double() * gain[:, None]).reshape(conv.shape)
        names = (
            self.weight(weight.detach().numpy()),
            self.weight((norm.bias.double() - norm.running_mean.double() * gain).detach().numpy()),
        )
        before = self.last
        self.add("Conv", *names, pads=[*conv.padding] * 2, strides=[*conv.stride], dilations=[*conv.dilation])
        self.add("Relu")
        if conv.adds:
            self.add("Add", before)


def build(net: NumeralNet) -> onnx.ModelProto:
    """Return the net as an ONNX model: ``strips`` (n, 1, 32, width) to log probabilities (n, width // 4, classes)."""
    graph = _Graph("strips")
    for conv in net.see:
        graph.conv(conv)
    graph.weights.append(numpy_helper.from_array(np.array([2], np.int64), "rows"))
    graph.add("Squeeze", "rows")
    graph.add("Transpose", perm=[0, 2, 1])
    graph.add("MatMul", graph.weight(net.letters.weight.detach().numpy().T))
    graph.add("Add", graph.weight(net.letters.bias.detach().numpy()))
    graph.add("LogSoftmax", name="letters", axis=2)
    inputs = helper.make_tensor_value_info("strips", TensorProto.FLOAT, ["n", 1, 32, "width"])
    outputs = helper.make_tensor_value_info("letters", TensorProto.FLOAT, ["n", "frames", CLASSES])
    whole = helper.make_graph(graph.nodes, "numerals", [inputs], [outputs], graph.weights)
    model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


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
