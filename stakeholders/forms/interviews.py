"""The answers of an interview, all questions on one page; and the minutes of a forum meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from partnerships.core.forms import CONFLICT, DateInput, FilesField
from stakeholders.forms.lines import TextField
from stakeholders.models import Engagement, InterviewAnswer


class InterviewForm(forms.Form):
    """One text per question; what is left empty can follow later. The second of two writers is told.

    ``conflict`` holds (question, theirs, yours) for every answer that differs after a clash.
    """

    def __init__(
        self, *args: Any, engagement: Engagement, questions: Sequence[InterviewAnswer], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.engagement, self.questions = engagement, questions
        self.conflict: list[tuple[str, str, str]] = []
        for row in questions:
            self.fields[f"answer_{row.position}"] = TextField(
                required=False,
                max_length=100_000,
                label=row.question,
                initial=row.answer,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=engagement.version)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        version = data.get("version")
        if version is not None and version != self.engagement.version:
            for row in self.questions:
                yours = data.get(f"answer_{row.position}", "")
                if yours != row.answer:
                    self.conflict.append((row.question, row.answer or "None", yours or "None"))
            # The next save is made in knowledge of the other version.
            known: Any = self.data.copy()  # type: ignore[attr-defined]
            known["version"] = str(self.engagement.version)
            self.data = known
            if self.conflict:
                raise ValidationError(CONFLICT, code="conflict")
            data["version"] = self.engagement.version
        return data

    def answers(self) -> dict[int, str]:
        return {row.position: self.cleaned_data[f"answer_{row.position}"] for row in self.questions}


class MinutesForm(forms.Form):
    minutes_on = forms.DateField(label="Minutes and action list complete on", widget=DateInput())
    documents = FilesField(kind="minutes", required=False, label="The file of the minutes")
    note = forms.CharField(
        required=False,
        max_length=300,
        label="If there is no file: where they are kept",
        help_text="For instance: in the minute book of the forum, with its secretary.",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["minutes_on"].initial = timezone.localdate()
