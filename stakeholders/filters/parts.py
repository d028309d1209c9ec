"""What the filters of the register share."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Value

from partnerships.core.forms import DateInput
from partnerships.core.listing import (
    ReferenceFilter,
)
from partnerships.core.models import User
from stakeholders.models import (
    Stakeholder,
    StakeholderClass,
    StakeholderGroup,
)


class DateFilter(django_filters.DateFilter):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **{"widget": DateInput()} | kwargs)


def group_filter(field_name: str = "group") -> ReferenceFilter:
    return ReferenceFilter(field_name=field_name, queryset=StakeholderGroup.objects.all(), label="Group")


def class_filter(field_name: str = "stakeholder_class") -> ReferenceFilter:
    return ReferenceFilter(
        field_name=field_name,
        queryset=StakeholderClass.objects.all(),
        null_label="None",
        null_value="none",
        label="Class",
    )


class ManagerFilter(ReferenceFilter):
    """Me, nobody, or a colleague who looks after a relationship that the reader may see."""

    MINE = "mine"

    def __init__(self, *args: Any, **kwargs: Any):
        defaults = {"null_label": "Nobody", "null_value": "none", "label": "Relationship manager"}
        super().__init__(*args, queryset=User.objects.all(), place=Value(0), **defaults | kwargs)

    def offered(self) -> Any:
        managed = Stakeholder.objects.visible_to(self.parent.request.user).filter(
            relationship_manager=OuterRef("pk")
        )
        return self.queryset.filter(Exists(managed))

    def choices(self) -> list[tuple[Any, str]]:
        return [(self.MINE, "Me"), *super().choices()]

    def filter(self, qs: Any, value: Any) -> Any:
        return super().filter(qs, self.parent.request.user.pk if value == self.MINE else value)


def people_by_name(request: Any) -> Any:
    """Everybody who can own something is known by name to everybody in the house."""
    return User.objects.order_by("name")
