"""Distinct texts of measures, and which of them say nearly the same: whose measures are copies of whose."""

from pipeline.derive.texts.near_texts import KeepNearTexts, NearTexts
from pipeline.derive.texts.text_rows import COLUMNS, Texts, texts

__all__ = ["COLUMNS", "KeepNearTexts", "NearTexts", "Texts", "texts"]
