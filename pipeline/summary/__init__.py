"""Summary: one page of a release for people who look before they read (``ita report``).

Contract: reads a release, changes nothing of it. The page is one HTML file without scripts and without an address
outside; the same release gives the same bytes. Text of documents is never markup. What stands under the
asked name is whole or not there.
"""

from __future__ import annotations


class SummaryError(Exception):
    """No page was made; the message says why and what to do."""
