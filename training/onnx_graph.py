"""ONNX graphs of trained nets, and back: norms are folded into the weights, and these stored in 16 bits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from training.convolution import Conv, restore_norm


class OnnxGraph:
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

    def linear(self, letters: nn.Linear) -> None:
        """A linear layer over the channels of each column: (n, channels, 1, columns) to (n, columns, outputs)."""
        self.weights.append(numpy_helper.from_array(np.array([2], np.int64), "rows"))
        self.add("Squeeze", "rows")
        self.add("Transpose", perm=[0, 2, 1])
        self.add("MatMul", self.weight(letters.weight.detach().numpy().T))
        self.add("Add", self.weight(letters.bias.detach().numpy()))

    def model(self, name: str, height: int, classes: int) -> onnx.ModelProto:
        """Return the graph as a model: ``strips`` (n, 1, height, width) to ``letters`` (n, frames, classes)."""
        inputs = helper.make_tensor_value_info("strips", TensorProto.FLOAT, ["n", 1, height, "width"])
        outputs = helper.make_tensor_value_info("letters", TensorProto.FLOAT, ["n", "frames", classes])
        whole = helper.make_graph(self.nodes, name, [inputs], [outputs], self.weights)
        model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model)
        return model


def load_weights(net: nn.Module, weights: Path, strips: Tensor) -> None:
    """Load the weights of an ONNX file into a net of the same kind; it has norms again, and reads as the file does.

    Args:
        net: with convolutions in ``see`` and a linear layer ``letters``.
        weights: the ONNX file.
        strips: (n, 1, height, width) of the training, whose means and variances the norms take.
    """
    stored = [numpy_helper.to_array(w) for w in onnx.load(str(weights)).graph.initializer]
    values = iter([torch.from_numpy(v.astype(np.float32)) for v in stored if v.dtype == np.float16])
    x = strips
    with torch.no_grad():
        for conv in net.see:
            restore_norm(conv, next(values).reshape(conv.weight.shape), next(values), x)
            x = conv.eval()(x)
        net.letters.weight.copy_(next(values).T)
        net.letters.bias.copy_(next(values))
