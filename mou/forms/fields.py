"""Fields that several forms of this app share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mou.models import MoU, MoUParty
from partnerships.core.choosing import PersonField
from partnerships.core.forms import DateInput, FilesField
from partnerships.core.numbers import date_long

__all__ = ["PastDateField", "PersonField", "file_field", "text_field", "today_field"]


class PartyField(forms.TypedChoiceField):
    """A party of one agreement; those of an agreement are read once for all fields of a form."""

    def __init__(self, **kwargs: Any):
        self.parties: dict[str, MoUParty] = {}
        super().__init__(**{"empty_value": None} | kwargs)

    def _coerce(self, value: Any) -> MoUParty | None:
        # One that is not offered is refused by ``validate`` before this.
        return self.parties.get(str(value))

    def offer(self, parties: list[MoUParty]) -> None:
        self.parties = {str(party.pk): party for party in parties}
        empty = "Choose a party" if self.required else "All parties"
        self.choices = [("", empty), *((party.pk, party.name) for party in parties)]

    @staticmethod
    def of(mou: MoU) -> list[MoUParty]:
        return list(mou.parties.select_related("stakeholder").order_by("position"))

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "pk", value)


class PastDateField(forms.DateField):
    """The day of something that has happened: never to come."""

    widget = DateInput

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value > timezone.localdate():
            raise ValidationError(
                f"{date_long(value)} lies in the future. Give the day on which it happened."
            )


class SuggestingInput(forms.TextInput):
    """A line to write in, with what is there already offered while one writes; anything else may be written too."""

    template_name = "mou/widgets/suggesting_input.html"
    suggestions: Sequence[str] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        listed = f"{context['widget']['attrs'].get('id', name)}_offered"
        context["widget"]["attrs"]["list"] = listed
        context["widget"] |= {"list_id": listed, "suggestions": self.suggestions}
        return context


def today_field(label: str, **kwargs: Any) -> PastDateField:
    return PastDateField(label=label, initial=timezone.localdate, **kwargs)


def text_field(label: str, *, rows: int = 4, **kwargs: Any) -> forms.CharField:
    options: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": rows}), "max_length": 4000}
    return forms.CharField(label=label, **options | kwargs)


def file_field(label: str, *, kind: str, **kwargs: Any) -> FilesField:
    """One file of a kind."""
    return FilesField(label=label, kind=kind, multiple=False, **kwargs)
