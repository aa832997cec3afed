"""Typeset documents as Word documents (WordprocessingML), for LibreOffice: tables as Word writes them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.typesetting.blocks import Paragraph, ReportStyle, TableBlock, TableCell

_SCHEMAS = "http://schemas.openxmlformats.org"
_NAMESPACES = f'xmlns:w="{_SCHEMAS}/wordprocessingml/2006/main" xmlns:r="{_SCHEMAS}/officeDocument/2006/relationships"'
_A4 = (11906, 16838)
_SHORT_PAGE = (11906, 6803)
_MARGIN = 800
"""Page sizes (width, height) and margins in twentieths of a point, as all lengths of WordprocessingML."""
BORDERS = {
    "solid": ("single", 4),
    "thin": ("single", 2),
    "thick": ("single", 12),
    "double": ("double", 4),
    "dashed": ("dashed", 4),
    "dotted": ("dotted", 4),
    "grey": ("single", 4),
    "gaps": ("single", 8),
    "none": ("nil", 0),
}
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{_OFFICE}.header+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_OFFICE}.footer+xml"/></Types>'
)
_RELATION = f"{_SCHEMAS}/officeDocument/2006/relationships"
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_PART_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATION}/header" Target="header1.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATION}/footer" Target="footer1.xml"/></Relationships>'
)


def write_docx(path: Path, blocks: Sequence[Paragraph | TableBlock], style: ReportStyle, running: str) -> None:
    """Write a .docx.

    Args:
        path: of the file.
        blocks: in reading order.
        style: of the document.
        running: text of the running header.
    """
    width, height = (_A4[1], _A4[0]) if style.landscape else _A4
    if style.short_page:
        width, height = _SHORT_PAGE
    elif style.paper != "A4":
        width, height = (round(20 * side) for side in style.page_size)
    body = "".join(
        _paragraph(b.text, style, b.bold, b.center, b.new_page) if isinstance(b, Paragraph) else _table(b, style, width)
        for b in blocks
    )
    refs = ""
    if style.artifacts == "both":
        refs += '<w:headerReference w:type="default" r:id="rId1"/>'
    if style.artifacts != "none":
        refs += '<w:footerReference w:type="default" r:id="rId2"/>'
    turned = ' w:orient="landscape"' if width > height else ""
    margins = " ".join(f'w:{side}="{_MARGIN}"' for side in ("top", "right", "bottom", "left"))
    section = (
        f'<w:sectPr>{refs}<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar {margins} w:header="400" w:footer="400" w:gutter="0"/></w:sectPr>'
    )
    field = "PAGE \\* ThaiArabic" if style.artifacts == "thai" else "PAGE"
    number = (
        '<w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
        f'<w:fldSimple w:instr="{field}"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS)
        archive.writestr("word/_rels/document.xml.rels", _PART_RELS)
        archive.writestr(
            "word/header1.xml",
            f'<?xml version="1.0"?><w:hdr {_NAMESPACES}>{_paragraph(running, style, False, True, False)}</w:hdr>',
        )
        archive.writestr("word/footer1.xml", f'<?xml version="1.0"?><w:ftr {_NAMESPACES}>{number}</w:ftr>')
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?><w:document {_NAMESPACES}><w:body>{body}{section}</w:body></w:document>',
        )


def _run(text: str, style: ReportStyle, bold: bool) -> str:
    half = round(style.size * 2)
    weight = "<w:b/><w:bCs/>" if bold else ""
    fonts = f'<w:rFonts w:ascii="{style.font}" w:hAnsi="{style.font}" w:cs="{style.font}" w:eastAsia="{style.font}"/>'
    lang = '<w:lang w:val="en-US" w:bidi="th-TH"/>'
    properties = f'{fonts}{weight}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>{lang}'
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _paragraph(text: str, style: ReportStyle, bold: bool, center: bool, new_page: bool, justify: bool = False) -> str:
    place = '<w:jc w:val="center"/>' if center else ('<w:jc w:val="thaiDistribute"/>' if justify else "")
    end = '<w:r><w:br w:type="page"/></w:r>' if new_page else ""
    return f'<w:p><w:pPr><w:spacing w:before="0" w:after="0"/>{place}</w:pPr>{_run(text, style, bold)}{end}</w:p>'


def _table(block: TableBlock, style: ReportStyle, page_width: int) -> str:
    room = page_width - 2 * _MARGIN
    widths = [round(room * w / sum(block.widths)) for w in block.widths]
    kind, thick = BORDERS[style.border]
    colour = "999999" if style.border == "grey" else "000000"
    lines = "".join(
        f'<w:{side} w:val="{kind}" w:sz="{thick}" w:space="0" w:color="{colour}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    rows = []
    open_spans: dict[int, tuple[int, TableCell]] = {}  # first column -> rows still to come, the cell
    for n, row in enumerate([*block.head, *block.rows]):
        # LibreOffice cuts header cells that are merged over rows where it repeats them: two rows are not repeated
        marks = "<w:tblHeader/>" if n < len(block.head) == 1 and style.header != "first" else ""
        marks += "" if style.rows_break else "<w:cantSplit/>"
        rows.append(f"<w:tr><w:trPr>{marks}</w:trPr>{_row_cells(row, widths, open_spans, style)}</w:tr>")
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>" + _paragraph("", style, False, False, False)
    )


def _row_cells(
    row: Sequence[TableCell], widths: Sequence[int], open_spans: dict[int, tuple[int, TableCell]], style: ReportStyle
) -> str:
    """Return the cells of a row, those that continue a cell of the row before too; update the open spans."""
    cells, column, waiting = [], 0, list(row)
    while column < len(widths):
        merge = ""
        if column in open_spans:
            rows_left, above = open_spans.pop(column)
            if rows_left > 1:
                open_spans[column] = (rows_left - 1, above)
            cell, merge = TableCell(colspan=above.colspan, header=above.header), "<w:vMerge/>"
        elif waiting:
            cell = waiting.pop(0)
            if cell.rowspan > 1:
                open_spans[column] = (cell.rowspan - 1, cell)
                merge = '<w:vMerge w:val="restart"/>'
        else:
            break
        cells.append(_cell(cell, widths[column : column + cell.colspan], style, merge))
        column += cell.colspan
    return "".join(cells)


def _cell(cell: TableCell, widths: Sequence[int], style: ReportStyle, merge: str) -> str:
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="D9E2F3"/>' if cell.header and style.shade else ""
    text = "".join(_paragraph(p, style, cell.bold, cell.center, False, style.justify) for p in cell.paragraphs)
    return f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths)}" w:type="dxa"/>{span}{merge}{shade}</w:tcPr>{text}</w:tc>'
