"""Pages of an obligation: what is owed, and writing it into a draft."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from mou.forms.agreements import RemoveForm
from mou.forms.obligations import ObligationForm
from mou.lifecycle import OBLIGATION_LIFECYCLE
from mou.models import MoU, Obligation
from mou.quoting import clause_quoted, quote_of
from mou.services import LOCKED, add_obligation, remove_obligation
from mou.standing import days, obligation_waits_for
from mou.views.acts import blocked_acts_on_obligation
from mou.views.kinds import WhileOpenMixin, WhileOpenUpdateView, crumbs
from partnerships.core import history
from partnerships.core.scoping import may_write_for
from partnerships.core.views import (
    Crumbs,
    ScopedActView,
    ScopedChildCreateView,
    ScopedDetailView,
)
from stakeholders.models import ActionItem


def distance_to(obligation: Obligation, day: date) -> str:
    """How far the due date is, for what is still owed."""
    if obligation.is_settled or obligation.mou.signed_on is None:
        return ""
    left = (obligation.due_on - day).days
    return "today" if left == 0 else f"in {days(left)}" if left > 0 else f"{days(-left)} late"


class ObligationDetailView(ScopedDetailView):
    permission_required = "mou.view_obligation"
    queryset = Obligation.objects.for_list().select_related(
        "mou__kind",
        "mou__business_owner",
        "submitted_by",
        "verified_by",
        "released_by",
        "thrust__focus_area",
        "indicator",
        "beneficiary__stakeholder",
        "recurring",
        "follows",
    )

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.mou, f"Clause {self.object.clause}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        obligation, user, today = self.object, self.user, timezone.localdate()
        may_change = may_write_for(user, obligation.mou.province_id)
        return super().get_context_data(
            mou=obligation.mou,
            state=obligation.state_on(today),
            distance=distance_to(obligation, today),
            waiting=obligation_waits_for(obligation, today),
            period=obligation.recurring.name_of(obligation.period_start) if obligation.recurring else "",
            promise=self._promise(),
            quote=quote_of(obligation, clause_quoted(obligation.mou, obligation.clause)),
            extensions=obligation.extensions.select_related("recorded_by").order_by("decided_on", "pk"),
            disputes=obligation.disputes.select_related(
                "party__stakeholder", "recorded_by", "settled_by"
            ).order_by("disputed_on", "pk"),
            follow_ons=[(rest, rest.state_on(today)) for rest in self._follow_ons()],
            documents=obligation.documents.order_by("uploaded_at"),
            actions=[
                *OBLIGATION_LIFECYCLE.actions(obligation, user),
                *blocked_acts_on_obligation(obligation, user),
            ]
            if may_change
            else [],
            later=OBLIGATION_LIFECYCLE.later(obligation, user) if may_change else [],
            may_edit=may_change
            and not obligation.recurring_id
            and not obligation.mou.text_is_locked
            and user.has_perm("mou.change_obligation"),
            entries=history.timeline(obligation),
            **kwargs,
        )

    def _promise(self) -> ActionItem | None:
        """What was said before it was agreed, where this person may read that."""
        if self.object.promise_id is None:
            return None
        seen = ActionItem.objects.visible_to(self.user)
        found: ActionItem | None = seen.filter(pk=self.object.promise_id).first()
        return found

    def _follow_ons(self) -> list[Obligation]:
        """What was left over of it."""
        rows = list(self.object.follow_ons.visible_to(self.user).order_by("due_on", "pk"))
        for row in rows:
            row.mou = self.object.mou
        return rows


class ObligationCreateView(WhileOpenMixin, ScopedChildCreateView):
    model = Obligation
    form_class = ObligationForm
    parent_queryset = MoU.objects.select_related("province")
    parent_field = "mou"
    permission_required = "mou.add_obligation"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.parent, "Add an obligation")

    def locked(self) -> str:
        return LOCKED if self.parent.text_is_locked else ""

    def locked_url(self) -> str:
        return self.parent.get_absolute_url()

    def save(self, form: Any) -> Obligation:
        return add_obligation(self.parent, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"Clause {self.object.clause} is added."


class ObligationUpdateView(WhileOpenUpdateView):
    queryset = Obligation.objects.select_related("mou__province")
    form_class = ObligationForm
    permission_required = "mou.change_obligation"

    def breadcrumbs(self) -> Crumbs:
        clause = (f"Clause {self.object.clause}", self.object.get_absolute_url())
        return crumbs(self.object.mou, clause, "Change")

    def locked(self) -> str:
        return against_changing(self.get_object())

    def locked_url(self) -> str:
        return self.get_object().get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parent=self.object.mou, **kwargs)


OF_A_RULE = "This is owed in every period: it is changed and removed with the recurring obligation that it belongs to."


def against_changing(obligation: Obligation) -> str:
    if obligation.mou.text_is_locked:
        return LOCKED
    return OF_A_RULE if obligation.recurring_id else ""


class OfClauseMixin:
    """Where an act on an obligation finds it, and where its page stands."""

    queryset = Obligation.objects.select_related(
        "mou__kind", "mou__province", "owing_party__stakeholder", "accountable", "submitted_by"
    )
    object: Obligation
    title: str

    def breadcrumbs(self) -> Crumbs:
        clause = (f"Clause {self.object.clause}", self.object.get_absolute_url())
        return crumbs(self.object.mou, clause, self.title)


class ObligationRemoveView(OfClauseMixin, ScopedActView):
    permission_required = "mou.change_obligation"
    form_class = RemoveForm
    template_name = "mou/remove.html"
    title = "Remove this obligation"
    submit_label = "Remove it"
    danger = True

    def blockers(self) -> list[str]:
        return [reason] if (reason := against_changing(self.object)) else []

    def act(self, form: Any) -> None:
        remove_obligation(self.object, by=self.user)

    def get_success_url(self) -> str:
        return self.object.mou.get_absolute_url()

    def saved_message(self) -> str:
        return f"Clause {self.object.clause} is removed."
