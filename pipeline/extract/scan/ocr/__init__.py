"""OCR of a scanned page: engines, what each reads of a cell, and what their readings become (consensus)."""
