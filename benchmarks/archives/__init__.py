"""What runs over an archive of many documents cost, and what they survive: ``python -m benchmarks.archives``."""
