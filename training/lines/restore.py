"""Make a checkpoint of the weights that are shipped, to train them further.

``python -m training.lines.restore --fonts FOLDER --out FOLDER/net.pt``

The shipped convolutions have their norms folded in. Here they get norms again, with the means and variances that lines
of the training give them, so that the net reads as it did.
"""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np
import torch

from training.fonts import find_faces
from training.lines import WEIGHTS
from training.lines.batches import FIRST_CHUNKS, make_batch, make_chunk
from training.lines.net import LineNet
from training.onnx_graph import load_weights

LINES = 96
"""Lines that means and variances are taken of."""


@click.command()
@click.option("--fonts", type=click.Path(path_type=Path), multiple=True, help="Folder with node_modules.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The checkpoint to write.")
def main(fonts: tuple[Path, ...], out: Path) -> None:
    """Writes a checkpoint that reads as the shipped weights do."""
    samples = make_chunk(FIRST_CHUNKS, find_faces("train", fonts, "prose"), seed=99)[:LINES]
    net = LineNet()
    load_weights(net, WEIGHTS, torch.from_numpy(make_batch(samples, np.random.default_rng(0)).strips))
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), out)
    click.echo(f"{out} written")


if __name__ == "__main__":
    main()
