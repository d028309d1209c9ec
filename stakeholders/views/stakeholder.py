"""The page of one stakeholder: what it is, how we stand with it, and what hangs on it; and its whole timeline."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from partnerships.core import timeline
from partnerships.core.lifecycle import Action
from partnerships.core.models import User
from partnerships.core.scoping import may_write_for
from partnerships.core.views import Crumbs, ScopedDetailView
from stakeholders.fit import Scored, fit_per_cent
from stakeholders.lifecycle import (
    STAKEHOLDER_LIFECYCLE,
    against_archiving,
    against_assessing,
    against_restoring,
    steps,
)
from stakeholders.models import FitAssessment, FitScore, Merge, PartnerDecision, Stakeholder
from stakeholders.views.action_items import action_items_of
from stakeholders.views.analysis import analysis_part
from stakeholders.views.contacts import contacts_of
from stakeholders.views.documents import shelf_of
from stakeholders.views.engagements import engagements_of
from stakeholders.views.register import crumbs
from stakeholders.views.relationships import relationships_of
from stakeholders.views.structures import structure_panel

NEWEST_LINES = 10


class StakeholderDetailView(ScopedDetailView):
    queryset = Stakeholder.objects.for_list().select_related("verified_by")
    permission_required = "stakeholders.view_stakeholder"

    def get_queryset(self) -> Any:
        """With the decisions and assessments, which also say what can be done now: each in one query."""
        decisions = PartnerDecision.objects.visible_to(self.user).select_related(
            "decided_by", "ended_by", "form_of_collaboration"
        )
        scores = FitScore.objects.visible_to(self.user).filter(assessment=OuterRef("pk")).order_by()
        scored = ArraySubquery(scores.values(line=JSONObject(weight="weight", score="score")))
        assessments = FitAssessment.objects.visible_to(self.user).select_related("assessed_by")
        return (
            super()
            .get_queryset()
            .prefetch_related(
                Prefetch("decisions", decisions), Prefetch("assessments", assessments.annotate(scored=scored))
            )
        )

    def breadcrumbs(self) -> Crumbs:
        return [("Stakeholders", reverse("stakeholders:list")), (str(self.object), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stakeholder, user, today = self.object, self.user, timezone.localdate()
        decisions, assessments = list(stakeholder.decisions.all()), list(stakeholder.assessments.all())
        may_change = may_write_for(user, stakeholder.province_id)
        newest_decision = decisions[0] if decisions else None
        return super().get_context_data(
            state=stakeholder.state_on(today),
            contact_state=None if stakeholder.archived_on else stakeholder.contact_state_on(today),
            verification_state=None if stakeholder.archived_on else stakeholder.verification_state_on(today),
            steps=steps(stakeholder, newest_decision, assessments[0] if assessments else None),
            decision=newest_decision,
            earlier_decisions=decisions[1:],
            assessments=[(assessment, _fit(assessment)) for assessment in assessments],
            may_change=may_change,
            merge=merge_away(stakeholder, user),
            may_act=may_change and not stakeholder.archived_on,
            actions=actions(stakeholder, user) if may_change else [],
            later=STAKEHOLDER_LIFECYCLE.later(stakeholder, user) if may_change else [],
            contacts=contacts_of(stakeholder, user),
            entries=timeline.newest(stakeholder, user, NEWEST_LINES),
            shelf=shelf_of(stakeholder, user, may_change=may_change and not stakeholder.archived_on),
            structure_panel=structure_panel(stakeholder, user),
            **engagements_of(stakeholder, user),
            **action_items_of(stakeholder, user),
            **relationships_of(stakeholder, user, today),
            **analysis_part(stakeholder, user),
            **kwargs,
        )


def merge_away(stakeholder: Stakeholder, user: User) -> Merge | None:
    """Where an archived entry went, as far as this person may see that one."""
    if stakeholder.archived_on is None:
        return None
    merges = Merge.objects.visible_to(user).filter(merged=stakeholder.pk, undone_at=None)
    found: Merge | None = merges.select_related("kept").first()
    return found


def _fit(assessment: Any) -> int:
    return fit_per_cent(Scored(line["weight"], line["score"]) for line in assessment.scored)


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


class TimelineView(ScopedDetailView):
    """Everything that happened with a stakeholder and to its entry, newest first, in pages."""

    queryset = Stakeholder.objects.select_related("province", "group")
    permission_required = "stakeholders.view_stakeholder"
    template_name = "stakeholders/timeline.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "Timeline")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = timeline.page_of(self.object, self.user, number=self.request.GET.get("page"))
        return super().get_context_data(page_obj=page, entries=page.object_list, **kwargs)
