"""Forms of records: drop-downs within the scope, and an edit that never overwrites somebody else's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction

from partnerships.core.files_field import FilesField  # noqa: F401 -- every app takes its fields from here
from partnerships.core.models import User
from partnerships.core.numbers import figure
from partnerships.core.scoping import ScopedQuerySet

CONFLICT = (
    "Somebody else saved this record while you were editing. Nothing of yours is lost: compare the two versions, "
    "correct the fields below and save again."
)


class DateInput(forms.DateInput):
    """The browser's own date field; it reads and writes ISO dates."""

    input_type = "date"

    def __init__(self, **kwargs: Any):
        super().__init__(format="%Y-%m-%d", **kwargs)


class FigureField(forms.DecimalField):
    """A figure of at most two decimals as people write it: 12,5 and 12.5 and 1 234,5. Blank stays blank, not zero."""

    default_error_messages = {
        "invalid": "Write a figure, for instance 1 234 or 12,5.",
        "max_digits": "Write a figure below one billion: this one is too long.",
        "max_whole_digits": "Write a figure below one billion: this one is too long.",
        "max_decimal_places": "Write at most two decimals, for instance 12,25.",
        "max_value": "Write at most %(limit_value)s.",
        "min_value": "Write zero or more: a figure below zero cannot be measured.",
    }

    def __init__(self, **kwargs: Any):
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "form-control--number"}
        defaults: dict[str, Any] = {
            "min_value": 0,
            "max_digits": 11,
            "decimal_places": 2,
            "widget": forms.TextInput(attrs),
        }
        super().__init__(**defaults | kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return figure(value) if isinstance(value, Decimal) else value


class ScopedModelForm(forms.ModelForm):
    """Offers, and so accepts, only choices that its user may see; tells the second of two editors.

    ``conflict`` holds (label, theirs, yours) for every field that differs after a clash, otherwise nothing;
    ``not_stored`` names the fields that say something of the saving, not of the record.
    """

    not_stored: ClassVar[tuple[str, ...]] = ("version",)

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        self.conflict: list[tuple[str, str, str]] = []
        for field in self.fields.values():
            if isinstance(getattr(field, "queryset", None), ScopedQuerySet):
                field.queryset = field.queryset.visible_to(user)  # type: ignore[attr-defined]
            if isinstance(field, forms.DateField):
                field.widget = DateInput()
        if self.instance.pk and hasattr(self.instance, "version"):
            self.fields["version"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=self.instance.version, required=True
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "version" in self.fields and cleaned.get("version") is not None:
            self._refuse_clash(cleaned)
        return cleaned

    def _refuse_clash(self, cleaned: dict[str, Any]) -> None:
        current = type(self.instance)._base_manager.get(pk=self.instance.pk)
        if current.version == cleaned["version"]:
            return
        for name, field in self.fields.items():
            if name in cleaned and name not in self.not_stored and isinstance(field, forms.Field):
                theirs, yours = self.stored(current, name), _said(cleaned[name])
                if theirs != yours:
                    self.conflict.append((str(field.label or name), theirs, yours))
        # The next save is made in knowledge of the other version.
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("version")] = str(current.version)
        self.data = data
        self.add_error(None, ValidationError(CONFLICT, code="conflict"))

    def stored(self, record: models.Model, name: str) -> str:
        """What is stored for a field, as ``_said`` says what was typed; forms with fields of their own add to it."""
        return _shown(record, name)

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        if commit and self.instance.pk and hasattr(self.instance, "version"):
            manager = type(self.instance)._base_manager
            moved = manager.filter(pk=self.instance.pk, version=self.cleaned_data["version"]).update(
                version=models.F("version") + 1
            )
            if not moved:
                raise ValidationError(CONFLICT, code="conflict")
            self.instance.version = self.cleaned_data["version"] + 1
        return super().save(commit)


class OwnProvinceMixin:
    """A provincial user's record belongs to that province; a national user says which."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not self.user.is_national:  # type: ignore[attr-defined]
            if self.instance.pk is None:  # type: ignore[attr-defined]
                self.instance.province = self.user.province  # type: ignore[attr-defined]
            del self.fields["province"]  # type: ignore[attr-defined]
        else:
            self.fields["province"].empty_label = "National"  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """The reason that is kept with a move."""

    note = forms.CharField(
        label="Reason", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, strip=True
    )


def _shown(record: models.Model, name: str) -> str:
    field = record._meta.get_field(name) if name in {f.name for f in record._meta.get_fields()} else None
    if field is not None and field.many_to_many:
        return _said(getattr(record, name).order_by("pk"))
    return _said(getattr(record, name, None))


def _said(value: Any) -> str:
    if isinstance(value, models.QuerySet | list | tuple):
        return ", ".join(sorted(str(item) for item in value)) or "None"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "None" if value in (None, "") else str(value)
