"""The text of an agreement as a Word document: the same data as its PDF, to be worked on by the other side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from mou.models import MoU
from mou.paper import text_of
from partnerships.core.models import User
from partnerships.core.numbers import date_long

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def text_docx(mou: MoU, *, by: User, day: date) -> bytes:
    """A .docx with headings, repeated table heads and its language, as a reader for the blind needs them."""
    told = text_of(mou, by=by, day=day)
    paper = docx.Document()
    _set_up(paper, mou, day)
    paper.add_paragraph(f"{mou.kind} {mou.reference}")
    paper.add_heading(mou.title, level=1)
    paper.add_paragraph(told["standing"]).runs[0].bold = True
    if told["demonstration"]:
        paper.add_paragraph("Demonstration: every organisation and person is invented.")
    paper.add_heading("Between", level=2)
    for party in told["parties"]:
        paper.add_paragraph(_introduced(party), style="List Number")
    paper.add_heading("Purpose and term", level=2)
    _paragraphs(paper, mou.purpose)
    until = f"to {date_long(mou.ends_on)}" if mou.ends_on else "without an end"
    paper.add_paragraph(
        f"From {date_long(mou.starts_on)} {until}. Notice of termination: {mou.notice_in_words}."
    )
    for heading, clauses in told["sections"]:
        if heading:
            paper.add_heading(heading, level=2)
        for clause in clauses:
            paper.add_heading(f"{clause.number}. {clause.heading}", level=3 if heading else 2)
            _paragraphs(paper, clause.text)
    if told["owed"]:
        paper.add_heading("Obligations", level=2)
        rows = [(one.clause, _between(one), _said(one), when) for one, when in told["owed"]]
        _table(paper, ("Clause", "Party", "What it owes", "By"), rows)
    paper.add_heading("Signatures", level=2)
    _table(
        paper,
        ("Party", "Name and capacity", "Place and date", "Signature"),
        [_signature(party) for party in told["parties"]],
    )
    paper.add_paragraph(f"SHA-256 of the text as it stands here: {told['digest']}").runs[0].font.size = Pt(8)
    file = BytesIO()
    paper.save(file)
    return file.getvalue()


def _set_up(paper: WordDocument, mou: MoU, day: date) -> None:
    section, normal = paper.sections[0], paper.styles["Normal"]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    normal.font.name, normal.font.size = "Arial", Pt(11)  # type: ignore[attr-defined]
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-ZA")
    normal.element.get_or_add_rPr().append(language)  # type: ignore[attr-defined]
    core = paper.core_properties
    core.title, core.author = f"{mou.reference} {mou.title}", "Civilian Secretariat for Police Service"
    core.language, core.comments = "en-ZA", ""
    core.created = core.modified = datetime(day.year, day.month, day.day)  # noqa: DTZ001 -- Word keeps no zone


def _between(owed: Any) -> str:
    to = f", to {owed.beneficiary.name}" if owed.beneficiary else ""
    return f"{owed.owing_party.name}{to}"


def _said(owed: Any) -> str:
    return f"{owed.text}\nDone when: {owed.measure}" if owed.measure else owed.text


def _introduced(party: Any) -> str:
    parts = [
        party.legal_name,
        party.founded_on and f"established by {party.founded_on}",
        party.signatory and f"represented by {party.signatory}",
        party.capacity and f"in the capacity of {party.capacity}",
        party.authority and f"authorised by {party.authority}",
    ]
    return ", ".join(part for part in parts if part)


def _paragraphs(paper: WordDocument, text: str) -> None:
    """An empty line begins a new paragraph; a single one breaks the line."""
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        if paragraph.strip():
            paper.add_paragraph(paragraph.strip())


def _table(paper: WordDocument, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = paper.add_table(rows=1, cols=len(heads), style="Table Grid")
    # On every page the heads are told again.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    for row in rows:
        for cell, said in zip(table.add_row().cells, row, strict=True):
            cell.text = said


def _signature(party: Any) -> tuple[str, str, str, str]:
    who = ", ".join(part for part in (party.signatory or "To be filled in", party.capacity) if part)
    if not party.signed_on:
        return party.legal_name, who, "To be filled in", "To be signed"
    return party.legal_name, who, f"{party.signed_at}, {date_long(party.signed_on)}", "On the signed copy"
