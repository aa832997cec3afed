"""Rows of tables of many bodies' results."""
