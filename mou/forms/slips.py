"""What is typed about a confirmation slip: by us, to whom the link goes; by the partner, its answer line by line."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms

from mou.models import SlipLine
from mou.services import LONGEST_NAME, LONGEST_SAYING
from partnerships.core.numbers import date_long


class SlipForm(forms.Form):
    """To whom the link is mailed."""

    contact: Any = forms.ModelChoiceField(
        None,
        required=False,
        empty_label="Nobody: I hand over the link myself",
        label="Mail the link to",
        help_text="Contacts of the party with a work e-mail who may be written to. The mail holds the link alone.",
    )

    def __init__(self, *args: Any, contacts: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["contact"]
        field.queryset = contacts


CONFIRM, CONTEST = "confirm", "contest"
ANSWERS = ((CONFIRM, "This is right"), (CONTEST, "This is not right"))


def told(line: SlipLine) -> str:
    """A line in one sentence: what, whose, when, and how it stands with us."""
    parts = [line.title]
    if line.whose:
        parts.append(f"{'Owed by' if line.kind == SlipLine.Kind.OBLIGATION else 'By'} {line.whose}")
    if line.on_day:
        parts.append(f"{'due' if line.kind == SlipLine.Kind.OBLIGATION else 'on'} {date_long(line.on_day)}")
    return " · ".join(parts)


class AnswerForm(forms.Form):
    """Two fields for each line of the slip and no other: what is sent for a line of another slip is not looked at."""

    name = forms.CharField(label="Your name", max_length=LONGEST_NAME)
    capacity = forms.CharField(
        label="Your capacity", max_length=LONGEST_NAME, help_text="Such as: secretary of the trust."
    )

    def __init__(self, *args: Any, lines: list[SlipLine], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lines = lines
        parts = []
        several = len({line.slip_id for line in lines}) > 1
        for line in lines:
            self.fields[f"line_{line.pk}"] = forms.ChoiceField(
                label=told(line),
                choices=ANSWERS,
                widget=forms.RadioSelect,
                help_text=f"We recorded: {line.said}.",
            )
            self.fields[f"words_{line.pk}"] = forms.CharField(
                label=f"If line {line.position} is not right: what is wrong?",
                required=False,
                max_length=LONGEST_SAYING,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            legend = f"{line.position}. {line.get_kind_display()}"
            if several:
                legend = f"{line.position}. {line.slip.mou.reference}: {line.get_kind_display().lower()}"
            parts.append(Fieldset(legend, f"line_{line.pk}", f"words_{line.pk}"))
        self.helper = FormHelper()
        self.helper.layout = Layout(*parts, Fieldset("Who answers", "name", "capacity"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for line in self.lines:
            answer, words = cleaned.get(f"line_{line.pk}"), cleaned.get(f"words_{line.pk}", "")
            if answer == CONTEST and not words:
                self.add_error(
                    f"words_{line.pk}", f"Say in a sentence what is not right in line {line.position}."
                )
            if answer == CONFIRM and words:
                self.add_error(
                    f"line_{line.pk}",
                    f"You wrote that something is not right in line {line.position}. Choose “{ANSWERS[1][1]}”, "
                    "or take the sentence out.",
                )
        return cleaned

    def answer(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "name": cleaned["name"],
            "capacity": cleaned["capacity"],
            "confirms": {line.pk for line in self.lines if cleaned[f"line_{line.pk}"] == CONFIRM},
            "contests": {
                line.pk: cleaned[f"words_{line.pk}"]
                for line in self.lines
                if cleaned[f"line_{line.pk}"] == CONTEST
            },
        }
