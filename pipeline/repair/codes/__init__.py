"""Repair of codes: what a printed code may mean, and the best reading of the whole sequence."""
