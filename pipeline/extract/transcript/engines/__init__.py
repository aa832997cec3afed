"""Readers of what OCR engines and services write, one module for each; they share pages of mark-up, cells and words."""
