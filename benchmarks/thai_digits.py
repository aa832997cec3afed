"""Thai and Arabic digits for one another, as tables of ``str.translate``."""

from __future__ import annotations

ARABIC_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
