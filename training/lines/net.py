"""The net: a stack of convolutions over the strip of a line, two frames of letters for every four columns (CTC).

Thai stacks up to three letters on one narrow consonant: one frame for four columns would be too few for them.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from pipeline.extract.scan.ocr.lines.line_letters import LETTERS
from training.convolution import Conv

CLASSES = len(LETTERS) + 1
"""CTC's blank comes first."""
FRAMES = 2
"""For every four columns."""
DILATIONS = (1, 2, 4, 8, 1, 2, 4, 1)


class LineNet(nn.Module):
    """Strips (n, 1, 48, width), ink 1 on paper 0, to log probabilities (n, width // 2, CLASSES); width in fours."""

    def __init__(self, a: int = 24, b: int = 64, c: int = 96, d: int = 288) -> None:
        super().__init__()
        self.see = nn.Sequential(
            Conv(1, a, (5, 5), (2, 2), (2, 2)),
            Conv(a, b, stride=(2, 2)),
            Conv(b, b, adds=True),
            Conv(b, c, stride=(2, 1)),
            Conv(c, c, adds=True),
            Conv(c, d, (6, 1), padding=(0, 0)),
            *(Conv(d, d, (1, 3), padding=(0, k), dilation=k, adds=True) for k in DILATIONS),
        )
        self.drop = nn.Dropout(0.1)
        self.letters = nn.Linear(d, FRAMES * CLASSES)

    def forward(self, strips: Tensor) -> Tensor:
        """Log probabilities of the classes, frame by frame."""
        seen = self.see(strips).squeeze(2).transpose(1, 2)
        letters = self.letters(self.drop(seen))
        return torch.log_softmax(letters.reshape(len(strips), -1, CLASSES).float(), dim=2)
