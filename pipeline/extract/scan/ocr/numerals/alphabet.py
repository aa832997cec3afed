"""The letters that the net of the recogniser of numerals knows."""

from __future__ import annotations

OTHER = "\ufffd"
"""Stands for whatever is no letter of the alphabet: Thai words, pieces of letters, scribbles."""
ALPHABET = "๐๑๒๓๔๕๖๗๘๙0123456789.,-/%(): IEOieoABCDF" + OTHER
"""In the order of the net's classes (class 0 is CTC's blank)."""
