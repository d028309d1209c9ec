"""What is typed at a section of the report of the country, and to whom it is given."""

from __future__ import annotations

from typing import Any

from django import forms

from partnerships.core.choosing import PersonField
from partnerships.core.forms import ScopedModelForm
from reporting.models import ReportSection


class SectionForm(ScopedModelForm):
    class Meta:
        model = ReportSection
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 16})}


class OwnerForm(forms.Form):
    owner = PersonField(label="Who writes it from now on")
    note = forms.CharField(
        label="Why",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept with the section.",
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
