"""What people type about a workplan: outputs, activities, what each side brings, visits, and plans of another year."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db import transaction
from django.utils import timezone

from mou.forms.fields import PersonField, text_field
from mou.forms.planning import FIGURES, PlanFields, QuartersFields, figures_of
from mou.models import (
    Activity,
    ActivityQuarter,
    MoU,
    Output,
    PlannedVisit,
    Resource,
    ResourceKind,
    WorkplanTemplate,
)
from mou.services import may_answer_for, output_of
from partnerships.core.calendar import FinancialYear
from partnerships.core.forms import DateInput, ScopedModelForm
from partnerships.strategy.models import Indicator, StrategicThrust


class ActivityForm(PlanFields, ScopedModelForm):
    """One line of a workplan. Its year is settled once one of its quarters was reported on, or it was carried over."""

    responsible_person = PersonField(help_text="Our person who reports on it.")

    class Meta:
        model = Activity
        fields = [
            "title",
            "year",
            "responsible_party",
            "responsible_person",
            "thrust",
            "indicator",
            "measure",
            "milestone",
            "milestone_on",
            "provinces",
        ]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        activity = self.instance
        mou, fields = activity.mou, self.fields
        self.offer(mou, activity.year)
        parties = mou.parties.select_related("stakeholder").order_by("position")
        fields["responsible_party"].queryset = parties  # type: ignore[attr-defined]
        thrusts = StrategicThrust.objects.in_use_or(activity.thrust_id)
        fields["thrust"].queryset = thrusts  # type: ignore[attr-defined]
        indicators = Indicator.objects.offered_or(activity.indicator_id)
        fields["indicator"].queryset = indicators  # type: ignore[attr-defined]
        people = may_answer_for(mou.province).select_related("province")
        fields["responsible_person"].queryset = people  # type: ignore[attr-defined]
        if activity.pk:
            stored = list(activity.quarters.all())
            self.initial.update(figures_of({quarter.number: quarter.planned_value for quarter in stored}))
            self.initial["output"] = activity.output.title if activity.output else ""
            is_begun = any(quarter.status != ActivityQuarter.Status.PLANNED for quarter in stored)
            fields["year"].disabled = is_begun or activity.carried_from_id is not None
        else:
            this_year = FinancialYear.containing(timezone.localdate()).start_year
            self.initial["year"] = self.initial.get("year") or this_year
        rest = ["version"] if "version" in fields else []
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "title",
            "output",
            *self.plan_layout(),
            Fieldset("Who", "responsible_party", "responsible_person"),
            Fieldset("What it contributes to", "thrust", "indicator", *rest),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        indicator, thrust = cleaned.get("indicator"), cleaned.get("thrust")
        if indicator and thrust and indicator.thrust_id != thrust.pk:
            self.add_error(
                "indicator", f"“{indicator}” is not an indicator of thrust {thrust.code}. Choose another."
            )
        mou = self.instance.mou
        self.check_plan(mou, cleaned.get("year"), cleaned.get("measure", ""))
        self.check_milestone(mou)
        # The one that is meant is found, or made, when the line is stored.
        self.instance.output = None
        return cleaned

    def act(self) -> dict[str, Any]:
        """What the service is told of a new line."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name not in FIGURES}
        return cleaned | {"planned": self.planned()}

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        cleaned = self.cleaned_data
        self.instance.output = output_of(self.instance.mou, cleaned["year"], cleaned["output"])
        return super().save(commit)

    def stored(self, record: Any, name: str) -> str:
        if name == "output":
            return str(record.output or "None")
        if name == "quarters":
            numbers = record.quarters.values_list("number", flat=True)
            return ", ".join(str(number) for number in numbers) or "None"
        if name in FIGURES:
            quarter = record.quarters.filter(number=name[-1]).first()
            return str(quarter.planned_value) if quarter and quarter.planned_value is not None else "None"
        return super().stored(record, name)


class OutputForm(ScopedModelForm):
    class Meta:
        model = Output
        fields = ["title", "measure", "indicator"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        indicators = Indicator.objects.offered_or(self.instance.indicator_id)
        self.fields["indicator"].queryset = indicators  # type: ignore[attr-defined]


class ResourceForm(ScopedModelForm):
    class Meta:
        model = Resource
        fields = ["party", "kind", "what", "form", "value", "spent_by"]
        widgets = {"form": forms.RadioSelect}
        help_texts = {
            "value": "In rands, estimated. Of what is given in kind it may be left empty.",
            "spent_by": "Only for rands. A partner is never paid: each party spends what it brings.",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        mou = self.instance.activity.mou
        for name in ("party", "spent_by"):
            fields[name].queryset = mou.parties.select_related("stakeholder").order_by("position")
        fields["spent_by"].empty_label = "Nobody: it is given in kind"
        fields["kind"].queryset = ResourceKind.objects.in_use_or(self.instance.kind_id)
        fields["value"].widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        fields["value"].error_messages["invalid"] = "Write the rands as a figure, for instance 12 500."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        form, spent_by = cleaned.get("form"), cleaned.get("spent_by")
        if form == Resource.Form.RAND and not spent_by and "spent_by" not in self.errors:
            self.add_error("spent_by", "Say which party spends the rands itself.")
        if form == Resource.Form.IN_KIND and spent_by:
            self.add_error("spent_by", "What is given in kind has nobody who spends it. Choose nobody.")
        if form == Resource.Form.RAND and not cleaned.get("value") and "value" not in self.errors:
            self.add_error("value", "Give the rands that the party means to spend.")
        return cleaned


class VisitForm(ScopedModelForm):
    class Meta:
        model = PlannedVisit
        fields = ["number", "place", "purpose"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        periods = FinancialYear(self.instance.activity.year).quarters
        choices = [(period.number, f"{period}, {period.months}") for period in periods]
        self.fields["number"] = forms.TypedChoiceField(coerce=int, label="Quarter", choices=choices)


class MadeForm(forms.Form):
    """Which engagement, recorded already, was the visit."""

    engagement: Any = forms.ModelChoiceField(None, label="The engagement", empty_label="Choose one")

    def __init__(self, *args: Any, engagements: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["engagement"]
        field.queryset = engagements
        field.label_from_instance = lambda one: f"{one.held_on:%d %B %Y}: {one.purpose}, {one.stakeholder}"


class DropForm(forms.Form):
    reason = text_field("Why the visit is not made", rows=3)


class CarryForm(QuartersFields):
    """What is left of an activity, in the next financial year."""

    milestone_on = forms.DateField(
        required=False, label="Milestone by", widget=DateInput(), help_text="Leave it empty to have none."
    )
    reason = text_field(
        "Why it was not finished in its year", rows=3, help_text="The reason stands with both years."
    )

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.activity = activity
        if not activity.measure:
            for name in FIGURES:
                del self.fields[name]
        if not activity.milestone:
            del self.fields["milestone_on"]
        self.order_fields(["reason", "quarters", *FIGURES, "milestone_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        activity = self.activity
        self.check_plan(activity.mou, activity.year + 1, activity.measure)
        if day := cleaned.get("milestone_on"):
            line = Activity(mou=activity.mou, year=activity.year + 1, milestone_on=day)
            if against := line.against_milestone(day):
                self.add_error("milestone_on", against)
        return cleaned

    def act(self) -> dict[str, Any]:
        cleaned = {name: value for name, value in self.cleaned_data.items() if name not in FIGURES}
        return cleaned | {"planned": self.planned()}


class CopyForm(forms.Form):
    """Which activities of the year before are planned again."""

    activities: Any = forms.ModelMultipleChoiceField(
        None, widget=forms.CheckboxSelectMultiple, label="Plan again"
    )

    def __init__(self, *args: Any, offered: list[Activity], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["activities"]
        rows = Activity._base_manager.filter(pk__in=[activity.pk for activity in offered])
        field.queryset = rows.prefetch_related("quarters")
        field.label_from_instance = lambda one: f"{one.title} ({_when(one)})"
        # What was not finished is carried over rather than planned again.
        finished = [activity.pk for activity in offered if not is_unfinished(activity)]
        self.initial.setdefault("activities", finished)


def is_unfinished(activity: Activity) -> bool:
    return any(quarter.status in ActivityQuarter.OPEN for quarter in activity.quarters.all())


def _when(activity: Activity) -> str:
    return ", ".join(f"Q{quarter.number}" for quarter in activity.quarters.all())


class TemplateForm(forms.Form):
    """Which template, and who stands for what it leaves open."""

    template: Any = forms.ModelChoiceField(None, label="Template", empty_label="Choose one")
    party: Any = forms.ModelChoiceField(
        None, label="Who does what the partner does", empty_label="Choose a party"
    )
    responsible_person = PersonField(label="Our person who reports")
    thrust = forms.ModelChoiceField(
        StrategicThrust.objects.in_use(),
        label="Thrust",
        empty_label="Choose one",
        help_text="Of the activities for which the template names none.",
    )

    def __init__(self, *args: Any, mou: MoU, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["template"].queryset = templates_for(mou)
        fields["party"].queryset = mou.parties.filter(stakeholder__isnull=False).select_related("stakeholder")
        fields["responsible_person"].queryset = may_answer_for(mou.province).select_related("province")


def templates_for(mou: MoU) -> Any:
    """Those for every kind of agreement, and those for its own."""
    everyones = WorkplanTemplate.objects.in_use().filter(kind__isnull=True)
    return (everyones | WorkplanTemplate.objects.in_use().filter(kind=mou.kind)).order_by("order", "name")
