"""Pages of what is owed in every period: the rule in a draft, its dates before it is saved, how each was kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mou.forms.agreements import RemoveForm
from mou.forms.obligations import RecurringForm
from mou.models import MoU, Obligation, RecurringObligation
from mou.quoting import clause_quoted, quote_of
from mou.services import LOCKED, add_recurring, change_recurring, remove_recurring
from mou.views.kinds import WhileOpenMixin, WhileOpenUpdateView, crumbs
from partnerships.core import history
from partnerships.core.scoping import may_write_for
from partnerships.core.views import Crumbs, ScopedActView, ScopedChildCreateView, ScopedDetailView


class PreviewMixin:
    """“Show the dates” answers with the same form and the dates that the rule makes; nothing is stored."""

    template_name = "mou/recurring_form.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.is_preview = "preview" in request.POST
        return super().post(request, *args, **kwargs)  # type: ignore[misc]

    def form_valid(self, form: RecurringForm) -> HttpResponse:
        if not self.is_preview:
            saved: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            return saved
        shown: HttpResponse = self.render_to_response(  # type: ignore[attr-defined]
            self.get_context_data(form=form, dates=form.dates(), rule=form.instance.in_words)  # type: ignore[attr-defined]
        )
        return shown


class RecurringCreateView(PreviewMixin, WhileOpenMixin, ScopedChildCreateView):
    model = RecurringObligation
    form_class = RecurringForm
    parent_queryset = MoU.objects.select_related("province")
    parent_field = "mou"
    permission_required = "mou.add_obligation"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.parent, "Add a recurring obligation")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"first_period": max(self.parent.starts_on, timezone.localdate())}

    def locked(self) -> str:
        return LOCKED if self.parent.text_is_locked else ""

    def locked_url(self) -> str:
        return self.parent.get_absolute_url()

    def save(self, form: Any) -> RecurringObligation:
        return add_recurring(self.parent, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"Clause {self.object.clause} is added: {self.object.in_words}."

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class RecurringUpdateView(PreviewMixin, WhileOpenUpdateView):
    queryset = RecurringObligation.objects.select_related("mou__province")
    form_class = RecurringForm
    permission_required = "mou.change_obligation"

    def breadcrumbs(self) -> Crumbs:
        clause = (f"Clause {self.object.clause}", self.object.get_absolute_url())
        return crumbs(self.object.mou, clause, "Change")

    def locked(self) -> str:
        return LOCKED if self.get_object().mou.text_is_locked else ""

    def locked_url(self) -> str:
        return self.get_object().get_absolute_url()

    def save(self, form: Any) -> RecurringObligation:
        return change_recurring(self.get_object(), by=self.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parent=self.object.mou, **kwargs)


class RecurringDetailView(ScopedDetailView):
    permission_required = "mou.view_obligation"
    template_name = "mou/recurring_detail.html"
    queryset = RecurringObligation.objects.select_related(
        "mou__kind",
        "mou__province",
        "owing_party__stakeholder",
        "beneficiary__stakeholder",
        "accountable",
        "thrust__focus_area",
        "indicator",
        "removed_by",
    )

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.mou, f"Clause {self.object.clause}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        recurring, user, today = self.object, self.user, timezone.localdate()
        mou = recurring.mou
        rows = list(
            Obligation.objects.with_evidence()
            .visible_to(user)
            .filter(recurring=recurring)
            .order_by("period_start", "pk")
        )
        for row in rows:
            row.mou = mou
        may_change = may_write_for(user, mou.province_id) and user.has_perm("mou.change_obligation")
        return super().get_context_data(
            mou=mou,
            obligation=recurring,
            rows=[(row, recurring.rule.name_of(row.period), row.state_on(today)) for row in rows],
            next=next((row for row in rows if not row.is_settled and row.due_on >= today), None),
            quote=quote_of(recurring, clause_quoted(mou, recurring.clause)),
            horizon=recurring.until(today) if not mou.ends_on and not recurring.last_period else None,
            may_edit=may_change and not mou.text_is_locked,
            entries=history.timeline(recurring),
            **kwargs,
        )


class RecurringRemoveView(ScopedActView):
    queryset = RecurringObligation.objects.select_related("mou__kind", "mou__province")
    permission_required = "mou.change_obligation"
    form_class = RemoveForm
    template_name = "mou/remove.html"
    title = "Remove this recurring obligation"
    submit_label = "Remove it"
    danger = True

    def breadcrumbs(self) -> Crumbs:
        clause = (f"Clause {self.object.clause}", self.object.get_absolute_url())
        return crumbs(self.object.mou, clause, self.title)

    def blockers(self) -> list[str]:
        return [LOCKED] if self.object.mou.text_is_locked else []

    def act(self, form: Any) -> None:
        remove_recurring(self.object, by=self.user)

    def get_success_url(self) -> str:
        return self.object.mou.get_absolute_url()

    def saved_message(self) -> str:
        return f"Clause {self.object.clause} is removed, with everything that was owed under it."
