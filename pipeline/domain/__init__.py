"""Domain: what the assessment is, as data and types: families, schemes, codebook, scales, sections, wordings.

No stage: imported by stages, imports only the model and the reading of files.
"""
