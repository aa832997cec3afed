"""The convolutions that the nets are stacks of, each with its norm."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class Conv(nn.Module):
    """A convolution and the norm that follows it, then the larger of it and 0; added to what came in where ``adds``.

    The weights are one matrix, outputs x (inputs, rows, columns): what torch's Muon tunes.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: tuple[int, int] = (3, 3),
        stride: tuple[int, int] = (1, 1),
        padding: tuple[int, int] = (1, 1),
        dilation: int = 1,
        adds: bool = False,
    ) -> None:
        super().__init__()
        self.shape = (outputs, inputs, *kernel)
        self.stride, self.padding, self.dilation, self.adds = stride, padding, (1, dilation), adds
        self.weight = nn.Parameter(torch.empty(outputs, inputs * kernel[0] * kernel[1]))
        nn.init.kaiming_normal_(self.weight, nonlinearity="relu")
        self.norm = nn.BatchNorm2d(outputs, momentum=0.02)

    def forward(self, x: Tensor) -> Tensor:
        """From (n, inputs, rows, columns) to (n, outputs, rows, columns), fewer where it strides."""
        y = functional.conv2d(x, self.weight.view(self.shape), None, self.stride, self.padding, self.dilation)
        y = functional.relu(self.norm(y), inplace=True)
        return x + y if self.adds else y


ROW_LENGTH = 2**0.5
"""Of a convolution's rows, as training begins with."""


def restore_norm(conv: Conv, rows: torch.Tensor, bias: torch.Tensor, x: torch.Tensor) -> None:
    """Set a convolution so that it gives what ``rows`` and ``bias`` give, through a norm with the statistics of x."""
    lengths = rows.norm(dim=1, keepdim=True).clamp_min(1e-6) / ROW_LENGTH
    conv.weight.copy_(rows / lengths)
    y = functional.conv2d(x, conv.weight.view(conv.shape), None, conv.stride, conv.padding, conv.dilation)
    mean, variance = y.mean(dim=(0, 2, 3)), y.var(dim=(0, 2, 3))
    conv.norm.running_mean = mean
    conv.norm.running_var = variance
    gain = lengths.squeeze(1) * torch.sqrt(variance + conv.norm.eps)
    conv.norm.weight.copy_(gain)
    conv.norm.bias.copy_(bias + lengths.squeeze(1) * mean)
