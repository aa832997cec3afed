"""Damaged PDFs: nothing that they lost may be lost in silence."""
