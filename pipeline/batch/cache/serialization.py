"""Values as bytes and back, in JSON: reading it runs no code, and what does not fit the declared types is refused."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable
from dataclasses import fields, make_dataclass
from typing import Any, TypeVar, get_type_hints

import msgspec

from pipeline.model import Document, Line, Outcome, Page, Table

T = TypeVar("T")
_MALFORMED = (ValueError, TypeError, LookupError, RecursionError, OverflowError, msgspec.MsgspecError)


def serialize(value: object) -> bytes:
    """Return a value as JSON: dataclasses, tuples, numbers, text.

    Arrays are written in hexadecimal digits, which compress better than base 64. Text beyond ASCII is escaped, so that
    a lone surrogate of a damaged font or an odd file name survives.
    """
    plain = msgspec.to_builtins(value, enc_hook=_array_to_text)
    return json.dumps(plain, separators=(",", ":")).encode("ascii")


def deserialize(content: bytes, of: type[T]) -> T:
    """Return the value that :func:`serialize` made bytes of.

    Raises:
        ValueError: the bytes are not those of a value of this type.
    """
    try:
        plain = json.loads(content)
        read = _READERS.get(of)
        return read(plain) if read is not None else _convert(plain, of)
    except _MALFORMED as error:
        raise ValueError(f"no {of.__name__}: {error}") from error


def _convert(plain: Any, of: type[T]) -> T:
    return msgspec.convert(plain, of, dec_hook=_text_to_array)


def _array_to_text(value: Any) -> str:
    if isinstance(value, array):
        return f"{value.typecode}{value.tobytes().hex()}"
    raise TypeError(f"{type(value).__name__} is no value that the cache keeps")


def _text_to_array(of: Any, text: Any) -> Any:
    return of(text[:1], bytes.fromhex(text[1:]))


def _without(cls: type, name: str) -> type:
    """Return a class of the same fields but one: msgspec takes no field that may be of several dataclasses."""
    types = get_type_hints(cls)
    return make_dataclass(cls.__name__, [(f.name, types[f.name]) for f in fields(cls) if f.name != name])


_PageHead = _without(Page, "blocks")
_DocumentHead = _without(Document, "pages")
_OutcomeHead = _without(Outcome, "document")


def _page(plain: dict[str, Any]) -> Page:
    blocks = tuple([_convert(b, Table) if "cells" in b else _convert(b, Line) for b in plain.pop("blocks")])
    return Page(**vars(_convert(plain, _PageHead)), blocks=blocks)


def _document(plain: dict[str, Any]) -> Document:
    pages = tuple([_page(page) for page in plain.pop("pages")])
    return Document(**vars(_convert(plain, _DocumentHead)), pages=pages)


def _outcome(plain: dict[str, Any]) -> Outcome:
    document = _document(plain.pop("document"))
    return Outcome(**vars(_convert(plain, _OutcomeHead)), document=document)


_READERS: dict[type, Callable[[dict[str, Any]], Any]] = {Document: _document, Outcome: _outcome}
