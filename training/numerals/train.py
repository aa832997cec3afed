"""Train the recogniser of numerals: ``python -m training.numerals.train --fonts FOLDER --out FOLDER``.

See docs/numerals.md.

Same seed, steps and fonts give the same weights on the same machine: batches are told by the seed, the order of sums by
the threads.
Convolutions are computed in bfloat16, which halves the time on processors that have it; on others ``--float32`` does.
"""

from __future__ import annotations

import time
from pathlib import Path

import click
import numpy as np
import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR, LRScheduler

from pipeline.extract.scan.ocr.numerals import ALPHABET
from training.fonts import find_faces
from training.numerals.batches import Sample, batches, make_chunk
from training.numerals.net import NumeralNet


def _greedy(net: NumeralNet, strip: np.ndarray) -> str:
    """What the net reads in a strip, the likeliest letter of each frame."""
    padded = np.zeros((1, 1, 32, strip.shape[1] + 4 + -strip.shape[1] % 4), np.float32)
    padded[0, 0, :, 2 : 2 + strip.shape[1]] = strip.astype(np.float32) / 255
    with torch.no_grad():
        best = net(torch.from_numpy(padded))[0].argmax(1).tolist()
    return "".join(ALPHABET[c - 1] for i, c in enumerate(best) if c and (i == 0 or best[i - 1] != c))


def _whole(net: NumeralNet, samples: list[Sample]) -> float:
    """The share of cells that the net reads whole."""
    net.eval()
    right = sum(_greedy(net, s.strip) == s.text for s in samples)
    net.train()
    return right / len(samples)


def _tuned(net: NumeralNet, rate: float, steps: int) -> tuple[list[Optimizer], list[LRScheduler]]:
    """Muon for the matrices of the convolutions, AdamW for all else; both rise in the first steps, then fall to 0."""
    matrices = [p for name, p in net.named_parameters() if name.startswith("see.") and p.dim() == 2]
    chosen = {id(p) for p in matrices}
    rest = [p for p in net.parameters() if id(p) not in chosen]
    tunes = [
        torch.optim.Muon(matrices, lr=rate, weight_decay=0.01),
        torch.optim.AdamW(rest, lr=rate / 8, weight_decay=0.0),
    ]
    warm = min(200, steps // 10 + 1)
    return tunes, [
        LambdaLR(tune, lambda step: min((step + 1) / warm, (steps - step) / (steps - warm))) for tune in tunes
    ]


@click.command()
@click.option(
    "--fonts",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Folder with node_modules or unpacked Debian packages.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for checkpoints.")
@click.option("--steps", default=24000, show_default=True, help="Batches of 64 cells.")
@click.option("--until", type=int, help="The step to stop at, in the middle of the plan of --steps.")
@click.option("--seed", default=5, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Processes that make cells.")
@click.option("--threads", default=1, show_default=True, help="Threads that the net computes with.")
@click.option("--rate", default=0.02, show_default=True, help="The highest learning rate of the convolutions.")
@click.option("--bfloat16/--float32", default=True, show_default=True, help="What convolutions are computed in.")
@click.option("--start", type=click.Path(path_type=Path), help="A checkpoint to go on from.")
def main(
    fonts: tuple[Path, ...],
    out: Path,
    steps: int,
    until: int | None,
    seed: int,
    workers: int,
    threads: int,
    rate: float,
    bfloat16: bool,
    start: Path | None,
) -> None:
    """Trains the net on cells printed in the fonts of fonts.yml."""
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    faces, held = find_faces("train", fonts), find_faces("calibrate", fonts)
    click.echo(f"{len(faces)} faces of {len({f.family for f in faces})} families to learn from, {len(held)} held out")
    net = NumeralNet().to(memory_format=torch.channels_last)
    if start:
        net.load_state_dict(torch.load(start, weights_only=True))
    unseen = make_chunk(0, held, seed=77)
    tunes, plans = _tuned(net, rate, steps)
    score = nn.CTCLoss(reduction="none", zero_infinity=True)
    out.mkdir(parents=True, exist_ok=True)
    began, loss_now = time.monotonic(), 0.0
    for step, batch in enumerate(batches(faces, seed, workers), 1):
        with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
            frames = net(torch.from_numpy(batch.strips).to(memory_format=torch.channels_last)).float()
        lengths = torch.full((frames.shape[0],), frames.shape[1])
        losses = score(
            frames.transpose(0, 1), torch.from_numpy(batch.letters), lengths, torch.from_numpy(batch.lengths)
        )
        for sample, loss in zip(batch.samples, losses.tolist(), strict=True):
            sample.loss = loss
        net.zero_grad()
        losses.mean().backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        for part in (*tunes, *plans):
            part.step()
        loss_now = 0.98 * loss_now + 0.02 * float(losses.detach().mean())
        if step % 100 == 0:
            click.echo(f"step {step} loss {loss_now:.4f} after {time.monotonic() - began:.0f} s")
        last = step == (until or steps)
        if step % 500 == 0 or last:
            torch.save(net.state_dict(), out / "net.pt")
            share = _whole(net, unseen)
            click.echo(f"step {step} loss {loss_now:.4f} whole {share:.4f} after {time.monotonic() - began:.0f} s")
        if last:
            break


if __name__ == "__main__":
    main()
