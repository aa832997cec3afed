"""Store: where releases are kept, which one is current, and how another becomes it; on a disk or in an object store.

Contract: a reader that resolves the pointer once sees one whole release; nothing inside a published release is ever
written to again. Imports ``schema`` only.
"""
