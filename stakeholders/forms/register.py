"""The forms of the register: a stakeholder."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from partnerships.core.forms import OwnProvinceMixin, ScopedModelForm
from partnerships.core.models import District, User
from partnerships.core.scoping import readers_of
from stakeholders.duplicates import Match, lookalikes
from stakeholders.models import Stakeholder, StakeholderClass, StakeholderGroup, StakeholderType

# What tells that two entries are one organisation.
TELLING = {"name", "short_name", "registration_number", "website"}


class ManagerField(forms.ModelChoiceField):
    """A colleague, told from others by post and place."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}, {obj.role_label}"


class StakeholderForm(OwnProvinceMixin, ScopedModelForm):
    not_stored: ClassVar[tuple[str, ...]] = ("version", "save_anyway")

    relationship_manager = ManagerField(
        User.objects.none(),
        empty_label="Choose a person",
        label="Relationship manager",
        help_text="Our person who looks after the relationship.",
    )
    website = forms.URLField(
        required=False,
        assume_scheme="https",
        max_length=200,
        error_messages={"invalid": "Write an address of the web, for instance https://www.example.org."},
    )

    save_anyway = forms.BooleanField(
        required=False,
        label="This is another organisation: save it all the same",
        widget=forms.HiddenInput,
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
            "stakeholder_class",
            "relationship_manager",
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
        fields["stakeholder_class"].queryset = StakeholderClass.objects.in_use_or(
            self.instance.stakeholder_class_id
        )
        people = User.objects.filter(is_active=True) | User.objects.filter(
            pk=self.instance.relationship_manager_id
        )
        if not self.user.is_national:
            # A province's own record: the colleagues of the province and the national office.
            people = people.filter(readers_of(self.user.province_id))
        fields["relationship_manager"].queryset = people.select_related("province")
        if self.instance.pk is None:
            fields["relationship_manager"].initial = self.user.pk
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
                "How we keep in touch",
                Div("stakeholder_class", "relationship_manager", css_class="field-row"),
            ),
            Fieldset(
                "What is known of it",
                "mandate",
                Div("registration_number", "website", css_class="field-row"),
                "source",
                *(["version"] if "version" in self.fields else []),
            ),
            "save_anyway",
        )
        self.matches: list[Match] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        manager = cleaned.get("relationship_manager")
        province = cleaned.get("province") if "province" in self.fields else self.instance.province
        readers = User.objects.filter(readers_of(province.pk if province else None))
        if manager and not readers.filter(pk=manager.pk).exists():
            self.add_error(
                "relationship_manager",
                f"{manager} may not open records of {province}. "
                "Choose somebody of that province or of the national office.",
            )
        self._warn_of_lookalikes(cleaned)
        return cleaned

    def _warn_of_lookalikes(self, cleaned: dict[str, Any]) -> None:
        """Whoever saves an entry that resembles another says that it is another organisation."""
        if cleaned.pop("save_anyway", False) or not set(self.changed_data) & TELLING:
            return
        typed = {name: cleaned.get(name) or "" for name in TELLING}
        self.matches = lookalikes(by=self.user, exclude=self.instance.pk, **typed)
        if self.matches:
            self.fields["save_anyway"].widget = forms.CheckboxInput()
            self.add_error(
                "save_anyway",
                "The register holds entries that resemble this one. Look at them first; if this is another "
                "organisation, tick the box and save again.",
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
