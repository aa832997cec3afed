"""Make a checkpoint of the weights that are shipped, to train them further.

``python -m training.numerals.restore --fonts FOLDER --out FOLDER/net.pt``

The shipped convolutions have their norms folded in. Here they get norms again: rows of one length, and means and
variances as cells of the training give them, so that the net reads as it did.
"""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional

from training.numerals import WEIGHTS
from training.numerals.batches import make_batch, make_chunk
from training.numerals.fonts import find_faces
from training.numerals.net import Conv, NumeralNet

CELLS = 512
"""Cells that means and variances are taken of."""
ROW_LENGTH = 2**0.5
"""Of a convolution's rows, as training begins with."""


def restored(strips: torch.Tensor, weights: Path = WEIGHTS) -> NumeralNet:
    """Return the shipped net with norms.

    Args:
        strips: (n, 1, 32, width) of the training, whose statistics the norms take.
        weights: the ONNX file.
    """
    stored = [numpy_helper.to_array(w) for w in onnx.load(str(weights)).graph.initializer]
    values = iter([torch.from_numpy(v.astype(np.float32)) for v in stored if v.dtype == np.float16])
    net = NumeralNet().eval()
    x = strips
    with torch.no_grad():
        for conv in net.see:
            assert isinstance(conv, Conv)
            _restore(conv, next(values).reshape(conv.weight.shape), next(values), x)
            x = conv(x)
        net.letters.weight.copy_(next(values).T)
        net.letters.bias.copy_(next(values))
    return net


def _restore(conv: Conv, rows: torch.Tensor, bias: torch.Tensor, x: torch.Tensor) -> None:
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


@click.command()
@click.option(
    "--fonts",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Folder with node_modules or unpacked Debian packages.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The checkpoint to write.")
def main(fonts: tuple[Path, ...], out: Path) -> None:
    """Writes a checkpoint that reads as the shipped weights do."""
    batch = make_batch(make_chunk(0, find_faces("train", fonts), seed=99)[:CELLS], np.random.default_rng(0))
    net = restored(torch.from_numpy(batch.strips))
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), out)
    click.echo(f"{out} written")


if __name__ == "__main__":
    main()
