"""The technical description of an indicator."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import Model

from partnerships.core.forms import FigureField
from partnerships.strategy.forms.strategy import NUMBERED_HELP, NUMBERED_LABELS, WordingForm
from partnerships.strategy.models import Indicator, QuarterlyFigure

# How often an indicator is reported (facts 2.4); in which quarters is said by its targets.
REPORTING_CYCLES = ("Quarterly", "Twice a year", "Annually")


class IndicatorForm(WordingForm):
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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        thrust, code = cleaned.get("thrust"), cleaned.get("code")
        if thrust and code and not code.startswith(f"{thrust.code}."):
            self.add_error(
                "code", f"What stands under {thrust.code} has a number that begins with “{thrust.code}.”."
            )
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
