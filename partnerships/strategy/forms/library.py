"""What is written down of a document of the library."""

from __future__ import annotations

from typing import Any

from django import forms

from partnerships.core.forms import ScopedModelForm
from partnerships.strategy.models import LibraryDocument, LibraryKind, StrategicThrust


class LibraryDocumentForm(ScopedModelForm):
    link = forms.URLField(
        label="Address where it can be read",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=LibraryDocument._meta.get_field("link").help_text,
    )

    class Meta:
        model = LibraryDocument
        fields = ["title", "kind", "year", "citation", "link", "says", "source", "thrusts", "is_active"]
        labels = {
            "says": "What it says for us",
            "source": "Where we know it from",
            "thrusts": "Thrusts that rest on it",
        }
        widgets = {"thrusts": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        linked = [thrust.pk for thrust in self.instance.thrusts.all()] if self.instance.pk else []
        fields["thrusts"].queryset = StrategicThrust.objects.in_use_or(*linked).order_by("code")
        fields["kind"].queryset = LibraryKind.objects.in_use_or(self.instance.kind_id)
