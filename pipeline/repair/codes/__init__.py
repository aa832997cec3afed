"""Repair of codes: what a printed code may be, and the best decoding of the whole sequence."""
