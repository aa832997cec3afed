"""Tables over pages: stitching, headers and their columns, whatever the family."""
