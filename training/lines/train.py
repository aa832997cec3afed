"""Train the recogniser of lines: ``python -m training.lines.train --fonts FOLDER --out FOLDER --minutes 75``.

See docs/lines.md. The rate of learning falls to nothing when the time is over, however fast the machine is.
Convolutions are computed in bfloat16, which takes a third of the time on processors that have matrix units for it; on
others ``--float32`` does.
"""

from __future__ import annotations

import time
from collections import defaultdict
from pathlib import Path

import click
import torch
from rapidfuzz.distance import Levenshtein
from torch import nn
from torch.optim import Optimizer

from pipeline.extract.scan.ocr.lines.line_letters import LETTERS
from training.batch import Batch
from training.fonts import find_faces
from training.lines.batches import Sample, batches, make_batch, make_chunk
from training.lines.blocks import Recipe
from training.lines.net import LineNet

MEASURED = Recipe(part="measure", dpi=(200,), points=(12, 17), strength=(0, 0.5), longest=(16, 50), variety=0)
"""What is read while the net learns: texts and fonts left out, at 200 dpi."""


def greedy(frames: torch.Tensor) -> list[str]:
    """Return the texts of the likeliest classes of (n, frames, classes)."""
    out = []
    for best in frames.argmax(2).tolist():
        out.append("".join(LETTERS[c - 1] for i, c in enumerate(best) if c and (i == 0 or best[i - 1] != c)))
    return out


def measure(net: LineNet, samples: list[Sample], bfloat16: bool) -> dict[str, tuple[int, int]]:
    """Return wrong and all letters, white space left out: of all lines, of each family and each kind of text."""
    net.eval()
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    order = sorted(samples, key=lambda s: s.strip.shape[1])
    for start in range(0, len(order), 16):
        part = order[start : start + 16]
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
            strips = torch.from_numpy(make_batch(part, None).strips).to(memory_format=torch.channels_last)
            read = greedy(net(strips).float())
        for sample, text in zip(part, read, strict=True):
            truth = sample.text.replace(" ", "")
            wrong = Levenshtein.distance(text.replace(" ", ""), truth)
            for key in ("all", f"font {sample.family}", f"kind {sample.kind}"):
                sums[key][0] += wrong
                sums[key][1] += len(truth)
    net.train()
    return {key: (wrong, count) for key, (wrong, count) in sorted(sums.items())}


def tuned(net: LineNet, rate: float) -> list[Optimizer]:
    """Muon for the matrices of the convolutions, AdamW for all else."""
    matrices = [p for name, p in net.named_parameters() if name.startswith("see.") and p.dim() == 2]
    chosen = {id(p) for p in matrices}
    rest = [p for p in net.parameters() if id(p) not in chosen]
    return [
        torch.optim.Muon(matrices, lr=rate, weight_decay=0.01),
        torch.optim.AdamW(rest, lr=rate / 8, weight_decay=0.0),
    ]


def step(net: LineNet, batch: Batch[Sample], tunes: list[Optimizer], bfloat16: bool) -> float:
    """Learn from a batch; its samples keep their loss."""
    with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
        frames = net(torch.from_numpy(batch.strips).to(memory_format=torch.channels_last))
    frames = frames.float()
    lengths = torch.full((frames.shape[0],), frames.shape[1])
    score = nn.functional.ctc_loss
    wanted = torch.from_numpy(batch.lengths)
    losses = score(
        frames.transpose(0, 1), torch.from_numpy(batch.letters), lengths, wanted, reduction="none", zero_infinity=True
    )
    each = losses / wanted
    for sample, loss in zip(batch.samples, each.tolist(), strict=True):
        sample.loss = loss
    for tune in tunes:
        tune.zero_grad()
    (losses.sum() / wanted.sum()).backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    for tune in tunes:
        tune.step()
    return float(losses.detach().sum() / wanted.sum())


@click.command()
@click.option("--fonts", type=click.Path(path_type=Path), multiple=True, help="Folder with node_modules.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for checkpoints.")
@click.option("--minutes", default=75.0, show_default=True, help="How long it trains.")
@click.option("--seed", default=5, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Processes that make lines.")
@click.option("--threads", default=1, show_default=True, help="Threads that the net computes with.")
@click.option("--rate", default=0.02, show_default=True, help="The highest learning rate of the convolutions.")
@click.option("--bfloat16/--float32", default=True, show_default=True, help="What convolutions are computed in.")
@click.option("--start", type=click.Path(path_type=Path), help="A checkpoint to go on from.")
@click.option("--first", default=0, show_default=True, help="The chunk of lines to begin with.")
def main(
    fonts: tuple[Path, ...],
    out: Path,
    minutes: float,
    seed: int,
    workers: int,
    threads: int,
    rate: float,
    bfloat16: bool,
    start: Path | None,
    first: int,
) -> None:
    """Trains the net on lines printed in the fonts of fonts.yml."""
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    faces, held = find_faces("train", fonts, "prose"), find_faces("calibrate", fonts, "prose")
    official = [f for f in faces if f.family in ("THSarabunNew", "Kinnari", "Laksaman")]
    click.echo(f"{len(faces)} faces of {len({f.family for f in faces})} families to learn from, {len(held)} held out")
    net = LineNet().to(memory_format=torch.channels_last)
    if start:
        net.load_state_dict(torch.load(start, weights_only=True))
    unseen = [*make_chunk(0, held, 77, MEASURED)[:250], *make_chunk(0, official, 78, MEASURED)[:250]]
    tunes = tuned(net, rate)
    out.mkdir(parents=True, exist_ok=True)
    began, loss_now, reported, seen = time.monotonic(), 4.0, 0.0, 0
    for number, batch in enumerate(batches(faces, seed, workers, first), 1):
        gone = (time.monotonic() - began) / 60
        share = min(number / 150, 1.0, max(0.0, (minutes - gone) / (0.8 * minutes)))
        for tune, base in zip(tunes, (rate, rate / 8), strict=True):
            for group in tune.param_groups:
                group["lr"] = base * share
        loss_now += 0.02 * (step(net, batch, tunes, bfloat16) - loss_now)
        seen += len(batch.samples)
        if number % 50 == 0:
            click.echo(f"step {number} loss {loss_now:.4f} lines {seen} after {gone:.1f} min")
        if gone - reported > 3 or gone > minutes:
            reported = gone
            torch.save(net.state_dict(), out / "net.pt")
            found = measure(net, unseen, bfloat16)
            click.echo(f"step {number} after {gone:.1f} min: wrong letters in a hundred:")
            click.echo("  " + ", ".join(f"{key} {100 * w / n:.2f}" for key, (w, n) in found.items()))
        if gone > minutes:
            break


if __name__ == "__main__":
    main()
