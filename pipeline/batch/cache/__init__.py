"""What runs keep for the next: pages, records, scans, and the index of a run."""
