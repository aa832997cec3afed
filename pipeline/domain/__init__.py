"""Domain: what the assessment is, as data and types: families, codebook, scales, sections, wordings, Thai digits.

No stage: imported by stages, imports only the model and the reading of files.
"""
