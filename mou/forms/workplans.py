"""What people type about a workplan: an activity with its quarters, and a report on one of them."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mou.forms.fields import PastDateField, PersonField, text_field
from mou.models import Activity, ActivityQuarter, MoU
from mou.services import check_quarters, may_answer_for
from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.forms import FilesField, ScopedModelForm

QUARTERS = [
    (1, "Q1, April to June"),
    (2, "Q2, July to September"),
    (3, "Q3, October to December"),
    (4, "Q4, January to March"),
]
# An agreement without an end is planned at most this many years ahead.
YEARS_AHEAD = 5


class ActivityForm(ScopedModelForm):
    """One line of a workplan. Its year is settled once one of its quarters was reported on."""

    year = forms.TypedChoiceField(coerce=int, label="Financial year")
    quarters = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        choices=QUARTERS,
        label="Planned in",
    )
    responsible_person = PersonField(help_text="Our person who reports on it.")

    class Meta:
        model = Activity
        fields = ["title", "output", "year", "responsible_party", "responsible_person", "thrust", "indicator"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        mou = self.instance.mou
        self.fields["year"].choices = years_of(mou, self.instance.year)  # type: ignore[attr-defined]
        parties = mou.parties.select_related("stakeholder").order_by("position")
        self.fields["responsible_party"].queryset = parties  # type: ignore[attr-defined]
        people = may_answer_for(mou.province).select_related("province")
        self.fields["responsible_person"].queryset = people  # type: ignore[attr-defined]
        if self.instance.pk:
            planned = list(self.instance.quarters.values_list("number", "status"))
            self.initial["quarters"] = [number for number, _ in planned]
            self.fields["year"].disabled = any(
                status != ActivityQuarter.Status.PLANNED for _, status in planned
            )
        else:
            self.initial.setdefault("year", FinancialYear.containing(timezone.localdate()).start_year)
        rest = ["version"] if "version" in self.fields else []
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "title",
            "output",
            Fieldset("When", "year", "quarters"),
            Fieldset("Who", "responsible_party", "responsible_person"),
            Fieldset("What it contributes to", Div("thrust", "indicator"), *rest),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        indicator, thrust = cleaned.get("indicator"), cleaned.get("thrust")
        if indicator and thrust and indicator.thrust_id != thrust.pk:
            self.add_error(
                "indicator", f"“{indicator}” is not an indicator of thrust {thrust.code}. Choose another."
            )
        if cleaned.get("year") and cleaned.get("quarters"):
            try:
                check_quarters(self.instance.mou, cleaned["year"], set(cleaned["quarters"]))
            except ValidationError as error:
                self.add_error("quarters", error)
        return cleaned

    def stored(self, record: Any, name: str) -> str:
        if name != "quarters":
            return super().stored(record, name)
        return ", ".join(str(number) for number in record.quarters.values_list("number", flat=True)) or "None"


def years_of(mou: MoU, present: int | None = None) -> list[tuple[int, str]]:
    """The financial years in which the agreement runs."""
    first = FinancialYear.containing(mou.starts_on).start_year
    today = FinancialYear.containing(timezone.localdate()).start_year
    last = (
        FinancialYear.containing(mou.ends_on).start_year if mou.ends_on else max(first, today) + YEARS_AHEAD
    )
    return [(year, str(FinancialYear(year))) for year in sorted({*range(first, last + 1), present or first})]


class ReportForm(forms.Form):
    """Progress in one planned quarter. What is plainly done on time needs no further word."""

    status = forms.ChoiceField(
        label="How it stands",
        widget=forms.RadioSelect,
        choices=[("under_way", "Under way"), ("done", "Done"), ("not_done", "Given up")],
    )
    done_on = PastDateField(label="Done on", required=False, help_text="For what is done: the day.")
    narrative = text_field(
        "What was done, or why not",
        required=False,
        help_text="Needed unless it was done within its quarter.",
    )
    documents = FilesField(label="Evidence", required=False)

    def __init__(self, *args: Any, period: Quarter, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.period = period

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        status, done_on = cleaned.get("status"), cleaned.get("done_on")
        if status == "done" and not done_on and "done_on" not in self.errors:
            self.add_error("done_on", "Give the day on which it was done.")
        if status in {"under_way", "not_done"} and done_on:
            self.add_error(
                "done_on", "Only what is done has a day on which it was done. Leave the date empty."
            )
        is_plain = status == "done" and done_on and done_on <= self.period.end
        if status and not cleaned.get("narrative") and not is_plain and "done_on" not in self.errors:
            self.add_error("narrative", NEEDED[status])
        return cleaned


NEEDED = {
    "under_way": "Say how far it has come.",
    "done": "It was done after its quarter ended. Say why it was late.",
    "not_done": "Say why it is given up.",
}
