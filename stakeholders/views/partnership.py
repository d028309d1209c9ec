"""Pages from the assessment to the decision and the end of a partnership."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from partnerships.core.views import Crumbs, ScopedActView, ScopedDetailView, ScopedListView
from stakeholders.exports import DECISION_COLUMNS
from stakeholders.filters import DecisionFilter
from stakeholders.fit import HIGHEST_SCORE
from stakeholders.forms.partnership import DecisionForm, EndPartnershipForm, FitAssessmentForm, words_for
from stakeholders.lifecycle import STAKEHOLDER_LIFECYCLE, against_assessing
from stakeholders.models import FitAssessment, FitCriterion, FitScore, PartnerDecision, Stakeholder
from stakeholders.services import assess_fit, decide_on_partner, end_partnership
from stakeholders.views.register import crumbs

# How many earlier assessments stand beside a new one.
EARLIER = 3


class DecisionListView(ScopedListView):
    """The register of decisions: who decided what, when, why, and when it ended."""

    queryset = PartnerDecision.objects.for_list()
    filterset_class = DecisionFilter
    permission_required = "stakeholders.view_partnerdecision"
    template_name = "stakeholders/decision_list.html"
    export_columns = DECISION_COLUMNS
    export_name = "partner-decisions"
    extra_context = {"default_sort": "-decided_on"}


class AssessView(ScopedActView):
    queryset = Stakeholder.objects.select_related("province", "group")
    form_class = FitAssessmentForm
    permission_required = "stakeholders.assess_stakeholder"
    template_name = "stakeholders/assess.html"
    title = "Assess strategic fit"
    submit_label = "Record the assessment"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "Assess strategic fit")

    def get_form_kwargs(self) -> dict[str, Any]:
        scores = FitScore.objects.visible_to(self.user).filter(assessment__stakeholder=self.object)
        earlier: dict[int, list[FitScore]] = defaultdict(list)
        for score in scores.select_related("assessment", "criterion").order_by(
            "-assessment__assessed_on", "-pk"
        ):
            if len(earlier[score.criterion_id]) < EARLIER:
                earlier[score.criterion_id].append(score)
        criteria = list(FitCriterion.objects.in_use())
        return super().get_form_kwargs() | {"criteria": criteria, "earlier": earlier}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(highest_score=HIGHEST_SCORE, **kwargs)

    def blockers(self) -> list[str]:
        return [against] if (against := against_assessing(self.object)) else []

    def save(self, form: FitAssessmentForm) -> Stakeholder:
        data = form.cleaned_data
        self.assessment = assess_fit(
            self.object,
            by=self.user,
            assessed_on=data["assessed_on"],
            purpose=data["purpose"],
            scores=form.scores(),
            recommendation=data["recommendation"],
            recommendation_reason=data["recommendation_reason"],
        )
        return self.object

    def saved_message(self) -> str:
        return f"The assessment is recorded: {self.assessment.fit} of 100."

    def get_success_url(self) -> str:
        recorded = getattr(self, "assessment", None)
        return recorded.get_absolute_url() if recorded else self.object.get_absolute_url()


class AssessmentDetailView(ScopedDetailView):
    queryset = FitAssessment.objects.select_related("stakeholder__province", "assessed_by")
    permission_required = "stakeholders.view_fitassessment"
    template_name = "stakeholders/assessment_detail.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.stakeholder, str(self.object))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scores = list(self.object.scores.visible_to(self.user).select_related("criterion"))
        # Together with this one: the same queries, however many there are.
        assessments = self.object.stakeholder.assessments.visible_to(self.user).prefetch_related("scores")
        rows = [
            {
                "score": score,
                "words": words_for(score.criterion)[score.score],
                "points": score.weight * score.score,
                "highest": score.weight * HIGHEST_SCORE,
            }
            for score in scores
        ]
        return super().get_context_data(
            rows=rows,
            reached=sum(row["points"] for row in rows),
            highest=sum(row["highest"] for row in rows),
            fit=self.object.fit,
            others=[other for other in assessments if other.pk != self.object.pk],
            highest_score=HIGHEST_SCORE,
            **kwargs,
        )


class DecideView(ScopedActView):
    queryset = Stakeholder.objects.select_related("province")
    form_class = DecisionForm
    permission_required = "stakeholders.decide_partner"
    template_name = "stakeholders/decide.html"
    title = submit_label = "Record the decision"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "Decision")

    def blockers(self) -> list[str]:
        if self.object.status != Stakeholder.Status.UNDER_ASSESSMENT:
            return [
                f"The stakeholder is “{self.object.get_status_display()}”. A decision is taken on one that is "
                "under assessment: begin an assessment first."
            ]
        return STAKEHOLDER_LIFECYCLE.transitions["accept"].blockers(self.object, self.user)

    def act(self, form: Any) -> None:
        self.decision = decide_on_partner(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"The decision is recorded: {self.decision.get_outcome_display().lower()}."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessments = self.object.assessments.visible_to(self.user).select_related("assessed_by")
        return super().get_context_data(assessment=assessments.prefetch_related("scores").first(), **kwargs)


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
