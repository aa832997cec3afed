"""Files that must not stop a run over an archive: broken, hostile, or no documents at all."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

MB = 1 << 20
UNUSUAL_NAME = "odd..\\..\n😀 \u202efdp.pdf"
SHOWN_NAME = "odd..\\..\\u000a😀 \\u202efdp.pdf"
"""The same as datasets and messages have it: without control characters."""
KINDS = (
    "truncated",
    "encrypted",
    "empty",
    "web_page",
    "bomb",
    "nested_bomb",
    "endless_forms",
    "form_in_itself",
    "deep_tree",
    "tree_in_itself",
    "million_pages",
    "giant_page",
    "many_operators",
    "noise",
)


def write_hostile_file(kind: str, source: Path, target: Path) -> Path:
    """Write a file that cannot be read, or not wholly; return its path.

    Args:
        kind: one of ``KINDS``.
        source: a good PDF, to break.
        target: the file; its folder is there.
    """
    makers: dict[str, Callable[[Path], bytes]] = {
        "truncated": lambda path: path.read_bytes()[: path.stat().st_size // 3],
        "empty": lambda path: b"",
        "web_page": lambda path: b"<!DOCTYPE html><html><head><title>404 Not Found</title></head></html>",
        "noise": lambda path: b"%PDF-1.7\n" + bytes(n * n % 251 for n in range(20_000)),
        "bomb": lambda path: _one_page(_stream(_blanks(4096), "/Filter /FlateDecode")),
        "nested_bomb": lambda path: _one_page(
            _stream(zlib.compress(_blanks(4096)), "/Filter [/FlateDecode /FlateDecode]")
        ),
        "endless_forms": lambda path: _endless_forms(),
        "form_in_itself": lambda path: _form_in_itself(),
        "deep_tree": lambda path: _deep_tree(20_000),
        "tree_in_itself": lambda path: _pdf(
            [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"]
        ),
        "million_pages": lambda path: _one_page(_stream(b""), count=1_000_000),
        "giant_page": lambda path: _one_page(_stream(b"0 0 m 1e9 1e9 l S"), box="-1e30 -1e30 1e30 1e30"),
        "many_operators": lambda path: _one_page(
            _stream(zlib.compress(b"0 0 m 9 9 l S\n" * 20_000_000, 1), "/Filter /FlateDecode")
        ),
    }
    if kind == "encrypted":
        import pikepdf

        with pikepdf.open(source) as document:
            document.save(target, encryption=pikepdf.Encryption(owner="a", user="b"))
    else:
        target.write_bytes(makers[kind](source))
    return target


def _pdf(objects: list[bytes]) -> bytes:
    """A PDF of objects, numbered from 1; the first is the catalog."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))


def _one_page(
    contents: bytes, count: int = 1, box: str = "0 0 595 842", resources: str = "", more: tuple[bytes, ...] = ()
) -> bytes:
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R /Resources << {resources} >> >>"
    return _pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Count {count} /Kids [3 0 R] >>".encode(),
            page.encode(),
            contents,
            *more,
        ]
    )


def _stream(content: bytes, entries: str = "") -> bytes:
    return f"<< /Length {len(content)} {entries} >>\nstream\n".encode() + content + b"\nendstream"


def _blanks(megabytes: int) -> bytes:
    """Return a zlib stream that expands to so many megabytes of blanks: one compressed block, repeated."""
    packer = zlib.compressobj(9)
    start = packer.compress(b" " * MB) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * MB) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + block * (megabytes - 1) + packer.flush(zlib.Z_FINISH)


def _endless_forms(depth: int = 12, times: int = 10) -> bytes:
    """Return a page of nested form XObjects that each draw the next one many times."""
    forms = []
    for level in range(depth):
        below = f"/XObject << /F {6 + level} 0 R >>" if level < depth - 1 else ""
        draw = b"/F Do " * times if level < depth - 1 else b"0 0 m 9 9 l S"
        forms.append(_stream(draw, f"/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << {below} >>"))
    return _one_page(_stream(b"/F Do"), resources="/XObject << /F 5 0 R >>", more=tuple(forms))


def _form_in_itself() -> bytes:
    form = _stream(
        b"0 0 m 9 9 l S /F Do /F Do",
        "/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /XObject << /F 5 0 R >> >>",
    )
    return _one_page(_stream(b"/F Do"), resources="/XObject << /F 5 0 R >>", more=(form,))


def _deep_tree(depth: int) -> bytes:
    """Return a page below so many nodes of the page tree."""
    nodes = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    nodes += [b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (n + 3) for n in range(depth)]
    return _pdf([*nodes, b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] >>" % (depth + 1)])
