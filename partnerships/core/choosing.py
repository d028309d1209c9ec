"""Choosing one record of many by writing its name: no page carries a whole register in a drop-down."""

from __future__ import annotations

from functools import reduce
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.http import QueryDict

from partnerships.core.models import User

OFFERED = 10


class PersonField(forms.ModelChoiceField):
    """A colleague, told from others by post and place; the form says who is offered."""

    def __init__(self, **kwargs: Any):
        super().__init__(**{"queryset": User.objects.none(), "empty_label": "Choose a person"} | kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}, {obj.role_label}"


class RecordInput(forms.TextInput):
    """A line to write in; when several records match, they are offered below it as choices.

    Both carry the same name: the choice comes second and wins. Works without a script.
    """

    template_name = "core/widgets/record_input.html"
    choices: Any = ()  # set by the field: knows its queryset and its labels

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"autocomplete": "off"} | (attrs or {}))
        self.candidates: list[Model] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        given = data.getlist(name) if isinstance(data, QueryDict) else [data.get(name)]
        return next((value for value in reversed(given) if value not in (None, "")), None)

    def format_value(self, value: Any) -> str | None:
        """The name of a record that was chosen; what was written stays as it was written."""
        if value is None or not str(value).isdecimal():
            return super().format_value(value)
        record = self.choices.queryset.filter(pk=value).first()
        return self.choices.field.label_from_instance(record) if record else str(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["candidates"] = [
            (record.pk, self.choices.field.label_from_instance(record)) for record in self.candidates
        ]
        return context


class RecordChoiceField(forms.ModelChoiceField):
    """Accepts a record's number, its full name, or enough of the name to tell it from all others in ``queryset``.

    ``search`` are the text fields, its own or of what it belongs to, that may be written. Records with the same name
    are told apart by their scope.
    """

    widget = RecordInput
    default_error_messages = {"invalid_choice": "Choose one of the entries that are offered."}

    def __init__(self, queryset: Any, *, search: tuple[str, ...] = ("name", "short_name"), **kwargs: Any):
        self.search = search
        super().__init__(queryset, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """As the record calls itself where it is chosen, otherwise its name and scope."""
        if label := getattr(obj, "choice_label", ""):
            return str(label)
        scope = getattr(obj, "scope_label", "")
        return f"{obj}, {scope}" if scope else str(obj)

    def to_python(self, value: Any) -> Any:
        text = str(value.pk if isinstance(value, Model) else value or "").strip()
        if not text:
            return None
        if text.isdecimal():
            return super().to_python(text)
        records: Any = self.queryset
        matches = self._named(text) or list(records.filter(self._q("icontains", text))[: OFFERED + 1])
        if not matches:
            raise ValidationError(
                f"Nothing called “{text}” was found. Check the spelling, or write a part of the name.",
                code="unknown",
            )
        if len(matches) > 1:
            self.widget.candidates = matches[:OFFERED]  # type: ignore[attr-defined]
            more = f" The first {OFFERED} are shown." if len(matches) > OFFERED else ""
            raise ValidationError(
                f"Several match “{text}”. Choose one of them below, or write more of the name.{more}",
                code="several",
            )
        return matches[0]

    def _named(self, text: str) -> list[Any]:
        """Those whose whole name, or name and scope, was written."""
        name = text.rpartition(", ")[0]
        records: Any = self.queryset
        found = list(records.filter(self._q("iexact", text) | self._q("iexact", name))[: 2 * OFFERED])
        written = text.casefold()
        labelled = [record for record in found if self.label_from_instance(record).casefold() == written]
        return labelled or [
            record
            for record in found
            if written in {str(reduce(getattr, path.split("__"), record)).casefold() for path in self.search}
        ]

    def _q(self, lookup: str, text: str) -> Q:
        condition = Q(pk__in=())
        if text:
            for field in self.search:
                condition |= Q(**{f"{field}__{lookup}": text})
        return condition
