"""Pages of functionality: answering the questions on a visit, reading what was found, withdrawing a mistake."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from partnerships.core.forms import ReasonForm
from partnerships.core.states import State
from partnerships.core.views import Crumbs, ScopedActView, ScopedDetailView
from stakeholders.forms.functionality import FunctionalityForm, carried_over
from stakeholders.functionality import Answered, has_essential_no, reached_and_highest
from stakeholders.models import FunctionalityAnswer, FunctionalityAssessment, InstrumentVersion, Structure
from stakeholders.models.functionality import instrument_on
from stakeholders.models.structure_standing import result_state
from stakeholders.services.functionality import (
    against_withdrawing,
    assess_functionality,
    withdraw_functionality,
)
from stakeholders.views.structures import RELATED, crumbs

ANSWER_TONES = {"yes": "good", "partly": "behind", "no": "overdue", "na": "none"}


class AssessFunctionalityView(ScopedActView):
    queryset = Structure.objects.select_related(*RELATED)
    form_class = FunctionalityForm
    permission_required = "stakeholders.add_functionalityassessment"
    template_name = "stakeholders/functionality_form.html"
    title = "Assess functionality"
    submit_label = "Record the assessment"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "Assess functionality")

    @property
    def instrument(self) -> InstrumentVersion | None:
        """The version that the form was sent with; on opening it, the one that holds today."""
        family = self.object.kind.family
        sent = self.request.POST.get("instrument", "")
        if sent.isdecimal():
            adopted = InstrumentVersion.objects.filter(family=family, adopted_on__isnull=False)
            if found := adopted.filter(pk=int(sent[:9])).first():
                return found
        return instrument_on(timezone.localdate(), family)

    def blockers(self) -> list[str]:
        if self.object.stakeholder.archived_on:
            return ["This structure is archived. Restore it first."]
        if instrument_on(timezone.localdate(), self.object.kind.family) is None:
            return ["No version of the instrument for this family of structures is adopted yet."]
        return []

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"version": self.instrument}

    def get_form(self, form_class: Any = None) -> Any:
        return None if self.instrument is None else super().get_form(form_class)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.blockers():
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: FunctionalityForm) -> HttpResponse:
        holds = instrument_on(form.cleaned_data["assessed_on"], self.object.kind.family)
        if holds is not None and holds != form.version:
            return self.form_invalid(carried_over(form, holds, by=self.user))
        return super().form_valid(form)

    def save(self, form: FunctionalityForm) -> Structure:
        data = form.cleaned_data
        self.recorded = assess_functionality(
            self.object,
            by=self.user,
            version=form.version,
            assessed_on=data["assessed_on"],
            answers=form.answers(),
            remarks=data["remarks"],
            support_needed=data["support_needed"],
            documents=data["uploads"],
        )
        return self.object

    def saved_message(self) -> str:
        found = self.recorded
        return f"The assessment is recorded: {found.get_result_display().lower()}, {found.score} %."

    def get_success_url(self) -> str:
        recorded = getattr(self, "recorded", None)
        return recorded.get_absolute_url() if recorded else self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self.get_form())
        return super().get_context_data(version=form.version if form else None, **kwargs)


class FunctionalityDetailView(ScopedDetailView):
    queryset = FunctionalityAssessment.objects.select_related(
        "structure__stakeholder__province", "structure__kind", "version", "assessed_by", "withdrawn_by"
    )
    permission_required = "stakeholders.view_functionalityassessment"
    template_name = "stakeholders/functionality_detail.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.structure, "Functionality")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment, user = self.object, self.user
        answers = list(
            FunctionalityAnswer.objects.visible_to(user)
            .filter(assessment=assessment)
            .select_related("question")
        )
        given = [Answered(row.answer, row.question.weight, row.question.is_essential) for row in answers]
        reached, highest = reached_and_highest(given)
        editable = FunctionalityAssessment.objects.editable_by(user).filter(pk=assessment.pk)
        return super().get_context_data(
            state=result_state(assessment.result),
            rows=[
                (row, State(row.get_answer_display(), ANSWER_TONES[row.answer]), *reached_and_highest([one]))
                for row, one in zip(answers, given, strict=True)
            ],
            reached=reached,
            highest=highest,
            is_decided_by_essential=has_essential_no(given),
            bands=list(assessment.version.bands.all()),
            documents=list(assessment.documents.all()),
            may_withdraw=not assessment.withdrawn_on
            and user.has_perm("stakeholders.change_functionalityassessment")
            and editable.exists(),
            **kwargs,
        )


class FunctionalityWithdrawView(ScopedActView):
    queryset = FunctionalityAssessment.objects.select_related("structure__stakeholder__province")
    form_class = ReasonForm
    permission_required = "stakeholders.change_functionalityassessment"
    template_name = "stakeholders/functionality_withdraw.html"
    title = submit_label = "Withdraw this assessment"
    danger = True

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.structure, "Withdraw an assessment")

    def blockers(self) -> list[str]:
        return [against] if (against := against_withdrawing(self.object)) else []

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["note"].max_length = 500
        return form

    def act(self, form: Any) -> None:
        withdraw_functionality(self.object, by=self.user, reason=form.cleaned_data["note"])

    def saved_message(self) -> str:
        return "The assessment is withdrawn. It stays readable, and no figure counts it from today on."
