"""Forms on paper: what a numbered sheet of a form shows, and which record it led to.

Each app names the forms that it offers on paper (``<app>/paper.py``); ``partnerships.sheets`` puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.conf import settings
from django.db import models, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from partnerships.core.models import PaperSheet, User
from partnerships.core.pdf import printed

# A choice of more than this is written, not ticked.
MOST_BOXES = 24
LINE_OF_TEXT = 120
MOST_LINES = 12
NUMBER = re.compile(r"\s*(?:p\s*-?\s*)?0*([1-9]\d{0,17})\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """Lines that a form takes several of, as an empty table."""

    title: str
    headings: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class PaperForm:
    """A form that is offered on paper.

    ``form`` makes it as its page would show it, empty; None while it cannot be filled in. ``parent`` are the records
    that it may be added to, where its address names one; the sheet then asks for it.
    """

    code: str
    title: str
    url_name: str
    permission: str
    form: Callable[[User], Any]
    parent: Callable[[User], Any] | None = None
    parent_label: str = ""
    # The fields by which the parent is found when its name is written.
    parent_search: tuple[str, ...] = ("name", "short_name")
    tables: tuple[Table, ...] = ()
    # What the page that opens asks before its form, and headings for questions that its page sets under one.
    asks: tuple[str, ...] = ()
    headings: Callable[[Any], dict[str, str]] = lambda form: {}

    @property
    def head(self) -> tuple[str, ...]:
        """The lines at the head of the sheet."""
        parent = (self.parent_label,) if self.parent_label else ()
        return (*parent, *self.asks, "Filled in by (name, post)", "Where and when")


class Register:
    """The forms that are offered on paper, by their codes."""

    def __init__(self) -> None:
        self._forms: dict[str, PaperForm] = {}

    def offer(self, offered: Iterable[PaperForm]) -> None:
        self._forms |= {one.code: one for one in offered}

    def get(self, code: str) -> PaperForm | None:
        return self._forms.get(code)

    def open_to(self, user: User) -> list[PaperForm]:
        return [one for one in self._forms.values() if user.has_perm(one.permission)]


OFFERED = Register()


# Sheets


def new_sheet(form: PaperForm, *, by: User) -> PaperSheet:
    """A sheet with a number of its own. Printing it again keeps the number."""
    return PaperSheet.objects.create(form=form.code, printed_by=by)


def find_sheet(number: str) -> PaperSheet | None:
    """By what stands on the paper: P-000123, or what people make of it (p123, 123)."""
    found = NUMBER.fullmatch(number)
    return PaperSheet.objects.filter(pk=int(found[1])).first() if found else None


@transaction.atomic
def link(number: str, record: Any) -> None:
    """Remember which record a sheet was captured as. The first one counts; an unknown number is nobody's."""
    if not number or not isinstance(record, models.Model) or record.pk is None:
        return
    sheet = find_sheet(number)
    if sheet is None:
        return
    held = PaperSheet.objects.select_for_update().get(pk=sheet.pk)
    if held.object_id is None:
        held.record = record
        held.save(update_fields=["content_type", "object_id"])


# What stands on the paper


@dataclass(frozen=True)
class Line:
    """One question: ``shape`` is line, lines, date, boxes or tick."""

    label: str
    hint: str
    shape: str
    options: tuple[str, ...] = ()
    count: int = 1
    needed: bool = False


@dataclass(frozen=True)
class Part:
    title: str
    lines: tuple[Line, ...]


def parts(form: Any, headings: Mapping[str, str]) -> list[Part]:
    """The questions of a form in the groups in which its page shows them; ``headings`` begin groups of their own."""
    layout = getattr(getattr(form, "helper", None), "layout", None)
    groups: list[tuple[str, list[str]]] = list(_groups(layout, "")) if layout else []
    named = {name for _, names in groups for name in names}
    title = ""
    for name in form.fields:
        if name not in named:
            title = headings.get(name, title)
            groups.append((title, [name]))
    joined: list[tuple[str, list[str]]] = []
    for title, names in groups:
        if joined and joined[-1][0] == title:
            joined[-1][1].extend(names)
        else:
            joined.append((title, list(names)))
    found = [
        Part(title, tuple(line for name in names if name in form.fields and (line := _line(form[name]))))
        for title, names in joined
    ]
    return [part for part in found if part.lines]


def _groups(node: Any, title: str) -> Iterator[tuple[str, list[str]]]:
    for one in getattr(node, "fields", ()):
        if isinstance(one, str):
            yield title, [one]
        else:
            yield from _groups(one, str(one.legend) if isinstance(one, Fieldset) else title)


def _line(bound: Any) -> Line | None:
    """None for what nobody sees."""
    field = bound.field
    if bound.is_hidden:
        return None
    if isinstance(field, forms.FileField):
        return Line(str(bound.label), "Staple it to this sheet, or write where it is.", "line")
    shape, options, count = _shape(field, field.widget)
    needed = field.required and shape != "tick"
    return Line(str(bound.label), str(field.help_text), shape, options, count, needed)


def _shape(field: Any, widget: Any) -> tuple[str, tuple[str, ...], int]:
    """How a field is drawn, what can be ticked in it, and in how many lines it is written."""
    if isinstance(widget, forms.CheckboxInput):
        return "tick", (), 1
    if isinstance(field, forms.DateField):
        return "date", (), 1
    if options := _options(field, widget):
        return "boxes", options, 1
    if isinstance(widget, forms.Textarea):
        return "lines", (), min(MOST_LINES, max(3, 2 * int(widget.attrs.get("rows", 3))))
    is_long = (getattr(field, "max_length", None) or 0) > LINE_OF_TEXT
    return ("lines", (), 2) if is_long else ("line", (), 1)


def _options(field: Any, widget: Any) -> tuple[str, ...]:
    """What can be ticked. People are not listed on paper, and a long list is written."""
    if not isinstance(widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return ()
    if getattr(getattr(field, "queryset", None), "model", None) is User:
        return ()
    found = []
    for value, label in field.choices:
        inner = label if isinstance(label, list | tuple) else [(value, label)]
        found += [str(text) for key, text in inner if str(key) != ""]
        if len(found) > MOST_BOXES:
            return ()
    return tuple(found)


def render(sheet: PaperSheet, form: PaperForm, *, for_user: User, address: str) -> bytes:
    """The sheet as an A4 PDF (PDF/UA-1). Raises PdfError with a sentence."""
    shown = form.form(for_user)
    html = render_to_string(
        "core/pdf/paper_sheet.html",
        {
            "sheet": sheet,
            "form": form,
            "parts": parts(shown, form.headings(shown)) if shown is not None else [],
            "address": address,
            "demonstration": settings.DEMONSTRATION,
        },
    )
    return printed(html, "sheet.css")


def address_of(form: PaperForm, sheet: PaperSheet, parent: Any = None) -> str:
    """Where the form is filled in from this sheet."""
    args = [parent.pk] if parent is not None else []
    return f"{reverse(form.url_name, args=args)}?sheet={sheet.number}"
