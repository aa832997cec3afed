"""Matching of printed names to the register of bodies, measured on lists of names whose bodies are known."""
