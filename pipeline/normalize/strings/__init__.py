"""Repairs of strings: clusters, marks and words of Thai."""
