"""The forms of structures and of their executives."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from partnerships.core.choosing import RecordChoiceField
from partnerships.core.forms import ScopedModelForm
from partnerships.core.models import Province
from stakeholders.forms.register import grouped
from stakeholders.models import (
    Contact,
    ExecutivePost,
    ExecutiveTerm,
    LocalMunicipality,
    PoliceStation,
    Stakeholder,
    Structure,
    StructureKind,
)
from stakeholders.services.structures import districts_of

LONGEST_PLACE = PoliceStation._meta.get_field("name").max_length
MOST_OFFERED = 300


class PlaceInput(forms.TextInput):
    """A name to write; the known ones of the province are offered by the browser, without a script."""

    template_name = "stakeholders/widgets/place_input.html"
    places: Any = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["list"] = context["widget"]["attrs"]["list"] = (
            f"{context['widget']['attrs']['id']}_known"
        )
        context["widget"]["places"] = self.places
        return context


def place_field(called: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=LONGEST_PLACE,
        label=called,
        help_text=help_text,
        widget=PlaceInput(attrs={"autocomplete": "off"}),
    )


class StructureForm(ScopedModelForm):
    """The description of a structure. Which of the places is needed follows from the kind; the service says so."""

    station_name = place_field(
        "Police station", "Needed for a forum or sub-forum. A name that is not known yet is added."
    )
    municipality_name = place_field(
        "Local municipality", "Needed for a local safety forum. A name that is not known yet is added."
    )
    host = RecordChoiceField(
        None,
        required=False,
        label="Host",
        help_text="Who gives it office, transport and a secretary: write the name, or a part of it.",
    )

    class Meta:
        model = Structure
        fields = ("kind", "district", "host", "launched_on", "term_years")
        labels = {"kind": "Kind of structure", "launched_on": "Established on"}
        help_texts = {"district": "Needed for a board or forum of a district; useful for all others."}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        structure, fields = self.instance, cast("dict[str, Any]", self.fields)
        stakeholder: Stakeholder | None = structure.stakeholder if structure.stakeholder_id else None
        fields["kind"].queryset = StructureKind.objects.in_use_or(structure.kind_id)
        fields["kind"].empty_label = "Choose one"
        register = Stakeholder.objects.visible_to(self.user).select_related("province")
        fields["host"].queryset = register.filter(Q(archived_on__isnull=True) | Q(pk=structure.host_id))
        districts = districts_of(stakeholder, self.user)
        fields["district"].queryset = districts
        fields["district"].choices = grouped(districts, "province", empty="None in particular")
        fields["term_years"].widget.attrs |= {"inputmode": "numeric"}
        fields["term_years"].max_value = 10
        for name, model in (("station_name", PoliceStation), ("municipality_name", LocalMunicipality)):
            known = model.objects.visible_to(self.user)
            if stakeholder is not None:
                known = known.filter(province=stakeholder.province_id)
            fields[name].widget.places = known.order_by("name").values_list("name", flat=True)[:MOST_OFFERED]
        if structure.pk:
            self.initial = {
                **self.initial,
                "station_name": str(structure.station or ""),
                "municipality_name": str(structure.municipality or ""),
            }
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.layout())

    def layout(self) -> list[Any]:
        return [
            Fieldset(
                "What it is and where it belongs",
                "kind",
                Div("station_name", "municipality_name", css_class="field-row"),
                "district",
            ),
            Fieldset(
                "What it stands on",
                "host",
                Div("launched_on", "term_years", css_class="field-row"),
                *(["version"] if "version" in self.fields else []),
            ),
        ]

    def stored(self, record: Any, name: str) -> str:
        if name in {"station_name", "municipality_name"}:
            return str((record.station if name == "station_name" else record.municipality) or "None")
        return super().stored(record, name)

    def described(self) -> dict[str, Any]:
        """What the service is told."""
        names = (*(self._meta.fields or ()), "station_name", "municipality_name")
        return {name: self.cleaned_data[name] for name in names}


class NewStructureForm(StructureForm):
    """The same for an organisation that is not in the register yet."""

    name = forms.CharField(max_length=200, label="Name of the structure")
    short_name = forms.CharField(
        required=False, max_length=40, label="Short name", help_text="Acronym or short form."
    )
    province = forms.ModelChoiceField(Province.objects.all(), label="Province", empty_label="Choose one")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not self.user.is_national:
            del self.fields["province"]
            self.helper.layout = Layout(*self.layout())

    def layout(self) -> list[Any]:
        province = ["province"] if "province" in self.fields else []
        who = Fieldset("Who it is", "name", "short_name", *province)
        return [who, *super().layout()]

    def stakeholder(self) -> dict[str, Any]:
        """The entry in the register, for the service."""
        data = self.cleaned_data
        province = data["province"] if "province" in self.fields else self.user.province
        return {"name": data["name"], "short_name": data["short_name"], "province": province}


class TermForm(ScopedModelForm):
    """A term of the executive, and its person: one of the contact people, or a new one by name."""

    new_person = forms.CharField(
        required=False,
        max_length=120,
        label="Or somebody new",
        help_text="The name alone; work telephone and e-mail are added among the contact people.",
    )

    class Meta:
        model = ExecutiveTerm
        fields = ("post", "contact", "is_police", "began_on", "ends_on", "left_on", "vetted_on")
        help_texts = {
            "left_on": "Only when the person left the post before the term ended.",
            "ends_on": "The last day that the constitution gives to this term.",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        term, fields = self.instance, cast("dict[str, Any]", self.fields)
        kind = term.structure.kind
        fits = Q(family="") | Q(family=kind.family), Q(seat="") | Q(seat=kind.seat)
        fields["post"].queryset = ExecutivePost.objects.in_use_or(term.post_id).filter(*fits)
        fields["post"].empty_label = "Choose one"
        if term.pk:
            # Who held a post is not rewritten: another person has a term of their own.
            del fields["contact"], fields["new_person"]
        else:
            people = Contact.objects.visible_to(self.user).filter(
                stakeholder=term.structure.stakeholder_id, redacted_on__isnull=True
            )
            fields["contact"].queryset = people
            fields["contact"].required = False
            fields["contact"].empty_label = "Nobody of these"
            fields["contact"].label = "Person"
        who = [name for name in ("contact", "new_person") if name in fields]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("Which post, and who", "post", Div(*who, css_class="form-either"), "is_police"),
            Fieldset(
                "From when to when",
                Div("began_on", "ends_on", css_class="field-row"),
                Div("left_on", "vetted_on", css_class="field-row"),
                *(["version"] if "version" in fields else []),
            ),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "contact" in self.fields and "contact" not in self.errors:
            chosen, written = cleaned.get("contact"), cleaned.get("new_person", "").strip()
            if bool(chosen) == bool(written):
                said = "not both" if chosen else "one of the two is needed"
                self.add_error(
                    "contact",
                    ValidationError(f"Choose the person, or write the name of somebody new: {said}."),
                )
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # A person written by name has no record yet: the service checks the whole term.
        return super()._get_validation_exclusions() | {"contact"}  # type: ignore[misc]

    def term(self) -> dict[str, Any]:
        """What the service is told."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "version"}
