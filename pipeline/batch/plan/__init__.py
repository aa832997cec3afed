"""Plan: what a run has to do (fingerprints, tasks), and which documents are copies of which.

Contract: decides, never reads a document. Imports ``cache``, never ``workers``.
"""
