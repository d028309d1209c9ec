"""Pages of a round of forming: the list, and the guided page with what is done, what is next and who can do it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from partnerships import roles
from partnerships.core import drafts, history
from partnerships.core.lifecycle import Action
from partnerships.core.models import User
from partnerships.core.scoping import may_write_for
from partnerships.core.states import State, Waiting
from partnerships.core.views import (
    Crumbs,
    ScopedDetailView,
    ScopedListView,
)
from stakeholders.exports import PROPOSAL_COLUMNS
from stakeholders.filters import ProposalFilter
from stakeholders.lifecycle import PROPOSAL_LIFECYCLE, against_proposal
from stakeholders.models import (
    PartnershipProposal,
    ProposalFocusArea,
    ProposalObjective,
    ProposalProvince,
    ProposalRisk,
    ProposalThrust,
)
from stakeholders.models.proposal import ASSESSORS
from stakeholders.proposing import (
    STEPS,
    WRITTEN,
    Content,
    FormingStep,
    content_of,
    done_count,
    missing_in,
    next_of,
)
from stakeholders.services.assessing import against_handing_in
from stakeholders.views.contacts import log
from stakeholders.views.register import crumbs as stakeholder_crumbs
from stakeholders.weighing import round_of, scores_of, with_scores

LINES_IN_HISTORY = (
    ProposalObjective,
    ProposalRisk,
    ProposalProvince,
    ProposalFocusArea,
    ProposalThrust,
)
READY_MADE = (
    ("Open", "status=open"),
    ("Waiting for an assessor", "waits_for=assessor"),
    ("Waiting for a decision", "waits_for=decision"),
    ("Reviews", "kind=review"),
    ("All", ""),
)


def crumbs(proposal: PartnershipProposal, *more: str) -> Crumbs:
    """Stakeholders / this one / the proposal / the page."""
    trail = stakeholder_crumbs(proposal.stakeholder)
    return [
        *trail,
        (str(proposal), proposal.get_absolute_url() if more else ""),
        *((one, "") for one in more),
    ]


def draft_code(proposal: PartnershipProposal) -> str:
    """Under which name the drafts of its assessments are kept, each its writer's alone."""
    return f"fit-{proposal.pk}"


class ProposalListView(ScopedListView):
    queryset = PartnershipProposal.objects.for_list()
    filterset_class = ProposalFilter
    permission_required = "stakeholders.view_partnershipproposal"
    template_name = "stakeholders/proposal_list.html"
    export_columns = PROPOSAL_COLUMNS
    export_name = "partnership-proposals"
    extra_context = {"default_sort": "-begun_on"}

    def get_queryset(self) -> Any:
        return with_scores(super().get_queryset(), self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        chosen = {
            name: value for name, value in self.request.GET.items() if value and name not in {"sort", "page"}
        }
        return context | {
            "rows": [(row, done_count(row), next_of(row)) for row in context["object_list"]],
            "steps": len(STEPS),
            "ready_made": [
                (label, f"?{query}", QueryDict(query).dict() == chosen) for label, query in READY_MADE
            ],
        }


@dataclass(frozen=True)
class ShownStep:
    """One step as the guided page shows it; ``part`` names a template for what is more than text."""

    number: int
    step: FormingStep
    state: State
    content: Content
    missing: list[str]
    url: str = ""
    url_label: str = ""
    part: str = ""
    is_next: bool = False

    @property
    def who(self) -> str:
        return roles.holding(self.step.right)


PARTS = {"fit": "stakeholders/_proposal_fit.html", "champion": "stakeholders/_proposal_champions.html"}


@dataclass
class Weighing:
    """How far the weighing has come, and what of it this person may know."""

    assessors: list[dict[str, Any]]
    writing: list[User] = field(default_factory=list)
    own: Any = None
    result: Any = None

    @property
    def is_done(self) -> bool:
        return len(self.assessors) >= ASSESSORS


def weighing_of(proposal: PartnershipProposal, user: User) -> Weighing:
    assessors = list(proposal.assessments.headlines().order_by("place"))
    found = Weighing(assessors)
    if proposal.is_open and not found.is_done:
        handed_in = {row["assessed_by"] for row in assessors}
        found.writing = [one for one in drafts.writers_of(draft_code(proposal)) if one.pk not in handed_in]
    if user.has_perm("stakeholders.view_fitassessment"):
        found.result = round_of(proposal, scores_of(proposal, user))
        found.own = proposal.assessments.visible_to(user).filter(assessed_by=user).first()
    return found


class ProposalDetailView(ScopedDetailView):
    """The whole round on one page: what each step is for, what it says, what is next and who can do it."""

    queryset = PartnershipProposal.objects.for_list().select_related(
        "closed_by", "spread_noted_by", "decision__decided_by", "decision__form_of_collaboration"
    )
    permission_required = "stakeholders.view_partnershipproposal"
    template_name = "stakeholders/proposal_detail.html"

    def get_queryset(self) -> Any:
        return with_scores(super().get_queryset(), self.user)

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposal, user = self.object, self.user
        may_change = may_write_for(user, proposal.stakeholder.province_id)
        may_see_people = user.has_perm("stakeholders.view_contact")
        if proposal.their_champion and may_see_people:
            log([proposal.their_champion], user)
        others = PartnershipProposal.objects.visible_to(user).filter(stakeholder=proposal.stakeholder)
        found, weighing = next_of(proposal), weighing_of(proposal, user)
        return super().get_context_data(
            proposal=proposal,
            state=proposal.state,
            steps=self.steps(may_change),
            done=done_count(proposal),
            step_count=len(STEPS),
            waiting=Waiting(what=found.what, who=found.who) if found else None,
            weighing=weighing,
            suggestion=proposal.suggestions[weighing.result.suggestion] if weighing.result else "",
            may_see_people=may_see_people,
            decision=getattr(proposal, "decision", None),
            actions=actions(proposal, user) if may_change else [],
            others=list(others.exclude(pk=proposal.pk)),
            entries=history.with_lines(proposal, *LINES_IN_HISTORY),
            **kwargs,
        )

    def steps(self, may_change: bool) -> list[ShownStep]:
        proposal, user = self.object, self.user
        is_open = may_change and not against_proposal(proposal)
        found, is_next = [], proposal.is_open
        for number, (name, step) in enumerate(STEPS.items(), start=1):
            missing = missing_in(proposal, name)
            may_do = is_open and user.has_perm(step.right)
            url, label = "", ""
            if may_do and name in WRITTEN:
                url = reverse("stakeholders:proposal_step", args=[proposal.pk, name])
                label = "Write this step" if missing else "Change"
            elif may_do and not against_handing_in(proposal, user):
                url, label = reverse("stakeholders:assess", args=[proposal.pk]), "Assess the fit"
            found.append(
                ShownStep(
                    number,
                    step,
                    _state(proposal, name, missing),
                    []
                    if name in PARTS
                    else [(term, text) for term, text in content_of(proposal, name) if text],
                    missing if proposal.is_open and not _is_optional(proposal, name) else [],
                    url,
                    label,
                    PARTS.get(name, ""),
                    is_next=is_next and bool(missing),
                )
            )
            # The first step that lacks something is the next.
            is_next = is_next and not missing
        return found


def _is_optional(proposal: PartnershipProposal, name: str) -> bool:
    """A review looks at the fit anew; the other steps are brought up to date where they changed."""
    return proposal.is_review and name != "fit"


def _state(proposal: Any, name: str, missing: list[str]) -> State:
    if not missing:
        return State("Done", "good")
    if name == "fit" and proposal.assessment_count:
        return State(f"{proposal.assessment_count} of {ASSESSORS} handed in", "waiting")
    if not proposal.is_open or _is_optional(proposal, name):
        return State("Left open", "none")
    return State("To do", "draft")


def actions(proposal: PartnershipProposal, user: User) -> list[Action]:
    """What ends the round, as far as it applies to a round of this kind."""
    other = "decide" if proposal.is_review else "conclude"
    return [one for one in PROPOSAL_LIFECYCLE.actions(proposal, user) if one.name != other]
