"""Names under which fetched documents are kept: readable, unique in the archive, and the same for every fetch."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import unquote_to_bytes, urlsplit

from pipeline.acquire.source_entry import Source

KEPT_SUFFIXES = (".pdf", ".txt", ".md", ".tsv")
NO_YEAR = "unknown"
MOST_NAME_BYTES = 180
"""Bytes of a name, so that a few more still fit into the 255 of most disks."""
MOST_SUFFIX = 6
"""Characters of a suffix, with its dot; what is longer is part of the name."""
URL_HASH_CHARACTERS = 8
"""Hexadecimal digits of a URL's SHA-256 in a name."""
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def planned_name(source: Source, taken: Collection[str]) -> str | None:
    """Return where a source will be kept, before it is fetched: as listed, else by its fiscal year and its URL.

    Args:
        source: one that is fetched.
        taken: names that other sources have.

    Returns:
        The name, or None where the URL does not end in the name of a document: then :func:`name_by_response` tells.
    """
    if source.file is not None:
        return source.file
    parts = urlsplit(source.url or "")
    name = safe_name(_decoded(unquote_to_bytes(parts.path.rsplit("/", 1)[-1])))
    if PurePosixPath(name).suffix.lower() not in KEPT_SUFFIXES:
        return None
    plain = f"{source.fiscal_year or NO_YEAR}/{name}"
    return with_url_hash(plain, source.url or "") if parts.query or plain in taken else plain


def name_by_response(source: Source, disposition: str | None) -> str:
    """Return where a source is kept whose URL does not say so: by the name that its site gives it, and a URL hash.

    Args:
        source: one that is fetched.
        disposition: the site's Content-Disposition header.
    """
    name = safe_name(_disposition_name(disposition)) if disposition else ""
    last = urlsplit(source.url or "").path.rstrip("/").rsplit("/", 1)[-1]
    name = name or safe_name(_decoded(unquote_to_bytes(last))) or "document"
    if PurePosixPath(name).suffix.lower() not in KEPT_SUFFIXES:
        name += ".pdf"
    return with_url_hash(f"{source.fiscal_year or NO_YEAR}/{name}", source.url or "")


def with_url_hash(name: str, url: str) -> str:
    """Return a name with a hash of the URL, so that no two sources share it."""
    path = PurePosixPath(name)
    return str(
        path.with_name(f"{path.stem}-{hashlib.sha256(url.encode()).hexdigest()[:URL_HASH_CHARACTERS]}{path.suffix}")
    )


def safe_name(text: str) -> str:
    """Return the last part of a site's file name as a name that every disk takes and that is not hidden.

    Empty where nothing of it can be used.
    """
    text = unicodedata.normalize("NFC", text).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    text = re.sub(r'[<>:"|?*]', "_", " ".join(text.split())).lstrip(" .~$").rstrip(" .")
    stem, suffix = PurePosixPath(text).stem, PurePosixPath(text).suffix
    if len(suffix) > MOST_SUFFIX:
        stem, suffix = text, ""
    stem = stem.encode()[: MOST_NAME_BYTES - len(suffix.encode())].decode("utf-8", "ignore").rstrip(" .")
    return f"{'_' if RESERVED.match(text) else ''}{stem}{suffix}"


def _disposition_name(disposition: str) -> str:
    """Return the file name of a Content-Disposition header, also where Thai letters stand in it unencoded."""
    message = Message()
    message["content-disposition"] = re.sub(r"[\r\n]", " ", disposition.encode("latin-1", "replace").decode("latin-1"))
    name = message.get_filename() or ""
    try:
        content = name.encode("latin-1")
    except UnicodeEncodeError:
        content = name.encode()
    return _decoded(unquote_to_bytes(content))


def _decoded(content: bytes) -> str:
    """Decode the bytes of a name: UTF-8, else the code page of Thai Windows (cp874)."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp874", "replace")
