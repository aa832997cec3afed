"""Repairs of glyphs: what a font's glyphs mean, before they are strings."""
