"""The pages on which an agreement moves along its life."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import ClearanceStepFactory
from tests.mou import scenes
from tests.mou.test_views_of_agreements import TODAY, page, said, text
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db


# Moving along its life


def test_an_agreement_is_consulted_on_and_sent_for_clearance(client: Client) -> None:
    mou = scenes.agreement()
    ClearanceStepFactory(kind=mou.kind)
    scenes.obligation(mou)
    client.force_login(nomsa())
    response = client.post(reverse("mou:move", args=[mou.pk, "consult"]), follow=True)
    assert said(response) == ["Send for consultation: recorded."]
    response = client.post(reverse("mou:move", args=[mou.pk, "send-for-clearance"]), follow=True)
    assert said(response) == ["Send for clearance: recorded."]
    mou.refresh_from_db()
    assert (mou.status, mou.clearances.count()) == ("clearance", 1)


def test_what_is_missing_is_said_when_the_button_is_pressed_all_the_same(client: Client) -> None:
    mou = scenes.agreement(status="consultation")
    ClearanceStepFactory(kind=mou.kind)
    client.force_login(nomsa())
    address = reverse("mou:move", args=[mou.pk, "send-for-clearance"])
    assert "Add at least one obligation first." in text(client.get(address))
    assert "Add at least one obligation first." in text(client.post(address))
    mou.refresh_from_db()
    assert mou.status == "consultation"


def test_a_move_back_asks_for_its_reason(client: Client) -> None:
    mou = scenes.agreement(status="consultation")
    client.force_login(nomsa())
    address = reverse("mou:move", args=[mou.pk, "withdraw"])
    assert client.post(address, {"note": ""}).status_code == 200
    mou.refresh_from_db()
    assert mou.status == "consultation"
    client.post(address, {"note": "The partner asked for time."})
    mou.refresh_from_db()
    assert mou.status == "draft"


def test_a_step_is_cleared_on_its_day_with_a_remark(client: Client) -> None:
    mou = scenes.in_clearance("clear_legal")
    step = mou.clearances.get()
    director = person("director")
    client.force_login(director)
    shown = page(client, "mou:decide_clearance", step.pk, "clear")
    assert ["Remark" in shown, "Return it with a reason instead" in shown] == [True, True]
    response = client.post(
        reverse("mou:decide_clearance", args=[step.pk, "clear"]),
        {"note": "Sound.", "decided_on": "2026-11-20"},
        follow=True,
    )
    step.refresh_from_db()
    assert (step.status, step.decided_on, step.decided_by, step.reason) == (
        "cleared",
        date(2026, 11, 20),
        director,
        "Sound.",
    )
    assert response.redirect_chain == [(mou.get_absolute_url(), 302)]
    assert "This step is decided already: cleared, 20 November 2026." in page(
        client, "mou:decide_clearance", step.pk, "clear"
    )


def test_a_step_is_returned_with_a_reason_only(client: Client) -> None:
    mou = scenes.in_clearance("clear_legal")
    step = mou.clearances.get()
    client.force_login(person("director"))
    address = reverse("mou:decide_clearance", args=[step.pk, "return"])
    assert client.post(address, {"note": "", "decided_on": TODAY}).status_code == 200
    client.post(address, {"note": "No notice clause.", "decided_on": TODAY})
    mou.refresh_from_db()
    assert mou.status == "draft"
    assert "“No notice clause.”" in page(client, "mou:detail", mou.pk)


def test_a_step_is_not_decided_by_somebody_without_its_right(client: Client) -> None:
    step = scenes.in_clearance("clear_legal").clearances.get()
    client.force_login(person("secretary"))
    words = "“Clear legal” is for somebody with that right to decide."
    assert words in page(client, "mou:decide_clearance", step.pk, "clear")
    response = client.post(
        reverse("mou:decide_clearance", args=[step.pk, "clear"]), {"note": "", "decided_on": TODAY}
    )
    assert words in text(response)
    step.refresh_from_db()
    assert step.status == "waiting"


SIGNATURE = {
    "signed_on": "2026-11-20",
    "signed_at": "Pretoria",
    "signatory": "The Secretary",
    "capacity": "Secretary",
    "authority": "Act 2 of 2011",
}


def test_signatures_are_recorded_and_the_last_one_signs_the_agreement(client: Client) -> None:
    mou = scenes.out_for_signature()
    client.force_login(nomsa())
    assert "Record the signature" in page(client, "mou:detail", mou.pk)
    response = client.post(
        reverse("mou:sign", args=[scenes.ours(mou).pk]),
        SIGNATURE | {"document": scenes.pdf("signed.pdf")},
        follow=True,
    )
    assert said(response) == ["The signature of Civilian Secretariat for Police Service is recorded."]
    assert "20 November 2026, Pretoria" in text(response)
    assert "Signed copy, CSPS" in text(response)
    response = client.post(reverse("mou:sign", args=[scenes.theirs(mou).pk]), SIGNATURE, follow=True)
    assert said(response) == [f"The last signature is recorded: {mou.reference} is signed."]
    assert "signed on 20 November 2026 in Pretoria" in page(client, "mou:sign", scenes.ours(mou).pk)


def test_a_signature_before_the_last_clearance_is_refused_with_everything_typed(client: Client) -> None:
    mou = scenes.out_for_signature()
    client.force_login(nomsa())
    response = client.post(
        reverse("mou:sign", args=[scenes.ours(mou).pk]), SIGNATURE | {"signed_on": "2026-11-09"}
    )
    assert "The signature lies before the last clearance (10 November 2026)" in text(response)
    assert 'value="Pretoria"' in text(response)
    assert scenes.ours(mou).signed_on is None


def test_nobody_signs_a_draft(client: Client) -> None:
    mou = scenes.agreement()
    client.force_login(nomsa())
    assert "The agreement is “Draft”." in page(client, "mou:sign", scenes.ours(mou).pk)


@pytest.mark.parametrize(
    ("act", "data", "status"),
    [
        ("suspend", {"suspended_on": TODAY, "reason": "Restructured."}, "suspended"),
        (
            "terminate",
            {"notice_given_on": TODAY, "terminated_on": "2026-12-31", "reason": "Closing."},
            "terminated",
        ),
        ("complete", {"completed_on": TODAY} | scenes.CLOSE_OUT, "completed"),
    ],
)
def test_an_agreement_is_suspended_and_ended_on_its_page(
    client: Client, act: str, data: dict[str, str], status: str
) -> None:
    mou = scenes.agreement(signed=True)
    client.force_login(person("partnership_manager"))
    assert client.get(reverse(f"mou:{act}", args=[mou.pk])).status_code == 200
    assert client.post(reverse(f"mou:{act}", args=[mou.pk]), {}).status_code == 200
    mou.refresh_from_db()
    assert mou.status == "signed"
    response = client.post(reverse(f"mou:{act}", args=[mou.pk]), data, follow=True)
    mou.refresh_from_db()
    assert (mou.status, said(response)) == (status, [f"{act.capitalize()}: recorded."])


def test_an_agreement_is_resumed_on_its_page(client: Client) -> None:
    mou = scenes.agreement(signed=True, status="suspended", suspended_on=date(2026, 10, 1))
    client.force_login(person("partnership_manager"))
    client.post(reverse("mou:resume", args=[mou.pk]), {"resumed_on": "2026-11-01", "reason": "Ready."})
    mou.refresh_from_db()
    assert (mou.status, mou.resumed_on) == ("signed", date(2026, 11, 1))
    assert "1 October 2026 to 1 November 2026" in page(client, "mou:detail", mou.pk)


def test_an_act_that_does_not_apply_says_so_instead_of_a_form(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    scenes.obligation(mou)
    client.force_login(person("partnership_manager"))
    assert "“Resume” does not apply: this is “Signed” now." in page(client, "mou:resume", mou.pk)
    shown = page(client, "mou:complete", mou.pk)
    assert "1 obligation is still open." in shown
    assert "<textarea" not in shown


def test_a_termination_before_the_notice_has_run_out_is_refused_in_words(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    client.force_login(person("partnership_manager"))
    response = client.post(
        reverse("mou:terminate", args=[mou.pk]),
        {"notice_given_on": TODAY, "terminated_on": "2026-12-22", "reason": "Closing."},
    )
    assert "The notice clause gives 30 days" in text(response)
    assert "Closing." in text(response)
