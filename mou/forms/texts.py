"""What people type when they write the text of an agreement with the other parties."""

from __future__ import annotations

from typing import Any

from django import forms

from mou.forms.fields import text_field, today_field
from mou.models import Clause, MoU, StandardClause
from partnerships.core.forms import ScopedModelForm

LONGEST = 20_000


class ClauseForm(ScopedModelForm):
    text = forms.CharField(
        label="Text",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="An empty line begins a new paragraph.",
    )

    class Meta:
        model = Clause
        fields = ["heading", "text"]


class NewClauseForm(ClauseForm):
    """A clause that is written here, or taken from the library: the page brings its words."""

    standard: Any = forms.ModelChoiceField(None, required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["standard"].queryset = StandardClause.of(self.instance.mou.kind)  # type: ignore[attr-defined]


class RemarkForm(forms.Form):
    text = text_field("Remark", help_text="What is unclear, missing or not acceptable, and what you propose.")
    party: Any = forms.ModelChoiceField(
        None,
        required=False,
        label="In the name of",
        empty_label="Myself",
        help_text="Choose the party when it told you so.",
    )

    def __init__(self, *args: Any, mou: MoU, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = mou.parties.select_related("stakeholder")  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answer = text_field("What became of it", help_text="Such as: taken over in the second paragraph.")


class AcceptForm(forms.Form):
    accepted_on = today_field("Accepted on")
    how = forms.CharField(
        label="How they let us know", max_length=200, help_text="Such as: letter of 3 March 2026."
    )


class TurnForm(forms.Form):
    party: Any = forms.ModelChoiceField(None, label="Goes to", empty_label="Choose a party")
    on = today_field("On")
    note = text_field("Note", rows=3, required=False, help_text="What they are asked for, and until when.")

    def __init__(self, *args: Any, mou: MoU, **kwargs: Any):
        super().__init__(*args, **kwargs)
        others = mou.parties.select_related("stakeholder").exclude(pk=mou.turn_id or 0)
        self.fields["party"].queryset = others  # type: ignore[attr-defined]
