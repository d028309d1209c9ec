"""The forms of the register: a stakeholder."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from partnerships.core.forms import OwnProvinceMixin, ScopedModelForm
from partnerships.core.models import District
from stakeholders.models import Stakeholder, StakeholderGroup, StakeholderType


class StakeholderForm(OwnProvinceMixin, ScopedModelForm):
    website = forms.URLField(
        required=False,
        assume_scheme="https",
        max_length=200,
        error_messages={"invalid": "Write an address of the web, for instance https://www.example.org."},
    )

    class Meta:
        model = Stakeholder
        fields = (
            "name",
            "short_name",
            "group",
            "type",
            "level",
            "province",
            "district",
            "seat",
            "mandate",
            "registration_number",
            "website",
            "source",
        )
        widgets = {"mandate": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["group"].queryset = StakeholderGroup.objects.in_use_or(self.instance.group_id)
        types = StakeholderType.objects.in_use_or(self.instance.type_id)
        fields["type"].queryset = types.select_related("group").order_by("group__order", "order")
        fields["type"].choices = grouped(fields["type"].queryset, "group", empty="Not known")
        districts = District.objects.select_related("province")
        if not self.user.is_national:
            districts = districts.filter(province=self.user.province_id)
        fields["district"].queryset = districts
        fields["district"].choices = grouped(districts, "province", empty="None in particular")
        fields["group"].empty_label = "Choose one"
        fields["level"].choices = [("", "Choose one"), *Stakeholder.Level.choices]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("Who it is", "name", "short_name", Div("group", "type", css_class="field-row"), "level"),
            Fieldset(
                "Where it works",
                *(["province"] if "province" in self.fields else []),
                Div("district", "seat", css_class="field-row"),
            ),
            Fieldset(
                "What is known of it",
                "mandate",
                Div("registration_number", "website", css_class="field-row"),
                "source",
                *(["version"] if "version" in self.fields else []),
            ),
        )

    def _get_validation_exclusions(self) -> set[str]:
        # The name must be free in the province also where the form does not ask for the province.
        return super()._get_validation_exclusions() - {"province", "archived_on"}  # type: ignore[misc]


def grouped(rows: Iterable[Any], by: str, *, empty: str) -> list[tuple[Any, Any]]:
    """The choices of a drop-down under the headings that they belong to."""
    headings: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        headings.setdefault(str(getattr(row, by)), []).append((row.pk, str(row)))
    return [("", empty), *headings.items()]
