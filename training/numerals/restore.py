"""Make a checkpoint of the weights that are shipped, to train them further.

``python -m training.numerals.restore --fonts FOLDER --out FOLDER/net.pt``

The shipped convolutions have their norms folded in. Here they get norms again: rows of one length, and means and
variances as cells of the training give them, so that the net reads as it did.
"""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np
import torch

from training.fonts import find_faces
from training.numerals import WEIGHTS
from training.numerals.batches import make_batch, make_chunk
from training.numerals.net import NumeralNet
from training.onnx_graph import load_weights

CELLS = 512
"""Cells that means and variances are taken of."""


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
    net = NumeralNet()
    load_weights(net, WEIGHTS, torch.from_numpy(batch.strips))
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), out)
    click.echo(f"{out} written")


if __name__ == "__main__":
    main()
