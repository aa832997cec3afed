"""What can be wrong with an archive."""

from __future__ import annotations


class ArchiveError(Exception):
    """The archive as a whole cannot be used; the message says why and what to do."""
