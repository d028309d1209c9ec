"""A return without a connection: on paper, or as a workbook that is filled, sent, shown as a difference and saved."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView

from partnerships.core.paper import new_sheet, render
from partnerships.core.pdf import PdfError
from partnerships.core.views import XLSX, EditableMixin
from reporting.forms import ReturnWorkbookForm
from reporting.opening import against_writing
from reporting.paper import paper_of
from reporting.return_reading import Change, Difference, read_return
from reporting.return_sheet import ReturnSheet
from reporting.return_workbook import name_of, write_return
from reporting.services import Saved, TypedLine, TypedPassage, save_part
from reporting.views.returns import ReturnMixin

SALT = "return of a workbook"
A_DAY = 24 * 3600
FIGURES = ("value", "numerator", "denominator", "counted")


class ReturnWorkbookView(EditableMixin, ReturnMixin, DetailView):
    """The workbook of a return, with its lines alone."""

    permission_required = "reporting.change_actual"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return HttpResponse(
            write_return(self.sheet()),
            content_type=XLSX,
            headers={"Content-Disposition": f'attachment; filename="{name_of(self.object)}"'},
        )


class ReturnPaperView(EditableMixin, ReturnMixin, DetailView):
    """A numbered sheet with the lines of a return, to be filled in by hand."""

    permission_required = "reporting.change_actual"
    http_method_names = ("post",)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Whose it is comes before how it is asked for."""
        if not request.user.is_authenticated or not self.has_permission():
            return self.handle_no_permission()
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = paper_of(self.sheet())
        printed = new_sheet(form, by=self.user)
        address = request.build_absolute_uri(reverse("paper_sheet", args=[printed.number]))
        try:
            content = render(printed, form, for_user=self.user, address=address)
        except PdfError as error:
            messages.error(request, str(error))
            return redirect("reporting:return_upload", self.object.pk)
        headers = {"Content-Disposition": f'attachment; filename="{printed.number}.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


class ReturnUploadView(EditableMixin, ReturnMixin, DetailView):
    """A workbook is read and shown; what it changes is saved from the same page, or not at all."""

    permission_required = "reporting.change_actual"
    template_name = "reporting/return_upload.html"
    part, part_label = "return_upload", "Workbook"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet = kwargs.pop("sheet", None) or self.sheet()
        return super().get_context_data(
            **{"form": ReturnWorkbookForm(), "difference": None, "changes": ""}
            | self.context_of(sheet)
            | kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if against := against_writing(self.object, timezone.localdate()):
            messages.error(request, against)
            return redirect(self.object)
        if "changes" in request.POST:
            return self._save(request.POST["changes"])
        form, sheet, difference = ReturnWorkbookForm(request.POST, request.FILES), self.sheet(), None
        if form.is_valid():
            file = form.cleaned_data["workbook"]
            try:
                difference = read_return(file, file.name, sheet)
            except ValidationError as error:
                form.add_error("workbook", error)
        changes = _sealed(self.object.pk, difference) if difference and difference.count else ""
        context = self.get_context_data(sheet=sheet, form=form, difference=difference, changes=changes)
        return self.render_to_response(context)

    def _save(self, sealed: str) -> HttpResponse:
        typed = _unsealed(self.object.pk, sealed)
        if typed is None:
            messages.error(self.request, "The difference is no longer known. Send the workbook again.")
            return redirect(self.request.path)
        lines, passages = typed
        try:
            saved = save_part(self.object, by=self.user, lines=lines, passages=passages)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return redirect(self.object)
        if count := len(saved.lines) + len(saved.passages):
            messages.success(
                self.request, f"Saved from the workbook: {count} part{'' if count == 1 else 's'}."
            )
        if saved.is_whole:
            return redirect(self.object)
        sheet = self.sheet()
        return self.render_to_response(
            self.get_context_data(sheet=sheet, difference=Difference(problems=_left(saved, sheet)))
        )


def _sealed(found: int, difference: Difference) -> str:
    """What was shown, signed: it travels through the page, and comes back as it went."""
    lines = []
    for line in difference.lines:
        held = asdict(line)
        del held["documents"]
        held["categories"] = [(pk, _text(value)) for pk, value in line.categories]
        lines.append(held | {name: _text(held[name]) for name in FIGURES})
    passages = [asdict(passage) for passage in difference.passages]
    return signing.dumps({"return": found, "lines": lines, "passages": passages}, salt=SALT, compress=True)


def _unsealed(found: int, sealed: str) -> tuple[list[TypedLine], list[TypedPassage]] | None:
    try:
        held = signing.loads(sealed, salt=SALT, max_age=A_DAY)
    except signing.BadSignature:
        return None
    if held["return"] != found:
        return None
    lines = []
    for line in held["lines"]:
        categories = [(pk, _value(value)) for pk, value in line.pop("categories")]
        lines.append(
            TypedLine(**line | {name: _value(line[name]) for name in FIGURES}, categories=categories)
        )
    return lines, [TypedPassage(**passage) for passage in held["passages"]]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _value(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _left(saved: Saved, sheet: ReturnSheet) -> list[Change]:
    """What was saved by somebody else between the look and the press, with both; and what was refused."""
    codes = {row.line.pk: row.definition.code for row in sheet.rows}
    meanwhile = "somebody else saved this meanwhile. Compare both, and write it online."
    left = [
        Change(codes[pk], label, theirs, yours, meanwhile)
        for pk, differing in saved.conflicts.items()
        for label, theirs, yours in differing
    ]
    left += [
        Change(label, "Words", theirs, yours, meanwhile)
        for differing in saved.passage_conflicts.values()
        for label, theirs, yours in differing
    ]
    return left + [
        Change(codes[pk], "", None, "", " ".join(one for said in errors.values() for one in said))
        for pk, errors in saved.errors.items()
    ]
