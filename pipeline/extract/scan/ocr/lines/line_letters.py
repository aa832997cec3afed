"""The letters that the net of the recogniser of lines knows."""

from __future__ import annotations

THAI_LETTERS = "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลฦวศษสหฬอฮฯะัาำิีึืฺุูเแโใไๆ็่้๊๋์ํ๐๑๒๓๔๕๖๗๘๙"
LETTERS = THAI_LETTERS + "".join(map(chr, range(0x20, 0x7F))) + "“”‘’–…•°"
"""In the order of the net's classes (class 0 is CTC's blank). Marks stand in the order of storage: vowel, then tone."""
