"""Pages of paper: printing a numbered sheet of a form, and finding the form again by its number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from partnerships.core import paper
from partnerships.core.choosing import RecordChoiceField
from partnerships.core.models import PaperSheet, User
from partnerships.core.pdf import PdfError

LATEST = 20


class ParentForm(forms.Form):
    """The record that a sheet is about, where its form is one of a record."""

    record = RecordChoiceField(None, help_text="Write the name, or a part of it.")

    def __init__(self, *args: Any, form: paper.PaperForm, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["record"]
        field.label = form.parent_label
        field.queryset = form.parent(user) if form.parent else None
        field.search = form.parent_search


@require_http_methods(["GET", "HEAD", "POST"])
def sheets(request: HttpRequest) -> HttpResponse:
    """The forms that this person may print, and the sheets printed lately. POST makes a sheet and gives its PDF."""
    user: User = request.user  # type: ignore[assignment]
    if request.method == "POST":
        form = _open_form(request.POST.get("form", ""), user)
        return _pdf(request, paper.new_sheet(form, by=user), form)
    if number := request.GET.get("number", "").strip():
        if found := paper.find_sheet(number):
            return redirect("paper_sheet", found.number)
        messages.warning(
            request, f"There is no sheet “{number}”. Look at its head or foot: P and six figures."
        )
    offered = paper.OFFERED.open_to(user)
    titles = {one.code: one.title for one in offered}
    latest = PaperSheet.objects.filter(printed_by=user, form__in=titles)[:LATEST]
    context = {"offered": offered, "latest": [(sheet, titles[sheet.form]) for sheet in latest]}
    return render(request, "core/paper.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """What is typed from a sheet: it opens its form, or tells what was captured. POST prints it again."""
    user: User = request.user  # type: ignore[assignment]
    found = paper.find_sheet(number)
    if found is None:
        raise Http404
    form = _open_form(found.form, user)
    if request.method == "POST":
        return _pdf(request, found, form)
    if found.object_id is not None:
        return render(request, "core/paper_sheet.html", _captured(found, form, user))
    if form.parent is None:
        return redirect(paper.address_of(form, found))
    asked = ParentForm(request.GET if "record" in request.GET else None, form=form, user=user)
    if asked.is_bound and asked.is_valid():
        return redirect(paper.address_of(form, found, asked.cleaned_data["record"]))
    return render(request, "core/paper_sheet.html", {"sheet": found, "paper": form, "form": asked})


def _open_form(code: str, user: User) -> paper.PaperForm:
    form = paper.OFFERED.get(code)
    if form is None:
        raise Http404
    if not user.has_perm(form.permission):
        raise PermissionDenied
    return form


def _captured(found: PaperSheet, form: paper.PaperForm, user: User) -> dict[str, Any]:
    """The record that the sheet led to, named only to whoever may see it."""
    model: Any = found.content_type.model_class() if found.content_type else None
    record = model.objects.visible_to(user).filter(pk=found.object_id).first() if model else None
    return {"sheet": found, "paper": form, "record": record}


def _pdf(request: HttpRequest, printed: PaperSheet, form: paper.PaperForm) -> HttpResponse:
    address = request.build_absolute_uri(reverse("paper_sheet", args=[printed.number]))
    try:
        content = paper.render(printed, form, for_user=request.user, address=address)  # type: ignore[arg-type]
    except PdfError as error:
        messages.error(request, str(error))
        return redirect("paper")
    headers = {"Content-Disposition": f'attachment; filename="{printed.number}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


urlpatterns = [
    path("paper/", sheets, name="paper"),
    path("paper/<slug:number>/", sheet, name="paper_sheet"),
]
