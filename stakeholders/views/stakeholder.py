"""The page of one stakeholder: what it is, how we stand with it, and what hangs on it; and its whole timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from partnerships.core import timeline
from partnerships.core.lifecycle import Action
from partnerships.core.models import User
from partnerships.core.panels import panels_of
from partnerships.core.scoping import may_write_for
from partnerships.core.views import Crumbs, ScopedDetailView
from stakeholders.lifecycle import (
    STAKEHOLDER_LIFECYCLE,
    against_archiving,
    against_restoring,
    steps,
)
from stakeholders.models import Merge, PartnerDecision, PartnershipProposal, Stakeholder
from stakeholders.proposing import STEPS, done_count, next_of
from stakeholders.views.action_items import action_items_of
from stakeholders.views.analysis import analysis_part
from stakeholders.views.contacts import contacts_of
from stakeholders.views.documents import shelf_of
from stakeholders.views.engagements import engagements_of
from stakeholders.views.proposals import actions as closing_actions
from stakeholders.views.register import crumbs
from stakeholders.views.relationships import relationships_of
from stakeholders.views.structures import structure_panel
from stakeholders.weighing import round_of, scores_of, with_scores

NEWEST_LINES = 10


class StakeholderDetailView(ScopedDetailView):
    queryset = Stakeholder.objects.for_list().select_related("verified_by")
    permission_required = "stakeholders.view_stakeholder"

    def get_queryset(self) -> Any:
        """With the decisions and the rounds of forming, which also say what can be done now: each in one query."""
        decisions = PartnerDecision.objects.visible_to(self.user).select_related(
            "decided_by", "ended_by", "form_of_collaboration", "reason_category", "proposal"
        )
        rounds = PartnershipProposal.objects.visible_to(self.user).for_list()
        return (
            super()
            .get_queryset()
            .prefetch_related(
                Prefetch("decisions", decisions),
                Prefetch("proposals", with_scores(rounds, self.user)),
            )
        )

    def breadcrumbs(self) -> Crumbs:
        return [("Stakeholders", reverse("stakeholders:list")), (str(self.object), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stakeholder, user, today = self.object, self.user, timezone.localdate()
        decisions, rounds = list(stakeholder.decisions.all()), list(stakeholder.proposals.all())
        proposal = next((one for one in rounds if one.is_open), None)
        may_change = may_write_for(user, stakeholder.province_id)
        newest_decision = decisions[0] if decisions else None
        was_partner = any(one.outcome == PartnerDecision.Outcome.PARTNER for one in decisions)
        return super().get_context_data(
            state=stakeholder.state_on(today),
            contact_state=None if stakeholder.archived_on else stakeholder.contact_state_on(today),
            verification_state=None if stakeholder.archived_on else stakeholder.verification_state_on(today),
            steps=steps(stakeholder, newest_decision, proposal),
            decision=newest_decision,
            earlier_decisions=decisions[1:],
            rounds=[(one, _fit(one, user)) for one in rounds],
            proposal=proposal,
            proposal_waits=next_of(proposal) if proposal else None,
            proposal_done=done_count(proposal) if proposal else 0,
            step_count=len(STEPS),
            drift=_drift(decisions, rounds, user),
            may_change=may_change,
            merge=merge_away(stakeholder, user),
            may_act=may_change and not stakeholder.archived_on,
            actions=actions(stakeholder, user, proposal) if may_change else [],
            later=STAKEHOLDER_LIFECYCLE.later(stakeholder, user) if may_change else [],
            contacts=contacts_of(stakeholder, user),
            entries=timeline.newest(stakeholder, user, NEWEST_LINES),
            shelf=shelf_of(stakeholder, user, may_change=may_change and not stakeholder.archived_on),
            structure_panel=structure_panel(stakeholder, user),
            # What higher apps keep, they keep with those that were chosen as partners.
            panels=panels_of(stakeholder, user, today) if was_partner else [],
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


def _fit(proposal: PartnershipProposal, user: User) -> int | None:
    """What a round came to; None before both assessments are in, also for one of the assessors."""
    if not user.has_perm("stakeholders.view_fitassessment"):
        return None
    found = round_of(proposal, scores_of(proposal))
    return found.fit if found else None


@dataclass(frozen=True)
class Drift:
    """The fit at the selection and at the latest review, where a partner was weighed again."""

    then: int
    now: int
    review: PartnershipProposal
    is_same_version: bool

    @property
    def by(self) -> int:
        return self.now - self.then


def _drift(decisions: list[PartnerDecision], rounds: list[PartnershipProposal], user: User) -> Drift | None:
    selected = next((one.proposal for one in decisions if one.outcome == "partner" and one.proposal), None)
    if selected is None:
        return None
    fits = {one.pk: (one, fit) for one in rounds if (fit := _fit(one, user)) is not None}
    reviews = [
        (one, fit) for one, fit in fits.values() if one.is_review and one.begun_on >= selected.begun_on
    ]
    if not reviews or selected.pk not in fits:
        return None
    review, now = reviews[0]
    return Drift(fits[selected.pk][1], now, review, review.criteria_id == selected.criteria_id)


def actions(stakeholder: Stakeholder, user: User, proposal: PartnershipProposal | None) -> list[Action]:
    """What this person can do with the record and its open round now, each with what still stands against it."""
    offered = STAKEHOLDER_LIFECYCLE.actions(stakeholder, user)
    if proposal:
        proposal.stakeholder = stakeholder
        offered = [*closing_actions(proposal, user), *offered]
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
