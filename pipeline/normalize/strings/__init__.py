"""Repairs of the string of a line: Thai clusters, string repairs, tone marks that OCR lost."""
