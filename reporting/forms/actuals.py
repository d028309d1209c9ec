"""What is typed when an actual is captured or corrected."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from partnerships.core.calendar import Quarter
from partnerships.core.forms import FigureField, FilesField, ScopedModelForm
from partnerships.strategy.performance import Value
from reporting.models import Actual
from reporting.models.grade import CRITERIA, Finding
from reporting.services import deviation_gaps, measure
from reporting.splitting import (
    Share,
    Split,
    against_parts,
    category_of,
    splits_of,
    values_of,
    ways_of,
)


class ActualForm(ScopedModelForm):
    """The figure or why there is none; what the service would refuse is said at its field before.

    ``instance`` names the description, the scope and the quarter; ``target`` is theirs.
    """

    value = FigureField(
        label="Actual", required=False, help_text="Zero is a figure; an empty field is not zero."
    )
    numerator = FigureField(label="Numerator", required=False)
    denominator = FigureField(label="Denominator", required=False)
    documents = FilesField(label="Add evidence", required=False)

    class Meta:
        model = Actual
        fields = [
            "value",
            "numerator",
            "denominator",
            "words",
            "not_measured_because",
            "reason_for_deviation",
            "corrective_action",
        ]
        labels = {"not_measured_because": "Or: not measured because"}
        help_texts = {
            "reason_for_deviation": "Needed whenever the actual differs from its target, over or under.",
            "corrective_action": "What will be done, by whom, by when; or that nothing is needed.",
        }

    def __init__(self, *args: Any, target: Value | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.target, self.definition = target, self.instance.definition
        self.splits = self._splits()
        for name in {"value", "numerator", "denominator", "words"} - {*self.parts}:
            del self.fields[name]
        if self.definition.scale and "words" in self.fields:
            choices = [("", "None"), *((word, word) for word in self.definition.scale)]
            self.fields["words"] = forms.ChoiceField(label="Actual", choices=choices, required=False)
        elif "words" in self.fields:
            self.fields["words"].label = "Actual, in words"
        for name in ("not_measured_because", "reason_for_deviation", "corrective_action"):
            self.fields[name].widget.attrs["rows"] = 2
        for share in self.shares:
            self.fields[share.name] = FigureField(
                label=str(share.category), required=False, initial=share.value
            )

    def _splits(self) -> list[Split]:
        """By the description of the actual, with what was given before."""
        ways = ways_of([self.definition]).get(self.definition.pk, [])
        pk = self.instance.pk
        return splits_of(ways, values_of([pk] if pk and ways else [], viewer=self.user).get(pk, {}))

    @property
    def shares(self) -> list[Share]:
        return [share for split in self.splits for share in split.shares]

    @property
    def parts(self) -> list[str]:
        """The fields of the figure, by what the indicator is measured in."""
        if self.definition.is_percentage:
            return ["numerator", "denominator"]
        return ["words"] if self.definition.is_qualitative else ["value"]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            *(["version"] if "version" in self.fields else []),
            Div(
                Div(*self.parts, css_class="field-row field-row--short"),
                *(
                    Fieldset(
                        split.heading,
                        Div(*(share.name for share in split.shares), css_class="field-row field-row--short"),
                    )
                    for split in self.splits
                ),
                "not_measured_because",
                "reason_for_deviation",
                "corrective_action",
                css_class="form-either",
            ),
            "documents",
        )
        return helper

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        try:
            found = measure(
                self.definition,
                cleaned.get("value"),
                cleaned.get("numerator"),
                cleaned.get("denominator"),
                cleaned.get("words", ""),
            )
        except ValidationError as error:
            self.add_error(None, error)
            return cleaned
        gaps = deviation_gaps(
            self.definition,
            found.value if found else None,
            self.target,
            reason=cleaned.get("reason_for_deviation", ""),
            corrective_action=cleaned.get("corrective_action", ""),
        )
        for name, sentence in gaps.items():
            self.add_error(name, sentence)
        self._clean_categories(found.value if found else None)
        return cleaned

    def _clean_categories(self, value: Value | None) -> None:
        given = {share.category.pk: self.cleaned_data.get(share.name) for share in self.shares}
        if said := against_parts(given.values(), value, self.cleaned_data.get("not_measured_because", "")):
            self.add_error(self.shares[0].name, said)
        elif isinstance(value, Decimal):
            for split in self.splits:
                typed = split.with_values(given)
                if said := typed.misfit(value):
                    self.add_error(split.shares[0].name, said)

    def stored(self, record: Any, name: str) -> str:
        """What stands of a category now, for the second of two editors."""
        if (category := category_of(name)) is None:
            return super().stored(record, name)
        now = values_of([record.pk], viewer=self.user).get(record.pk, {})
        return f"{now[category].normalize():f}" if category in now else "None"

    def figures(self) -> dict[str, Any]:
        """What the services take."""
        names = {share.name: share.category.pk for share in self.shares}
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "version" and name not in names
        }
        return given | {"categories": [(pk, self.cleaned_data[name]) for name, pk in names.items()]}


class GradeForm(forms.Form):
    """Three findings on the evidence of a figure; anything but yes says why in a remark. ``seen``: what was graded."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, (label, asks) in CRITERIA.items():
            self.fields[name] = forms.ChoiceField(
                label=label, choices=Finding.choices, widget=forms.RadioSelect, help_text=asks
            )
            self.fields[f"{name}_remark"] = forms.CharField(
                label=f"Remark: {label.lower()}",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="Needed for anything but yes: what is missing or wrong, in which document.",
            )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            "seen", *(Fieldset("", name, f"{name}_remark", css_class="section") for name in CRITERIA)
        )
        return helper

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in CRITERIA:
            remark = f"{name}_remark"
            if cleaned.get(name, Finding.YES) != Finding.YES and not cleaned.get(remark, "").strip():
                self.add_error(remark, ValidationError("Say what is missing or wrong."))
        return cleaned


class PeriodForm(forms.Form):
    """Which closed quarter is looked at; the newest one when nothing, or nonsense, is asked for."""

    quarter = forms.ChoiceField(label="Quarter")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = [(q.slug, str(q)) for q in closed_quarters()]  # type: ignore[attr-defined]

    def chosen(self) -> Quarter:
        if self.is_valid():
            return Quarter.from_slug(self.cleaned_data["quarter"])
        return last_closed_quarter()


def last_closed_quarter() -> Quarter:
    return Quarter.containing(timezone.localdate()).previous()


def closed_quarters(count: int = 12) -> list[Quarter]:
    """The newest closed quarter and those before it."""
    quarters = [last_closed_quarter()]
    while len(quarters) < count:
        quarters.append(quarters[-1].previous())
    return quarters
