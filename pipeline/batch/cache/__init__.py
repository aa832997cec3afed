"""Cache: what a run keeps for the next: pages of documents, records, scans, and the index of the run.

Contract: a damaged or lost file costs time, never a wrong row; every part of a file is known by its hash. Imports
nothing of the other rooms of batch.
"""
