"""Schema: the fields of every dataset (types, units, descriptions), and the Arrow schemas made of them.

Contract: ``fields.yml`` is the one place where a field is declared. Imports nothing of the other rooms of emit.
"""
