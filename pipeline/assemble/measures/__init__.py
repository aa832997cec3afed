"""Rows of tables of measures: indicators, each with its measures."""
