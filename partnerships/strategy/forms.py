"""Forms of the strategy: its wording, marked as a placeholder until the Unit enters its own, and its targets."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import Model

from partnerships.core.calendar import FinancialYear
from partnerships.core.forms import FigureField, ScopedModelForm
from partnerships.core.models import Province, User
from partnerships.core.scoping import may_write_for
from partnerships.strategy.models import (
    FocusArea,
    Indicator,
    QuarterlyFigure,
    StrategicIssue,
    StrategicThrust,
    Strategy,
    Target,
)
from partnerships.strategy.services import Place

# How often an indicator is reported (facts 2.4); in which quarters is said by its targets.
REPORTING_CYCLES = ("Quarterly", "Twice a year", "Annually")
PLACEHOLDER_WORD = "(placeholder)"


class WordingForm(ScopedModelForm):
    """A text of the strategy. Ticking the box says that it is the strategy's own, and takes the mark away."""

    wording_field: ClassVar[str] = "name"

    is_own_wording = forms.BooleanField(
        label="This is the strategy's own wording",
        required=False,
        help_text="As long as it is not ticked, the text is marked as a placeholder wherever it is shown.",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["is_own_wording"].initial = self.instance.is_own_wording

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_own = cleaned.get("is_own_wording", False)
        if is_own and PLACEHOLDER_WORD in cleaned.get(self.wording_field, "").lower():
            self.add_error(
                self.wording_field,
                f"The text still says “{PLACEHOLDER_WORD}”. Write the strategy's own wording, "
                "or leave the box below open.",
            )
        self.instance.is_placeholder = not is_own
        return cleaned


class StrategyForm(WordingForm):
    wording_field = "title"

    class Meta:
        model = Strategy
        fields = ["title", "summary", "starts_on", "ends_on"]
        labels = {"starts_on": "Begins on", "ends_on": "Ends on"}
        help_texts = {"ends_on": "Leave it empty while no end is set."}


class NumberedForm(WordingForm):
    """A part of the strategy with its number, which begins with the number of what it stands under."""

    def parent(self) -> FocusArea | StrategicThrust | None:
        return None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        parent, code = self.parent(), cleaned.get("code")
        if parent is not None and code and not code.startswith(f"{parent.code}."):
            self.add_error(
                "code", f"What stands under {parent.code} has a number that begins with “{parent.code}.”."
            )
        return cleaned


NUMBERED_LABELS = {"code": "Number", "order": "Place in the list"}
NUMBERED_HELP = {"order": "Smaller figures come first; equal ones follow their numbers."}


class FocusAreaForm(NumberedForm):
    class Meta:
        model = FocusArea
        fields = ["code", "name", "description", "order"]
        labels = NUMBERED_LABELS
        help_texts = NUMBERED_HELP | {"code": "For instance 3."}


class ThrustForm(NumberedForm):
    class Meta:
        model = StrategicThrust
        fields = ["code", "name", "description", "order"]
        labels = NUMBERED_LABELS
        help_texts = NUMBERED_HELP | {"code": "For instance 1.4 under focus area 1."}

    def parent(self) -> FocusArea:
        return self.instance.focus_area


class IssueForm(NumberedForm):
    class Meta:
        model = StrategicIssue
        fields = ["code", "name", "national_role", "provincial_role", "order"]
        labels = NUMBERED_LABELS | {
            "name": "Strategic issue",
            "national_role": "Role at national level",
            "provincial_role": "Role at provincial level",
        }
        help_texts = NUMBERED_HELP | {"code": "For instance 1.1.b under thrust 1.1."}

    def parent(self) -> StrategicThrust:
        return self.instance.thrust


class IndicatorForm(NumberedForm):
    # What a figure means: changing it would change the meaning of the figures that stand.
    FIXED_BY_FIGURES: ClassVar[tuple[str, ...]] = ("unit", "calculation_type", "collected_from")

    tolerance = FigureField(
        label="Tolerance in per cent of the target",
        max_value=100,
        help_text=Indicator._meta.get_field("tolerance").help_text,
    )
    reporting_cycle = forms.ChoiceField()

    class Meta:
        model = Indicator
        fields = [
            "thrust",
            "code",
            "name",
            "definition",
            "unit",
            "calculation_type",
            "desired_performance",
            "tolerance",
            "source_of_data",
            "method_of_calculation",
            "means_of_verification",
            "assumptions",
            "disaggregation",
            "collected_from",
            "reporting_cycle",
            "responsible_post",
            "baseline",
            "order",
            "is_active",
        ]
        labels = NUMBERED_LABELS | {"name": "Indicator", "responsible_post": "Responsible office"}
        help_texts = NUMBERED_HELP | {
            "code": "For instance 1.1.4 under thrust 1.1.",
            "responsible_post": "The office that answers for the indicator, not a person's name.",
            "is_active": "An indicator that is not in use keeps its figures and asks for no more.",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # An earlier wording of the cycle stays possible for the indicator that has it.
        cycles = dict.fromkeys([*REPORTING_CYCLES, self.instance.reporting_cycle])
        self.fields["reporting_cycle"].choices = [(cycle, cycle) for cycle in cycles]  # type: ignore[attr-defined]
        for name in ("definition", "source_of_data", "method_of_calculation", "means_of_verification"):
            self.fields[name].widget.attrs["rows"] = 3
        for name in ("assumptions", "disaggregation"):
            self.fields[name].widget.attrs["rows"] = 2

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        hidden = ["version"] if "version" in self.fields else []
        helper.layout = Layout(
            *hidden,
            Fieldset(
                "What is measured",
                "thrust",
                Div("code", "order", css_class="field-row"),
                "name",
                "definition",
                "is_own_wording",
            ),
            Fieldset(
                "How it is measured",
                Div("unit", "calculation_type", css_class="field-row"),
                Div("desired_performance", "tolerance", css_class="field-row"),
                "source_of_data",
                "method_of_calculation",
                "means_of_verification",
                "assumptions",
                "disaggregation",
            ),
            Fieldset(
                "Who reports, and when",
                Div("collected_from", "reporting_cycle", css_class="field-row"),
                "responsible_post",
                "baseline",
                "is_active",
            ),
        )
        return helper

    def parent(self) -> StrategicThrust | None:
        return self.cleaned_data.get("thrust")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        changed = [name for name in self.FIXED_BY_FIGURES if name in self.changed_data]
        if self.instance.pk and changed and has_figures(self.instance):
            for name in changed:
                self.add_error(
                    name,
                    "This indicator has targets or actuals, and this would change what they mean. "
                    "Take the indicator out of use and add a new one.",
                )
        return cleaned


def has_figures(indicator: Indicator) -> bool:
    """Whether figures of any kind stand under the indicator, of whatever province."""
    return any(
        _figures(relation.related_model).filter(indicator=indicator).exists()
        for relation in Indicator._meta.related_objects
        if isinstance(relation.related_model, type) and issubclass(relation.related_model, QuarterlyFigure)
    )


def _figures(model: type[Model]) -> Any:
    return model._base_manager.all()


class TargetsForm(forms.Form):
    """All targets of one indicator and financial year that its user may set: the country and the provinces."""

    authority = forms.CharField(
        max_length=200,
        label="Approved by",
        help_text="The approved plan or decision in which these targets stand, with its date. It is kept with them.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        user: User,
        year: FinancialYear,
        provinces: list[Province],
        targets: list[Target],
        version: int,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = version
        self.scopes: list[Province | None] = [None, *provinces]
        self.may_set = {scope for scope in self.scopes if may_write_for(user, scope.pk if scope else None)}
        standing = {(target.province_id, target.quarter): target.value for target in targets}
        for scope in self.scopes:
            for quarter in year.quarters:
                key = (scope.pk if scope else None, quarter.number)
                field = FigureField(
                    label=f"{scope or 'National'}, {quarter}",
                    required=False,
                    initial=standing.get(key),
                    disabled=scope not in self.may_set,
                )
                field.widget.attrs["aria-label"] = field.label
                self.fields[name_of(scope, quarter.number)] = field

    def rows(self) -> Iterator[tuple[str, list[Any]]]:
        """(name of the scope, its four fields)."""
        for scope in self.scopes:
            yield str(scope or "National"), [self[name_of(scope, number)] for number in (1, 2, 3, 4)]

    def values(self) -> dict[Place, Decimal | None]:
        return {
            (scope, number): self.cleaned_data[name_of(scope, number)]
            for scope in self.scopes
            if scope in self.may_set
            for number in (1, 2, 3, 4)
        }


def name_of(scope: Province | None, quarter: int) -> str:
    return f"{scope.code.lower() if scope else 'national'}_q{quarter}"
