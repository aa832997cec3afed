"""The exit codes of ``ita``: what a scheduler or a script may rely on."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended; docs/command-line.md lists the same values for users.

    Of several that apply, the highest is returned.
    """

    OK = 0
    """Done. Of ``ita run``: released, and no document is newly partial or failed."""
    DEFECT = 1
    """An error that the software does not foresee; the message says what to report."""
    USAGE = 2
    """An unknown option, a file that does not exist, or a wrong setting. The value is that of click."""
    NEEDS_ATTENTION = 3
    """Released (or fetched, or compared), but some documents or sources are newly wrong."""
    FAILED = 4
    """Nothing could be released, fetched or read; a release from before stays current."""
    LOCKED = 5
    """Another run or fetch holds the lock."""
    DAMAGED = 6
    """`ita verify` found a release damaged."""
    INTERRUPTED = 130
    """Ctrl-C, or a signal that ends the process: 128 + SIGINT, as shells report it."""
