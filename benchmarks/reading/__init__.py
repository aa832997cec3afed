"""How well documents are read, and at what cost, held against known content or against other readers."""
