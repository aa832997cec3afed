"""The page tree of a PDF as it stands in the file: its pages in order, and whether it has those that it promises."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

MAX_NODES = 200_000  # nodes of a tree that are looked at; a book has a few thousand


@dataclass(frozen=True, slots=True)
class PageTree:
    """The leaves of a page tree.

    Attributes:
        pages: page dictionaries in order; None where the tree names one that is not in the file.
        faults: what is wrong with the tree, each a sentence's end on the file.
        is_whole: it was looked at to its end.
    """

    pages: tuple[Any, ...] = ()
    faults: tuple[str, ...] = ()
    is_whole: bool = True


def read_page_tree(pdf: Any) -> PageTree:
    """Walk the page tree of a pikepdf document."""
    import pikepdf

    root = pdf.Root.get("/Pages")
    if not isinstance(root, pikepdf.Dictionary):
        return PageTree(faults=("its page tree is missing",))
    pages: list[Any] = []
    seen: set[tuple[int, int]] = set()
    counts: list[tuple[Any, int]] = []
    stack: list[Any] = [root]
    nodes = 0
    while stack and nodes < MAX_NODES:
        node = stack.pop()
        nodes += 1
        if isinstance(node, _End):
            counts.append((node.stated, len(pages) - node.first))
        elif not isinstance(node, pikepdf.Dictionary):
            pages.append(None)
        elif "/Kids" not in node:
            pages.append(node)
        elif node.is_indirect and node.objgen in seen:
            pages.append(None)
        else:
            seen.add(node.objgen)
            kids = node.get("/Kids")
            stack.append(_End(node.get("/Count"), len(pages)))
            stack += reversed(list(kids)[:MAX_NODES]) if isinstance(kids, pikepdf.Array) else [None]
    whole = not stack
    return PageTree(tuple(pages), tuple(_faults(pages, counts)) if whole else (), whole)


@dataclass(frozen=True, slots=True)
class _End:
    """Where the kids of a node end: what it says how many pages are below it, and how many came before it."""

    stated: Any
    first: int


def _faults(pages: list[Any], counts: list[tuple[Any, int]]) -> list[str]:
    """Return where a tree contradicts itself."""
    faults = []
    if any(not isinstance(stated, int) or stated != found for stated, found in counts):
        stated, found = counts[-1]
        said = stated if isinstance(stated, int) else "no number"
        faults.append(f"its page tree holds {found} pages where it says {said}, or miscounts those of a part")
    times = Counter(page.objgen for page in pages if page is not None and page.is_indirect)
    if any(n > 1 for n in times.values()):
        faults.append("its page tree names a page twice, maybe in the place of another")
    return faults


def pages_outside(pdf: Any, tree: PageTree) -> int:
    """Count the pages in a file that its page tree does not name."""
    import pikepdf

    inside = {page.objgen for page in tree.pages if page is not None}
    return sum(
        1
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Page" and item.objgen not in inside
    )
