"""Paragraphs and tables of a Word document, written as Word's own markup: quick for thousands of rows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from partnerships.core.exports import FORBIDDEN_IN_XML
from reporting.templatetags.reports import VENDA

LANGUAGE, TSHIVENDA = "en-ZA", "ve-ZA"
# Twentieths of a point between the margins of A4.
WIDTH = 9638
EARLIEST = (1980, 1, 1, 0, 0, 0)


def element(name: str, **attributes: Any) -> Any:
    """``element("w:tblW", w=5000, type="pct")``; every attribute is Word's own."""
    found = OxmlElement(name)
    for key, value in attributes.items():
        found.set(qn(f"w:{key}"), str(value))
    return found


def clean(text: Any) -> str:
    return str(text).translate(FORBIDDEN_IN_XML).replace("\r\n", "\n").replace("\r", "\n")


def runs(paragraph: Any, text: str, *, bold: bool = False) -> None:
    """The words, each line on its own, with those of Tshivenḓa marked as such."""
    said, end = clean(text), 0
    for found in VENDA.finditer(said):
        _run(paragraph, said[end : found.start()], bold)
        _run(paragraph, found.group(), bold, TSHIVENDA)
        end = found.end()
    _run(paragraph, said[end:], bold)


def _run(paragraph: Any, text: str, bold: bool, language: str = "") -> None:
    if not text:
        return
    run = element("w:r")
    if bold or language:
        look = element("w:rPr")
        if bold:
            look.append(element("w:b"))
        if language:
            look.append(element("w:lang", val=language))
        run.append(look)
    for place, line in enumerate(text.split("\n")):
        if place:
            run.append(element("w:br"))
        words = element("w:t")
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(words)
    paragraph.append(run)


def paragraph(paper: WordDocument, text: str, style: str = "Normal", *, bold: bool = False) -> None:
    runs(paper.add_paragraph(style=style)._p, text, bold=bold)


def heading(paper: WordDocument, text: str, level: int) -> None:
    runs(paper.add_paragraph(style=f"Heading {level}")._p, text)


def contents(paper: WordDocument, titles: Iterable[str]) -> None:
    """A list that Word renews by itself, with the page of each; until then the titles."""
    found = list(titles)
    for place, title in enumerate(found):
        line = paper.add_paragraph(style="List Contents")._p
        if place == 0:
            _field(line, "begin", dirty="true")
            told = element("w:r")
            instruction = element("w:instrText")
            instruction.text = r' TOC \o "1-2" \h \z \u '
            told.append(instruction)
            line.append(told)
            _field(line, "separate")
        runs(line, title)
        if place == len(found) - 1:
            _field(line, "end")


def page_number(line: Any) -> None:
    field = element("w:fldSimple", instr="PAGE")
    _run(field, "1", bold=False)
    line.append(field)


def _field(line: Any, kind: str, **more: str) -> None:
    run = element("w:r")
    run.append(element("w:fldChar", fldCharType=kind, **more))
    line.append(run)


def table(
    paper: WordDocument,
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths: Sequence[int] = (),
    figures: Iterable[int] = (),
    total: Sequence[str] | None = None,
) -> None:
    """Named above and for whoever does not see it; its heads stand on every page, and no row breaks.

    ``figures`` are the places of the columns that stand on the right; ``widths`` are relative.
    """
    runs(paper.add_paragraph(style="Caption")._p, title)
    right, whole = set(figures), sum(widths or [1] * len(heads))
    columns = [WIDTH * part // whole for part in (widths or [1] * len(heads))]
    found = element("w:tbl")
    look = element("w:tblPr")
    look.append(element("w:tblStyle", val="TableGrid"))
    look.append(element("w:tblW", w=5000, type="pct"))
    look.append(element("w:tblLayout", type="fixed"))
    look.append(element("w:tblLook", firstRow=1, firstColumn=1, lastRow=int(total is not None), noVBand=1))
    look.append(element("w:tblCaption", val=clean(title)))
    look.append(element("w:tblDescription", val=f"{clean(title)}. Columns: {clean(', '.join(heads))}."))
    found.append(look)
    grid = element("w:tblGrid")
    grid.extend(element("w:gridCol", w=width) for width in columns)
    found.append(grid)
    found.append(_row(heads, columns, right, bold=True, is_head=True))
    found.extend(_row(row, columns, right) for row in rows)
    if total is not None:
        found.append(_row(total, columns, right, bold=True))
    paper.element.body.insert(len(paper.element.body) - 1, found)  # before the page set-up, which is last
    paper.add_paragraph(style="Table Text")


def _row(
    cells: Sequence[str], widths: list[int], right: set[int], *, bold: bool = False, is_head: bool = False
) -> Any:
    row, rule = element("w:tr"), element("w:trPr")
    rule.append(element("w:cantSplit"))
    if is_head:
        rule.append(element("w:tblHeader"))
    row.append(rule)
    for place, said in enumerate(cells):
        cell, kept = element("w:tc"), element("w:tcPr")
        kept.append(element("w:tcW", w=widths[place], type="dxa"))
        if is_head:
            kept.append(element("w:shd", val="clear", fill="E7ECF3"))
        cell.append(kept)
        line, how = element("w:p"), element("w:pPr")
        how.append(element("w:pStyle", val="TableText"))
        if place in right:
            how.append(element("w:jc", val="right"))
        line.append(how)
        runs(line, said, bold=bold or place == 0)
        cell.append(line)
        row.append(cell)
    return row


def styles(paper: WordDocument) -> None:
    """Arial, the house's blue for headings, and its language; headings never stand last on a page."""
    found = paper.styles
    for name, size, colour in (
        ("Title", 26, "14213D"),
        ("Heading 1", 16, "14213D"),
        ("Heading 2", 12.5, "1D4E89"),
        ("Heading 3", 11, "14213D"),
        ("Caption", 9, "14213D"),
    ):
        style: Any = found[name]
        style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), True
        style.font.italic, style.font.color.rgb = False, RGBColor.from_string(colour)
        style.paragraph_format.keep_with_next = True
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{kind}"), None)
    normal: Any = found["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    normal.paragraph_format.space_after = Pt(6)
    for name, size in (("Table Text", 8), ("List Contents", 10)):
        style = found.add_style(name, 1)
        style.base_style, style.font.size = normal, Pt(size)
        style.paragraph_format.space_after = Pt(1)
    defaults = found.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for where in (defaults, normal.element.get_or_add_rPr()):
        for one in where.findall(qn("w:lang")):
            where.remove(one)
        where.append(element("w:lang", val=LANGUAGE, eastAsia=LANGUAGE))


def steady(content: bytes) -> bytes:
    """The same file without the minute in which it was packed, so that the same report gives the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(packed, "w") as after:
        for name in before.namelist():
            kept = zipfile.ZipInfo(name, EARLIEST)
            kept.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(kept, before.read(name))
    return packed.getvalue()
