"""Thai text as the old Mac OS wrote it: a mark has a byte of its own for each height and side."""

from __future__ import annotations

OTHERS = {"“": 0x8D, "”": 0x8E, "–": 0xDD}
TALL, UPPER = "ปฝฟฬ", "ัิีึื็"
UPPER_LEFT = dict(zip("ั็ิีึื", range(0x92, 0x98), strict=True))
TONES = "่้๊๋์"


def encode_mac_thai(text: str) -> bytes:
    out = bytearray()
    for k, letter in enumerate(text):
        before, base = text[k - 1 : k], text[max(k - 2, 0) : k].rstrip(UPPER)[-1:]
        if letter in UPPER_LEFT and before in TALL:
            out.append(UPPER_LEFT[letter])
        elif letter in TONES and before not in UPPER:
            out.append((0x83 if base in TALL else 0x88) + TONES.index(letter))
        elif letter in TONES and base in TALL:
            out.append(0x98 + TONES.index(letter))
        else:
            out += bytes([OTHERS[letter]]) if letter in OTHERS else letter.encode("cp874")
    return bytes(out)
