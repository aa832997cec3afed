"""A synthetic country: what a run over all its documents and a rerun cost: ``python -m benchmarks.country``."""
