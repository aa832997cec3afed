"""Names under which fetched documents are kept: readable, of this archive only, the same tomorrow."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import unquote_to_bytes, urlsplit

from pipeline.acquire.sources import Source

KEPT_AS = (".pdf", ".txt", ".md", ".tsv")
NO_YEAR = "unknown"
LONGEST = 180  # bytes of a name, so that a few more still fit into the 255 of most disks
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def planned_name(source: Source, taken: Collection[str]) -> str | None:
    """Where a source will be kept, told before it is fetched: as people said, else by its fiscal year and its URL.

    Args:
        source: one that is fetched.
        taken: names that other sources have.

    Returns:
        None where the URL does not end in the name of a document: then :func:`name_by_answer` tells.
    """
    if source.file is not None:
        return source.file
    parts = urlsplit(source.url or "")
    name = safe_name(_decoded(unquote_to_bytes(parts.path.rsplit("/", 1)[-1])))
    if PurePosixPath(name).suffix.lower() not in KEPT_AS:
        return None
    plain = f"{source.fiscal_year or NO_YEAR}/{name}"
    return marked(plain, source.url or "") if parts.query or plain in taken else plain


def name_by_answer(source: Source, disposition: str | None) -> str:
    """Where a source is kept whose URL does not say so: by the name that its site gives it, and a mark of the URL."""
    name = safe_name(_offered(disposition)) if disposition else ""
    name = (
        name
        or safe_name(_decoded(unquote_to_bytes(urlsplit(source.url or "").path.rstrip("/").rsplit("/", 1)[-1])))
        or "document"
    )
    if PurePosixPath(name).suffix.lower() not in KEPT_AS:
        name += ".pdf"
    return marked(f"{source.fiscal_year or NO_YEAR}/{name}", source.url or "")


def marked(name: str, url: str) -> str:
    """A name with a mark of the URL, so that no two sources share it."""
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}-{hashlib.sha256(url.encode()).hexdigest()[:8]}{path.suffix}"))


def safe_name(text: str) -> str:
    """The last part of what a site calls a file, as a name that every disk takes and that hides nothing. Empty where nothing is left."""
    text = unicodedata.normalize("NFC", text).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    text = re.sub(r'[<>:"|?*]', "_", " ".join(text.split())).lstrip(" .~$").rstrip(" .")
    stem, suffix = PurePosixPath(text).stem, PurePosixPath(text).suffix
    if len(suffix) > 6:
        stem, suffix = text, ""
    stem = stem.encode()[: LONGEST - len(suffix.encode())].decode("utf-8", "ignore").rstrip(" .")
    return f"{'_' if RESERVED.match(text) else ''}{stem}{suffix}"


def _offered(disposition: str) -> str:
    """The file name of a Content-Disposition header, also of sites that put Thai letters or percent signs into it as they are."""
    message = Message()
    message["content-disposition"] = re.sub(r"[\r\n]", " ", disposition.encode("latin-1", "replace").decode("latin-1"))
    name = message.get_filename() or ""
    try:
        content = name.encode("latin-1")
    except UnicodeEncodeError:
        content = name.encode()
    return _decoded(unquote_to_bytes(content))


def _decoded(content: bytes) -> str:
    """Bytes of a name as text: UTF-8, else the code page of Thai Windows."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp874", "replace")
