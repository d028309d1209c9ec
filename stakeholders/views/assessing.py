"""Weighing strategic fit: handing an assessment in, one assessment, and both of a round side by side."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from partnerships.core import drafts
from partnerships.core.files_field import typed_with_files
from partnerships.core.models import FormDraft
from partnerships.core.views import Crumbs, ScopedActView, ScopedDetailView
from stakeholders.fit import HIGHEST_SCORE, Scored, fit_per_cent
from stakeholders.forms.partnership import UPLOADS, FitAssessmentForm, words_for
from stakeholders.models import FitAssessment, FitScore, PartnershipProposal
from stakeholders.models.proposal import ASSESSORS
from stakeholders.services import assess_fit
from stakeholders.services.assessing import against_handing_in
from stakeholders.views.proposals import crumbs, draft_code, weighing_of
from stakeholders.views.writing import differences
from stakeholders.weighing import comparison_of

# How many earlier scores stand beside a new one.
EARLIER = 3


class AssessView(ScopedActView):
    """Kept as a draft as often as one likes, for its writer alone; handed in once."""

    queryset = PartnershipProposal.objects.select_related(
        "stakeholder__province", "stakeholder__group", "criteria"
    )
    form_class = FitAssessmentForm
    permission_required = "stakeholders.assess_stakeholder"
    template_name = "stakeholders/assess.html"
    title = "Assess strategic fit"
    submit_label = "Hand the assessment in"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.title)

    @property
    def draft(self) -> FormDraft | None:
        return drafts.of(self.user, draft_code(self.object)).first()

    def opened(self) -> int | None:
        """The version of the draft that this page was opened with."""
        version = self.request.POST.get("draft_version", "")
        return int(version) if version.isdecimal() else None

    def form_made_of(self) -> dict[str, Any]:
        """What the form is made of beside what is typed; earlier scores are those that lie open."""
        scores = FitScore.objects.visible_to(self.user).filter(
            assessment__proposal__stakeholder=self.object.stakeholder
        )
        earlier: dict[str, list[FitScore]] = defaultdict(list)
        newest = scores.exclude(assessment__proposal=self.object).order_by("-assessment__assessed_on", "-pk")
        for score in newest.select_related("assessment", "criterion"):
            if len(earlier[score.criterion.code]) < EARLIER:
                earlier[score.criterion.code].append(score)
        return {
            "version": self.object.criteria,
            "earlier": earlier,
            "recommendations": self.object.suggestions,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | self.form_made_of()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = drafts.typed_before_signing_in(request)
        was_signed_out = typed is not None
        if typed is None and (draft := self.draft):
            typed = drafts.as_typed(draft)
        if typed is None or self.blockers():
            return super().get(request, *args, **kwargs)
        return self.as_typed(typed, was_signed_out=was_signed_out)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "keep_draft" not in request.POST:
            return super().post(request, *args, **kwargs)
        typed = self.typed()
        try:
            drafts.keep(
                typed,
                form=draft_code(self.object),
                title=f"Strategic fit of {self.object.stakeholder}",
                by=self.user,
                draft=self.draft,
                version=self.opened(),
            )
        except drafts.DraftClashError as clash:
            return self.as_typed(typed, draft_conflict=self.clash(drafts.as_typed(clash.draft), typed))
        drafts.forget_typing(request)
        messages.success(request, "Kept as a draft. Only you can see it; nobody is told what it says.")
        return redirect(self.object.get_absolute_url())

    def typed(self) -> Any:
        data, refused = typed_with_files(self.request, UPLOADS, by=self.user)
        for sentence in refused:
            messages.warning(self.request, sentence)
        return data

    def clash(self, theirs: Any, yours: Any) -> list[tuple[str, str, str]]:
        """The two versions of a draft that one person opened twice."""
        made_of = self.form_made_of()
        return differences(
            FitAssessmentForm.as_typed(theirs, by=self.user, **made_of),
            FitAssessmentForm.as_typed(yours, by=self.user, **made_of),
        )

    def as_typed(self, typed: Any, **context: Any) -> HttpResponse:
        form = FitAssessmentForm.as_typed(typed, by=self.user, **self.form_made_of())
        return self.render_to_response(self.get_context_data(form=form, **context))

    def blockers(self) -> list[str]:
        return [against] if (against := against_handing_in(self.object, self.user)) else []

    def act(self, form: FitAssessmentForm) -> None:
        data = form.cleaned_data
        self.assessment = assess_fit(
            self.object,
            by=self.user,
            assessed_on=data["assessed_on"],
            scores=form.scores(),
            recommendation=data["recommendation"],
            recommendation_reason=data["recommendation_reason"],
            documents=data[UPLOADS],
            draft=self.draft,
        )
        drafts.forget_typing(self.request)

    def saved_message(self) -> str:
        if self.assessment.place < ASSESSORS:
            return "Your assessment is handed in. Nobody else sees it before the second one is in."
        return "Your assessment is handed in. Both are in now: see them side by side."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            highest_score=HIGHEST_SCORE,
            draft=self.draft,
            typist=drafts.typist(self.user),
            **kwargs,
        )


class AssessmentDetailView(ScopedDetailView):
    """One assessment; before both are in it is there for its author alone."""

    queryset = FitAssessment.objects.select_related(
        "proposal__stakeholder__province", "proposal__criteria", "assessed_by"
    )
    permission_required = "stakeholders.view_fitassessment"
    template_name = "stakeholders/assessment_detail.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.proposal, str(self.object))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment = self.object
        scores = list(assessment.scores.visible_to(self.user).select_related("criterion"))
        rows = [
            {
                "score": score,
                "words": words_for(score.criterion)[score.score],
                "points": score.criterion.weight * score.score,
                "highest": score.criterion.weight * HIGHEST_SCORE,
            }
            for score in scores
        ]
        return super().get_context_data(
            rows=rows,
            reached=sum(row["points"] for row in rows),
            highest=sum(row["highest"] for row in rows),
            fit=fit_per_cent(Scored(score.criterion.weight, score.score) for score in scores),
            documents=list(assessment.documents.all()),
            is_sealed=assessment.proposal.is_open and assessment.proposal.assessments.count() < ASSESSORS,
            **kwargs,
        )


class ProposalFitView(ScopedDetailView):
    """Both assessments side by side, what they come to, and what they came to before."""

    queryset = PartnershipProposal.objects.for_list().select_related("spread_noted_by")
    permission_required = "stakeholders.view_fitassessment"
    template_name = "stakeholders/proposal_fit.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "Strategic fit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposal, user = self.object, self.user
        weighing = weighing_of(proposal, user)
        result = weighing.result
        context: dict[str, Any] = {"proposal": proposal, "weighing": weighing, "result": result}
        if result:
            assessments = list(
                FitAssessment.objects.visible_to(user)
                .filter(proposal=proposal)
                .select_related("assessed_by", "proposal")
                .prefetch_related("scores", "documents")
                .order_by("place")
            )
            scores = {(s.criterion_id, a.place): s for a in assessments for s in a.scores.all()}
            ids = {one.code: one.pk for one in proposal.criteria.criteria.all()}
            context |= {
                "assessments": list(zip(assessments, result.fits, strict=True)),
                "documents": [one for assessment in assessments for one in assessment.documents.all()],
                "rows": [
                    {
                        "line": line,
                        "words": words_for(line),
                        "scores": [
                            (score, words_for(line)[score.score])
                            for assessment in assessments
                            if (score := scores.get((ids[line.code], assessment.place)))
                        ],
                        "is_wide": line in result.wide,
                    }
                    for line in result.lines
                ],
                "suggestion": proposal.suggestions[result.suggestion],
                "highest_score": HIGHEST_SCORE,
                "compared": comparison_of(proposal, result, user),
            }
        return super().get_context_data(**context, **kwargs)
