"""PDF: pages become glyphs and rulings, rulings become cells, glyphs become the lines that stand in them."""
