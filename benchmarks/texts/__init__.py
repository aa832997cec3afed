"""Near-duplicate texts of measures, found among made-up ones whose copies are known."""
