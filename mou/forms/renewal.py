"""What people type when they look back on an agreement and renew it."""

from __future__ import annotations

from typing import Any

from django import forms

from mou.forms.fields import PersonField, text_field, today_field
from mou.models import MoU, Review
from mou.services import may_answer_for, may_manage
from partnerships.core.forms import DateInput


class ReviewForm(forms.Form):
    reviewed_on = today_field("Reviewed on")
    activity = text_field("What was done", help_text="Against the workplan: done, late, given up, and why.")
    results = text_field("What was reached", help_text="For the people whom the agreement is about.")
    our_duties = text_field("How we kept our duties")
    their_duties = text_field("How the other parties kept theirs")
    decision = forms.ChoiceField(label="Decision", widget=forms.RadioSelect, choices=Review.Decision.choices)
    reason = text_field("Reason of the decision")


class RenewForm(forms.Form):
    starts_on = forms.DateField(label="Start date", widget=DateInput())
    ends_on = forms.DateField(
        label="End date", required=False, widget=DateInput(), help_text="Leave empty when open-ended."
    )
    business_owner = PersonField(label="Business owner")
    partnership_manager = PersonField(label="Partnership manager")

    def __init__(self, *args: Any, mou: MoU, **kwargs: Any):
        super().__init__(*args, **kwargs)
        owners, managers = may_answer_for(mou.province), may_manage(mou.province)
        self.fields["business_owner"].queryset = owners.select_related("province")  # type: ignore[attr-defined]
        self.fields["partnership_manager"].queryset = managers.select_related("province")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The end date lies before the start date.")
        return cleaned
