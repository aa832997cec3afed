"""Errors that keep a release from being made."""

from __future__ import annotations


class ReleaseError(Exception):
    """No release could be made or read; the message says why and what to do. An old release, if any, is untouched."""


class HeldBack(ReleaseError):
    """A release was built but not published: it lost more of the release before than the settings allow."""
