"""The error of a document of which nothing can be read."""

from __future__ import annotations


class UnreadableDocument(Exception):
    """A document that cannot be read at all.

    Args:
        message: one sentence that says what happened and what to do about it. Whoever reports it puts the file's name
            before it.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __reduce__(self) -> tuple[type[UnreadableDocument], tuple[str]]:
        return type(self), (self.message,)
