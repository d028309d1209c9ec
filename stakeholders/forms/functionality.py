"""The form of a functionality assessment, made of the questions of one version of the instrument."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from partnerships.core.files_field import held_files, take_files
from partnerships.core.forms import DateInput, FilesField
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from stakeholders.functionality import NOT_APPLICABLE
from stakeholders.models import FunctionalityAnswer, InstrumentQuestion, InstrumentVersion

LONGEST_NOTE = FunctionalityAnswer._meta.get_field("note").max_length


@dataclass(frozen=True)
class QuestionFields:
    """One question as the page asks it."""

    number: int
    question: InstrumentQuestion
    answer: Any
    note: Any


class FunctionalityForm(forms.Form):
    """One block per question. The form names its version, so that a change meanwhile is noticed."""

    instrument = forms.IntegerField(widget=forms.HiddenInput)
    assessed_on = forms.DateField(label="Date of the visit", widget=DateInput())
    remarks = forms.CharField(
        required=False, label="Remarks", max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    support_needed = forms.CharField(
        required=False,
        label="Support needed",
        max_length=20_000,
        help_text="What would help, and who could give it. Leave empty when none is needed.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    uploads = FilesField(kind="evidence", required=False, label="Evidence: minutes, registers, photographs")

    def __init__(self, *args: Any, version: InstrumentVersion, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.version = version
        self.questions = list(version.questions.all())
        self.fields["instrument"].initial = version.pk
        self.fields["assessed_on"].initial = timezone.localdate()
        for question in self.questions:
            self.fields[f"answer_{question.pk}"] = forms.ChoiceField(
                choices=FunctionalityAnswer.Answer,
                widget=forms.RadioSelect,
                label=question.text,
                help_text=question.help_text,
                error_messages={"required": "Choose yes, partly, no or does not apply."},
            )
            self.fields[f"note_{question.pk}"] = forms.CharField(
                required=False, max_length=LONGEST_NOTE, label="What was seen"
            )
        lines = [f"{kind}_{question.pk}" for question in self.questions for kind in ("answer", "note")]
        self.order_fields(["instrument", "assessed_on", *lines, "remarks", "support_needed", "uploads"])

    def lines(self) -> Iterator[QuestionFields]:
        for number, question in enumerate(self.questions, start=1):
            yield QuestionFields(number, question, self[f"answer_{question.pk}"], self[f"note_{question.pk}"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = [cleaned.get(f"answer_{question.pk}") for question in self.questions]
        if given and all(answer == NOT_APPLICABLE for answer in given):
            raise ValidationError(
                "No question is said to apply, so there is no score. Answer at least one with yes, partly or no."
            )
        return cleaned

    def answers(self) -> dict[InstrumentQuestion, tuple[str, str]]:
        data = self.cleaned_data
        return {q: (data[f"answer_{q.pk}"], data[f"note_{q.pk}"]) for q in self.questions}


def carried_over(form: FunctionalityForm, version: InstrumentVersion, *, by: User) -> FunctionalityForm:
    """The form of another version with everything that was entered in this one, which was valid.

    Answers to questions with the same text are kept; what was answered to questions that are not asked any more
    goes, in words, into the remarks; files that were sent are kept already.
    """
    data = QueryDict(mutable=True)
    for name in ("assessed_on", "support_needed"):
        data[name] = form.data.get(name, "")
    for name, keys in held_files(form).items():
        data.setlist(name, keys)
    data["instrument"] = str(version.pk)
    asked = {question.text: question for question in version.questions.all()}
    dropped, kept = [], 0
    for question, (answer, note) in form.answers().items():
        if same := asked.get(question.text):
            data[f"answer_{same.pk}"], data[f"note_{same.pk}"] = answer, note
            kept += 1
        else:
            said = str(FunctionalityAnswer.Answer(answer).label)
            dropped.append(f"Not asked any more: {question.text} {said}. {note}".strip())
    data["remarks"] = "\n".join(filter(None, [form.cleaned_data["remarks"].strip(), *dropped]))
    other = take_files(FunctionalityForm(data, version=version), by=by)
    since = f", adopted on {date_long(version.adopted_on)}," if version.adopted_on else ""
    moved = " What you answered to the others stands in the remarks." if dropped else ""
    other.add_error(
        None,
        f"Version {version.number} of the instrument{since} holds on the day of the visit; you answered version "
        f"{form.version.number}. Nothing is lost: your answers to questions that are the same, {kept} of "
        f"{len(form.questions)}, are kept.{moved} Look through the questions and save again.",
    )
    return other
