"""Pages of the register: the list, the directory, one stakeholder with all that hangs on it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from partnerships.core import history
from partnerships.core.forms import ReasonForm
from partnerships.core.lifecycle import Action
from partnerships.core.models import User
from partnerships.core.states import State
from partnerships.core.views import (
    Crumbs,
    ScopedActView,
    ScopedCreateView,
    ScopedDetailView,
    ScopedListView,
    ScopedUpdateView,
    TransitionView,
)
from stakeholders.exports import DIRECTORY_COLUMNS, STAKEHOLDER_COLUMNS
from stakeholders.filters import DirectoryFilter, StakeholderFilter
from stakeholders.forms.register import StakeholderForm
from stakeholders.lifecycle import (
    STAKEHOLDER_LIFECYCLE,
    against_archiving,
    against_assessing,
    against_restoring,
    steps,
)
from stakeholders.models import Engagement, Stakeholder
from stakeholders.models.stakeholder import STATUS_TONES
from stakeholders.services import (
    archive_stakeholder,
    register_stakeholder,
    restore_stakeholder,
)
from stakeholders.views.contacts import contacts_of

NEWEST = 5
# Ready-made views of the list: what they are called, and what they choose.
READY_MADE = (
    ("All", ""),
    ("Partners", "status=partner"),
    ("Under assessment", "status=under_assessment"),
    ("Dormant partners", "dormant=yes"),
    ("Archived", "archived=yes"),
)


def crumbs(stakeholder: Stakeholder, *more: str) -> Crumbs:
    """Stakeholders / this one / the page."""
    trail = [
        ("Stakeholders", reverse("stakeholders:list")),
        (str(stakeholder), stakeholder.get_absolute_url()),
    ]
    return [*trail, *[(label, "") for label in more]]


class StakeholderListView(ScopedListView):
    queryset = Stakeholder.objects.for_list()
    filterset_class = StakeholderFilter
    permission_required = "stakeholders.view_stakeholder"
    export_columns = STAKEHOLDER_COLUMNS
    export_name = "stakeholders"
    extra_context = {"default_sort": "name"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        chosen = {
            name: value for name, value in self.request.GET.items() if value and name not in {"sort", "page"}
        }
        today = timezone.localdate()
        return context | {
            "rows": [(stakeholder, stakeholder.state_on(today)) for stakeholder in context["object_list"]],
            "ready_made": [
                (label, f"?{query}", QueryDict(query).dict() == chosen) for label, query in READY_MADE
            ],
        }


class DirectoryView(ScopedListView):
    """Every organisation of every province: its name, group, province and partner status, and nothing else."""

    model = Stakeholder
    filterset_class = DirectoryFilter
    permission_required = "stakeholders.view_stakeholder"
    template_name = "stakeholders/directory.html"
    export_columns = DIRECTORY_COLUMNS
    export_name = "directory-of-stakeholders"
    extra_context = {"default_sort": "name"}

    def get_queryset(self) -> Any:
        own = Stakeholder.objects.visible_to(self.user).filter(pk=OuterRef("pk"))
        return (
            Stakeholder.objects.registered().headlines().annotate(may_open=Exists(own)).order_by("name", "pk")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"rows": [(row, _state(row["status"])) for row in context["object_list"]]}


def _state(status: str) -> State:
    return State(str(Stakeholder.Status(status).label), STATUS_TONES[status])


class StakeholderDetailView(ScopedDetailView):
    queryset = Stakeholder.objects.for_list()
    permission_required = "stakeholders.view_stakeholder"

    def breadcrumbs(self) -> Crumbs:
        return [("Stakeholders", reverse("stakeholders:list")), (str(self.object), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stakeholder, user = self.object, self.user
        decisions = list(
            stakeholder.decisions.visible_to(user).select_related(
                "decided_by", "ended_by", "form_of_collaboration"
            )
        )
        assessments = list(
            stakeholder.assessments.visible_to(user).select_related("assessed_by").prefetch_related("scores")
        )
        engagements = Engagement.objects.for_list().visible_to(user).filter(stakeholder=stakeholder)
        may_change = Stakeholder.objects.editable_by(user).filter(pk=stakeholder.pk).exists()
        newest_decision = decisions[0] if decisions else None
        newest_assessment = assessments[0] if assessments else None
        return super().get_context_data(
            state=stakeholder.state_on(timezone.localdate()),
            steps=steps(stakeholder, newest_decision, newest_assessment),
            decision=newest_decision,
            earlier_decisions=decisions[1:],
            assessments=assessments,
            engagements=engagements[:NEWEST],
            engagement_count=engagements.count(),
            contacts=contacts_of(stakeholder, user),
            may_change=may_change,
            actions=actions(stakeholder, user) if may_change else [],
            entries=history.timeline(stakeholder),
            **kwargs,
        )


def actions(stakeholder: Stakeholder, user: User) -> list[Action]:
    """What this person can do with the record now, each with what still stands against it."""
    offered = STAKEHOLDER_LIFECYCLE.actions(stakeholder, user)
    if user.has_perm("stakeholders.assess_stakeholder") and stakeholder.status in {
        Stakeholder.Status.UNDER_ASSESSMENT,
        Stakeholder.Status.PARTNER,
    }:
        offered.insert(
            0, _page(stakeholder, "assess", "Assess strategic fit", against_assessing(stakeholder))
        )
    if user.has_perm("stakeholders.archive_stakeholder"):
        if stakeholder.archived_on:
            offered.append(
                _page(stakeholder, "restore", "Restore this record", against_restoring(stakeholder))
            )
        else:
            offered.append(
                _page(stakeholder, "archive", "Archive this record", against_archiving(stakeholder))
            )
    return offered


def _page(stakeholder: Stakeholder, name: str, label: str, against: str) -> Action:
    url = reverse(f"stakeholders:{name}", args=[stakeholder.pk])
    return Action(name=name, label=label, url=url, blockers=[against] if against else [], page=True)


class StakeholderCreateView(ScopedCreateView):
    model = Stakeholder
    form_class = StakeholderForm
    permission_required = "stakeholders.add_stakeholder"
    extra_context = {"title": "Add a stakeholder", "submit_label": "Add to the register"}

    def breadcrumbs(self) -> Crumbs:
        return [("Stakeholders", reverse("stakeholders:list")), ("Add a stakeholder", "")]

    def save(self, form: Any) -> Stakeholder:
        return register_stakeholder(by=self.user, **form.cleaned_data | {"province": form.instance.province})

    def saved_message(self) -> str:
        return f"{self.object} is in the register now, as identified."


class StakeholderUpdateView(ScopedUpdateView):
    model = Stakeholder
    form_class = StakeholderForm
    permission_required = "stakeholders.change_stakeholder"
    extra_context = {"title": "Edit", "submit_label": "Save changes"}

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "Edit")

    def saved_message(self) -> str:
        return "The changes are saved."


class ArchiveView(ScopedActView):
    queryset = Stakeholder.objects.select_related("province")
    form_class = ReasonForm
    permission_required = "stakeholders.archive_stakeholder"
    title = submit_label = "Archive this record"
    template_name = "stakeholders/archive.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "Archive")

    def blockers(self) -> list[str]:
        return [against] if (against := against_archiving(self.object)) else []

    def act(self, form: Any) -> None:
        archive_stakeholder(self.object, by=self.user, reason=form.cleaned_data["note"])

    def saved_message(self) -> str:
        return f"{self.object} is archived. It stays readable and can be restored."


class RestoreView(ScopedActView):
    queryset = Stakeholder.objects.select_related("province")
    form_class = ReasonForm
    permission_required = "stakeholders.archive_stakeholder"
    title = submit_label = "Restore this record"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "Restore")

    def blockers(self) -> list[str]:
        return [against] if (against := against_restoring(self.object)) else []

    def act(self, form: Any) -> None:
        restore_stakeholder(self.object, by=self.user, reason=form.cleaned_data["note"])

    def saved_message(self) -> str:
        return f"{self.object} is back in the register."


class StakeholderMoveView(TransitionView):
    queryset = Stakeholder.objects.select_related("province")
    lifecycle = STAKEHOLDER_LIFECYCLE

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.transition.label)
