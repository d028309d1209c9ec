"""What the filters of every list share: reference lists in one query, one record of many, orders that never waver."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import CharField, F, Q, QuerySet, Value
from django_filters.filters import QuerySetRequestMixin

from partnerships.core.choosing import RecordChoiceField
from partnerships.core.models import Province
from partnerships.core.numbers import date_long


class ReferenceFilter(django_filters.ChoiceFilter):
    """Offers the entries of a list that people edit; all those of a filter set are fetched together.

    ``text`` and ``place`` name the field (or expression) that is shown and the one that orders.
    """

    def __init__(
        self, *args: Any, queryset: QuerySet, text: Any = "name", place: Any = "order", **kwargs: Any
    ):
        self.queryset, self.text, self.place = queryset, text, place
        super().__init__(*args, **kwargs)

    def offered(self) -> QuerySet:
        return self.queryset

    def choices(self) -> list[tuple[Any, str]]:
        return self.parent.references[id(self)]

    @property
    def field(self) -> Any:
        if not hasattr(self, "_field"):
            self.extra["choices"] = self.choices()
        return super().field


class ProvinceFilter(ReferenceFilter):
    """National, or one of the provinces whose records the reader may see."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs = {"null_label": "National", "label": "Province"} | kwargs
        super().__init__(*args, queryset=Province.objects.all(), **kwargs)

    def offered(self) -> QuerySet:
        user = self.parent.request.user
        return self.queryset if user.is_national else self.queryset.filter(pk=user.province_id)


class RecordFilter(QuerySetRequestMixin, django_filters.Filter):
    """One record of many, by its number or its name; ``queryset=visible(Model)``."""

    field_class = RecordChoiceField


class SortFilter(django_filters.OrderingFilter):
    """Orders by the declared fields alone; equal rows keep one order, and rows without a value come last."""

    def __init__(self, *args: Any, nullable: Collection[str] = (), **kwargs: Any):
        self.nullable = nullable
        super().__init__(*args, label="Order", **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        ordering: list[Any] = []
        for param in value:
            field = self.get_ordering_value(param)
            name = field.removeprefix("-")
            if name in self.nullable:
                column = F(name)
                field = column.desc(nulls_last=True) if param.startswith("-") else column.asc(nulls_last=True)
            ordering.append(field)
        return qs.order_by(*ordering, "-pk" if value[0].startswith("-") else "pk")


class ListForm(forms.Form):
    """The form of a filter: of two days, the second must not come before the first."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in list(cleaned):
            start, end = cleaned.get(name), cleaned.get(name.removesuffix("_after") + "_before")
            if name.endswith("_after") and start and end and end < start:
                self.add_error(
                    name.removesuffix("_after") + "_before",
                    f"The end, {date_long(end)}, is before the start, {date_long(start)}.",
                )
        return cleaned


class ListFilterSet(django_filters.FilterSet):
    """The base of every list's filter.

    ``shown_when_used`` names filters that only links and ready-made views set: each appears once it is used.
    """

    shown_when_used: ClassVar[tuple[str, ...]] = ()

    class Meta:
        form = ListForm

    def get_form_class(self) -> Any:
        form_class = super().get_form_class()
        for name in self.shown_when_used:
            if not self.data.get(name):
                form_class.base_fields[name].widget = forms.HiddenInput()
        return form_class

    @cached_property
    def references(self) -> dict[int, list[tuple[Any, str]]]:
        """The choices of every ``ReferenceFilter``, in one query however many there are."""
        filters = {str(n): f for n, f in enumerate(self.filters.values()) if isinstance(f, ReferenceFilter)}
        choices: dict[int, list[tuple[Any, str]]] = {id(f): [] for f in filters.values()}
        parts = [
            f.offered()
            .order_by()
            .values_list(Value(key, output_field=CharField()), "pk", _named(f.text), _named(f.place))
            for key, f in filters.items()
        ]
        if not parts:
            return choices
        rows = list(parts[0].union(*parts[1:], all=True)) if len(parts) > 1 else list(parts[0])
        for key, pk, text, _ in sorted(rows, key=lambda row: (row[3], row[2])):
            choices[id(filters[key])].append((pk, text))
        return choices


def contains(text: str, *fields: str) -> Q:
    """Rows in which one of the fields contains the text, whatever its case."""
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{field}__icontains": text})
    return condition


def _named(source: Any) -> Any:
    return F(source) if isinstance(source, str) else source
