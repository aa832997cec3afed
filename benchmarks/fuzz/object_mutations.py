"""Mutations of the objects of a PDF: the file is written anew, so that its structure is right, and its content not."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from random import Random
from typing import Any

import pikepdf

Mutation = Callable[[bytes, Random], bytes]
Change = Callable[[pikepdf.Pdf, Random], None]
FLATE = pikepdf.Name.FlateDecode


class NotApplicable(Exception):
    """A document has nothing that the mutation could change."""


def _saved(change: Change) -> Mutation:
    def mutate(data: bytes, dice: Random) -> bytes:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(pdf, dice)
            out = io.BytesIO()
            pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.preserve, static_id=True)
        return out.getvalue()

    return mutate


def _page(pdf: pikepdf.Pdf, dice: Random) -> Any:
    return dice.choice([page.obj for page in pdf.pages])


def _contents(pdf: pikepdf.Pdf, dice: Random) -> Any:
    """Choose a content stream of a page."""
    contents = _page(pdf, dice).get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    streams = [stream for stream in streams if isinstance(stream, pikepdf.Stream)]
    if not streams:
        raise NotApplicable
    return dice.choice(streams)


def _fonts(pdf: pikepdf.Pdf) -> list[Any]:
    found = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"]
    if not found:
        raise NotApplicable
    return found


def _cut(data: bytes, dice: Random) -> bytes:
    return data[: int(len(data) * dice.uniform(0.05, 0.98))]


def cut_packed_contents(pdf: pikepdf.Pdf, dice: Random) -> None:
    """Cut the compressed data of a page's contents."""
    stream = _contents(pdf, dice)
    stream.write(_cut(zlib.compress(stream.read_bytes()), dice), filter=FLATE)


def cut_contents(pdf: pikepdf.Pdf, dice: Random) -> None:
    """Cut a page's contents and compress what is left."""
    stream = _contents(pdf, dice)
    stream.write(zlib.compress(_cut(stream.read_bytes(), dice)), filter=FLATE)


def cut_every_third(pdf: pikepdf.Pdf, dice: Random) -> None:
    """Halve the compressed contents of every third page."""
    for page in list(pdf.pages)[dice.randrange(3) :: 3]:
        stream = page.obj.get("/Contents")
        if isinstance(stream, pikepdf.Stream):
            data = zlib.compress(stream.read_bytes())
            stream.write(data[: len(data) // 2], filter=FLATE)


def spoil_packed_contents(pdf: pikepdf.Pdf, dice: Random) -> None:
    """Change bytes of the compressed data of a page's contents."""
    stream = _contents(pdf, dice)
    data = bytearray(zlib.compress(stream.read_bytes()))
    for _ in range(dice.randint(1, 6)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    stream.write(bytes(data), filter=FLATE)


def spoil_contents(pdf: pikepdf.Pdf, dice: Random) -> None:
    """Fill up to 400 bytes of a page's contents with noise or zeros and compress them: their checksum is right."""
    stream = _contents(pdf, dice)
    data = bytearray(stream.read_bytes())
    size = min(int(400 ** dice.random()) + 4, len(data))
    at = dice.randrange(len(data) - size + 1)
    data[at : at + size] = bytes(size) if dice.random() < 0.5 else dice.randbytes(size)
    stream.write(zlib.compress(bytes(data)), filter=FLATE)


def spoil_plain_contents(pdf: pikepdf.Pdf, dice: Random) -> None:
    """Leave a page's contents without compression, with up to 400 bytes of noise or zeros."""
    stream = _contents(pdf, dice)
    spoil_contents(pdf, dice)
    data = bytearray(stream.read_bytes())
    size = min(int(400 ** dice.random()) + 4, len(data))
    at = dice.randrange(len(data) - size + 1)
    data[at : at + size] = bytes(size) if dice.random() < 0.5 else dice.randbytes(size)
    stream.write(bytes(data))


def remove_contents(pdf: pikepdf.Pdf, dice: Random) -> None:
    """Remove the contents of a page, or leave them empty, or name none."""
    page = _page(pdf, dice)
    if "/Contents" not in page:
        raise NotApplicable
    how = dice.randrange(3)
    if how == 0:
        del page.Contents
    elif how == 1:
        page.Contents = pikepdf.Stream(pdf, b"")
    else:
        page.Contents = pikepdf.Array([])


def remove_part_of_contents(pdf: pikepdf.Pdf, dice: Random) -> None:
    """Part a page's contents in two streams, and lose one."""
    page = _page(pdf, dice)
    stream = page.get("/Contents")
    if not isinstance(stream, pikepdf.Stream):
        raise NotApplicable
    lines = stream.read_bytes().splitlines(keepends=True)
    half = len(lines) // 2
    parts: list[Any] = [pikepdf.Stream(pdf, b"".join(lines[:half])), pikepdf.Stream(pdf, b"".join(lines[half:]))]
    parts[dice.randrange(2)] = pikepdf.Dictionary(Lost=True)
    page.Contents = pikepdf.Array(parts)


def _plain_objects(data: bytes) -> bytes:
    """Return a PDF all of whose objects stand by themselves in the file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        out = io.BytesIO()
        pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable, static_id=True)
    return out.getvalue()


def delete_objects(data: bytes, dice: Random) -> bytes:
    """Put null in the place of 1 to 3 objects."""
    plain = bytearray(_plain_objects(data))
    bodies = [found.span(1) for found in re.finditer(rb"\n\d+ 0 obj\n(.*?)\nendobj", bytes(plain), re.DOTALL)]
    for start, end in dice.sample(bodies, min(len(bodies), dice.randint(1, 3))):
        plain[start:end] = b"null".ljust(end - start)
    return bytes(plain)


def swap_objects(pdf: pikepdf.Pdf, dice: Random) -> None:
    """Exchange two objects of one kind."""
    by_kind: dict[str, list[tuple[int, int]]] = {}
    for item in pdf.objects:
        if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            kind = f"{type(item).__name__} {item.get('/Type')} {item.get('/Subtype')} {'/Length1' in item}"
            by_kind.setdefault(kind, []).append(item.objgen)
    kinds = [numbers for _, numbers in sorted(by_kind.items()) if len(numbers) > 1]
    if not kinds:
        raise NotApplicable
    first, second = dice.sample(dice.choice(kinds), 2)
    pdf._swap_objects(first, second)


def swap_contents(pdf: pikepdf.Pdf, dice: Random) -> None:
    """Exchange the contents of two pages."""
    if len(pdf.pages) < 2:
        raise NotApplicable
    first, second = dice.sample([page.obj for page in pdf.pages], 2)
    a, b = first.get("/Contents"), second.get("/Contents")
    if a is None or b is None:
        raise NotApplicable
    first.Contents, second.Contents = b, a


def break_font(pdf: pikepdf.Pdf, dice: Random) -> None:
    """Remove a part of a font that its text needs."""
    keys = ("/ToUnicode", "/DescendantFonts", "/Encoding", "/FontFile2", "/FontFile3", "/Subtype", "/FontDescriptor")
    places = [
        (o, key)
        for o in pdf.objects
        if isinstance(o, pikepdf.Dictionary) and o.get("/Type") in ("/Font", "/FontDescriptor")
        for key in keys
        if key in o
    ]
    if not places:
        raise NotApplicable
    owner, key = dice.choice(places)
    del owner[key]


def spoil_font(pdf: pikepdf.Pdf, dice: Random) -> None:
    """Change bytes of the compressed data of a font or of its map."""
    streams = [
        o[key]
        for o in pdf.objects
        if isinstance(o, pikepdf.Dictionary)
        for key in ("/ToUnicode", "/FontFile2", "/FontFile3")
        if isinstance(o.get(key), pikepdf.Stream)
    ]
    if not streams:
        raise NotApplicable
    stream = dice.choice(streams)
    data = bytearray(zlib.compress(stream.read_bytes()))
    data[dice.randrange(2, len(data))] ^= 1 << dice.randrange(8)
    stream.write(bytes(data), filter=FLATE)


def break_resources(pdf: pikepdf.Pdf, dice: Random) -> None:
    """Remove the resources of a page, or its fonts, or name them otherwise."""
    page = _page(pdf, dice)
    resources = page.get("/Resources")
    how = dice.randrange(3)
    if how == 0 or not isinstance(resources, pikepdf.Dictionary) or "/Font" not in resources:
        page.Resources = pikepdf.Dictionary()
    elif how == 1:
        page.Resources = pikepdf.Dictionary({key: value for key, value in resources.items() if key != "/Font"})
    else:
        fonts = {f"{key}x": value for key, value in resources.Font.items()}
        page.Resources = pikepdf.Dictionary({**dict(resources.items()), "/Font": pikepdf.Dictionary(fonts)})


def break_box(pdf: pikepdf.Pdf, dice: Random) -> None:
    """Give one page, or all, a box that cuts them or is none."""
    boxes: list[list[float]] = [
        [0, 0, 0, 0], [595, 842, 0, 0], [0, 0, 300, 400], [0, 0, 1e7, 1e7], [-595, -842, 0, 0], [0, 400, 842, 842],
    ]  # fmt: skip
    box = dice.choice(boxes)
    pages = [page.obj for page in pdf.pages]
    for page in pages if dice.random() < 0.3 else [dice.choice(pages)]:
        page.MediaBox = pikepdf.Array(box)


def break_page(pdf: pikepdf.Pdf, dice: Random) -> None:
    """Give a page an entry of a wrong type."""
    key = dice.choice(["/Type", "/Parent", "/MediaBox", "/Resources", "/Contents", "/Rotate", "/UserUnit", "/Annots"])
    values: list[Any] = [pikepdf.Name.Lost, 17, True, pikepdf.String("lost"), pikepdf.Array([1]), pikepdf.Dictionary()]
    _page(pdf, dice)[key] = dice.choice(values)


def repeat_page(data: bytes, dice: Random) -> bytes:
    """Name a page twice in the tree, in the place of another."""
    plain = bytearray(_plain_objects(data))
    found = re.search(rb"/Kids \[([^\]]*)\]", bytes(plain))
    kids = list(re.finditer(rb"\d+ 0 R", found.group(1))) if found else []
    if found is None or len(kids) < 2:
        raise NotApplicable
    first, second = dice.sample(kids, 2)
    if len(first.group()) < len(second.group()):
        first, second = second, first
    start = found.start(1)
    plain[start + first.start() : start + first.end()] = second.group().ljust(len(first.group()))
    return bytes(plain)


WHOLE_AFTERWARDS = frozenset({"swap-objects", "swap-contents"})
"""Mutations that leave a file in which nothing is damaged: it is another document, and nobody can tell."""
OBJECT_MUTATIONS: dict[str, Mutation] = {
    made.__name__.replace("_", "-"): _saved(made)
    for made in (
        cut_packed_contents, cut_contents, cut_every_third, spoil_packed_contents, spoil_contents, spoil_plain_contents,
        remove_contents, remove_part_of_contents, swap_objects, swap_contents, break_font, spoil_font, break_resources,
        break_box, break_page,
    )
}  # fmt: skip
OBJECT_MUTATIONS |= {"delete-objects": delete_objects, "repeat-page": repeat_page}
