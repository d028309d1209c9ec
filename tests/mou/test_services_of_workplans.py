"""Planning activities and reporting their quarters."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mou import services
from mou.models import Activity, MoU
from tests.factories import ThrustFactory
from tests.mou import scenes
from tests.mou.test_services_of_obligations import TODAY, said
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db


# Planning


def planned(mou: MoU, **fields: Any) -> dict[str, Any]:
    return {
        "by": nomsa(),
        "quarters": {1, 3},
        "year": 2026,
        "title": "Train patrollers",
        "responsible_party": scenes.ours(mou),
        "responsible_person": mou.business_owner,
        "thrust": ThrustFactory(),
    } | fields


def test_an_activity_is_planned_in_its_quarters_also_under_a_signed_agreement() -> None:
    mou = scenes.agreement(signed=True)
    activity = services.add_activity(mou, **planned(mou))
    assert list(activity.quarters.values_list("number", "status")) == [(1, "planned"), (3, "planned")]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (lambda: {"quarters": set()}, "Choose at least one quarter"),
        (lambda: {"year": 2025, "quarters": {4}}, "Q4 2025/26 lies outside the agreement"),
        (lambda: {"year": 2029, "quarters": {1}}, "Q1 2029/30 lies outside the agreement"),
        (lambda: {"responsible_party": scenes.theirs(scenes.agreement())}, "Choose one of the parties"),
        (lambda: {"responsible_person": person("auditor")}, "cannot answer for this"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(given: Any, sentence: str) -> None:
    mou = scenes.agreement(signed=True)
    with pytest.raises(ValidationError, match=sentence):
        services.add_activity(mou, **planned(mou, **given()))
    assert not Activity.objects.filter(mou=mou).exists()


def test_a_quarter_belongs_to_the_term_when_one_day_of_it_does() -> None:
    mou = scenes.agreement(signed=True, starts_on=date(2026, 6, 30), ends_on=date(2028, 1, 1))
    assert services.add_activity(mou, **planned(mou, quarters={1})).year == 2026
    assert services.add_activity(mou, **planned(mou, year=2027, quarters={4})).year == 2027


def test_the_workplan_of_an_ended_agreement_is_closed() -> None:
    mou = scenes.agreement(status="completed", signed_on=date(2026, 3, 20), completed_on=TODAY)
    with pytest.raises(ValidationError, match="The agreement is completed: its workplan is closed"):
        services.add_activity(mou, **planned(mou))
    with pytest.raises(PermissionDenied):
        services.add_activity(mou, **planned(mou, by=person("business_owner")))


def test_quarters_are_planned_anew_but_a_reported_one_stays() -> None:
    activity = scenes.activity(quarters=(1, 2))
    services.plan_quarters(activity, by=nomsa(), quarters={2, 4})
    assert list(activity.quarters.values_list("number", flat=True)) == [2, 4]
    quarter = activity.quarters.get(number=2)
    services.report_activity(quarter, by=activity.responsible_person, status="under_way", narrative="Half.")
    with pytest.raises(ValidationError) as refused:
        services.plan_quarters(activity, by=nomsa(), quarters={4})
    assert said(refused) == [
        "Q2 2026/27: reported on already, so it stays in the plan. Report it given up instead."
    ]
    assert list(activity.quarters.values_list("number", flat=True)) == [2, 4]
