"""Pages of obligations: the register across all agreements, one obligation, and every act on it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property

from mou.exports import OBLIGATION_COLUMNS
from mou.filters import UNSETTLED, ObligationFilter
from mou.forms.agreements import RemoveForm
from mou.forms.obligations import ObligationForm, ReleaseForm, SubmitForm, VerifyForm
from mou.lifecycle import OBLIGATION_LIFECYCLE
from mou.models import MoU, Obligation
from mou.models.obligation import DUE_SOON_DAYS
from mou.services import (
    LOCKED,
    add_obligation,
    lapse_obligation,
    remove_obligation,
    submit_obligation,
    verify_obligation,
    waive_obligation,
)
from mou.standing import days, in_words, obligation_waits_for
from mou.views.acts import blocked_acts_on_obligation
from mou.views.kinds import MoveActView, RegisterView, WhileOpenMixin, WhileOpenUpdateView, crumbs
from partnerships.core import history
from partnerships.core.scoping import may_write_for
from partnerships.core.views import (
    Crumbs,
    ScopedActView,
    ScopedChildCreateView,
    ScopedDetailView,
    TransitionView,
)

AGES = (
    "Not due",
    f"Due within {DUE_SOON_DAYS} days",
    "Late up to 30 days",
    "31 to 90 days",
    "More than 90 days",
)
KEYS = ("later", "soon", "30", "90", "old")


def ready_made() -> list[tuple[str, dict[str, Any]]]:
    today = timezone.localdate()
    soon = today + timedelta(days=DUE_SOON_DAYS)
    owed = {"status": UNSETTLED, "owed_on": today}
    return [
        ("Not settled", owed),
        ("Overdue", {"overdue_on": today}),
        ("Due soon", owed | {"due_on_after": today, "due_on_before": soon}),
        ("To be verified", {"status": Obligation.Status.SUBMITTED}),
        ("Mine", owed | {"mine": "yes"}),
        ("All", {"status": ""}),
    ]


class ObligationListView(RegisterView):
    queryset = Obligation.objects.for_list()
    filterset_class = ObligationFilter
    permission_required = "mou.view_obligation"
    export_columns = OBLIGATION_COLUMNS
    export_name = "obligations"
    extra_context = {"default_sort": "due_on"}
    ready_made = staticmethod(ready_made)
    opens_with = staticmethod(lambda: {"status": UNSETTLED, "owed_on": timezone.localdate()})

    @cached_property
    def ages(self) -> tuple[list[int], list[int]]:
        return Obligation.objects.visible_to(self.user).ages(timezone.localdate())

    def known_count(self) -> int | None:
        """What the list opens with is what the ages add up to."""
        return sum(map(sum, self.ages)) if self.is_bare else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = timezone.localdate()
        context["rows"] = [_row(obligation, today) for obligation in context["object_list"]]
        return context | self.summary(today) if self.is_bare else context

    def summary(self, today: date) -> dict[str, Any]:
        """What is owed by age, which the register opens with; a chosen part of it is quicker without."""
        ours, theirs = self.ages
        return {
            "ages": list(zip(AGES, KEYS, _age_queries(today), ours, theirs, strict=True)),
            "ours": ours,
            "theirs": theirs,
            "ours_total": sum(ours),
            "theirs_total": sum(theirs),
            "full": max(sum(ours), sum(theirs)),
        }


def _row(obligation: Obligation, day: date) -> dict[str, Any]:
    state = obligation.state_on(day)
    waiting = obligation_waits_for(obligation, day)
    return {
        "obligation": obligation,
        "state": state,
        # A tag that is overdue says itself by how many days.
        "distance": "" if state.tone == "overdue" else _distance(obligation, day),
        "waiting": in_words(waiting),
        "waits": waiting.kind != "nobody",
    }


def _distance(obligation: Obligation, day: date) -> str:
    """How far the due date is, for what is still owed."""
    if obligation.is_settled or obligation.mou.signed_on is None:
        return ""
    left = (obligation.due_on - day).days
    return "today" if left == 0 else f"in {days(left)}" if left > 0 else f"{days(-left)} late"


def _age_queries(day: date) -> list[str]:
    """The filter that shows what each count of ``ages`` counts."""
    soon, month, quarter = (day + timedelta(days=n) for n in (DUE_SOON_DAYS, -30, -90))
    one = timedelta(days=1)
    bounds = [
        (soon + one, None),
        (day, soon),
        (month, day - one),
        (quarter, month - one),
        (None, quarter - one),
    ]
    queries = []
    for start, end in bounds:
        query = QueryDict(mutable=True)
        query.update({"status": UNSETTLED, "owed_on": str(day)})
        if start:
            query["due_on_after"] = str(start)
        if end:
            query["due_on_before"] = str(end)
        queries.append(query.urlencode())
    return queries


class ObligationDetailView(ScopedDetailView):
    permission_required = "mou.view_obligation"
    queryset = Obligation.objects.for_list().select_related(
        "mou__kind", "mou__business_owner", "submitted_by", "verified_by", "released_by", "thrust__focus_area"
    )

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.mou, f"Clause {self.object.clause}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        obligation, user, today = self.object, self.user, timezone.localdate()
        may_change = may_write_for(user, obligation.mou.province_id)
        return super().get_context_data(
            mou=obligation.mou,
            state=obligation.state_on(today),
            distance=_distance(obligation, today),
            waiting=obligation_waits_for(obligation, today),
            documents=obligation.documents.order_by("uploaded_at"),
            actions=[
                *OBLIGATION_LIFECYCLE.actions(obligation, user),
                *blocked_acts_on_obligation(obligation, user),
            ]
            if may_change
            else [],
            later=OBLIGATION_LIFECYCLE.later(obligation, user) if may_change else [],
            may_edit=may_change
            and not obligation.mou.text_is_locked
            and user.has_perm("mou.change_obligation"),
            entries=history.timeline(obligation),
            **kwargs,
        )


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
        return LOCKED if self.get_object().mou.text_is_locked else ""

    def locked_url(self) -> str:
        return self.get_object().get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parent=self.object.mou, **kwargs)


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
        return [LOCKED] if self.object.mou.text_is_locked else []

    def act(self, form: Any) -> None:
        remove_obligation(self.object, by=self.user)

    def get_success_url(self) -> str:
        return self.object.mou.get_absolute_url()

    def saved_message(self) -> str:
        return f"Clause {self.object.clause} is removed."


class ObligationActView(OfClauseMixin, MoveActView):
    """An act on an obligation, with its text and its evidence beside the form."""

    lifecycle = OBLIGATION_LIFECYCLE
    template_name = "mou/obligation_act.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            mou=self.object.mou,
            state=self.object.state_on(timezone.localdate()),
            documents=self.object.documents.order_by("uploaded_at"),
            **kwargs,
        )


class SubmitView(ObligationActView):
    move = "submit"
    form_class = SubmitForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"has_evidence": self.object.documents.exists()}

    def act(self, form: Any) -> None:
        submit_obligation(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "Submitted. Somebody else verifies it now."


class VerifyView(ObligationActView):
    move = "meet"
    form_class = VerifyForm
    title = "Verify"  # type: ignore[assignment]
    submit_label = "Record the finding"  # type: ignore[assignment]

    def act(self, form: Any) -> None:
        verify_obligation(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"{self.object.get_status_display()}: the finding is recorded."


class WaiveView(ObligationActView):
    move = "waive"
    form_class = ReleaseForm
    danger = True

    def act(self, form: Any) -> None:
        waive_obligation(self.object, by=self.user, **form.cleaned_data)


class LapseView(ObligationActView):
    move = "lapse"
    form_class = ReleaseForm
    danger = True

    def act(self, form: Any) -> None:
        lapse_obligation(self.object, by=self.user, **form.cleaned_data)


class ObligationMoveView(OfClauseMixin, TransitionView):
    """Recording a dispute, and settling it: a reason is enough."""

    lifecycle = OBLIGATION_LIFECYCLE

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.transition.label
