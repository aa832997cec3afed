"""Writes a trained net as ONNX: ``python -m training.numerals.export CHECKPOINT``.

Norms are folded into the weights, and these stored in 16 bits.
"""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from training.numerals import WEIGHTS
from training.numerals.net import CLASSES, NumeralNet


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

    def conv(self, conv: nn.Conv2d | nn.Conv1d, norm: nn.BatchNorm2d | nn.BatchNorm1d | None) -> None:
        """A convolution with the norm that follows it."""
        weight = conv.weight.detach().double()
        bias = torch.zeros(weight.shape[0]).double() if conv.bias is None else conv.bias.detach().double()
        if norm is not None:
            gain = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
            weight = weight * gain.reshape(-1, *[1] * (weight.dim() - 1))
            bias = norm.bias.double() + (bias - norm.running_mean.double()) * gain
        pads = [int(p) for p in conv.padding]
        names = self.weight(weight.detach().numpy()), self.weight(bias.detach().numpy())
        self.add("Conv", *names, pads=pads * 2, dilations=list(conv.dilation))


def build(net: NumeralNet) -> onnx.ModelProto:
    """The net as an ONNX model: ``strips`` (n, 1, 32, width) to ``letters`` (n, width // 4, classes), log probabilities."""
    graph = _Graph("strips")
    for block in net.see:
        if isinstance(block, nn.MaxPool2d):
            size = block.kernel_size if isinstance(block.kernel_size, tuple) else (block.kernel_size,) * 2
            graph.add("MaxPool", kernel_shape=list(size), strides=list(size))
        else:
            graph.conv(block[0], block[1])
            graph.add("Relu")
    axis = "rows"
    graph.weights.append(numpy_helper.from_array(np.array([2], np.int64), axis))
    graph.add("Squeeze", axis)
    for block in net.context:
        if not isinstance(block, nn.Dropout):
            before = graph.last
            graph.conv(block.conv, block.norm)
            graph.add("Relu")
            graph.add("Add", before)
    graph.conv(net.letters, None)
    graph.add("Transpose", perm=[0, 2, 1])
    graph.add("LogSoftmax", name="letters", axis=2)
    inputs = helper.make_tensor_value_info("strips", TensorProto.FLOAT, ["n", 1, 32, "width"])
    outputs = helper.make_tensor_value_info("letters", TensorProto.FLOAT, ["n", "frames", CLASSES])
    whole = helper.make_graph(graph.nodes, "numerals", [inputs], [outputs], graph.weights)
    model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


@click.command()
@click.argument("checkpoint", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=WEIGHTS, show_default="pipeline/extract/scan/weights/numerals.onnx")
def main(checkpoint: Path, out: Path) -> None:
    """Writes the weights that the pipeline runs, and compares them with the net they came from."""
    import onnxruntime

    net = NumeralNet()
    net.load_state_dict(torch.load(checkpoint, weights_only=True))
    net.eval()
    out.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(build(net), str(out))
    strips = np.random.default_rng(0).random((2, 1, 32, 96), np.float32)
    with torch.no_grad():
        ours = net(torch.from_numpy(strips)).numpy()
    theirs = onnxruntime.InferenceSession(str(out)).run(None, {"strips": strips})[0]
    click.echo(f"{out.stat().st_size:,} bytes; largest difference of probabilities {np.abs(np.exp(ours) - np.exp(theirs)).max():.5f}")


if __name__ == "__main__":
    main()
