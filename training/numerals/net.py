"""The net: a small stack of convolutions over a strip of one line, one frame of letters for every four columns (CTC)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from pipeline.extract.scan.numerals import ALPHABET

CLASSES = len(ALPHABET) + 1
"""CTC's blank comes first."""


def _conv(inputs: int, outputs: int, kernel: tuple[int, int] = (3, 3)) -> nn.Sequential:
    padding = (kernel[0] // 2 if kernel[0] % 2 else 0, kernel[1] // 2)
    return nn.Sequential(nn.Conv2d(inputs, outputs, kernel, padding=padding, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class _Context(nn.Module):
    """Looks at the frames to the left and right: letters touch, and a full stop is seen best by what stands about it."""

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation, bias=False)
        self.norm = nn.BatchNorm1d(width)

    def forward(self, x: Tensor) -> Tensor:
        return x + torch.relu(self.norm(self.conv(x)))


class NumeralNet(nn.Module):
    """Strips (n, 1, 32, width), ink 1 on paper 0, to letters (n, width // 4, CLASSES) as log probabilities."""

    def __init__(self, a: int = 24, b: int = 48, c: int = 80, d: int = 112, e: int = 128) -> None:
        super().__init__()
        self.see = nn.Sequential(
            _conv(1, a),
            nn.MaxPool2d(2),
            _conv(a, b),
            nn.MaxPool2d(2),
            _conv(b, c),
            nn.MaxPool2d((2, 1)),
            _conv(c, d),
            _conv(d, e, (4, 1)),
        )
        self.context = nn.Sequential(_Context(e, 1), nn.Dropout(0.1), _Context(e, 2), _Context(e, 1))
        self.letters = nn.Conv1d(e, CLASSES, 1)

    def forward(self, strips: Tensor) -> Tensor:
        """Log probabilities of the classes, frame by frame."""
        seen = self.see(strips).squeeze(2)
        return torch.log_softmax(self.letters(self.context(seen)).transpose(1, 2), dim=2)
