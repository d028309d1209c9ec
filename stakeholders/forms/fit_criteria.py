"""The form of a draft of the fit criteria: introduction, marks, and its criteria as rows."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from partnerships.core.forms import ScopedModelForm
from stakeholders.fit import HIGHEST_SCORE
from stakeholders.forms.edition import BaseLines, LineForm, as_written, lines_of, weight_field
from stakeholders.models import FitCriteriaVersion, FitCriterion
from stakeholders.services.fit_criteria import MARKS

CRITERIA = "criteria"
FIELDS = ("code", "position", "name", "explanation", "weight", "threshold", "is_risk")


class CriteriaForm(ScopedModelForm):
    class Meta:
        model = FitCriteriaVersion
        fields = ("introduction", *MARKS)
        widgets = {"introduction": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in MARKS:
            self.fields[name].widget.attrs |= {"inputmode": "numeric"}
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("What an assessor should know", "introduction"),
            Fieldset(
                "What the arithmetic suggests", Div("partner_from", "not_now_from", css_class="field-row")
            ),
            Fieldset(
                "Which spread needs a word", Div("wide_score", "wide_fit", css_class="field-row"), "version"
            ),
        )

    def marks(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in MARKS}


class CriterionForm(LineForm):
    """One criterion. A line that stays is the same criterion as before; what means something else is a new line."""

    told_by = "name"
    weight_needed = "Say how much the criterion weighs, from 1 to 10."

    code = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    name = forms.CharField(
        required=False, max_length=FitCriterion._meta.get_field("name").max_length, label="Criterion"
    )
    explanation = forms.CharField(
        required=False, label="What to look for", widget=forms.Textarea(attrs={"rows": 2})
    )
    weight = weight_field()
    threshold = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        label="Lowest acceptable score",
        choices=[("", "Any score"), *[(score, str(score)) for score in range(1, HIGHEST_SCORE + 1)]],
    )
    is_risk = forms.BooleanField(required=False, label="A risk: the highest score says that there is none")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["is_removed"].label = "Take this criterion out"
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "code",
            "name",
            "explanation",
            Div("position", "weight", "threshold", css_class="field-row field-row--short"),
            "is_risk",
            "is_removed",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("explanation") and not cleaned.get("name") and not cleaned.get("is_removed"):
            self.add_error("name", "Name the criterion, or empty the whole line.")
        return cleaned


class BaseCriteria(BaseLines):
    told_by = "name"
    doubled = "“{}” stands there twice. Take one of the two out."

    def criteria(self) -> list[dict[str, Any]]:
        return self.ordered([name for name in FIELDS if name != "position"])


Criteria: Any = lines_of(CriterionForm, BaseCriteria)


def criteria_of(
    version: FitCriteriaVersion, data: Any = None, initial: list[dict[str, Any]] | None = None
) -> Any:
    """The rows of a draft with one empty line; ``initial`` are lines as somebody wrote them, shown unjudged."""
    stored = [{name: getattr(criterion, name) for name in FIELDS} for criterion in version.criteria.all()]
    return Criteria(data, prefix=CRITERIA, initial=stored if initial is None else initial)


def written_criteria(data: Any) -> list[dict[str, Any]]:
    """The lines of a post that is not saved yet, as they were written."""
    return as_written(data, CRITERIA, (*FIELDS, "is_removed"))
