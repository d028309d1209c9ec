"""The pages of workplans: whom they let in, planning and reporting."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mou.models import Activity
from tests.factories import ThrustFactory
from tests.mou import scenes
from tests.mou.test_views_of_obligations import page, said, text
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "right", "of_quarter"),
    [
        ("mou:activity", "view_activity", False),
        ("mou:activity_edit", "change_activity", False),
        ("mou:report_activity", "report_activity", True),
    ],
)
def test_a_foreign_activity_is_not_found_and_a_missing_right_is_refused(
    client: Client, name: str, right: str, of_quarter: bool
) -> None:
    foreign = scenes.activity(scenes.agreement("LP", signed=True))
    own = scenes.activity(scenes.agreement("GP", signed=True))
    keys = [line.quarters.get().pk if of_quarter else line.pk for line in (foreign, own)]
    everything = scenes.everything()
    client.force_login(person(may=everything, province="GP"))
    assert [client.get(reverse(name, args=[key])).status_code for key in keys] == [404, 200]
    client.force_login(person(may=everything - {f"mou.{right}"}, province="GP"))
    assert client.get(reverse(name, args=[keys[1]])).status_code == 403


# Workplans


def planned(mou: Any, **changes: Any) -> dict[str, Any]:
    return {
        "title": "Train patrollers",
        "output": "Register",
        "year": 2026,
        "quarters": [1, 3],
        "responsible_party": scenes.ours(mou).pk,
        "responsible_person": mou.business_owner.pk,
        "thrust": ThrustFactory().pk,
        "indicator": "",
    } | changes


def test_an_activity_is_planned_and_changed(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    client.force_login(nomsa())
    response = client.post(reverse("mou:activity_add", args=[mou.pk]), planned(mou), follow=True)
    line = Activity.objects.get()
    assert said(response) == ["“Train patrollers” is planned."]
    assert response.redirect_chain == [(reverse("mou:workplan", args=[mou.pk, 2026]), 302)]
    assert list(line.quarters.values_list("number", flat=True)) == [1, 3]
    assert "Train patrollers" in page(client, "mou:activity_edit", line.pk)
    address = reverse("mou:activity_edit", args=[line.pk])
    client.post(address, planned(mou, title="Train officers", quarters=[2], version=1))
    line.refresh_from_db()
    assert (line.title, list(line.quarters.values_list("number", flat=True))) == ("Train officers", [2])
    response = client.post(address, planned(mou, title="Overwritten", version=1))
    assert "Somebody else saved this record" in text(response)


def test_a_reported_quarter_stays_in_the_plan_and_nothing_else_is_changed(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    line = scenes.activity(mou, quarters=(1, 2))
    line.quarters.filter(number=1).update(status="under_way")
    client.force_login(nomsa())
    response = client.post(
        reverse("mou:activity_edit", args=[line.pk]), planned(mou, title="Changed", quarters=[2], version=1)
    )
    assert "Q1 2026/27: reported on already, so it stays in the plan." in text(response)
    line.refresh_from_db()
    assert (line.title, line.version, line.quarters.count()) == ("Train patrollers", 1, 2)


def test_the_workplan_of_an_ended_agreement_is_closed_and_says_so(client: Client) -> None:
    mou = scenes.agreement(status="completed", signed_on=date(2026, 3, 20), completed_on=date(2026, 11, 1))
    line = scenes.activity(mou)
    client.force_login(nomsa())
    for name, key in (("mou:activity_add", mou.pk), ("mou:activity_edit", line.pk)):
        for ask in (client.get, client.post):
            response = ask(reverse(name, args=[key]), follow=True)
            assert said(response) == ["The agreement has ended: its workplan is closed."]


def test_the_page_of_an_activity_shows_each_quarter_with_its_report_and_evidence(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    line = scenes.activity(mou, title="Train patrollers", quarters=(1, 2))
    first = line.quarters.get(number=1)
    client.force_login(mou.business_owner)
    response = client.post(
        reverse("mou:report_activity", args=[first.pk]),
        {
            "status": "done",
            "done_on": "2026-06-30",
            "narrative": "",
            "documents": [scenes.pdf("register.pdf")],
        },
        follow=True,
    )
    assert said(response) == ["Q1 2026/27: reported “Done”."]
    shown = text(response)
    for words in (
        "April to June 2026",
        "done on 30 June 2026",
        "reported by Olga Owner",
        "register.pdf",
        "SHA-256",
        "Report on Q2 2026/27",
        "Late",
        "Train patrollers, Q1 2026/27: report it done",
    ):
        assert words in shown, words
    assert reverse("mou:report_activity", args=[first.pk]) not in shown


def test_progress_is_reported_with_a_word_where_one_is_needed(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    quarter = scenes.activity(mou).quarters.get()
    client.force_login(mou.business_owner)
    address = reverse("mou:report_activity", args=[quarter.pk])
    response = client.post(address, {"status": "done", "done_on": "2026-10-05", "narrative": ""})
    assert "It was done after its quarter ended. Say why it was late." in text(response)
    client.post(address, {"status": "under_way", "narrative": "One district of two."})
    assert "One district of two." in page(client, "mou:report_activity", quarter.pk)
    client.post(address, {"status": "not_done", "narrative": "The partner withdrew."})
    quarter.refresh_from_db()
    assert (quarter.status, quarter.narrative) == ("not_done", "The partner withdrew.")
    assert "Q2 2026/27 is “Given up” already." in page(client, "mou:report_activity", quarter.pk)


def test_a_business_owner_of_another_agreement_reads_and_does_not_report(client: Client) -> None:
    line = scenes.activity()
    quarter = line.quarters.get()
    client.force_login(person("business_owner"))
    words = "Only the responsible person, the business owner or the Partnerships Unit reports on this."
    assert words in page(client, "mou:activity", line.pk)
    assert words in page(client, "mou:report_activity", quarter.pk)
    response = client.post(
        reverse("mou:report_activity", args=[quarter.pk]), {"status": "done", "done_on": "2026-09-01"}
    )
    assert words in text(response)
    quarter.refresh_from_db()
    assert quarter.status == "planned"


def test_a_quarter_is_reopened_with_a_reason(client: Client) -> None:
    line = scenes.activity()
    quarter = line.quarters.get()
    client.force_login(line.responsible_person)
    client.post(
        reverse("mou:report_activity", args=[quarter.pk]), {"status": "done", "done_on": "2026-09-01"}
    )
    client.force_login(nomsa())
    address = reverse("mou:move_activity", args=[quarter.pk, "reopen"])
    assert address in page(client, "mou:activity", line.pk)
    assert client.post(address, {"note": ""}).status_code == 200
    response = client.post(address, {"note": "Reported in the wrong quarter."}, follow=True)
    quarter.refresh_from_db()
    assert (quarter.status, quarter.done_on) == ("planned", None)
    assert "Reported in the wrong quarter." in text(response)
