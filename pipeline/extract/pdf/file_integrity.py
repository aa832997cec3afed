"""What a PDF promises, held against what is in the file: its pages, and all that they are made of.

PDFium reads what it can of a damaged file and says nothing; qpdf says what it mended, and every deflate stream has a
checksum. What is found here is of pages by their numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pipeline.extract.pdf.object_bytes import check_object_bytes
from pipeline.extract.pdf.page_integrity import PAGE_INTEGRITY, PageFaults, PageInspector, clips_to_box, is_cropped
from pipeline.extract.pdf.page_tree import PageTree, pages_outside, read_page_tree
from pipeline.extract.pdf.qpdf_warnings import QpdfWarning


class FileIntegritySettings(NamedTuple):
    """When something is taken for damage.

    Attributes:
        min_off_page: glyphs outside the box of a page; fewer may be decoration.
        off_page_share: of the glyphs of a page (0..1), likewise.
    """

    min_off_page: int = 6
    off_page_share: float = 0.01


FILE_INTEGRITY = FileIntegritySettings()


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What a reader made of a page.

    Attributes:
        is_picture: it was read by OCR, or has no text over a picture.
        is_empty: it has neither text nor drawings.
        objects: that it draws.
        glyphs: of its text layer that were read.
        off_page: glyphs that stand outside its box.
    """

    number: int
    is_picture: bool = False
    is_empty: bool = False
    objects: int = 0
    glyphs: int = 0
    off_page: int = 0


@dataclass(slots=True)
class FileDamage:
    """What is wrong with a file.

    Attributes:
        pages: by number, what is wrong with a page, each a part of a sentence.
        file: what is wrong with the file as a whole: pages are lost.
        repairs: what was mended without a loss that is known.
    """

    pages: dict[int, list[str]] = field(default_factory=dict)
    file: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)


def inspect_file(path: str, page_count: int, has_valid_xref: bool, read: Sequence[ReadPage]) -> FileDamage:
    """Look for damage in a PDF that PDFium opened.

    Args:
        path: of the file.
        page_count: pages that PDFium counts.
        has_valid_xref: PDFium did not have to search the file for its objects.
        read: pages that were read; others are not looked at.
    """
    import pikepdf

    damage = FileDamage()
    if not has_valid_xref:
        damage.repairs.append("its cross-reference table is damaged, and its objects were searched for")
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            _inspect(pdf, path, page_count, read, damage)
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as error:  # qpdf raises many kinds on a file whose objects are of the wrong types
        reason = " ".join(str(error).replace(path, "").split()).strip(" :")[:200]
        _add_to_all(damage, read, f"the file is so damaged that what it lacks cannot be told ({reason})")
    return damage


def _inspect(pdf: Any, path: str, page_count: int, read: Sequence[ReadPage], damage: FileDamage) -> None:
    inspector = PageInspector(pdf)
    opening = inspector.warnings.take()
    tree = read_page_tree(pdf)
    objects = check_object_bytes(path, pdf.is_encrypted)
    if objects.has_broken_stream:
        _add_to_all(damage, read, "a stream of the objects that pages are made of is damaged")
    if objects.has_zeros:
        damage.file.append("zeros stand in the place of a part of an object")
    found: dict[int, PageFaults] = {}
    for page in read:
        leaf = tree.pages[page.number - 1] if page.number <= len(tree.pages) else None
        if leaf is not None:
            found[page.number] = _inspect_page(inspector, leaf, page)
            texts = [warning.text for warning in opening if leaf.is_indirect and warning.number == leaf.objgen[0]]
            found[page.number].texts += [f"its dictionary is damaged ({text})" for text in texts]
    for faults in found.values():
        faults.texts += [] if inspector.all_checksums_wrong else faults.checksums
        faults.texts += faults.unmapped if inspector.maps_fonts else []
    _judge_endings(found)
    for page in read:
        if page.number in found:
            _judge_empty(page, found[page.number], tree)
    damage.file += _lost_objects(opening, inspector, tree, is_searched=bool(damage.repairs))
    if inspector.warnings.any and not damage.repairs:
        damage.repairs.append("its cross-reference table or one of its objects is damaged, and was mended")
    damage.file += _lost_pages(pdf, tree, page_count, bool(damage.repairs))
    for number, faults in found.items():
        if faults.texts:
            unique = list(dict.fromkeys(faults.texts))[: PAGE_INTEGRITY.max_faults]
            damage.pages.setdefault(number, []).extend(unique)


def _lost_objects(
    opening: Sequence[QpdfWarning], inspector: PageInspector, tree: PageTree, is_searched: bool
) -> Iterable[str]:
    """Yield what cannot be told of one page: damage of the objects above them, objects that PDFium does not find.

    Args:
        opening: warnings from when the file was opened.
        inspector: that looked at its pages.
        tree: of its pages.
        is_searched: PDFium searched the file for its objects.
    """
    leaves = {page.objgen[0] for page in tree.pages if page is not None and page.is_indirect}
    for warning in opening[: PAGE_INTEGRITY.max_faults]:
        if warning.number not in leaves:
            yield f"an object that its pages stand below is damaged ({warning.text})"
    if inspector.warnings.was_rebuilt and not is_searched:
        yield "objects stand elsewhere than its cross-reference table says, where they were not looked for"


def _inspect_page(inspector: PageInspector, leaf: Any, page: ReadPage) -> PageFaults:
    """Return what is wrong with a page; that it cannot be looked at, where its objects are of the wrong types."""
    try:
        faults = inspector.inspect(leaf, page.is_picture, page.is_empty)
        many = max(FILE_INTEGRITY.min_off_page, FILE_INTEGRITY.off_page_share * page.glyphs)
        if page.off_page >= many and not is_cropped(leaf) and not clips_to_box(leaf):
            faults.texts.append(f"{page.off_page:,} of its characters stand outside its box (/MediaBox)")
    except (MemoryError, UnicodeError):
        raise
    except Exception as error:
        return PageFaults([f"its objects are not what they should be ({type(error).__name__})"])
    return faults


def _lost_pages(pdf: Any, tree: PageTree, page_count: int, was_mended: bool) -> list[str]:
    """Return how the pages of the tree, those that are read, and those in the file differ."""
    faults = list(tree.faults)
    if not tree.is_whole:
        return faults
    if len(tree.pages) > page_count:
        faults.append(f"its page tree holds {len(tree.pages)} pages, {page_count} of which were read")
    if (faults or was_mended or None in tree.pages) and (outside := pages_outside(pdf, tree)):
        faults.append(f"it holds {outside} pages that its page tree does not name")
    return faults


def _judge_endings(found: dict[int, PageFaults]) -> None:
    """Say that contents break off where they leave something open that others of the document do not.

    A text object is never left open; a graphics state is by some producers, on all pages.
    """
    always = set.intersection(*(set(faults.left_open) for faults in found.values())) if len(found) > 1 else set()
    for faults in found.values():
        lacking = [what for what in faults.left_open if what not in always]
        if len(found) == 1 and lacking == ["a graphics state"]:
            continue
        if lacking:
            faults.texts.append(f"its contents break off within {lacking[0]}")


def _judge_empty(page: ReadPage, faults: PageFaults, tree: PageTree) -> None:
    """Say of an empty page that it should not be."""
    if not page.is_empty or faults.texts:
        return
    if faults.draws and not page.objects:
        faults.texts.append("it came out empty, but its contents draw something that could not be read")
    elif faults.is_bare and _have_contents(tree.pages):
        faults.texts.append("it has no contents, and other pages have")


def _have_contents(pages: Iterable[Any]) -> bool:
    return any(page is not None and page.get("/Contents") is not None for page in pages)


def _add_to_all(damage: FileDamage, read: Sequence[ReadPage], fault: str) -> None:
    for page in read:
        damage.pages.setdefault(page.number, []).append(fault)
