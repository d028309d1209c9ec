"""What is typed when the days of the reporting calendar change, or figures are taken late."""

from __future__ import annotations

from typing import Any

from django import forms

from partnerships.core.forms import DateInput, ScopedModelForm
from reporting.models import ReportingPeriod
from reporting.services import is_exception


class DaysForm(ScopedModelForm):
    """The days of one quarter and scope, with the reason for which they change."""

    class Meta:
        model = ReportingPeriod
        fields = ["opens_on", "due_on", "closes_on", "reason", "authority"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # The reason of an earlier change stays in the history; this one has its own.
        self.initial.update(reason="", authority="")
        self.fields["reason"].required = True
        self.fields["authority"].required = is_exception(self.instance)


class LateOpeningForm(forms.Form):
    """More time after the closing day: until when, why, and by whose authority."""

    until = forms.DateField(
        label="Open until", widget=DateInput, help_text="The last day on which figures are still taken."
    )
    authority = forms.CharField(
        label="Authority", max_length=200, help_text="Who allowed the exception, and in which paper."
    )
    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Why the figures could not come in time. The report lists it.",
    )
