"""Planning activities and reporting their quarters."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from mou import services
from mou.models import Activity, ActivityQuarter, MoU
from partnerships.core.models import StatusChange
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


# Reporting


def report(quarter: ActivityQuarter, **fields: Any) -> ActivityQuarter:
    return services.report_activity(quarter, **{"by": quarter.activity.responsible_person} | fields)


def test_what_is_plainly_done_on_time_needs_no_further_word() -> None:
    quarter = scenes.activity().quarters.get()
    report(quarter, status="done", done_on=date(2026, 9, 30), documents=[scenes.pdf()])
    quarter.refresh_from_db()
    assert (quarter.status, quarter.done_on, quarter.narrative) == ("done", date(2026, 9, 30), "")
    assert quarter.reported_by == quarter.activity.responsible_person
    assert quarter.documents.get().original_name == "minutes.pdf"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"status": "under_way"}, "Say how far it has come"),
        ({"status": "done", "done_on": date(2026, 10, 1)}, "It was done after its quarter ended"),
        ({"status": "not_done"}, "Say why it is given up"),
        ({"status": "perhaps"}, "Choose whether it is under way, done or given up"),
        ({"status": "done", "done_on": date(2026, 11, 24)}, "The day it was done lies in the future"),
        (
            {"status": "done", "done_on": date(2026, 3, 19)},
            "The day it was done lies before the last signature",
        ),
        (
            {"status": "not_done", "narrative": "Why.", "done_on": TODAY},
            "Only what is done has a day on which it was done",
        ),
        (
            {
                "status": "done",
                "done_on": date(2026, 9, 1),
                "documents": [SimpleUploadedFile("a.exe", b"MZ")],
            },
            "is not an accepted kind of file",
        ),
    ],
)
def test_a_report_that_cannot_be_is_refused(given: dict[str, Any], sentence: str) -> None:
    quarter = scenes.activity().quarters.get()
    with pytest.raises(ValidationError, match=sentence):
        report(quarter, **given)
    quarter.refresh_from_db()
    assert quarter.status == "planned"


@pytest.mark.parametrize(
    ("done_on", "needs_a_word"),
    [(date(2028, 2, 29), False), (date(2028, 3, 31), False), (date(2028, 4, 1), True)],
)
def test_the_last_day_of_march_is_still_on_time(done_on: date, needs_a_word: bool) -> None:
    quarter = scenes.activity(year=2027, quarters=(4,)).quarters.get()
    with time_machine.travel("2028-04-03 09:00+02:00", tick=False):
        if needs_a_word:
            with pytest.raises(ValidationError, match="Say why it was late"):
                report(quarter, status="done", done_on=done_on)
        else:
            assert report(quarter, status="done", done_on=done_on).done_on == done_on


def test_under_way_is_reported_again_and_then_done() -> None:
    quarter = scenes.activity().quarters.get()
    report(quarter, status="under_way", narrative="One district of two.")
    report(quarter, status="under_way", narrative="Nearly there.")
    report(quarter, status="done", narrative="The hall was closed in September.", done_on=date(2026, 10, 5))
    quarter.refresh_from_db()
    assert (quarter.status, quarter.narrative) == ("done", "The hall was closed in September.")
    notes = StatusChange.objects.order_by("pk").values_list("note", flat=True)
    assert list(notes) == ["One district of two.", "Nearly there.", "The hall was closed in September."]


def test_a_report_made_by_mistake_is_reopened_by_the_unit_with_a_reason() -> None:
    quarter = scenes.activity().quarters.get()
    report(quarter, status="done", done_on=date(2026, 9, 1))
    with pytest.raises(ValidationError, match="is not possible now"):
        report(quarter, status="under_way", narrative="Not yet.")
    with pytest.raises(PermissionDenied):
        services.reopen_activity(quarter, by=person("business_owner"), reason="Wrong quarter.")
    with pytest.raises(ValidationError, match="Give the reason"):
        services.reopen_activity(quarter, by=nomsa(), reason=" ")
    services.reopen_activity(quarter, by=nomsa(), reason="Wrong quarter.")
    assert (quarter.status, quarter.done_on) == ("under_way", None)


def test_somebody_else_does_not_report() -> None:
    quarter = scenes.activity().quarters.get()
    with pytest.raises(ValidationError, match="Only the responsible person"):
        report(quarter, by=person("business_owner"), status="done", done_on=date(2026, 9, 1))
    with pytest.raises(PermissionDenied):
        report(quarter, by=person("auditor"), status="done", done_on=date(2026, 9, 1))
