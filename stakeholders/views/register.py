"""Pages of the register: the list, the directory, entering, changing, archiving and restoring a stakeholder."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from partnerships.core.forms import ReasonForm
from partnerships.core.states import State
from partnerships.core.views import (
    Crumbs,
    ScopedActView,
    ScopedCreateView,
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
    against_restoring,
)
from stakeholders.models import Stakeholder
from stakeholders.models.stakeholder import STATUS_TONES
from stakeholders.services import (
    archive_stakeholder,
    begin_proposal,
    register_stakeholder,
    restore_stakeholder,
)
from stakeholders.services.pairs import compare_anew
from stakeholders.views.bulk_acts import ON_STAKEHOLDERS

# Ready-made views of the list: what they are called, and what they choose.
READY_MADE = (
    ("All", ""),
    ("Partners", "status=partner"),
    ("Under assessment", "status=under_assessment"),
    ("Dormant partners", "dormant=yes"),
    ("Mine", "relationship_manager=mine"),
    ("Contact overdue", "contact=overdue"),
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
    bulk_acts = ON_STAKEHOLDERS
    bulk_url_name = "stakeholders:bulk"
    extra_context = {"default_sort": "name"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        chosen = {
            name: value for name, value in self.request.GET.items() if value and name not in {"sort", "page"}
        }
        today = timezone.localdate()
        return context | {
            "rows": [
                (stakeholder, stakeholder.state_on(today), stakeholder.contact_state_on(today))
                for stakeholder in context["object_list"]
            ],
            "ready_made": [
                (label, f"?{query}", QueryDict(query).dict() == chosen) for label, query in READY_MADE
            ]
            + self.elsewhere(),
        }

    def elsewhere(self) -> list[tuple[str, str, bool]]:
        """What people look for here and another list answers."""
        if not self.user.has_perm("stakeholders.view_partnerdecision"):
            return []
        decisions = reverse("stakeholders:decisions")
        return [
            ("To look at again", f"{decisions}?look_again=due", False),
            ("Became service providers", f"{decisions}?end_reason=service_provider", False),
        ]


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

    def save(self, form: Any) -> Stakeholder:
        stakeholder: Stakeholder = super().save(form)
        compare_anew(stakeholder)
        return stakeholder

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

    def move(self, note: str) -> None:
        """Both moves that a person makes by a button begin a round: of forming, or of review."""
        self.proposal = begin_proposal(self.object, by=self.user)

    def saved_message(self) -> str:
        return "The round is begun. The page says step by step what it needs, and who can do it."

    def get_success_url(self) -> str:
        begun = getattr(self, "proposal", None)
        return begun.get_absolute_url() if begun else self.object.get_absolute_url()
