"""What the filters of all lists share."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import django_filters
import pytest
from django.db import connection
from django.db.models import F
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from partnerships.core.listing import ListFilterSet, ProvinceFilter, ReferenceFilter, SortFilter, contains
from stakeholders.models import Engagement, EngagementKind, Stakeholder, StakeholderGroup
from tests.factories import EngagementFactory, EngagementKindFactory, ProvinceFactory, StakeholderGroupFactory
from tests.people import gift, nomsa

pytestmark = pytest.mark.django_db


class Chosen(ListFilterSet):
    kind = ReferenceFilter(queryset=EngagementKind.objects.all(), label="Kind")
    group = ReferenceFilter(
        field_name="stakeholder__group",
        queryset=StakeholderGroup.objects.all(),
        text=F("code"),
        label="Group",
    )
    province = ProvinceFilter()
    held_on_after = django_filters.DateFilter(field_name="held_on", lookup_expr="gte")
    held_on_before = django_filters.DateFilter(field_name="held_on", lookup_expr="lte")
    sort = SortFilter(fields=[("held_on", "held_on"), ("purpose", "purpose")], nullable={"held_on"})


def chosen(query: str = "", by: object = None) -> Chosen:
    return Chosen(
        QueryDict(query), queryset=Engagement.objects.all(), request=SimpleNamespace(user=by or nomsa())
    )


def test_every_reference_list_is_offered_in_its_own_order_and_all_come_in_one_query() -> None:
    EngagementKindFactory(code="workshop", order=2)
    EngagementKindFactory(code="interview", order=1)
    StakeholderGroupFactory(code="business")
    ProvinceFactory(code="LP")
    filterset = chosen()

    with CaptureQueriesContext(connection) as captured:
        offered = {
            name: [label for _, label in filterset.form.fields[name].choices]
            for name in ("kind", "group", "province")
        }
    assert len(captured) == 1
    assert offered == {
        "kind": ["Any", "Interview", "Workshop"],
        "group": ["Any", "business"],
        "province": ["Any", "National", "Limpopo"],
    }


def test_one_filter_set_does_not_remember_the_choices_of_another() -> None:
    ProvinceFactory(code="LP")
    assert [label for _, label in chosen(by=gift()).form.fields["province"].choices] == [
        "Any",
        "National",
        "Gauteng",
    ]
    assert len(list(chosen().form.fields["province"].choices)) == 4


def test_rows_without_a_value_come_last_in_both_directions_and_equal_rows_keep_their_order() -> None:
    early, late = EngagementFactory(held_on=date(2026, 5, 1)), EngagementFactory(held_on=date(2026, 6, 1))
    twin = EngagementFactory(held_on=date(2026, 6, 1))
    undated = EngagementFactory(held_on=None, date_basis="unknown")

    assert list(chosen("sort=held_on").qs) == [early, late, twin, undated]
    assert list(chosen("sort=-held_on").qs) == [twin, late, early, undated]
    assert list(chosen("sort=purpose,held_on").qs) == [early, late, twin, undated]


@pytest.mark.parametrize("query", ["sort=id", "sort=--held_on", "sort=held_on,password"])
def test_only_declared_fields_order(query: str) -> None:
    assert list(chosen(query).errors) == ["sort"]


def test_the_second_day_does_not_come_before_the_first() -> None:
    assert chosen("held_on_after=2026-05-01&held_on_before=2026-05-01").is_valid()
    assert list(chosen("held_on_after=2026-05-02&held_on_before=2026-05-01").errors) == ["held_on_before"]


def test_a_text_is_looked_for_in_each_field_whatever_its_case() -> None:
    EngagementFactory(stakeholder__name="Khanya", stakeholder__short_name="KST")

    assert [
        Stakeholder.objects.filter(contains(text, "name", "short_name")).count()
        for text in ("HAN", "kst", "x")
    ] == [
        1,
        1,
        0,
    ]
