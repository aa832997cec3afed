"""SVG of matplotlib as it may stand in a page: no style attributes, ids of its own, words for screen readers."""

from __future__ import annotations

import re
from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
_NOT_ATTRIBUTES = {"mix-blend-mode", "font-family"}
"""Properties of CSS that are no attributes of SVG, or are the page's."""
_FONT = re.compile(r"([\d.]+)px")
_URL = re.compile(r"url\(#([^)]+)\)")


def inline_svg(svg: bytes, key: str, title: str, description: str) -> str:
    """Return a chart as an element of a page.

    A policy that allows the page's own style sheet only would not apply style attributes: they become attributes.

    Args:
        svg: a file that matplotlib wrote.
        key: of the chart; begins its ids, so that no two charts of a page share one.
        title: what the chart shows.
        description: its figures, for those who do not see them.
    """
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)
    for parent in root.iter():
        for child in [c for c in parent if c.tag.rsplit("}", 1)[-1] in ("metadata", "style")]:
            parent.remove(child)
    used = _used_ids(root)
    for element in root.iter():
        _style_as_attributes(element)
        _own_ids(element, key, used)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{key}-title {key}-desc")
    for at, (tag, text) in enumerate((("title", title), ("desc", description))):
        said = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": f"{key}-{tag}"})
        said.text = text
        root.insert(at, said)
    return ElementTree.tostring(root, encoding="unicode")


def _used_ids(root: ElementTree.Element) -> set[str]:
    """Return the ids that something of the chart leads to."""
    used: set[str] = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            used.update([value.removeprefix("#")] if name in (XLINK, "href") else _URL.findall(value))
    return used


def _style_as_attributes(element: ElementTree.Element) -> None:
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font" and (size := _FONT.search(value)):
            element.set("font-size", size[1])
        elif name and name != "font" and name not in _NOT_ATTRIBUTES:
            element.set(name, value)


def _own_ids(element: ElementTree.Element, key: str, used: set[str]) -> None:
    """Put the key of the chart before ids and what leads to them; drop ids that nothing leads to."""
    for name, value in list(element.attrib.items()):
        if name == "id":
            if value in used:
                element.set(name, f"{key}-{value}")
            else:
                del element.attrib[name]
        elif name in (XLINK, "href"):
            del element.attrib[name]
            element.set("href", f"#{key}-{value.removeprefix('#')}")
        else:
            element.set(name, _URL.sub(lambda m: f"url(#{key}-{m[1]})", value))
