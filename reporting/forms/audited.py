"""What is typed when an audited figure is entered."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from partnerships.core.calendar import FinancialYear
from partnerships.strategy.models import IndicatorVersion


class AuditedFigureForm(forms.Form):
    value = forms.DecimalField(label="Audited figure", min_value=Decimal(0), max_digits=14, decimal_places=2)
    words = forms.CharField(label="What the auditors accepted, in words", max_length=300)
    authority = forms.CharField(
        label="By whose authority",
        max_length=200,
        help_text="The paper in which it stands, such as: audit report of the Auditor-General, 31 July 2026.",
    )
    reason = forms.CharField(
        label="Why it is as it is",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Why it differs from the preliminary figure, or that it was confirmed. The report shows it.",
    )
    # The version that the person looked at; none is 0.
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, definition: IndicatorVersion, **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["value" if definition.is_qualitative else "words"]
        if definition.is_percentage:
            self.fields["value"].help_text = "As a percentage, such as 68.75."


def year_of(slug: str) -> FinancialYear:
    """2026-27. Raises ValueError with a sentence."""
    return FinancialYear.parse(slug.replace("-", "/"))
