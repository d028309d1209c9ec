"""Reporting on planned quarters: what must be said, what the report makes of the quarter, and two people at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mou import services
from mou.models import ActivityQuarter, ProgressReport
from partnerships.core.models import StatusChange
from tests.factories import ActivityQuarterFactory, ChallengeCategoryFactory
from tests.mou import scenes
from tests.mou.test_services_of_obligations import TODAY
from tests.mou.test_views_of_obligations import page, text
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db


def report(quarter: ActivityQuarter, **fields: Any) -> ActivityQuarter:
    return services.report_activity(quarter, **{"by": quarter.activity.responsible_person} | fields)


def counted(planned: int = 40, number: int = 2) -> ActivityQuarter:
    """A quarter in which something is counted."""
    line = scenes.activity(measure="patrollers trained", quarters=())
    return ActivityQuarterFactory(activity=line, number=number, planned_value=planned)


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
        ({"status": "constrained"}, "Say what stands in the way"),
        ({"status": "constrained", "narrative": "Slow."}, "Choose what stands in the way"),
        ({"status": "no_progress", "narrative": "Slow."}, "Say what will be done about it"),
        ({"status": "done", "done_on": date(2026, 10, 1)}, "It was done after its quarter ended"),
        ({"status": "not_done"}, "Say why it is given up"),
        ({"status": "perhaps"}, "Choose how it stands"),
        ({"status": "done", "done_on": date(2026, 11, 24)}, "The day it was done lies in the future"),
        (
            {"status": "done", "done_on": date(2026, 3, 19)},
            "The day it was done lies before the last signature",
        ),
        (
            {"status": "not_done", "narrative": "Why.", "done_on": TODAY},
            "Only what is done has a day on which it was done",
        ),
        ({"status": "under_way", "narrative": "Half.", "value": Decimal(3)}, "Nothing is counted"),
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
    assert (quarter.status, ProgressReport.objects.exists()) == ("planned", False)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        # Of 40 planned.
        ({"status": "under_way", "value": 12}, set()),
        ({"status": "under_way"}, {"value", "narrative"}),
        ({"status": "done", "done_on": date(2026, 9, 1), "value": 40}, set()),
        ({"status": "done", "done_on": date(2026, 9, 1), "value": 39}, {"narrative", "corrective_action"}),
        ({"status": "done", "done_on": date(2026, 9, 1), "value": 41}, {"narrative", "corrective_action"}),
        ({"status": "done", "done_on": date(2026, 9, 1), "value": 0}, {"narrative", "corrective_action"}),
        ({"status": "no_progress", "value": 0}, {"narrative", "corrective_action", "challenges"}),
        ({"status": "not_done"}, {"narrative"}),
    ],
)
def test_a_figure_that_differs_from_the_plan_is_explained_over_or_under(
    given: dict[str, Any], wanted: set[str]
) -> None:
    quarter = counted()
    given = given | ({"value": Decimal(given["value"])} if "value" in given else {})
    if not wanted:
        assert report(quarter, **given).value == given["value"]
        return
    with pytest.raises(ValidationError) as refused:
        report(quarter, **given)
    assert set(refused.value.message_dict) == wanted


def test_each_report_is_kept_with_what_stood_in_the_way() -> None:
    quarter = counted()
    funding, other = ChallengeCategoryFactory(), ChallengeCategoryFactory(code="other", name="Other")
    report(
        quarter,
        status="constrained",
        value=Decimal("12.5"),
        narrative="Nobody paid the bus.",
        corrective_action="The district lends one in November.",
        challenges=[funding, other],
        on=date(2026, 8, 10),
    )
    report(quarter, status="done", value=Decimal(40), narrative="The bus came.", done_on=date(2026, 10, 2))
    quarter.refresh_from_db()
    assert (quarter.status, quarter.value, quarter.shortfall) == ("done", Decimal(40), Decimal(0))
    told = [(one.status, one.reported_on, one.value) for one in quarter.reports.all()]
    assert told == [
        ("done", TODAY, Decimal(40)),
        ("constrained", date(2026, 8, 10), Decimal("12.5")),
    ]
    assert set(quarter.reports.last().challenges.all()) == {funding, other}
    notes = StatusChange.objects.order_by("pk").values_list("note", flat=True)
    assert list(notes) == ["Nobody paid the bus.", "The bus came."]


def test_progress_is_not_reported_before_the_quarter_begins_but_it_may_be_given_up() -> None:
    quarter = scenes.activity(quarters=(4,)).quarters.get()
    with pytest.raises(ValidationError, match="Q4 2026/27 begins on 1"):
        report(quarter, status="under_way", narrative="Early.")
    with pytest.raises(ValidationError, match="begins on 1"):
        report(quarter, status="done", done_on=TODAY)
    with time_machine.travel("2027-01-01 08:00+02:00", tick=False):
        assert report(quarter, status="under_way", narrative="Begun.").status == "under_way"
    with time_machine.travel("2026-12-31 08:00+02:00", tick=False):
        ahead = scenes.activity(quarters=(4,)).quarters.get()
        assert report(ahead, status="not_done", narrative="The partner withdrew.").status == "not_done"


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
    assert (quarter.status, quarter.done_on, quarter.reports.count()) == ("planned", None, 1)


def test_somebody_else_does_not_report() -> None:
    quarter = scenes.activity().quarters.get()
    with pytest.raises(ValidationError, match="Only the responsible person"):
        report(quarter, by=person("business_owner"), status="done", done_on=date(2026, 9, 1))
    with pytest.raises(PermissionDenied):
        report(quarter, by=person("auditor"), status="done", done_on=date(2026, 9, 1))


# Pages


def test_the_page_shows_what_was_planned_and_asks_for_the_figure(client: Client) -> None:
    quarter = counted(planned=40)
    before = ActivityQuarterFactory(
        activity=quarter.activity,
        number=1,
        planned_value=10,
        value=8,
        status="done",
        done_on=date(2026, 6, 1),
    )
    client.force_login(quarter.activity.responsible_person)
    shown = page(client, "mou:report_activity", quarter.pk)
    for words in (
        "Planned: 40. Needed unless it is given up; zero is an answer.",
        "Reached in Q2 2026/27: patrollers trained",
        "8 of 50",  # of 10 in Q1 and 40 in Q2
        f"{before.period}",
    ):
        assert words in shown, words
    address = reverse("mou:report_activity", args=[quarter.pk])
    refused = client.post(address, {"status": "under_way", "value": "twelve", "version": quarter.version})
    assert "Write a figure, for instance 1 234 or 12,5." in text(refused)
    assert 'value="twelve"' in text(refused)
    client.post(
        f"{address}?from=quarter", {"status": "under_way", "value": "12,5", "version": quarter.version}
    )
    quarter.refresh_from_db()
    assert (quarter.status, quarter.value) == ("under_way", Decimal("12.5"))


def test_the_second_of_two_reporters_is_told_and_keeps_every_word(client: Client) -> None:
    quarter = counted()
    opened = quarter.version
    report(quarter, status="done", value=Decimal(40), done_on=date(2026, 9, 1))
    client.force_login(quarter.activity.responsible_person)
    address = reverse("mou:report_activity", args=[quarter.pk])
    mine = {"status": "under_way", "value": "12", "narrative": "Twelve came on Monday.", "version": opened}
    told = text(client.post(address, mine))
    assert "Somebody else saved this record while you were editing" in told
    for words in ("Twelve came on Monday.", "Done", "On track", "40"):
        assert words in told, words
    # In knowledge of the other report it is still refused, because what is done is not reported again.
    again = text(client.post(address, mine | {"version": quarter.version}))
    assert "is not possible now" in again
    assert "Twelve came on Monday." in again
    assert quarter.reports.count() == 1


def test_the_quarter_of_a_workplan_shows_who_reports_next(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    late = scenes.activity(mou, title="Train patrollers", measure="trained", quarters=())
    ActivityQuarterFactory(activity=late, number=1, planned_value=10, value=9, status="done", done_on=TODAY)
    quarter = ActivityQuarterFactory(activity=late, number=2, planned_value=40)
    scenes.activity(mou, title="Of another quarter", quarters=(4,))
    client.force_login(mou.business_owner)
    address = reverse("mou:workplan_quarter", args=[mou.pk, 2026, 2])
    shown = text(client.get(address))
    for words in ("Progress in Q2 2026/27", "None yet of 40", "9 of 10", "1 activity not finished"):
        assert words in shown, words
    assert "Of another quarter" not in shown
    report_url = f"{reverse('mou:report_activity', args=[quarter.pk])}?from=quarter"
    assert report_url in shown
    sent = {"status": "done", "value": "40", "done_on": "2026-09-30", "version": quarter.version}
    response = client.post(report_url, sent)
    assert response["Location"] == address
    assert "Every activity is reported finished" in text(client.get(address))
    assert client.get(reverse("mou:workplan_quarter", args=[mou.pk, 2026, 5])).status_code == 404
