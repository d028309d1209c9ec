"""Setting targets by an approved decision: strategy/services.py and strategy/changes.py."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from partnerships.strategy.changes import authorities, target_changes
from partnerships.strategy.models import Target
from partnerships.strategy.services import set_targets, targets_version
from tests.factories import IndicatorFactory, ProvinceFactory, TargetFactory
from tests.people import everything, gift, nomsa, person

pytestmark = pytest.mark.django_db

PLAN = "Annual Performance Plan 2026/27"


def set_(by, values, *, indicator=None, authority=PLAN, version=None):
    indicator = indicator or IndicatorFactory()
    if version is None:
        version = targets_version(indicator, 2026, viewer=by)
    return set_targets(indicator, by=by, year=2026, values=values, authority=authority, version=version)


def stored():
    return {(t.province and t.province.code, t.quarter): (t.value, t.authority) for t in Target.objects.all()}


def test_targets_of_the_country_and_of_provinces_are_set_by_one_decision():
    limpopo = ProvinceFactory(code="LP")

    count = set_(nomsa(), {(None, 1): Decimal(20), (limpopo, 1): Decimal(0), (limpopo, 2): None})

    assert count == 2
    assert stored() == {(None, 1): (Decimal(20), PLAN), ("LP", 1): (Decimal(0), PLAN)}


def test_only_what_differs_is_written_and_the_rest_keeps_its_authority():
    by = nomsa()
    set_(by, {(None, 1): Decimal(20), (None, 2): Decimal(20)})

    count = set_(by, {(None, 1): Decimal(20), (None, 2): Decimal(25)}, authority="Decision of 3 September")

    assert count == 1
    assert stored() == {
        (None, 1): (Decimal(20), PLAN),
        (None, 2): (Decimal(25), "Decision of 3 September"),
    }


def test_a_target_is_not_set_without_its_authority():
    with pytest.raises(ValidationError) as refused:
        set_(nomsa(), {(None, 1): Decimal(20)}, authority="  ")

    assert refused.value.message_dict == {
        "authority": ["Name the approved plan or decision in which these targets stand."]
    }
    assert stored() == {}


def test_a_target_that_stands_is_not_taken_away():
    by = nomsa()
    set_(by, {(None, 1): Decimal(20)})

    with pytest.raises(ValidationError) as refused:
        set_(by, {(None, 1): None})

    assert refused.value.messages == [
        "Q1, national: a target that was set is not taken away. "
        "Write the figure that replaced it; zero is a figure."
    ]
    assert stored() == {(None, 1): (Decimal(20), PLAN)}


def test_of_two_people_the_second_is_told():
    by = nomsa()
    set_(by, {(None, 1): Decimal(20)})
    seen = targets_version(IndicatorFactory(), 2026, viewer=by)
    set_(by, {(None, 1): Decimal(21)})

    with pytest.raises(ValidationError) as refused:
        set_(by, {(None, 1): Decimal(22)}, version=seen)

    assert refused.value.messages == [
        "Somebody else saved targets of this year in the meantime. Reload the page and look."
    ]
    assert stored() == {(None, 1): (Decimal(21), PLAN)}


def test_targets_need_the_right_to_change_them():
    with pytest.raises(PermissionDenied):
        set_(gift(), {(gift().province, 1): Decimal(20)})

    assert stored() == {}


@pytest.mark.parametrize("code", ["LP", None])
def test_a_province_with_every_right_sets_only_its_own_targets(code):
    by = person(may=everything(), province="GP")
    set_(by, {(by.province, 1): Decimal(5)})

    with pytest.raises(PermissionDenied):
        set_(
            by, {(by.province, 2): Decimal(5), (ProvinceFactory(code=code) if code else None, 2): Decimal(20)}
        )

    assert set(stored()) == {("GP", 1)}


def test_provinces_have_no_target_of_a_national_indicator():
    with pytest.raises(ValidationError) as refused:
        set_(
            nomsa(),
            {(ProvinceFactory(), 1): Decimal(20)},
            indicator=IndicatorFactory(collected_from="national"),
        )

    assert refused.value.messages == [
        "This indicator is measured by the national Secretariat: provinces have no target."
    ]


# What the history says of them


def test_a_changed_target_says_before_after_who_and_by_what_authority():
    by, limpopo = nomsa(), ProvinceFactory(code="LP")
    set_(by, {(limpopo, 1): Decimal(10), (limpopo, 2): Decimal(10)})
    set_(by, {(limpopo, 1): Decimal(10), (limpopo, 2): Decimal(8)}, authority="Decision of 3 September")

    changes = target_changes(IndicatorFactory(), 2026, viewer=by)

    assert [(c.who, c.quarter, c.scope_label, c.before, c.after, c.authority) for c in changes] == [
        ("Nomsa Dlamini", 2, "Limpopo", Decimal(10), Decimal(8), "Decision of 3 September")
    ]


def test_a_target_changed_behind_the_application_is_a_change_too():
    TargetFactory(value=Decimal(10))
    Target.objects.update(value=Decimal(9))

    changes = target_changes(IndicatorFactory(), 2026, viewer=nomsa())

    assert [(c.who, c.before, c.after) for c in changes] == [("The system", Decimal(10), Decimal(9))]


def test_a_province_reads_neither_the_changes_nor_the_authorities_of_another():
    by, limpopo = nomsa(), ProvinceFactory(code="LP")
    set_(by, {(limpopo, 1): Decimal(10)}, authority="Plan of Limpopo")
    set_(by, {(limpopo, 1): Decimal(8)}, authority="Decision about Limpopo")
    set_(by, {(None, 1): Decimal(20)})

    viewer, indicator = gift(), IndicatorFactory()

    assert target_changes(indicator, 2026, viewer=viewer) == []
    assert authorities(indicator, 2026, viewer=viewer) == [PLAN]
    assert authorities(indicator, 2026, viewer=by) == [PLAN, "Decision about Limpopo"]
