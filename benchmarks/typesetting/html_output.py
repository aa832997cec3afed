"""Typeset documents as HTML, for WeasyPrint and Chromium."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from benchmarks.typesetting.blocks import Paragraph, ReportStyle, TableBlock, TableCell

BORDERS = {
    "solid": "0.75pt solid #000",
    "thin": "0.25pt solid #000",
    "thick": "1.5pt solid #000",
    "double": "2.5pt double #000",
    "dashed": "0.75pt dashed #000",
    "dotted": "0.75pt dotted #000",
    "grey": "0.5pt solid #999",
    "gaps": "0",
    "none": "0",
}


def as_html(
    blocks: Sequence[Paragraph | TableBlock], style: ReportStyle, running: str, font_files: Sequence[Path]
) -> str:
    """Return a whole HTML document.

    Args:
        blocks: in reading order.
        style: of the document.
        running: text of the running header.
        font_files: to use beside the installed ones.
    """
    body = "\n".join(_paragraph(b) if isinstance(b, Paragraph) else _table(b) for b in blocks)
    css = _css(style, running, font_files)
    head = f'<meta charset="utf-8"><style>{css}</style>'
    return f'<!doctype html><html lang="th"><head>{head}</head><body>{body}</body></html>'


def _css(style: ReportStyle, running: str, font_files: Sequence[Path]) -> str:
    faces = "".join(
        f'@font-face {{ font-family: "{style.font}"; src: url("{f.as_uri()}");'
        f" font-weight: {'bold' if 'bold' in f.name.lower() else 'normal'}; }}"
        for f in font_files
    )
    size = "A4 landscape" if style.landscape else "A4"
    if style.short_page:
        size = "210mm 120mm"
    elif style.paper != "A4":
        size = "{}pt {}pt".format(*style.page_size)
    head = (
        f'@top-center {{ content: "{running}"; font-family: "{style.font}"; font-size: 9pt; }}'
        if style.artifacts == "both"
        else ""
    )
    number = "counter(page, thai)" if style.artifacts == "thai" else "counter(page)"
    foot = (
        f'@bottom-center {{ content: {number}; font-family: "{style.font}"; font-size: 10pt; }}'
        if style.artifacts != "none"
        else ""
    )
    padding = "padding: 2pt 4pt; vertical-align: top; overflow-wrap: anywhere;"
    border = f"border: {BORDERS[style.border]};"
    table = "border-collapse: collapse;"
    if style.border == "gaps":  # rulings are the gaps between white cells on a black rectangle
        table, border = "border-collapse: separate; border-spacing: 0.75pt; background: #000;", "background: #fff;"
    return (
        faces
        + f"@page {{ size: {size}; margin: 15mm 14mm; {head} {foot} }}"
        + f'body {{ font-family: "{style.font}"; font-size: {style.size}pt; line-height: 1.45; margin: 0; }}'
        + "p { margin: 2pt 0; } p.center { text-align: center; } p.last { break-after: page; }"
        + f"table {{ width: 100%; table-layout: fixed; margin: 4pt 0 8pt; {table} }} td, th {{ {padding} {border} }}"
        + "td p, th p { margin: 0; } .center { text-align: center; } .bold { font-weight: bold; }"
        + " th { font-weight: bold; } .vertical p { writing-mode: vertical-rl; transform: rotate(180deg); }"
        + ("th { background: #d9e2f3; }" if style.shade else "")
        + ("td { text-align: justify; }" if style.justify else "")
        + ("tr { break-inside: avoid; }" if not style.rows_break else "")
        + ("thead { display: table-row-group; }" if style.header == "first" else "")
    )


def _paragraph(block: Paragraph) -> str:
    names = [n for n, on in (("bold", block.bold), ("center", block.center), ("last", block.new_page)) if on]
    return f'<p class="{" ".join(names)}">{escape(block.text)}</p>'


def _table(block: TableBlock) -> str:
    total = sum(block.widths)
    cols = "".join(f'<col style="width: {100 * w / total:.2f}%">' for w in block.widths)
    head = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in block.head)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in block.rows)
    return f"<table><colgroup>{cols}</colgroup><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _cell(cell: TableCell) -> str:
    spans = (f' colspan="{cell.colspan}"' if cell.colspan > 1 else "") + (
        f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    )
    shapes = (("bold", cell.bold), ("center", cell.center), ("vertical", cell.vertical))
    names = " ".join(name for name, on in shapes if on)
    tag = "th" if cell.header else "td"
    links = (*cell.links, *[""] * len(cell.paragraphs))
    texts = (
        f'<a href="{escape(link)}">{escape(p)}</a>' if link else escape(p)
        for p, link in zip(cell.paragraphs, links, strict=False)
    )
    return f'<{tag}{spans} class="{names}">{"".join(f"<p>{text}</p>" for text in texts)}</{tag}>'
