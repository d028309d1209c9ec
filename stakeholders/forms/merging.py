"""The form of a merge: of every field in which the two entries differ, which of the two is kept."""

from __future__ import annotations

from typing import Any

from django import forms

from partnerships.core.models import User
from partnerships.core.scoping import may_write_for
from stakeholders.models import Stakeholder
from stakeholders.services.merging import FIELDS

KEPT, OTHER = "kept", "other"


def shown(entry: Stakeholder, name: str) -> str:
    if name == "province":
        return entry.scope_label
    display = getattr(entry, f"get_{name}_display", None)
    return str(display() if display else getattr(entry, name) or "") or "Nothing"


class MergeForm(forms.Form):
    reason = forms.CharField(
        label="How you know that the two are one organisation",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kept_version = forms.IntegerField(widget=forms.HiddenInput)
    merged_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kept: Stakeholder, merged: Stakeholder, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kept_version"].initial = kept.version
        self.fields["merged_version"].initial = merged.version
        self.differing = [
            name
            for name in FIELDS
            if getattr(kept, self._column(name)) != getattr(merged, self._column(name))
        ]
        if not may_write_for(user, merged.province_id):
            self.differing = [name for name in self.differing if name != "province"]
        chosen = {}
        for name in self.differing:
            blank = getattr(kept, self._column(name)) in (None, "") and name != "province"
            chosen[f"take_{name}"] = forms.ChoiceField(
                label=str(Stakeholder._meta.get_field(name).verbose_name).capitalize(),  # type: ignore[union-attr]
                choices=[(KEPT, shown(kept, name)), (OTHER, shown(merged, name))],
                initial=OTHER if blank else KEPT,
                widget=forms.RadioSelect,
            )
        self.fields = chosen | self.fields

    @staticmethod
    def _column(name: str) -> str:
        return str(Stakeholder._meta.get_field(name).attname)  # type: ignore[union-attr]

    @property
    def taken(self) -> list[str]:
        return [name for name in self.differing if self.cleaned_data[f"take_{name}"] == OTHER]
