"""Workers: where documents are read, in processes of this machine or of a cluster, with a time and a memory limit.

Contract: a document that hangs, crashes or takes too much memory fails alone, with a reason. Imports ``plan`` and
``cache``.
"""
