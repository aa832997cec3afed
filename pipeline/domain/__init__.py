"""Domain: what the assessment is, as data and types (families, codebook, scales, sections). No stage; imported by stages."""
