"""What people type when they amend a signed agreement. Each form tells its line as the plain data that is agreed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from mou.forms.fields import PartyField, PersonField, text_field
from mou.forms.obligations import quote_field
from mou.forms.planning import FIGURES, PlanFields
from mou.forms.texts import LONGEST, SectionField
from mou.models import MoU, Obligation, RecurringObligation
from mou.recurrence import LONGEST_DELAY, Every, YearKind
from mou.services import check_owed, may_answer_for, provinces_of, settle_rule
from mou.terms import Line, as_data, figure_as_data
from partnerships.core.forms import DateInput
from partnerships.strategy.models import Indicator, StrategicThrust


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

    # Fields that the parties do not sign, and those that a line need not have.
    ours_only: ClassVar[tuple[str, ...]] = ()
    optional: ClassVar[tuple[str, ...]] = ()
    # What is asked besides the line.
    apart: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, mou: MoU, is_new: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.mou = mou
        parties: list[Any] = []
        for name, field in self.fields.items():
            if isinstance(field, PartyField):
                parties = parties or PartyField.of(mou)
                field.offer(parties)
            elif name.endswith("_party"):
                field.queryset = mou.parties.select_related("stakeholder").order_by("position")  # type: ignore[attr-defined]
            if isinstance(field, SectionField):
                field.offer(mou)
            if isinstance(field, PersonField):
                field.queryset = may_answer_for(mou.province).select_related("province")
        if not is_new:
            for name in self.ours_only:
                del self.fields[name]

    def line(self) -> Line:
        """What the parties agree; what may be left unsaid is told only where it is said."""
        besides = {*self.ours_only, *self.apart}
        said = {n: _plain(v) for n, v in self.cleaned_data.items() if n not in besides}
        return {n: v for n, v in said.items() if v or n not in self.optional}

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


class OwedLineForm(LineForm):
    """What is owed under a clause; the record's own rules are asked before it is proposed."""

    ours_only = ("accountable", "thrust", "indicator")
    optional = ("quoted_text", "beneficiary", "measure", "last_period")
    record: ClassVar[type[Obligation | RecurringObligation]]

    clause = forms.CharField(label="Clause", max_length=20)
    text = forms.CharField(label="What is owed", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    quoted_text = quote_field()
    measure = forms.CharField(label="Measure of done", max_length=300, required=False)
    owing_party = PartyField(label="Who owes it")
    beneficiary = PartyField(label="To whom", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("indicator") and not cleaned.get("thrust"):
            cleaned["thrust"] = cleaned["indicator"].thrust
        if not self.errors:
            try:
                said = {name: value for name, value in cleaned.items() if name not in self.apart}
                self.judge(self.record(mou=self.mou, **said))
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned

    def judge(self, record: Any) -> None:
        check_owed(record)


class ObligationLineForm(OwedLineForm):
    record = Obligation
    due_on = forms.DateField(label="Due date", widget=DateInput())
    accountable = PersonField(label="Our accountable person")
    thrust = forms.ModelChoiceField(StrategicThrust.objects.all(), label="Thrust", required=False)
    indicator = forms.ModelChoiceField(Indicator.objects.described(), label="Indicator", required=False)


class RecurringLineForm(OwedLineForm):
    record = RecurringObligation
    every = forms.ChoiceField(label="How often", choices=Every)
    year_kind = forms.ChoiceField(label="Of which year", choices=YearKind)
    days_after = forms.IntegerField(
        label="Due so many days after the period",
        min_value=0,
        max_value=LONGEST_DELAY,
        help_text="0: on its last day.",
    )
    first_period = forms.DateField(label="A day in the first period", widget=DateInput())
    last_period = forms.DateField(
        label="A day in the last period",
        required=False,
        widget=DateInput(),
        help_text="Leave it empty when it is owed for as long as the agreement runs.",
    )
    accountable = PersonField(label="Our accountable person")
    thrust = forms.ModelChoiceField(StrategicThrust.objects.all(), label="Thrust", required=False)
    indicator = forms.ModelChoiceField(Indicator.objects.described(), label="Indicator", required=False)

    def judge(self, record: Any) -> None:
        super().judge(record)
        settle_rule(record)
        # Whole periods, as they are kept.
        for name in ("first_period", "last_period"):
            self.cleaned_data[name] = getattr(record, name)


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
    "recurring": RecurringLineForm,
    "activity": ActivityLineForm,
}


class DayForm(forms.Form):
    """Of which day the agreement is asked for."""

    day = forms.DateField(label="As it stood on", widget=DateInput())
