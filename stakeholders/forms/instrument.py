"""The form of a draft of the functionality instrument: introduction, bands, and its questions as rows."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from partnerships.core.forms import FigureField, ScopedModelForm
from stakeholders.models import Functionality, InstrumentQuestion, InstrumentVersion

QUESTIONS = "questions"
MOST_QUESTIONS = 60
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


class QuestionForm(forms.Form):
    """One question. A line without text is left out; ticking “take it out” does the same."""

    position = FigureField(
        label="Place", required=False, help_text="Smaller comes first; 2,5 goes between 2 and 3."
    )
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
    weight = forms.IntegerField(
        label="Weight",
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        widget=forms.NumberInput(attrs={"min": 1, "max": 10, "inputmode": "numeric"}),
        help_text="1 to 10.",
    )
    is_essential = forms.BooleanField(
        required=False, label="Essential: answered no, the structure is not functional whatever its score"
    )
    is_removed = forms.BooleanField(required=False, label="Take this question out")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "text",
            "help_text",
            Div("position", "weight", css_class="field-row field-row--short"),
            "is_essential",
            "is_removed",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        asked = cleaned.get("text") and not cleaned.get("is_removed")
        if asked and cleaned.get("weight") is None and "weight" not in self.errors:
            self.add_error("weight", "Say how much the question weighs, from 1 to 10.")
        if cleaned.get("help_text") and not cleaned.get("text") and not cleaned.get("is_removed"):
            self.add_error("text", "Write the question, or empty the whole line.")
        return cleaned


class BaseQuestions(forms.BaseFormSet):
    def clean(self) -> None:
        texts = [line["text"].strip().casefold() for line in self._kept()]
        if doubled := next((text for text in texts if texts.count(text) > 1), None):
            raise forms.ValidationError(
                f"“{doubled[:1].upper()}{doubled[1:]}” is asked twice. Take one of the two out."
            )

    def _kept(self) -> list[dict[str, Any]]:
        lines = [form.cleaned_data for form in self.forms if hasattr(form, "cleaned_data")]
        return [line for line in lines if line.get("text") and not line.get("is_removed")]

    def questions(self) -> list[dict[str, Any]]:
        """For the service, in their order; lines without a place come last, as they were written."""
        ordered = sorted(self._kept(), key=lambda line: (line["position"] is None, line["position"] or 0))
        return [{name: line[name] for name in FIELDS if name != "position"} for line in ordered]


Questions: Any = forms.formset_factory(
    QuestionForm, formset=BaseQuestions, extra=1, max_num=MOST_QUESTIONS, absolute_max=MOST_QUESTIONS
)


def questions_of(
    version: InstrumentVersion, data: Any = None, initial: list[dict[str, Any]] | None = None
) -> Any:
    """The rows of a draft with one empty line; ``initial`` are lines as somebody wrote them, shown unjudged."""
    stored = [{name: getattr(question, name) for name in FIELDS} for question in version.questions.all()]
    return Questions(data, prefix=QUESTIONS, initial=stored if initial is None else initial)


def written_questions(data: Any) -> list[dict[str, Any]]:
    """The lines of a post that is not saved yet, as they were written."""
    total = data.get(f"{QUESTIONS}-TOTAL_FORMS", "0")
    count = min(int(total) if total.isdecimal() else 0, MOST_QUESTIONS)
    names = (*FIELDS, "is_removed")
    return [{name: data.get(f"{QUESTIONS}-{n}-{name}", "") for name in names} for n in range(count)]
