"""Pages of entries that resemble each other: the warning, the list of pairs, the merge and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET
from django.views.generic import ListView, View
from django.views.generic.detail import SingleObjectMixin

from partnerships.core.forms import ReasonForm
from partnerships.core.numbers import date_long
from partnerships.core.views import Crumbs, ScopedActView, ScopedDetailView, ScopedMixin
from stakeholders.duplicates import lookalikes
from stakeholders.forms.merging import MergeForm
from stakeholders.lifecycle import STAKEHOLDER_LIFECYCLE
from stakeholders.models import Merge, Resemblance, Stakeholder
from stakeholders.services.merging import (
    against_merging,
    against_undoing,
    merge_stakeholders,
    pointing,
    preview,
    undo_merge,
)
from stakeholders.services.pairs import declare_two

RIGHT = "stakeholders.merge_stakeholder"
LONGEST = 200


def _trail(*more: str) -> Crumbs:
    trail = [
        ("Stakeholders", reverse("stakeholders:list")),
        ("Possible duplicates", reverse("stakeholders:duplicates")),
    ]
    return [*trail, *[(label, "") for label in more]]


@permission_required("stakeholders.add_stakeholder", raise_exception=True)
@require_GET
def similar(request: HttpRequest) -> HttpResponse:
    """The warning as a piece of HTML, for what is typed so far."""
    typed = {
        name: request.GET.get(name, "").strip()[:LONGEST]
        for name in ("name", "short_name", "registration_number", "website")
    }
    exclude = request.GET.get("exclude", "")
    matches = []
    if len(typed["name"]) >= 3 or typed["registration_number"]:
        user: Any = request.user
        matches = lookalikes(
            by=user, exclude=int(exclude) if exclude.isdecimal() and len(exclude) < 19 else None, **typed
        )
    return render(request, "stakeholders/_lookalikes.html", {"matches": matches})


class PairListView(ScopedMixin, ListView):
    """Entries of the own scope that resemble others; of another province only who holds the other one."""

    queryset = Resemblance.objects.open()
    permission_required = RIGHT
    paginate_by = 25
    template_name = "stakeholders/duplicate_list.html"

    def breadcrumbs(self) -> Crumbs:
        return [("Stakeholders", reverse("stakeholders:list")), ("Possible duplicates", "")]

    def get_queryset(self) -> Any:
        own, changed = (
            Stakeholder.objects.visible_to(self.user),
            Stakeholder.objects.editable_by(self.user),
        )
        pairs = super().get_queryset().order_by("-score", "pk")
        return pairs.select_related("first__province", "second__province").annotate(
            sees_first=Exists(own.filter(pk=OuterRef("first"))),
            sees_second=Exists(own.filter(pk=OuterRef("second"))),
            writes_first=Exists(changed.filter(pk=OuterRef("first"))),
            writes_second=Exists(changed.filter(pk=OuterRef("second"))),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"rows": [_row(pair) for pair in context["object_list"]]}


def _row(pair: Any) -> dict[str, Any]:
    sides = [(pair.first, pair.sees_first), (pair.second, pair.sees_second)]
    sides.sort(key=lambda side: not side[1])
    (one, _), (other, sees_other) = sides
    return {
        "one": one,
        "one_state": STAKEHOLDER_LIFECYCLE.state(one),
        "other": other if sees_other else None,
        "other_state": STAKEHOLDER_LIFECYCLE.state(other) if sees_other else None,
        "holder": other.scope_label,
        "why": pair.why if sees_other else "",
        "may_settle": pair.writes_first and pair.writes_second,
    }


class OfTwoMixin:
    """The second entry of the address; a pair is settled only by whoever may change both."""

    user: Any
    kwargs: dict[str, Any]

    def second(self) -> Stakeholder:
        rows = Stakeholder.objects.editable_by(self.user).select_related(
            "group", "type", "province", "district", "stakeholder_class", "relationship_manager"
        )
        return get_object_or_404(rows, pk=self.kwargs["other"])


class TwoOrganisationsView(ScopedMixin, SingleObjectMixin, View):
    """What resembles each other is not the same: said once, by who may change both."""

    http_method_names = ["post"]
    permission_required = RIGHT
    model = Stakeholder

    def get_queryset(self) -> Any:
        return Stakeholder.objects.editable_by(self.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.has_permission():
            self.one = self.get_object()
            self.other = get_object_or_404(self.get_queryset(), pk=kwargs["other"])
            if self.one == self.other:
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        one, second = self.one, self.other
        declare_two(one, second, by=self.user, reason=request.POST.get("reason", "")[:500])
        messages.success(request, f"{one} and {second} are two organisations: the pair is not shown again.")
        return redirect("stakeholders:duplicates")


class MergeView(OfTwoMixin, ScopedActView):
    queryset = Stakeholder.objects.select_related(
        "group", "type", "province", "district", "stakeholder_class", "relationship_manager"
    )
    form_class = MergeForm
    permission_required = RIGHT
    template_name = "stakeholders/merge.html"
    title = "Merge two entries"
    submit_label = "Merge"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.has_permission():
            self.other = self.second()
        return super().dispatch(request, *args, **kwargs)

    def breadcrumbs(self) -> Crumbs:
        return _trail("Merge")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"kept": self.object, "merged": self.other, "user": self.user}

    def blockers(self) -> list[str]:
        return [against] if (against := against_merging(self.object, self.other)) else []

    def save(self, form: Any) -> Merge:
        data = form.cleaned_data
        return merge_stakeholders(
            self.object,
            self.other,
            by=self.user,
            reason=data["reason"],
            taken=form.taken,
            versions={self.object.pk: data["kept_version"], self.other.pk: data["merged_version"]},
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        self.other = self.second()
        response = super().form_invalid(form)
        # The page shows both entries as they stand now: the next press speaks of those.
        form.data = form.data.copy()
        form.data["kept_version"], form.data["merged_version"] = self.object.version, self.other.version
        return response

    def saved_message(self) -> str:
        return f"Merged. Until {date_long(self.object.undo_until)} the merge can be undone here."

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        against = self.blockers()
        return super().get_context_data(
            kept=self.object,
            other=self.other,
            moving=[] if against else preview(self.object, self.other, by=self.user),
            swapped=reverse("stakeholders:merge", args=[self.other.pk, self.object.pk]),
            **kwargs,
        ) | {"cancel_url": reverse("stakeholders:duplicates")}


class MergedView(ScopedDetailView):
    """What a merge did, and the way back while there is one."""

    queryset = Merge.objects.select_related("kept__province", "merged__province", "merged_by", "undone_by")
    permission_required = RIGHT
    template_name = "stakeholders/merged.html"

    def breadcrumbs(self) -> Crumbs:
        return _trail("Merge")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        merge = self.object
        fields = [
            str(Stakeholder._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]
            for name in merge.chosen
        ]
        moved = [(_called(entry), len(entry["ids"])) for entry in merge.moved if entry["ids"]]
        return super().get_context_data(
            fields=fields, moved=moved, against=against_undoing(merge), undo_until=merge.undo_until, **kwargs
        )


def _called(entry: dict[str, Any]) -> str:
    from_pointing = {(kind.model._meta.label, kind.field): kind.label for kind in pointing()}
    return from_pointing.get((entry["model"], entry["field"]), entry["model"])


class MergeUndoView(ScopedActView):
    queryset = Merge.objects.select_related("kept__province", "merged__province")
    form_class = ReasonForm
    permission_required = RIGHT
    title = submit_label = "Undo the merge"
    danger = True

    def breadcrumbs(self) -> Crumbs:
        return [*_trail(), ("Merge", self.object.get_absolute_url()), ("Undo", "")]

    def blockers(self) -> list[str]:
        return [against] if (against := against_undoing(self.object)) else []

    def act(self, form: Any) -> None:
        for sentence in undo_merge(self.object, by=self.user, reason=form.cleaned_data["note"]):
            messages.warning(self.request, sentence)

    def saved_message(self) -> str:
        return f"The merge is undone: {self.object.merged} is back in the register."
