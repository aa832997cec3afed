"""Geometry of tables: rulings, lattices and columns of white space. Every reader uses it; it imports none of them."""
