"""Repair of scores: the figures of a row of results, settled by what engines read and by arithmetic."""
