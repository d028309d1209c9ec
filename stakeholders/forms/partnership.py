"""The forms from assessment to decision and end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone

from partnerships.core.forms import DateInput
from stakeholders.fit import HIGHEST_SCORE
from stakeholders.models import CollaborationForm, FitAssessment, FitCriterion, FitScore, PartnerDecision

# What each score says, in words; a risk is scored the other way round: the highest says that there is none.
SCORES = ("Not at all", "A little", "Partly", "Mostly", "Fully")
RISK_SCORES = ("Certain and serious", "Likely", "Possible", "Unlikely", "None seen")


def words_for(criterion: FitCriterion) -> tuple[str, ...]:
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
    earlier: list[FitScore]


class FitAssessmentForm(forms.Form):
    """All criteria on one page, a score and a reason each; the recommendation stands apart."""

    assessed_on = forms.DateField(label="Assessed on", widget=DateInput())
    purpose = forms.CharField(
        label="Purpose",
        help_text="What the collaboration is for, and which gap it closes.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    recommendation = forms.ChoiceField(
        choices=FitAssessment.Recommendation, widget=forms.RadioSelect, label="Recommendation"
    )
    recommendation_reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self,
        *args: Any,
        criteria: list[FitCriterion],
        earlier: Mapping[int, list[FitScore]],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        self.earlier = earlier
        self.fields["assessed_on"].initial = timezone.localdate()
        for criterion in criteria:
            self.fields[f"score_{criterion.pk}"] = forms.TypedChoiceField(
                choices=score_choices(criterion), coerce=int, widget=forms.RadioSelect, label="Score"
            )
            self.fields[f"reason_{criterion.pk}"] = forms.CharField(
                label="Reason in one line", max_length=300
            )
        # The order of the page, which the list of errors follows.
        lines = [f"{kind}_{criterion.pk}" for criterion in criteria for kind in ("score", "reason")]
        self.order_fields(["assessed_on", "purpose", *lines, "recommendation", "recommendation_reason"])

    def lines(self) -> Iterator[CriterionFields]:
        for criterion in self.criteria:
            yield CriterionFields(
                criterion,
                self[f"score_{criterion.pk}"],
                self[f"reason_{criterion.pk}"],
                self.earlier.get(criterion.pk, []),
            )

    def scores(self) -> dict[FitCriterion, tuple[int, str]]:
        data = self.cleaned_data
        return {c: (data[f"score_{c.pk}"], data[f"reason_{c.pk}"]) for c in self.criteria}


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(choices=PartnerDecision.Outcome, widget=forms.RadioSelect, label="Outcome")
    decided_on = forms.DateField(label="Decided on", widget=DateInput())
    reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 4}))
    form_of_collaboration = forms.ModelChoiceField(
        CollaborationForm.objects.none(),
        required=False,
        label="Form of collaboration",
        help_text="Needed for a partner.",
        empty_label="None chosen",
    )
    conditions = forms.CharField(
        required=False,
        label="Conditions",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What must hold for the decision to stand.",
    )
    look_again_on = forms.DateField(
        required=False, label="Look again on", widget=DateInput(), help_text="When this is considered anew."
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = timezone.localdate()
        forms_of_collaboration: Any = self.fields["form_of_collaboration"]
        forms_of_collaboration.queryset = CollaborationForm.objects.in_use()


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
