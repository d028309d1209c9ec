"""The technical description of an indicator, with its categories; and the approval of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from partnerships.core.choosing import RecordChoiceField
from partnerships.core.forms import DateInput, FigureField, FilesField
from partnerships.core.models import User
from partnerships.strategy.forms.strategy import NUMBERED_HELP, NUMBERED_LABELS, WordingForm
from partnerships.strategy.models import Indicator, IndicatorVersion, StrategicThrust
from partnerships.strategy.services import Split, quarters_to_begin_in

# How often an indicator is reported (facts 2.4); in which quarters is said by its targets.
REPORTING_CYCLES = ("Quarterly", "Twice a year", "Annually")
MOST_SPLITS, MOST_CATEGORIES, MOST_WORDS = 6, 20, 10


def explained(kinds: type[IndicatorVersion.CalculationType]) -> list[tuple[str, str]]:
    """Each calculation type with the line that says what it does to the year."""
    return [(kind.value, f"{kind.label}. {kind.explanation}") for kind in kinds]


class IndicatorVersionForm(WordingForm):
    valid_from = forms.TypedChoiceField(
        label="Holds from",
        coerce=date.fromisoformat,
        help_text="The quarter from which on it is measured like this. Earlier figures keep their description.",
    )
    calculation_type = forms.ChoiceField(
        widget=forms.RadioSelect, choices=explained(IndicatorVersion.CalculationType)
    )
    scale = forms.CharField(
        label="Scale of words",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Of a qualitative indicator alone: one word or phrase to a line, from the lowest to the highest. "
        "Left empty, it is measured in free words, which nobody but a person can judge.",
    )
    tolerance = FigureField(
        label="Tolerance in per cent of the target",
        max_value=100,
        help_text=IndicatorVersion._meta.get_field("tolerance").help_text,
    )
    reporting_cycle = forms.ChoiceField()
    responsible_person = RecordChoiceField(
        User.objects.none(),
        search=("name", "email"),
        required=False,
        label="Responsible person",
        help_text="The account of who answers for it now.",
    )

    class Meta:
        model = IndicatorVersion
        fields = [
            *(
                "valid_from",
                "reason",
                "is_in_use",
                "thrust",
                "code",
                "order",
                "name",
                "definition",
                "purpose",
            ),
            *("indicator_type", "is_new", "unit", "scale", "calculation_type", "desired_performance"),
            *("tolerance", "source_of_data", "method_of_calculation", "means_of_verification"),
            *("needs_evidence", "assumptions", "data_limitations", "disaggregation"),
            *("spatial_transformation", "collected_from", "reporting_cycle", "responsible_post"),
            *("responsible_person", "baseline"),
        ]
        labels = NUMBERED_LABELS | {"name": "Indicator title", "responsible_post": "Responsible office"}
        help_texts = NUMBERED_HELP | {
            "code": "For instance 1.1.4 under thrust 1.1.",
            "responsible_post": "The office that answers for the indicator.",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        quarters = quarters_to_begin_in(self.instance, timezone.localdate())
        days = {quarter.start: str(quarter) for quarter in quarters}
        if self.instance.valid_from:
            days.setdefault(self.instance.valid_from, str(self.instance.starts_in))
        fields["valid_from"].choices = [(day.isoformat(), label) for day, label in sorted(days.items())]
        cycles = dict.fromkeys([*REPORTING_CYCLES, self.instance.reporting_cycle])
        fields["reporting_cycle"].choices = [(cycle, cycle) for cycle in cycles]
        fields["responsible_person"].queryset = User.objects.filter(is_active=True)
        thrust = self.instance.thrust_id
        fields["thrust"].queryset = StrategicThrust.objects.in_use_or(thrust).order_by("code")
        self.initial["scale"] = "\n".join(self.instance.scale)
        if not self.instance.indicator_id:
            del fields["is_in_use"]
        for name in ("definition", "source_of_data", "method_of_calculation", "means_of_verification"):
            fields[name].widget.attrs["rows"] = 3
        for name in (
            *("reason", "purpose", "assumptions", "data_limitations"),
            *("disaggregation", "spatial_transformation"),
        ):
            fields[name].widget.attrs["rows"] = 2

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        use = ["is_in_use"] if "is_in_use" in self.fields else []
        helper.layout = Layout(
            *(["version"] if "version" in self.fields else []),
            Fieldset("From when, and why", "valid_from", "reason", *use),
            Fieldset(
                "What is measured",
                "thrust",
                Div("code", "order", css_class="field-row"),
                "name",
                "definition",
                "purpose",
                Div("indicator_type", css_class="field-row"),
                "is_new",
                "is_own_wording",
            ),
            Fieldset(
                "How it is measured",
                Div("unit", "desired_performance", "tolerance", css_class="field-row"),
                "calculation_type",
                "scale",
                "source_of_data",
                "method_of_calculation",
                "means_of_verification",
                "needs_evidence",
                "assumptions",
                "data_limitations",
            ),
            Fieldset("Whom and which places it tells of", "disaggregation", "spatial_transformation"),
            Fieldset(
                "Who reports, and when",
                Div("collected_from", "reporting_cycle", css_class="field-row"),
                "responsible_post",
                "responsible_person",
                "baseline",
            ),
        )
        return helper

    def clean_scale(self) -> list[str]:
        words = _lines(self.cleaned_data["scale"])
        if len(words) != len({word.casefold() for word in words}):
            raise ValidationError("A word stands twice on the scale. Each word has one place.")
        if len(words) == 1:
            raise ValidationError("A scale has at least two words, from the lowest to the highest.")
        if len(words) > MOST_WORDS or any(len(word) > 80 for word in words):
            raise ValidationError(f"At most {MOST_WORDS} words or phrases, each of at most 80 letters.")
        return words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        thrust, code = cleaned.get("thrust"), cleaned.get("code")
        if thrust and code and not code.startswith(f"{thrust.code}."):
            self.add_error(
                "code", f"What stands under {thrust.code} has a number that begins with “{thrust.code}.”."
            )
        if code and Indicator.objects.filter(code=code).exclude(pk=self.instance.indicator_id).exists():
            self.add_error("code", "Another indicator has this number. Choose another one.")
        if self.instance.number and self.instance.number > 1 and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say what is new, and why: whoever approves it reads this first.")
        return cleaned


class SplitForm(forms.Form):
    """One way in which the value is split up. A line without a name is left out."""

    name = forms.CharField(label="Split", max_length=80, required=False, help_text="For instance: By sex.")
    categories = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One to a line, for instance women, men.",
    )
    must_add_up = forms.BooleanField(
        required=False,
        initial=True,
        label="The categories together must give the value",
        help_text="Not where one person may be counted in several.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        name, categories = cleaned.get("name", ""), _lines(cleaned.get("categories", ""))
        if categories and not name:
            self.add_error("name", "Give these categories a name, for instance: By sex.")
        if name and len(categories) < 2:
            self.add_error("categories", "Write at least two categories, one to a line.")
        if len(categories) > MOST_CATEGORIES or any(len(one) > 80 for one in categories):
            self.add_error("categories", f"At most {MOST_CATEGORIES} categories, each of at most 80 letters.")
        if len(categories) != len({one.casefold() for one in categories}):
            self.add_error("categories", "A category stands twice.")
        return cleaned


class BaseSplits(forms.BaseFormSet):
    def splits(self) -> list[Split]:
        return [
            Split(said["name"].strip(), _lines(said["categories"]), said["must_add_up"])
            for said in (form.cleaned_data for form in self.forms)
            if said.get("name", "").strip()
        ]


SplitFormSet = forms.formset_factory(SplitForm, BaseSplits, extra=1, max_num=MOST_SPLITS, validate_max=True)


def splits_of(version: IndicatorVersion | None) -> Iterator[dict[str, Any]]:
    """What stands, for the form; ``version`` comes with its categories."""
    for split in version.splits if version else ():
        yield {
            "name": split.name,
            "categories": "\n".join(str(one) for one in split.listed),
            "must_add_up": split.must_add_up,
        }


class ApproveForm(forms.Form):
    """By which decision a description holds."""

    authority = forms.CharField(
        label="Approved by",
        max_length=200,
        help_text="The plan or decision by which it holds, with its date. It is kept with the version.",
    )
    document = FilesField(label="The decision", multiple=False, required=False)
    note = forms.CharField(
        label="Remark", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


__all__ = ["ApproveForm", "DateInput", "IndicatorVersionForm", "SplitFormSet", "splits_of"]
