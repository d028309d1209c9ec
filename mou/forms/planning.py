"""What every form of a planned activity asks: in which quarters, how much in each, towards which milestone, where."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mou.forms.fields import SuggestingInput
from mou.models import Activity, MoU
from mou.services import check_quarters, check_values, provinces_of
from partnerships.core.calendar import FinancialYear
from partnerships.core.forms import DateInput, FigureField
from partnerships.core.models import Province

QUARTERS = [
    (1, "Q1, April to June"),
    (2, "Q2, July to September"),
    (3, "Q3, October to December"),
    (4, "Q4, January to March"),
]
# An agreement without an end is planned at most this many years ahead.
YEARS_AHEAD = 5
FIGURES = [f"planned_{number}" for number, _ in QUARTERS]


def years_of(mou: MoU, present: int | None = None) -> list[tuple[int, str]]:
    """The financial years in which the agreement runs."""
    first = FinancialYear.containing(mou.starts_on).start_year
    today = FinancialYear.containing(timezone.localdate()).start_year
    last = (
        FinancialYear.containing(mou.ends_on).start_year if mou.ends_on else max(first, today) + YEARS_AHEAD
    )
    return [(year, str(FinancialYear(year))) for year in sorted({*range(first, last + 1), present or first})]


def planned_figure(number: int) -> FigureField:
    return FigureField(label=f"In Q{number}", required=False)


class QuartersFields(forms.Form):
    """In which quarters, and how much of what is counted in each of them."""

    quarters = forms.TypedMultipleChoiceField(
        coerce=int, widget=forms.CheckboxSelectMultiple, choices=QUARTERS, label="Planned in"
    )
    planned_1 = planned_figure(1)
    planned_2 = planned_figure(2)
    planned_3 = planned_figure(3)
    planned_4 = planned_figure(4)

    def planned(self) -> dict[int, Decimal | None]:
        """The figure of each quarter that is planned."""
        return {
            number: self.cleaned_data.get(f"planned_{number}")
            for number in self.cleaned_data.get("quarters") or ()
        }

    def check_plan(self, mou: MoU, year: Any, measure: str) -> None:
        """Put what cannot be planned at the fields in which it was written."""
        quarters = self.cleaned_data.get("quarters")
        if not (year and quarters):
            return
        try:
            check_quarters(mou, year, set(quarters))
        except ValidationError as error:
            self.add_error("quarters", error)
        stray = [
            n for n, _ in QUARTERS if n not in quarters and self.cleaned_data.get(f"planned_{n}") is not None
        ]
        for number in stray:
            self.add_error(
                f"planned_{number}", f"Q{number} is not planned. Tick it above, or leave the figure empty."
            )
        if any(name in self.errors for name in (*FIGURES, "measure")):
            return
        try:
            check_values(Activity(measure=measure), quarters, self.planned())
        except ValidationError as error:
            self.add_error(None, error)

    def figures_layout(self) -> Div:
        return Div(*FIGURES, css_class="field-row field-row--four")


class PlanFields(QuartersFields):
    """The same with the year, the output, what is counted, the milestone and the provinces."""

    year = forms.TypedChoiceField(coerce=int, label="Financial year")
    output = forms.CharField(
        max_length=200,
        required=False,
        label="Output",
        widget=SuggestingInput,
        help_text="What will exist when it is done: one of the plan, or a new one.",
    )
    measure = forms.CharField(
        max_length=120,
        required=False,
        label="What is counted each quarter",
        help_text="Such as: patrollers trained; and how much of it. Leave both empty when nothing is counted.",
    )
    milestone = forms.CharField(
        max_length=200,
        required=False,
        label="Milestone",
        help_text="What proves it, such as: the signed register of the training.",
    )
    milestone_on = forms.DateField(required=False, label="Milestone by", widget=DateInput())
    provinces = forms.ModelMultipleChoiceField(
        Province.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Provinces",
        help_text="Where it is done; none means wherever the agreement applies.",
    )

    def offer(self, mou: MoU, present: int | None = None) -> None:
        """The years, outputs and provinces of this agreement."""
        fields: dict[str, Any] = self.fields
        fields["year"].choices = years_of(mou, present)
        fields["provinces"].queryset = provinces_of(mou)
        if mou.province_id:
            # Its own province, which needs no saying.
            del fields["provinces"]
        titles = mou.outputs.order_by("-year", "position").values_list("title", flat=True)
        fields["output"].widget.suggestions = list(dict.fromkeys(titles))

    def check_milestone(self, mou: MoU) -> None:
        """A milestone is whole, and lies within the year and the agreement."""
        cleaned = self.cleaned_data
        milestone, day = cleaned.get("milestone", ""), cleaned.get("milestone_on")
        if {"milestone", "milestone_on"} & set(self.errors):
            return
        if milestone and not day:
            self.add_error("milestone_on", "Give the day by which the milestone is reached.")
        if day and not milestone:
            self.add_error("milestone", "Say what proves it by that day, or leave the day empty.")
        if day and cleaned.get("year"):
            line = Activity(mou=mou, year=cleaned["year"], milestone=milestone, milestone_on=day)
            if against := line.against_milestone(day):
                self.add_error("milestone_on", against)

    def plan_layout(self) -> list[Any]:
        return [
            Fieldset("When", "year", "quarters"),
            Fieldset("How much", "measure", self.figures_layout()),
            Fieldset("Milestone", "milestone", "milestone_on"),
            *([Fieldset("Where", "provinces")] if "provinces" in self.fields else []),
        ]


def figures_of(quarters: Mapping[int, Decimal | None]) -> dict[str, Any]:
    """What the fields of the quarters hold of a line that is there already."""
    return {"quarters": list(quarters)} | {f"planned_{number}": value for number, value in quarters.items()}
