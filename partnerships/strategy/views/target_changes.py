"""Pages of the changes of targets: the list, one change with every target before and after, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Count, Prefetch
from django.urls import reverse

from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.views import Crumbs, ScopedActView, ScopedDetailView, ScopedListView, TransitionView
from partnerships.strategy.definitions import Definitions
from partnerships.strategy.filters import TargetChangeFilter
from partnerships.strategy.forms.targets import AgainForm
from partnerships.strategy.lifecycle import TARGETS_LIFECYCLE
from partnerships.strategy.models import TargetChange, TargetChangeSet
from partnerships.strategy.services import (
    against_approving,
    approve_targets,
    propose_targets,
    return_targets,
    withdraw_targets,
)
from partnerships.strategy.views.targets import target_crumbs


class TargetChangeListView(ScopedListView):
    queryset = (
        TargetChangeSet.objects.select_related("proposed_by", "decided_by")
        .annotate(line_count=Count("changes"))
        .order_by("-proposed_on", "-pk")
    )
    filterset_class = TargetChangeFilter
    permission_required = "strategy.view_targetchangeset"
    template_name = "strategy/target_change_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [(one, TARGETS_LIFECYCLE.state(one)) for one in context["object_list"]]
        return context


class TargetChangeView(ScopedDetailView):
    """One change with every target before and after; decided on from here."""

    queryset = TargetChangeSet.objects.select_related("proposed_by", "decided_by", "follows", "by_version")
    permission_required = "strategy.view_targetchangeset"
    template_name = "strategy/target_change.html"

    def breadcrumbs(self) -> Crumbs:
        return target_crumbs(
            ("Changes", reverse("strategy:target_changes")), (f"Change {self.object.pk}", "")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        change_set, user = self.object, self.user
        return super().get_context_data(
            change_set=change_set,
            state=TARGETS_LIFECYCLE.state(change_set),
            lines=lines_of(change_set, user),
            documents=change_set.documents.all(),
            actions=self.actions() if user.is_national else [],
            may_propose_again=change_set.status == TargetChangeSet.Status.RETURNED
            and user.is_national
            and user.has_perm("strategy.add_targetchangeset")
            and not change_set.followed_by.exists(),
            followed_by=change_set.followed_by.all(),
            entries=history.timeline(change_set),
            **kwargs,
        )

    def actions(self) -> list[Any]:
        """What may be done; what the targets themselves have against an approval is said with it."""
        found = TARGETS_LIFECYCLE.actions(self.object, self.user)
        approving = next((one for one in found if one.name == "approve"), None)
        if approving is None:
            return found
        problems = against_approving(self.object, by=self.user)
        blocked = replace(approving, blockers=[*approving.blockers, *problems], primary=True)
        return [blocked if one is approving else one for one in found]


def lines_of(change_set: TargetChangeSet, viewer: User) -> list[tuple[TargetChange, Any]]:
    """The targets of a change that this person may see, each with the description of its quarter."""
    definitions = Definitions(change_set.financial_year)
    lines = TargetChange.objects.visible_to(viewer).filter(change_set=change_set)
    found = lines.select_related("indicator", "province").order_by(
        "indicator__order", "indicator__code", "province__order", "slot"
    )
    return [(line, definitions.of(line.indicator_id, line.quarter or 4)) for line in found]


class TargetChangeMoveView(TransitionView):
    queryset = TargetChangeSet.objects.all()
    lifecycle = TARGETS_LIFECYCLE

    def move(self, note: str) -> None:
        match self.transition.name:
            case "approve":
                approve_targets(self.object, by=self.user, note=note)
            case "return":
                return_targets(self.object, by=self.user, reason=note)
            case "withdraw":
                withdraw_targets(self.object, by=self.user, reason=note)


class TargetChangeAgainView(ScopedActView):
    """Propose the targets of a returned change anew, put right."""

    queryset = TargetChangeSet.objects.all()
    form_class = AgainForm
    permission_required = "strategy.add_targetchangeset"
    template_name = "strategy/target_change_again.html"
    title = "Propose these targets again"
    submit_label = "Propose them"

    def get_queryset(self) -> Any:
        documents = Prefetch("documents", to_attr="kept")
        return super().get_queryset().prefetch_related(documents)

    def breadcrumbs(self) -> Crumbs:
        return target_crumbs(
            ("Changes", reverse("strategy:target_changes")),
            (f"Change {self.object.pk}", self.object.get_absolute_url()),
            (self.title, ""),
        )

    def blockers(self) -> list[str]:
        if self.object.status != TargetChangeSet.Status.RETURNED:
            return [
                f"This change is “{self.object.get_status_display().lower()}”. Only a returned one is put right."
            ]
        if self.object.followed_by.exists():
            return ["It was proposed again already."]
        return []

    def get_initial(self) -> dict[str, Any]:
        names = ("reason", "authority", "exception")
        return super().get_initial() | {name: getattr(self.object, name) for name in names}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"lines": lines_of(self.object, self.user)}

    def act(self, form: AgainForm) -> None:
        self.proposed = propose_targets(
            by=self.user,
            year=self.object.financial_year,
            values=form.values(),
            follows=self.object,
            **form.proposal(),
        )

    def saved_message(self) -> str:
        if self.proposed is None:
            return "Nothing was proposed: the targets are as they were."
        return "Proposed. Nothing counts before somebody else approves it."

    def get_success_url(self) -> str:
        found = getattr(self, "proposed", None)
        return found.get_absolute_url() if found else self.object.get_absolute_url()
