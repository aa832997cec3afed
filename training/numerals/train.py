"""Trains the recogniser of numbers: ``python -m training.numerals.train --fonts FOLDER --out FOLDER``. See docs/numerals.md.

Same seed, steps and fonts give the same weights on the same machine: batches are told by the seed, the order of sums by one thread.
Convolutions are computed in bfloat16, which halves the time on processors that have it.
"""

from __future__ import annotations

import time
from pathlib import Path

import click
import numpy as np
import torch
from torch import nn

from pipeline.extract.scan.numerals import ALPHABET
from training.numerals.batches import batches, make_chunk
from training.numerals.fonts import Face, find_faces
from training.numerals.net import NumeralNet


def _greedy(net: NumeralNet, strip: np.ndarray) -> str:
    """What the net reads in a strip, the likeliest letter of each frame."""
    padded = np.zeros((1, 1, 32, strip.shape[1] + 4 + -strip.shape[1] % 4), np.float32)
    padded[0, 0, :, 2 : 2 + strip.shape[1]] = strip.astype(np.float32) / 255
    with torch.no_grad():
        best = net(torch.from_numpy(padded))[0].argmax(1).tolist()
    return "".join(ALPHABET[c - 1] for i, c in enumerate(best) if c and (i == 0 or best[i - 1] != c))


def _whole(net: NumeralNet, faces: list[Face]) -> float:
    """The share of cells of these fonts that the net reads whole."""
    net.eval()
    samples = make_chunk(0, faces, seed=77)
    right = sum(_greedy(net, strip) == text for strip, text in samples)
    net.train()
    return right / len(samples)


@click.command()
@click.option("--fonts", type=click.Path(path_type=Path), multiple=True, help="Folder with node_modules or unpacked Debian packages.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for checkpoints.")
@click.option("--steps", default=16000, show_default=True, help="Batches of 64 cells.")
@click.option("--seed", default=5, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Processes that make cells.")
@click.option("--rate", default=2.5e-3, show_default=True, help="The highest learning rate.")
@click.option("--start", type=click.Path(path_type=Path), help="A checkpoint to go on from.")
def main(fonts: tuple[Path, ...], out: Path, steps: int, seed: int, workers: int, rate: float, start: Path | None) -> None:
    """Trains the net on cells printed in the fonts of fonts.yml."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    faces, held = find_faces("train", fonts), find_faces("calibrate", fonts)
    click.echo(f"{len(faces)} faces of {len({f.family for f in faces})} families to learn from, {len(held)} held out")
    net = NumeralNet().to(memory_format=torch.channels_last)
    if start:
        net.load_state_dict(torch.load(start, weights_only=True))
    tune = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=0.01)
    plan = torch.optim.lr_scheduler.OneCycleLR(tune, rate, total_steps=steps, pct_start=0.08)
    score = nn.CTCLoss(zero_infinity=True)
    out.mkdir(parents=True, exist_ok=True)
    began, loss_now = time.monotonic(), 0.0
    for step, batch in enumerate(batches(faces, seed, workers), 1):
        with torch.autocast("cpu", torch.bfloat16):
            frames = net(torch.from_numpy(batch.strips).to(memory_format=torch.channels_last)).float()
        lengths = torch.full((frames.shape[0],), frames.shape[1])
        loss = score(frames.transpose(0, 1), torch.from_numpy(batch.letters), lengths, torch.from_numpy(batch.lengths))
        tune.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        tune.step()
        plan.step()
        loss_now = 0.98 * loss_now + 0.02 * float(loss.detach())
        if step % 500 == 0 or step == steps:
            torch.save(net.state_dict(), out / "net.pt")
            share = _whole(net, held)
            click.echo(f"step {step} loss {loss_now:.4f} whole {share:.4f} after {time.monotonic() - began:.0f} s")
        if step == steps:
            break


if __name__ == "__main__":
    main()
