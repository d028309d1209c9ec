"""The form of a draft of the functionality instrument: introduction, bands, and its questions as rows."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from partnerships.core.forms import ScopedModelForm
from stakeholders.forms.edition import BaseLines, LineForm, as_written, lines_of, weight_field
from stakeholders.models import Functionality, InstrumentQuestion, InstrumentVersion

QUESTIONS = "questions"
FIELDS = ("position", "text", "help_text", "weight", "is_essential")


class VersionForm(ScopedModelForm):
    functional_from = forms.IntegerField(label="Functional from, per cent", min_value=2, max_value=100)
    partly_from = forms.IntegerField(
        label="Partly functional from, per cent",
        min_value=1,
        max_value=99,
        help_text="Below this, a structure is not functional.",
    )

    class Meta:
        model = InstrumentVersion
        fields = ("introduction",)
        widgets = {"introduction": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        starts = self.instance.starts()
        self.initial = {
            "functional_from": starts.get(Functionality.FUNCTIONAL),
            "partly_from": starts.get(Functionality.PARTLY),
            **self.initial,
        }
        for name in ("functional_from", "partly_from"):
            self.fields[name].widget.attrs |= {"inputmode": "numeric"}
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("What an assessor should know", "introduction"),
            Fieldset("Bands", Div("functional_from", "partly_from", css_class="field-row"), "version"),
        )

    def stored(self, record: Any, name: str) -> str:
        bands = {"functional_from": Functionality.FUNCTIONAL, "partly_from": Functionality.PARTLY}
        if name in bands:
            return str(record.starts().get(bands[name], "None"))
        return super().stored(record, name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        functional, partly = cleaned.get("functional_from"), cleaned.get("partly_from")
        if functional is not None and partly is not None and partly >= functional:
            self.add_error(
                "functional_from",
                "This must be higher than where “partly functional” begins: correct one of the two.",
            )
        return cleaned

    def bands(self) -> dict[str, int]:
        return {
            Functionality.FUNCTIONAL: self.cleaned_data["functional_from"],
            Functionality.PARTLY: self.cleaned_data["partly_from"],
            Functionality.NOT_FUNCTIONAL: 0,
        }


class QuestionForm(LineForm):
    """One question. A line without text is left out; ticking “take it out” does the same."""

    told_by = "text"
    weight_needed = "Say how much the question weighs, from 1 to 10."

    text = forms.CharField(
        required=False,
        max_length=InstrumentQuestion._meta.get_field("text").max_length,
        label="Question",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    help_text = forms.CharField(
        required=False,
        max_length=InstrumentQuestion._meta.get_field("help_text").max_length,
        label="What to look for, and the source",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    weight = weight_field()
    is_essential = forms.BooleanField(
        required=False, label="Essential: answered no, the structure is not functional whatever its score"
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["is_removed"].label = "Take this question out"
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "text",
            "help_text",
            Div("position", "weight", css_class="field-row field-row--short"),
            "is_essential",
            "is_removed",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("help_text") and not cleaned.get("text") and not cleaned.get("is_removed"):
            self.add_error("text", "Write the question, or empty the whole line.")
        return cleaned


class BaseQuestions(BaseLines):
    told_by = "text"
    doubled = "“{}” is asked twice. Take one of the two out."

    def questions(self) -> list[dict[str, Any]]:
        return self.ordered([name for name in FIELDS if name != "position"])


Questions: Any = lines_of(QuestionForm, BaseQuestions)


def questions_of(
    version: InstrumentVersion, data: Any = None, initial: list[dict[str, Any]] | None = None
) -> Any:
    """The rows of a draft with one empty line; ``initial`` are lines as somebody wrote them, shown unjudged."""
    stored = [{name: getattr(question, name) for name in FIELDS} for question in version.questions.all()]
    return Questions(data, prefix=QUESTIONS, initial=stored if initial is None else initial)


def written_questions(data: Any) -> list[dict[str, Any]]:
    """The lines of a post that is not saved yet, as they were written."""
    return as_written(data, QUESTIONS, (*FIELDS, "is_removed"))
