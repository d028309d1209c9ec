"""The forms from assessment to decision, conclusion and end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone

from partnerships.core import files
from partnerships.core.files_field import take_files
from partnerships.core.forms import DateInput, FilesField
from partnerships.core.models import User
from stakeholders.fit import HIGHEST_SCORE
from stakeholders.models import (
    CollaborationForm,
    DecisionReason,
    FitAssessment,
    FitCriteriaVersion,
    FitCriterion,
    FitScore,
    PartnerDecision,
    PartnershipProposal,
    Stakeholder,
)
from stakeholders.services import Given

# What each score says, in words; a risk is scored the other way round: the highest says that there is none.
SCORES = ("Not at all", "A little", "Partly", "Mostly", "Fully")
RISK_SCORES = ("Certain and serious", "Likely", "Possible", "Unlikely", "None seen")
UPLOADS = "uploads"


def words_for(criterion: Any) -> tuple[str, ...]:
    """For a criterion, or what was read of one (``is_risk``)."""
    return RISK_SCORES if criterion.is_risk else SCORES


def score_choices(criterion: FitCriterion) -> list[tuple[int, str]]:
    words = words_for(criterion)
    return [(score, f"{score} · {words[score]}") for score in range(HIGHEST_SCORE + 1)]


@dataclass(frozen=True)
class CriterionFields:
    """One criterion as the page asks for it, beside what was scored before."""

    criterion: FitCriterion
    score: Any
    reason: Any
    evidence: Any
    earlier: list[FitScore]


class FitAssessmentForm(forms.Form):
    """All criteria of a version on one page, a score and a reason each; the recommendation stands apart."""

    assessed_on = forms.DateField(label="Assessed on", widget=DateInput())
    recommendation = forms.ChoiceField(
        choices=FitAssessment.Recommendation, widget=forms.RadioSelect, label="Recommendation"
    )
    recommendation_reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 3}))
    uploads = FilesField(kind="evidence", required=False, label="Documents that it stands on")

    def __init__(
        self,
        *args: Any,
        version: FitCriteriaVersion,
        earlier: Mapping[str, list[FitScore]] | None = None,
        recommendations: Mapping[str, str] | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        if recommendations:
            cast("Any", self.fields["recommendation"]).choices = list(recommendations.items())
        self.criteria = list(version.criteria.all())
        self.earlier = earlier or {}
        self.fields["assessed_on"].initial = timezone.localdate()
        for criterion in self.criteria:
            self.fields[f"score_{criterion.pk}"] = forms.TypedChoiceField(
                choices=score_choices(criterion), coerce=int, widget=forms.RadioSelect, label="Score"
            )
            self.fields[f"reason_{criterion.pk}"] = forms.CharField(
                label="Reason in one line", max_length=300
            )
            self.fields[f"evidence_{criterion.pk}"] = forms.CharField(
                label="Where it was seen", max_length=300, required=False
            )
        # The order of the page, which the list of errors follows.
        lines = [
            f"{kind}_{criterion.pk}"
            for criterion in self.criteria
            for kind in ("score", "reason", "evidence")
        ]
        self.order_fields(["assessed_on", *lines, "recommendation", "recommendation_reason", UPLOADS])

    @classmethod
    def as_typed(cls, data: QueryDict, *, by: User, **kwargs: Any) -> FitAssessmentForm:
        """The form as somebody left it, unjudged; files that came with it are named by their keys."""
        typed: dict[str, Any] = dict(data.items())
        typed[UPLOADS] = data.getlist(UPLOADS + files.HELD)
        form: FitAssessmentForm = take_files(cls(initial=typed, **kwargs), by=by)
        return form

    def lines(self) -> Iterator[CriterionFields]:
        for criterion in self.criteria:
            yield CriterionFields(
                criterion,
                self[f"score_{criterion.pk}"],
                self[f"reason_{criterion.pk}"],
                self[f"evidence_{criterion.pk}"],
                self.earlier.get(criterion.code, []),
            )

    def scores(self) -> dict[FitCriterion, Given]:
        data = self.cleaned_data
        return {
            one: Given(data[f"score_{one.pk}"], data[f"reason_{one.pk}"], data[f"evidence_{one.pk}"])
            for one in self.criteria
        }


class SpreadForm(forms.Form):
    note = forms.CharField(
        label="Why the assessors lie apart",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="A sentence or two, after both have spoken: what each saw, and what the decision should rest on.",
    )


def _seen_version() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    """``version`` is the proposal's as the page showed it."""

    outcome = forms.ChoiceField(choices=PartnerDecision.Outcome, widget=forms.RadioSelect, label="Outcome")
    decided_on = forms.DateField(label="Decided on", widget=DateInput())
    reason_category = forms.ModelChoiceField(
        DecisionReason.objects.none(), label="Kind of reason", empty_label="Choose one"
    )
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In a sentence or two; it is kept, and shown beside later decisions.",
    )
    form_of_collaboration = forms.ModelChoiceField(
        CollaborationForm.objects.none(),
        required=False,
        label="Form of collaboration",
        help_text="Needed for a partner.",
        empty_label="None chosen",
    )
    level = forms.ChoiceField(
        choices=[("", "None chosen"), *Stakeholder.Level.choices],
        required=False,
        label="Level",
        help_text="Needed for a partner.",
    )
    conditions = forms.CharField(
        required=False,
        label="Conditions",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What must hold for the decision to stand.",
    )
    look_again_on = forms.DateField(
        required=False,
        label="Look again on",
        widget=DateInput(),
        help_text="Needed for “not now”. From that day on it is listed for whoever assesses.",
    )
    version = _seen_version()

    def __init__(self, *args: Any, proposal: PartnershipProposal | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = timezone.localdate()
        fields: Any = self.fields
        fields["form_of_collaboration"].queryset = CollaborationForm.objects.in_use()
        reasons = list(DecisionReason.objects.in_use())
        fields["reason_category"].queryset = DecisionReason.objects.in_use()
        fields["reason_category"].choices = [
            ("", "Choose one"),
            *(
                (label, [(one.pk, str(one)) for one in reasons if one.outcome == outcome])
                for outcome, label in PartnerDecision.Outcome.choices
            ),
        ]
        if proposal:
            fields["level"].initial = proposal.level
            fields["version"].initial = proposal.version


class ConcludeForm(forms.Form):
    finding = forms.ChoiceField(
        choices=PartnershipProposal.Finding, widget=forms.RadioSelect, label="Finding"
    )
    concluded_on = forms.DateField(label="Concluded on", widget=DateInput())
    note = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 4}), max_length=5000)
    look_again_on = forms.DateField(
        required=False,
        label="Review again on",
        widget=DateInput(),
        help_text="Needed unless the partnership is to end.",
    )
    version = _seen_version()

    def __init__(self, *args: Any, proposal: PartnershipProposal, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["concluded_on"].initial = timezone.localdate()
        self.fields["version"].initial = proposal.version


class EndPartnershipForm(forms.Form):
    ended_on = forms.DateField(label="Ended on", widget=DateInput())
    end_reason = forms.ChoiceField(
        choices=PartnerDecision.EndReason, widget=forms.RadioSelect, label="Reason of the end"
    )
    note = forms.CharField(
        required=False,
        label="Explanation",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Needed when the reason is “Other”.",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["ended_on"].initial = timezone.localdate()
