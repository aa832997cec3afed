"""Mutations of the bytes of a file, as disks, transfers and editors of text make them. Each is told all by its dice."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from random import Random

Mutation = Callable[[bytes, Random], bytes]


def _place(data: bytes, dice: Random, longest: int) -> tuple[int, int]:
    """Choose a range of a file, of 1 to ``longest`` bytes."""
    size = min(int(longest ** dice.random()) + 1, len(data))
    start = dice.randrange(len(data) - size + 1)
    return start, start + size


def _streams(data: bytes) -> list[tuple[int, int]]:
    """Return where the streams of a PDF stand, by their words."""
    return [found.span(1) for found in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL) if found.group(1)]


def _flip(data: bytes, dice: Random, places: list[int]) -> bytes:
    out = bytearray(data)
    for at in places:
        out[at] ^= 1 << dice.randrange(8) if dice.random() < 0.5 else dice.randrange(1, 256)
    return bytes(out)


def flip_bytes(data: bytes, dice: Random) -> bytes:
    """Change 1 to 40 bytes anywhere."""
    return _flip(data, dice, [dice.randrange(len(data)) for _ in range(int(40 ** dice.random()))])


def flip_in_stream(data: bytes, dice: Random) -> bytes:
    """Change 1 to 8 bytes of one stream."""
    start, end = dice.choice(_streams(data))
    return _flip(data, dice, [dice.randrange(start, end) for _ in range(dice.randint(1, 8))])


def flip_in_objects(data: bytes, dice: Random) -> bytes:
    """Change 1 to 4 bytes outside streams: dictionaries, the cross-reference table, the trailer."""
    plain, at = [], 0
    for start, end in [*_streams(data), (len(data), len(data))]:
        plain += list(range(at, start))
        at = end
    return _flip(data, dice, [dice.choice(plain) for _ in range(dice.randint(1, 4))])


def flip_letter(data: bytes, dice: Random) -> bytes:
    """Change one letter of a name or a digit outside streams into another."""
    spans = [(0, 0), *_streams(data), (len(data), len(data))]
    plain = [k for (_, a), (b, _) in pairwise(spans) for k in range(a, b) if data[k : k + 1].isalnum()]
    at = dice.choice(plain)
    new = dice.choice(
        b"0123456789" if data[at : at + 1].isdigit() else b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    )
    return data[:at] + bytes([new]) + data[at + 1 :]


def zero_range(data: bytes, dice: Random) -> bytes:
    """Fill up to 4 KB with zeros, as a lost sector of a disk is."""
    start, end = _place(data, dice, 4096)
    return data[:start] + bytes(end - start) + data[end:]


def noise_range(data: bytes, dice: Random) -> bytes:
    """Fill up to 4 KB with noise."""
    start, end = _place(data, dice, 4096)
    return data[:start] + dice.randbytes(end - start) + data[end:]


def cut_end(data: bytes, dice: Random) -> bytes:
    """Cut off the end, as a broken transfer does."""
    return data[: -min(int(len(data) ** dice.random()) + 1, len(data) - 1)]


def remove_range(data: bytes, dice: Random) -> bytes:
    """Remove up to 2 KB."""
    start, end = _place(data, dice, 2048)
    return data[:start] + data[end:]


def repeat_range(data: bytes, dice: Random) -> bytes:
    """Write up to 2 KB twice."""
    start, end = _place(data, dice, 2048)
    return data[:end] + data[start:]


def swap_ranges(data: bytes, dice: Random) -> bytes:
    """Exchange two blocks of 512 bytes."""
    blocks = len(data) // 512
    first, second = sorted(512 * dice.randrange(blocks) for _ in range(2))
    a, b = data[first : first + 512], data[second : second + 512]
    return data[:first] + b + data[first + 512 : second] + a + data[second + 512 :] if second > first else data[:first]


def insert_noise(data: bytes, dice: Random) -> bytes:
    """Put up to 200 bytes of noise in between."""
    start, end = _place(data, dice, 200)
    return data[:start] + dice.randbytes(end - start) + data[start:]


def line_ends(data: bytes, dice: Random) -> bytes:
    """Change line ends, as a transfer as text does."""
    old, new = dice.choice([(b"\n", b"\r\n"), (b"\r", b"\n"), (b"\r\n", b"\n")])
    return data.replace(old, new)


def seven_bits(data: bytes, dice: Random) -> bytes:
    """Drop the highest bit of up to 4 KB, as old mail does."""
    start, end = _place(data, dice, 4096)
    return data[:start] + bytes(byte & 0x7F for byte in data[start:end]) + data[end:]


def wrong_offsets(data: bytes, dice: Random) -> bytes:
    """Shift numbers of the cross-reference table or its place."""
    found = list(re.finditer(rb"\b\d{10} \d{5} n|startxref\s+\d+", data))
    out = bytearray(data)
    for match in dice.sample(found, min(len(found), dice.randint(1, 3))):
        digits = [k for k in range(*match.span()) if data[k : k + 1].isdigit()][:10]
        out[dice.choice(digits[-5:])] = dice.choice(b"0123456789")
    return bytes(out)


BYTE_MUTATIONS: dict[str, Mutation] = {
    made.__name__.replace("_", "-"): made
    for made in (
        flip_bytes, flip_in_stream, flip_in_objects, flip_letter, zero_range, noise_range, cut_end, remove_range,
        repeat_range, swap_ranges, insert_noise, line_ends, seven_bits, wrong_offsets,
    )
}  # fmt: skip
