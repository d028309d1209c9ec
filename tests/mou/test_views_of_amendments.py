"""Pages of amendments: what is changed, the red line, the signatures, and the agreement as it stood on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mou import services
from mou.models import Amendment, MoU
from partnerships.core.models import User
from tests import factories as make
from tests.mou import scenes
from tests.mou.test_amendments import begin, clear, later_end, sign
from tests.people import gift, nomsa, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return nomsa()


@pytest.fixture
def mou() -> MoU:
    mou = scenes.agreement(signed=True)
    make.ClauseFactory(mou=mou, position=1, heading="Costs", text="Each party bears its own costs.")
    scenes.obligation(mou, due_on=date(2027, 3, 31), text="Train one hundred patrollers")
    scenes.activity(mou, quarters=(1, 4), title="Training")
    make.ClearanceStepFactory(code="legal", kind=mou.kind, permission="mou.clear_legal", order=1)
    return mou


def page(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(f"mou:{name}", args=args)).content.decode().replace("\N{NO-BREAK SPACE}", " ")


def send(client: Client, data: dict[str, Any], name: str, *args: Any) -> str:
    answer = client.post(reverse(f"mou:{name}", args=args), data, follow=True)
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_an_amendment_is_written_cleared_and_signed_on_pages(mou: MoU, officer: User, client: Client) -> None:
    client.force_login(officer)
    assert "Amend this agreement" in page(client, "detail", mou.pk)
    shown = send(client, {"title": "A further year", "reason": "The work goes on."}, "amend", mou.pk)
    amendment = Amendment.objects.get()
    assert "It changes nothing yet." in shown and "For: " in shown
    terms = {"title": mou.title, "purpose": mou.purpose, "ends_on": "2030-03-31", "notice_days": "60"}
    shown = send(client, terms, "amend_terms", amendment.pk)
    assert "<del>" in shown and "31 March" in shown and "60</ins>" in shown
    clause = mou.clauses.get()
    line = {"heading": "Costs", "text": "Each party bears half of the costs."}
    shown = send(client, line, "amend_line", amendment.pk, "clause", clause.pk)
    assert "Clause 1 Costs: changed" in shown
    shown = send(client, {"heading": "Data", "text": "Shared."}, "amend_add", amendment.pk, "clause")
    assert "Data: new" in shown
    owed = mou.obligations.get()
    shown = send(client, {}, "amend_remove", amendment.pk, "obligation", owed.pk)
    assert f"Obligation {owed.clause}: taken out" in shown
    dropped = amendment.changes.get(part="obligation")
    assert "taken out" not in send(client, {}, "drop_change", dropped.pk)
    send(client, {}, "move_amendment", amendment.pk, "send-for-clearance")
    client.force_login(person("director"))
    assert "Decide this step" in page(client, "amendment", amendment.pk)
    step = amendment.clearances.get()
    shown = send(client, {"decided_on": "2026-11-23", "note": ""}, "decide_clearance", step.pk, "clear")
    assert "Amendment 1: A further year" in shown
    client.force_login(officer)
    send(client, {}, "move_amendment", amendment.pk, "send-for-signature")
    signature = {
        "signed_on": "2026-11-23", "signed_at": "Pretoria", "signatory": "Head", "capacity": "Head", "authority": "Act"
    }  # fmt: skip
    for party in mou.parties.all():
        shown = send(client, signature, "sign_amendment", amendment.pk, party.pk)
    assert f"{mou.reference} is amended." in shown
    mou.refresh_from_db()
    assert (mou.ends_on, mou.notice_days, mou.clauses.count()) == (date(2030, 3, 31), 60, 2)


def test_what_is_wrong_in_a_change_comes_back_with_everything_typed(
    mou: MoU, officer: User, client: Client
) -> None:
    amendment = begin(mou, officer)
    client.force_login(officer)
    terms = {"title": "A new title", "purpose": "", "ends_on": "2025-01-01", "notice_days": "30"}
    shown = send(client, terms, "amend_terms", amendment.pk)
    assert "The end date lies before the start date." in shown and "A new title" in shown
    plan = {
        "year": "2026", "title": "More", "responsible_party": scenes.ours(mou).pk, "quarters": ["9"],
        "responsible_person": mou.business_owner_id, "thrust": mou.activities.get().thrust_id,
    }  # fmt: skip
    assert "More" in send(client, plan, "amend_add", amendment.pk, "activity")
    due = {"clause": "4", "text": "Late", "owing_party": scenes.ours(mou).pk, "due_on": "2025-01-01"}
    owed = mou.obligations.get()
    assert "before the agreement begins" in send(
        client, due, "amend_line", amendment.pk, "obligation", owed.pk
    )
    assert not amendment.changes.exists()


def test_a_new_activity_and_a_new_obligation_are_put_in_with_our_people(
    mou: MoU, officer: User, client: Client
) -> None:
    amendment, thrust = begin(mou, officer), mou.activities.get().thrust_id
    client.force_login(officer)
    plan = {
        "year": "2027", "title": "More", "output": "", "responsible_party": scenes.ours(mou).pk, "quarters": ["1", "2"],
        "responsible_person": mou.business_owner_id, "thrust": thrust,
    }  # fmt: skip
    send(client, plan, "amend_add", amendment.pk, "activity")
    duty = {
        "clause": "9", "text": "Share figures", "owing_party": scenes.theirs(mou).pk, "due_on": "2027-06-30",
        "accountable": mou.business_owner_id, "thrust": "",
    }  # fmt: skip
    send(client, duty, "amend_add", amendment.pk, "obligation")
    clear(amendment, officer)
    sign(amendment, officer)
    added = mou.activities.get(title="More")
    assert (added.year, added.responsible_person) == (2027, mou.business_owner)
    assert mou.obligations.get(clause="9").owing_party == scenes.theirs(mou)


def test_parts_and_lines_that_do_not_exist_are_not_found(mou: MoU, officer: User, client: Client) -> None:
    amendment = begin(mou, officer)
    client.force_login(officer)
    for name, args in (
        ("amend_add", (amendment.pk, "party")),
        ("amend_line", (amendment.pk, "clause", 999_999)),
        ("amend_remove", (amendment.pk, "party", 1)),
        ("sign_amendment", (amendment.pk, make.MoUPartyFactory().pk)),
    ):
        assert client.get(reverse(f"mou:{name}", args=args)).status_code == 404


def test_what_is_no_draft_any_more_says_so_instead_of_a_form(mou: MoU, officer: User, client: Client) -> None:
    amendment = begin(mou, officer)
    later_end(amendment, officer)
    change = amendment.changes.get()
    clear(amendment, officer)
    client.force_login(officer)
    for name, args in (
        ("amend_terms", (amendment.pk,)),
        ("amend_add", (amendment.pk, "clause")),
        ("drop_change", (change.pk,)),
        ("amend_take_over", (amendment.pk,)),
    ):
        assert "no longer a draft" in page(client, name, *args)
    assert "Change<span" not in page(client, "amendment", amendment.pk)


def test_a_draft_that_was_overtaken_says_so_and_takes_the_present_text_over(
    mou: MoU, officer: User, client: Client
) -> None:
    first, second = begin(mou, officer), begin(mou, officer)
    later_end(first, officer)
    later_end(second, officer, "2031-03-31")
    clear(first, officer)
    sign(first, officer)
    client.force_login(officer)
    shown = page(client, "amendment", second.pk)
    assert "Take the present text over" in shown and "Go there" in shown
    assert "compared with the present wording" in send(client, {}, "amend_take_over", second.pk)


def test_the_agreement_is_shown_as_it_stood_on_a_day(mou: MoU, officer: User, client: Client) -> None:
    amendment = begin(mou, officer)
    later_end(amendment, officer)
    services.propose_change(amendment, by=officer, part="clause", item=mou.clauses.get().pk, after=None)
    clear(amendment, officer)
    sign(amendment, officer)
    client.force_login(officer)
    url = reverse("mou:as_on", args=[mou.pk])

    def on(day: str) -> str:
        return client.get(url, {"day": day}).content.decode().replace("\N{NO-BREAK SPACE}", " ")

    before, after = on("2026-11-22"), on("2026-11-23")
    assert "Version 1, as first signed" in before and "to 31 March 2029" in before and "own costs" in before
    assert "Version 2, with amendment 1" in after and "to 31 March 2030" in after and "own costs" not in after
    assert "Not signed by that day" in on("2026-03-19")
    assert "Give a day that exists, for instance 31 March 2027." in on("2026-02-30")
    assert "Version 2" in client.get(url).content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_an_amendment_of_another_province_is_not_found(client: Client) -> None:
    amendment = make.AmendmentFactory(mou=scenes.agreement("LP", signed=True))
    client.force_login(gift())
    for name in ("amendment", "amend_terms", "amend_take_over"):
        assert client.get(reverse(f"mou:{name}", args=[amendment.pk])).status_code == 404


@pytest.mark.parametrize("amendments", [1, 5])
def test_the_day_of_an_agreement_asks_few_queries_however_many_amendments(
    mou: MoU, officer: User, client: Client, django_assert_max_num_queries: Any, amendments: int
) -> None:
    for _ in range(amendments):
        amendment = begin(mou, officer)
        later_end(amendment, officer, f"203{amendment.number}-03-31")
        clear(amendment, officer)
        sign(amendment, officer)
        mou.refresh_from_db()
    client.force_login(officer)
    with django_assert_max_num_queries(15):
        client.get(reverse("mou:as_on", args=[mou.pk]), {"day": "2026-11-22"})
