"""Pages of the decision on a partner, the conclusion of a review, and the end of a partnership."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from partnerships.core.views import Crumbs, ScopedActView, ScopedListView
from stakeholders.exports import DECISION_COLUMNS
from stakeholders.filters import DecisionFilter
from stakeholders.forms.partnership import ConcludeForm, DecisionForm, EndPartnershipForm
from stakeholders.lifecycle import PROPOSAL_LIFECYCLE, against_proposal
from stakeholders.models import FitAssessment, PartnerDecision, PartnershipProposal, Stakeholder
from stakeholders.precedents import precedents
from stakeholders.proposing import content_of
from stakeholders.services import conclude_review, decide_on_partner, end_partnership
from stakeholders.views.proposals import crumbs as proposal_crumbs
from stakeholders.views.register import crumbs
from stakeholders.weighing import comparison_of, round_of, scores_of

READY_MADE = (
    ("All", ""),
    ("Partners", "outcome=partner"),
    ("Not now", "outcome=not_now"),
    ("Declined", "outcome=declined"),
    ("To look at again", "look_again=due"),
)
# How near a precedent is (``stakeholders.precedents``), in words.
NEARNESS = ("same type", "same group", "another group")


class DecisionListView(ScopedListView):
    """The register of decisions: who decided what, when, why, when to look again, and when it ended."""

    queryset = PartnerDecision.objects.for_list()
    filterset_class = DecisionFilter
    permission_required = "stakeholders.view_partnerdecision"
    template_name = "stakeholders/decision_list.html"
    export_columns = DECISION_COLUMNS
    export_name = "partner-decisions"
    extra_context = {"default_sort": "-decided_on"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = {
            name: value for name, value in self.request.GET.items() if value and name not in {"sort", "page"}
        }
        return super().get_context_data(
            ready_made=[
                (label, f"?{query}", QueryDict(query).dict() == chosen) for label, query in READY_MADE
            ],
            **kwargs,
        )


class ClosingView(ScopedActView):
    """What closes a round, with both assessments beside it; the form names the proposal as this page showed it."""

    queryset = PartnershipProposal.objects.for_list()
    permission_required = "stakeholders.decide_partner"
    move: str

    @property
    def title(self) -> str:  # type: ignore[override]
        return PROPOSAL_LIFECYCLE.transitions[self.move].label

    @property
    def submit_label(self) -> str:  # type: ignore[override]
        return self.title

    def breadcrumbs(self) -> Crumbs:
        return proposal_crumbs(self.object, self.title)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"proposal": self.object}

    def blockers(self) -> list[str]:
        if against := against_proposal(self.object):
            return [against]
        return PROPOSAL_LIFECYCLE.transitions[self.move].blockers(self.object, self.user)

    def form_invalid(self, form: Any) -> Any:
        response = super().form_invalid(form)
        # The page is drawn later, with the proposal as it stands now: the next press of the button speaks of that.
        form.data = form.data.copy()
        form.data["version"] = str(self.object.version)
        return response

    def get_success_url(self) -> str:
        return self.object.stakeholder.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposal, user = self.object, self.user
        blockers = self.blockers()
        result = round_of(proposal, scores_of(proposal, user)) if not blockers else None
        if result:
            assessments = FitAssessment.objects.visible_to(user).filter(proposal=proposal)
            kwargs |= {
                "assessments": list(
                    zip(
                        assessments.select_related("assessed_by", "proposal").order_by("place"),
                        result.fits,
                        strict=True,
                    )
                ),
                "suggestion": proposal.suggestions[result.suggestion],
                "compared": comparison_of(proposal, result, user),
            }
        return super().get_context_data(proposal=proposal, result=result, **kwargs)


class DecideView(ClosingView):
    form_class = DecisionForm
    template_name = "stakeholders/decide.html"
    move = "decide"

    def act(self, form: Any) -> None:
        self.decision = decide_on_partner(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"The decision is recorded: {self.decision.get_outcome_display().lower()}."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if result := context["result"]:
            near = precedents(self.object.stakeholder, result.fit, viewer=self.user)
            context |= {
                "precedents": [(decision, NEARNESS[decision.nearness]) for decision in near],
                "told": [
                    pair
                    for step in ("summary", "objectives", "risks")
                    for pair in content_of(self.object, step)
                ],
            }
        return context


class ConcludeReviewView(ClosingView):
    form_class = ConcludeForm
    template_name = "stakeholders/conclude_review.html"
    move = "conclude"

    def act(self, form: Any) -> None:
        self.concluded = conclude_review(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        found = self.concluded.get_finding_display().lower()
        if self.concluded.finding == PartnershipProposal.Finding.ENDS:
            return f"The review is concluded: {found}. End the partnership next."
        return f"The review is concluded: {found}."


class EndPartnershipView(ScopedActView):
    queryset = Stakeholder.objects.select_related("province")
    form_class = EndPartnershipForm
    permission_required = "stakeholders.decide_partner"
    template_name = "stakeholders/end_partnership.html"
    title = submit_label = "End the partnership"
    danger = True

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "End the partnership")

    def blockers(self) -> list[str]:
        if self.object.status != Stakeholder.Status.PARTNER:
            return [
                f"The stakeholder is “{self.object.get_status_display()}”: there is no partnership to end."
            ]
        return []

    def act(self, form: Any) -> None:
        end_partnership(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"The partnership with {self.object} is ended. Close its agreements next."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decision = self.object.decisions.visible_to(self.user).filter(ended_on=None).first()
        return super().get_context_data(decision=decision, **kwargs)
