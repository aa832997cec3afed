"""The net: a stack of convolutions over a strip of one line, one frame of letters for every four columns (CTC)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from pipeline.extract.scan.ocr.numerals import ALPHABET
from training.convolution import Conv

CLASSES = len(ALPHABET) + 1
"""CTC's blank comes first."""


def _look(width: int) -> Conv:
    """Looks once more at what stands around."""
    return Conv(width, width, adds=True)


def _context(width: int, dilation: int) -> Conv:
    """Looks at the frames to the left and right: letters touch, and a full stop is told best by what is about it."""
    return Conv(width, width, (1, 3), padding=(0, dilation), dilation=dilation, adds=True)


class NumeralNet(nn.Module):
    """Strips (n, 1, 32, width), ink 1 on paper 0, to log probabilities (n, width // 4, CLASSES); width in fours."""

    def __init__(self, a: int = 32, b: int = 64, c: int = 112, d: int = 160) -> None:
        super().__init__()
        self.see = nn.Sequential(
            Conv(1, a, (5, 5), (2, 2), (2, 2)),
            _look(a),
            Conv(a, b, stride=(2, 2)),
            _look(b),
            _look(b),
            Conv(b, c, stride=(2, 1)),
            _look(c),
            _look(c),
            Conv(c, d, (4, 1), padding=(0, 0)),
            _context(d, 1),
            _context(d, 2),
            _context(d, 1),
            _context(d, 1),
        )
        self.drop = nn.Dropout(0.1)
        self.letters = nn.Linear(d, CLASSES)

    def forward(self, strips: Tensor) -> Tensor:
        """Log probabilities of the classes, frame by frame."""
        seen = self.see(strips).squeeze(2).transpose(1, 2)
        return torch.log_softmax(self.letters(self.drop(seen)), dim=2)
