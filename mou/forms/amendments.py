"""What people type when they amend a signed agreement. Each form tells its line as the plain data that is agreed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from mou.forms.fields import PersonField, text_field
from mou.forms.planning import FIGURES, PlanFields
from mou.forms.texts import LONGEST, SectionField
from mou.models import MoU
from mou.services import may_answer_for, provinces_of
from mou.terms import Line, as_data, figure_as_data
from partnerships.core.forms import DateInput
from partnerships.strategy.models import StrategicThrust


class AmendForm(forms.Form):
    title = forms.CharField(label="What it is about", max_length=200, help_text="Such as: a further year.")
    reason = text_field("Why the agreement is changed")


class TermsForm(forms.Form):
    title = forms.CharField(label="Title", max_length=200)
    purpose = text_field("Purpose")
    ends_on = forms.DateField(
        label="End date", required=False, widget=DateInput(), help_text="Leave empty when open-ended."
    )
    notice_days = forms.IntegerField(label="Notice of termination in days", min_value=0, max_value=730)

    def __init__(self, *args: Any, mou: MoU, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.mou = mou

    def clean_ends_on(self) -> Any:
        ends_on = self.cleaned_data["ends_on"]
        if ends_on and ends_on < self.mou.starts_on:
            raise ValidationError("The end date lies before the start date.")
        return ends_on


class LineForm(forms.Form):
    """A line of the text or the workplan. What only concerns our side is asked of a new one."""

    # Fields that the parties do not sign.
    ours_only: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, mou: MoU, is_new: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.mou = mou
        for name, field in self.fields.items():
            if name.endswith("_party"):
                field.queryset = mou.parties.select_related("stakeholder").order_by("position")  # type: ignore[attr-defined]
            if isinstance(field, SectionField):
                field.offer(mou)
            if isinstance(field, PersonField):
                field.queryset = may_answer_for(mou.province).select_related("province")
        if not is_new:
            for name in self.ours_only:
                del self.fields[name]

    def line(self) -> Line:
        """What the parties agree."""
        return {n: _plain(v) for n, v in self.cleaned_data.items() if n not in self.ours_only}

    def ours(self) -> Line:
        return {n: _plain(v) for n, v in self.cleaned_data.items() if n in self.ours_only}


def _plain(value: Any) -> Any:
    return getattr(value, "pk", None) or as_data(value)


class ClauseLineForm(LineForm):
    section = SectionField(
        help_text="One of the library that the text does not have yet becomes its last one."
    )
    heading = forms.CharField(label="Heading", max_length=120)
    text = forms.CharField(label="Text", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 10}))


class ObligationLineForm(LineForm):
    ours_only = ("accountable", "thrust")
    clause = forms.CharField(label="Clause", max_length=20)
    text = forms.CharField(label="What is owed", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    owing_party: Any = forms.ModelChoiceField(None, label="Who owes it")
    due_on = forms.DateField(label="Due date", widget=DateInput())
    accountable = PersonField(label="Our accountable person")
    thrust = forms.ModelChoiceField(StrategicThrust.objects.all(), label="Thrust", required=False)

    def clean_due_on(self) -> Any:
        due_on = self.cleaned_data["due_on"]
        if due_on < self.mou.starts_on:
            raise ValidationError("The due date lies before the agreement begins.")
        return due_on


class ActivityLineForm(PlanFields, LineForm):
    """What each side brings is changed in the workplan itself, and stays as it is."""

    ours_only = ("responsible_person", "thrust")
    title = forms.CharField(label="Title", max_length=200)
    responsible_party: Any = forms.ModelChoiceField(None, label="Responsible party")
    responsible_person = PersonField(label="Our person who reports on it")
    thrust = forms.ModelChoiceField(StrategicThrust.objects.all(), label="Thrust")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer(self.mou)
        planned = self.initial.get("planned") or {}
        self.initial.update({f"planned_{number}": Decimal(value) for number, value in planned.items()})
        codes = self.initial.get("provinces") or ()
        chosen = provinces_of(self.mou).filter(code__in=codes)
        self.initial["provinces"] = [province.pk for province in chosen]
        self.order_fields(
            ["title", "output", "year", "quarters", "measure", *FIGURES, "milestone", "milestone_on"]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.check_plan(self.mou, cleaned.get("year"), cleaned.get("measure", ""))
        self.check_milestone(self.mou)
        return cleaned

    def line(self) -> Line:
        """As ``mou.terms`` reads a line of the workplan."""
        plain = {name: value for name, value in super().line().items() if name not in FIGURES}
        planned = {str(n): figure_as_data(value) for n, value in self.planned().items() if value is not None}
        return plain | {
            "output": " ".join(self.cleaned_data["output"].split()),
            "planned": planned,
            "provinces": sorted(province.code for province in self.cleaned_data.get("provinces", ())),
            "resources": [],
        }


LINE_FORMS: dict[str, type[LineForm]] = {
    "clause": ClauseLineForm,
    "obligation": ObligationLineForm,
    "activity": ActivityLineForm,
}


class DayForm(forms.Form):
    """Of which day the agreement is asked for."""

    day = forms.DateField(label="As it stood on", widget=DateInput())
