"""What the people of a quiet agreement type: what will be done, and by when."""

from __future__ import annotations

from django import forms

from mou.models.revival import LONGEST_SENTENCE
from partnerships.core.forms import DateInput


class RevivalForm(forms.Form):
    words = forms.CharField(
        label="What will be done",
        max_length=LONGEST_SENTENCE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="In one sentence: who does what, with whom.",
    )
    by_on = forms.DateField(label="By when", widget=DateInput())
