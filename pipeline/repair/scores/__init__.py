"""Repair of scores: the figures of a row of results, settled by what was read and by arithmetic."""
