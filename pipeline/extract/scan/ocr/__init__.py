"""OCR of a scanned page: engines, what each reads of a cell, and which reading is taken."""
