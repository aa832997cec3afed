"""What goes wrong when a document is opened."""

from __future__ import annotations


class UnreadableDocument(Exception):
    """A document that cannot be read at all.

    Args:
        message: one sentence that says what happened and what to do about it. The file's name is put before it by whoever reports it.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __reduce__(self) -> tuple[type[UnreadableDocument], tuple[str]]:
        return type(self), (self.message,)
