"""The lines of a draft edition as rows of a form: ordered by place, taken out by a tick, one more on demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from partnerships.core.forms import FigureField

MOST_LINES = 60


def weight_field() -> forms.IntegerField:
    return forms.IntegerField(
        label="Weight",
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        widget=forms.NumberInput(attrs={"min": 1, "max": 10, "inputmode": "numeric"}),
        help_text="1 to 10.",
    )


class LineForm(forms.Form):
    """One line. ``told_by`` names the field without which a line is left out."""

    told_by: ClassVar[str]
    weight_needed: ClassVar[str]

    position = FigureField(
        label="Place", required=False, help_text="Smaller comes first; 2,5 goes between 2 and 3."
    )
    is_removed = forms.BooleanField(required=False, label="Take this line out")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        asked = cleaned.get(self.told_by) and not cleaned.get("is_removed")
        if asked and cleaned.get("weight") is None and "weight" not in self.errors:
            self.add_error("weight", self.weight_needed)
        return cleaned


class BaseLines(forms.BaseFormSet):
    told_by: ClassVar[str]
    doubled: ClassVar[str]

    def clean(self) -> None:
        texts = [line[self.told_by].strip().casefold() for line in self.kept()]
        if twice := next((text for text in texts if texts.count(text) > 1), None):
            raise forms.ValidationError(self.doubled.format(f"{twice[:1].upper()}{twice[1:]}"))

    def kept(self) -> list[dict[str, Any]]:
        lines = [form.cleaned_data for form in self.forms if hasattr(form, "cleaned_data")]
        return [line for line in lines if line.get(self.told_by) and not line.get("is_removed")]

    def ordered(self, names: Sequence[str]) -> list[dict[str, Any]]:
        """For the service, in their order; lines without a place come last, as they were written."""
        lines = sorted(self.kept(), key=lambda line: (line["position"] is None, line["position"] or 0))
        return [{name: line[name] for name in names} for line in lines]


def lines_of(form: Any, formset: Any) -> Any:
    return forms.formset_factory(form, formset=formset, extra=1, max_num=MOST_LINES, absolute_max=MOST_LINES)


def as_written(data: Any, prefix: str, names: Sequence[str]) -> list[dict[str, Any]]:
    """The lines of a post that is not saved yet, as they were written."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "0")
    count = min(int(total) if total.isdecimal() else 0, MOST_LINES)
    return [{name: data.get(f"{prefix}-{n}-{name}", "") for name in names} for n in range(count)]
