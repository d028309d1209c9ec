"""The form of a stakeholder analysis, with what was seen last beside each question."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils import timezone

from partnerships.core.forms import DateInput
from partnerships.core.numbers import date_long
from stakeholders.models import StakeholderAnalysis, StakeholderClass
from stakeholders.quadrant import INFLUENCE_WORDS, INTEREST_WORDS

NOT_SAID = [("", "Not decided")]


def _scale(words: dict[int, str]) -> list[tuple[int, str]]:
    return [(value, f"{value} · {word}") for value, word in words.items()]


class AnalysisForm(forms.Form):
    """Nothing is chosen beforehand: who scores again sees the last value, and answers anew."""

    assessed_on = forms.DateField(label="Date of this view", widget=DateInput())
    influence = forms.TypedChoiceField(
        choices=_scale(INFLUENCE_WORDS),
        coerce=int,
        widget=forms.RadioSelect,
        help_text="How much it can further or hinder our work.",
    )
    interest = forms.TypedChoiceField(
        choices=_scale(INTEREST_WORDS),
        coerce=int,
        widget=forms.RadioSelect,
        help_text="How much our work matters to it.",
    )
    position = forms.ChoiceField(
        choices=StakeholderAnalysis.Position, widget=forms.RadioSelect, help_text="Where it stands today."
    )
    wanted_position = forms.ChoiceField(
        choices=[*NOT_SAID, *StakeholderAnalysis.Position.choices],
        widget=forms.RadioSelect,
        required=False,
        help_text="Where we would like it to stand.",
    )
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text="What this view rests on: meetings, letters, what was done.",
    )

    def __init__(self, *args: Any, last: StakeholderAnalysis | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["assessed_on"].initial = timezone.localdate()
        if last:
            self._recall(last)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "assessed_on",
            Fieldset("Influence and interest", "influence", "interest"),
            Fieldset("Position", "position", "wanted_position", "reason"),
        )

    def _recall(self, last: StakeholderAnalysis) -> None:
        said = {
            "influence": f"{last.influence} · {INFLUENCE_WORDS[last.influence]}",
            "interest": f"{last.interest} · {INTEREST_WORDS[last.interest]}",
            "position": last.get_position_display(),
            "wanted_position": last.get_wanted_position_display() or NOT_SAID[0][1],
        }
        for name, words in said.items():
            field = self.fields[name]
            field.help_text = f"{field.help_text} Last seen on {date_long(last.assessed_on)}: {words}."


class SeenVersionForm(forms.Form):
    """Carries the version of the record that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    # The list that the act was made in, so that one comes back to it.
    back = forms.CharField(widget=forms.HiddenInput, required=False)


class TakeClassForm(SeenVersionForm):
    stakeholder_class = forms.ModelChoiceField(
        StakeholderClass.objects.in_use(), label="Class", empty_label="Choose one"
    )
