"""Geometry of tables: rulings, lattices and columns of white space. Beneath every reader, of none of them."""
