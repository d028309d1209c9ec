"""Pages of imports: the lists that were sent, sending one, its columns, what would become of its rows, and undoing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, FormView, ListView

from partnerships.core import history
from partnerships.core.exports import Column, harmless, to_xlsx
from partnerships.core.forms import ReasonForm
from partnerships.core.states import State
from partnerships.core.views import XLSX, Crumbs, ScopedActView, ScopedMixin
from stakeholders.forms.importing import ColumnsForm, NoteForm, PlaceForm, UploadForm
from stakeholders.importing.fields import FIELD
from stakeholders.importing.headings import Header, data_rows, header_at
from stakeholders.importing.template import template
from stakeholders.lifecycle.importing import RIGHT, against_committing, against_dropping
from stakeholders.models import ImportBatch, ImportRow
from stakeholders.services.import_undoing import against_undoing
from stakeholders.services.importing import (
    GOOD,
    choose_columns,
    commit_list,
    drop_import,
    good_rows,
    is_interrupted,
    open_list,
    resume_step,
    twin_of,
    undo_import,
    upload_list,
)

Outcome = ImportRow.Outcome
OUTCOME_TONES = {
    Outcome.CREATE: "good",
    Outcome.UPDATE: "good",
    Outcome.UNCHANGED: "none",
    Outcome.REFUSED: "overdue",
    Outcome.LEFT_OUT: "none",
}
# What the rows can be chosen by: the word in the address, what it is called, which rows it means.
CHOICES: tuple[tuple[str, str, Q], ...] = (
    ("", "All", Q()),
    ("refused", "Cannot be imported", Q(outcome=Outcome.REFUSED)),
    ("warning", "With a warning", Q(has_warning=True) & ~Q(outcome=Outcome.REFUSED)),
    ("create", "New", Q(outcome=Outcome.CREATE)),
    ("update", "Changes a record", Q(outcome=Outcome.UPDATE)),
    ("unchanged", "Already there", Q(outcome=Outcome.UNCHANGED)),
    ("left_out", "Left out", Q(outcome=Outcome.LEFT_OUT)),
)
DOING = {
    ImportBatch.Status.CHECKING: "The rows are being checked",
    ImportBatch.Status.COMMITTING: "The good rows are being imported",
    ImportBatch.Status.UNDOING: "The import is being undone",
}


def crumbs(*more: tuple[str, str]) -> Crumbs:
    return [
        ("Stakeholders", reverse("stakeholders:list")),
        ("Imports", reverse("stakeholders:imports")),
        *more,
    ]


class ImportListView(ScopedMixin, ListView):
    queryset = ImportBatch.objects.select_related("province", "uploaded_by")
    permission_required = RIGHT
    paginate_by = 25
    template_name = "stakeholders/import_list.html"

    def breadcrumbs(self) -> Crumbs:
        return [("Stakeholders", reverse("stakeholders:list")), ("Imports", "")]


class ImportAddView(ScopedMixin, FormView):
    form_class = UploadForm
    permission_required = RIGHT
    template_name = "stakeholders/import_add.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(("Send a list", ""))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user}

    def form_valid(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        try:
            batch = upload_list(data["file"], by=self.user, province=data.get("province"))
        except ValidationError as error:
            form.add_error("file", ValidationError(error.messages))
            return self.form_invalid(form)
        return redirect("stakeholders:import_columns", batch.pk)


class ImportDetailView(ScopedMixin, DetailView):
    """What would become of each row, or became of it; while a step runs, how far it is."""

    queryset = ImportBatch.objects.select_related("province", "uploaded_by")
    permission_required = RIGHT
    template_name = "stakeholders/import_detail.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs((str(self.object), ""))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Begin an interrupted step again."""
        batch = self.get_object()
        try:
            resume_step(batch, by=self.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(batch)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.object
        context = super().get_context_data(**kwargs) | {
            "twin": twin_of(batch, self.user),
            "entries": history.timeline(batch),
        }
        if batch.is_working:
            return context | {"doing": DOING[batch.status], "is_interrupted": is_interrupted(batch)}
        return context | self._rows(batch)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if self.object.is_working and not context["is_interrupted"]:
            response["Refresh"] = "3"  # the progress is followed without a script
        return response

    def _rows(self, batch: ImportBatch) -> dict[str, Any]:
        counts = batch.rows.aggregate(
            **{name or "all": Count("pk", filter=rows) for name, _, rows in CHOICES}
        )
        chosen = self.request.GET.get("outcome", "")
        condition = next((rows for name, _, rows in CHOICES if name == chosen), Q())
        rows = batch.rows.filter(condition).select_related("stakeholder")
        paginator = Paginator(rows, 25)
        paginator.count = counts.get(chosen or "all", counts["all"])
        page = paginator.get_page(self.request.GET.get("page"))
        names = [FIELD[name].label for _, name in _matched(batch)]
        return {
            "counts": counts,
            "rows_checked": counts["all"],
            "good": counts["create"] + counts["update"],
            "views": [
                (
                    label,
                    f"?outcome={name}" if name else batch.get_absolute_url(),
                    counts[name or "all"],
                    name == chosen,
                )
                for name, label, _ in CHOICES
                if counts[name or "all"] or not name
            ],
            "page_obj": page,
            "column_names": names,
            "rows": [_shown(row, batch) for row in page],
            "may_commit": not against_committing(batch, counts["create"] + counts["update"]),
        }


def _matched(batch: ImportBatch) -> list[tuple[int, str]]:
    return [(int(place), name) for place, name in batch.columns.items() if name in FIELD]


def _shown(row: ImportRow, batch: ImportBatch) -> dict[str, Any]:
    """A row of the preview: what stood in it, under the names of our fields, and what is said about it."""
    cells = [
        (FIELD[name].label, str(row.cells[place]))
        for place, name in _matched(batch)
        if place < len(row.cells) and row.cells[place] not in (None, "")
    ]
    named = next((value for label, value in cells if label == FIELD["stakeholder.name"].label), "")
    return {
        "row": row,
        "name": named or "Without a name",
        "cells": [(label, value) for label, value in cells if label != FIELD["stakeholder.name"].label],
        "state": State(row.get_outcome_display(), OUTCOME_TONES[Outcome(row.outcome)]),
        "errors": [text for level, _, text in row.messages if level == "error"],
        "warnings": [text for level, _, text in row.messages if level == "warning"],
    }


class ImportActView(ScopedActView):
    """An act on one batch that was sent by this person, or that a national user looks after."""

    queryset = ImportBatch.objects.select_related("province", "uploaded_by")
    permission_required = RIGHT
    form_class: Any = NoteForm

    def breadcrumbs(self) -> Crumbs:
        return crumbs((str(self.object), self.object.get_absolute_url()), (self.title, ""))

    def saved_message(self) -> str:
        return ""


class ImportColumnsView(ImportActView):
    """What each column is. The choice is remembered for this person's next list with the same headings."""

    form_class = ColumnsForm
    title = "What the columns are"
    submit_label = "Check the rows"
    template_name = "stakeholders/import_columns.html"
    place: PlaceForm | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.refusal: list[str] = []
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        batch = self.object
        stored = Header(batch.header_row or 1, batch.headings, {int(k): v for k, v in batch.columns.items()})
        samples: list[list[Any]] = []
        header = stored
        self.sheet = batch.sheet
        if against := self._against():
            self.refusal = [against]
        else:
            try:
                header, samples = self._found(stored)
            except ValidationError as error:
                self.refusal = error.messages
        return super().get_form_kwargs() | {"header": header, "columns": header.columns, "samples": samples}

    def _against(self) -> str:
        if self.object.status in {ImportBatch.Status.UPLOADED, ImportBatch.Status.CHECKED}:
            return ""
        return f"This list is “{self.object.get_status_display()}”. Columns are chosen before a list is imported."

    def _found(self, stored: Header) -> tuple[Header, list[list[Any]]]:
        """The headings of the sheet and row that were asked for, with the first rows below them."""
        book = open_list(self.object)
        asked = self.request.GET or self.request.POST
        given = {"sheet": self.object.sheet, "header_row": stored.row_number} | {
            name: asked[name] for name in ("sheet", "header_row") if asked.get(name)
        }
        self.place = PlaceForm(given, sheets=book.sheets)
        if not self.place.is_valid():
            return stored, []
        self.sheet, number = self.place.cleaned_data["sheet"], self.place.cleaned_data["header_row"]
        rows = book.rows(self.sheet)
        if number > len(rows):
            self.place.add_error("header_row", f"This sheet has {len(rows)} rows. Give one of them.")
            return stored, []
        same = (self.sheet, number) == (self.object.sheet, stored.row_number)
        header = stored if same else header_at(rows, number)
        below = [
            list(cells) for _, cells in zip(range(5), (c for _, c in data_rows(rows, number)), strict=False)
        ]
        return header, below

    def blockers(self) -> list[str]:
        return self.refusal

    def act(self, form: Any) -> None:
        if self.refusal:
            raise ValidationError(self.refusal)
        choose_columns(
            self.object, by=self.user, sheet=self.sheet, header=form.header, columns=form.columns()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = self.get_form()  # making it finds the list, or says why it cannot be found
        return super().get_context_data(place=self.place, sheet=self.sheet, **kwargs)


class ImportCommitView(ImportActView):
    title = submit_label = "Import the good rows"
    template_name = "stakeholders/import_commit.html"

    def blockers(self) -> list[str]:
        return [against] if (against := against_committing(self.object, good_rows(self.object))) else []

    def act(self, form: Any) -> None:
        commit_list(self.object, by=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = self.object.rows.aggregate(
            create=Count("pk", filter=Q(outcome=Outcome.CREATE)),
            update=Count("pk", filter=Q(outcome=Outcome.UPDATE)),
            refused=Count("pk", filter=Q(outcome=Outcome.REFUSED)),
            warned=Count("pk", filter=Q(outcome__in=GOOD, has_warning=True)),
        )
        return super().get_context_data(counts=counts, **kwargs)


class ImportUndoView(ImportActView):
    form_class = ReasonForm
    title = submit_label = "Undo the import"
    danger = True
    template_name = "stakeholders/import_undo.html"

    def blockers(self) -> list[str]:
        if self.object.status != ImportBatch.Status.COMMITTED:
            return ["Only a list that was imported can be undone."]
        return against_undoing(self.object)

    def act(self, form: Any) -> None:
        undo_import(self.object, by=self.user, reason=form.cleaned_data["note"])


class ImportDropView(ImportActView):
    title = submit_label = "Drop this list"
    danger = True
    template_name = "stakeholders/import_drop.html"

    def blockers(self) -> list[str]:
        return [against] if (against := against_dropping(self.object)) else []

    def act(self, form: Any) -> None:
        drop_import(self.object, by=self.user)

    def saved_message(self) -> str:
        return f"{self.object} is dropped. Nothing of it came into the register."


@require_safe
@permission_required(RIGHT, raise_exception=True)
def empty_list(request: HttpRequest) -> HttpResponse:
    """A workbook to fill in, with headings and drop-downs from the reference lists."""
    headers = {"Content-Disposition": 'attachment; filename="stakeholders-to-import.xlsx"'}
    return HttpResponse(template(request.user), content_type=XLSX, headers=headers)  # type: ignore[arg-type]


@require_safe
@permission_required(RIGHT, raise_exception=True)
def refused(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that cannot be imported, as they stood in the list, with the reasons: to be mended and sent again."""
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    rows = batch.rows.filter(outcome=Outcome.REFUSED)
    content = to_xlsx("Rows to mend", rows.iterator(chunk_size=2000), list(_columns(batch)))
    name = f"rows-to-mend-{timezone.localdate():%Y-%m-%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _columns(batch: ImportBatch) -> Iterator[Column]:
    for place, _ in _matched(batch):
        heading = batch.headings[place] if place < len(batch.headings) else ""
        yield Column(heading or f"Column {place + 1}", lambda row, at=place: _cell(row, at))  # type: ignore[misc]
    yield Column("Row", "number", width=6)
    yield Column("Why it cannot be imported", _reasons, width=80)


def _cell(row: ImportRow, place: int) -> Any:
    return harmless(row.cells[place]) if place < len(row.cells) else None


def _reasons(row: ImportRow) -> str:
    return " ".join(text for level, _, text in row.messages if level == "error")
