"""Repairs of glyphs: what the glyphs of each font mean, before they are strings."""
