"""Pages of what is owed in every period, of what an obligation quotes, and how an agreement lists both."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mou import services
from mou.models import MoU, Obligation, RecurringObligation
from tests.factories import ClauseFactory, IndicatorFactory
from tests.mou import scenes
from tests.people import nomsa

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def typed(mou: MoU, **changes: Any) -> dict[str, Any]:
    return {
        "clause": "5.1",
        "text": "Send the figures of the quarter",
        "quoted_text": "",
        "owing_party": scenes.theirs(mou).pk,
        "beneficiary": "",
        "measure": "The form is complete",
        "accountable": mou.business_owner.pk,
        "thrust": "",
        "indicator": "",
    } | changes


def rule(mou: MoU, **changes: Any) -> dict[str, Any]:
    when = {
        "every": "quarter",
        "year_kind": "financial",
        "days_after": "15",
        "first_period": "2026-08-09",
        "last_period": "",
    }
    return typed(mou) | when | changes


def test_the_dates_are_shown_before_anything_is_saved(client: Client) -> None:
    mou = scenes.agreement(ends_on=date(2027, 3, 31))
    client.force_login(nomsa())
    address = reverse("mou:recurring_add", args=[mou.pk])
    shown = text(client.post(address, rule(mou, preview="yes")))
    for words in (
        "3 times, nothing is saved yet",
        "Every quarter of the financial year, 15 days after its end, from Q2 2026/27",
        'Q2 2026/27</span> <span class="nowrap">15 October 2026',
        'Q4 2026/27</span> <span class="nowrap">15 April 2027',
        "Send the figures of the quarter",
    ):
        assert words in shown, words
    assert not RecurringObligation.objects.exists()
    response = client.post(address, rule(mou), follow=True)
    recurring = RecurringObligation.objects.get()
    assert response.redirect_chain == [(recurring.get_absolute_url(), 302)]
    shown = text(response)
    for owed in recurring.occurrences.all():
        assert owed.get_absolute_url() in shown


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"last_period": "2026-04-01"}, "lies before the first"),
        (
            {"first_period": "0001-01-01", "every": "month"},
            "The first period is over before the agreement begins.",
        ),
        ({"days_after": "400"}, "366"),
        ({"every": "day"}, "Choose one of the entries that are offered."),
        ({"beneficiary": "theirs"}, "A party owes nothing to itself."),
    ],
)
@pytest.mark.parametrize("button", [{}, {"preview": "yes"}])
def test_a_rule_that_cannot_be_comes_back_with_a_sentence(
    client: Client, changes: dict[str, str], sentence: str, button: dict[str, str]
) -> None:
    mou = scenes.agreement()
    if changes.get("beneficiary"):
        changes = {"beneficiary": str(scenes.theirs(mou).pk)}
    client.force_login(nomsa())
    response = client.post(reverse("mou:recurring_add", args=[mou.pk]), rule(mou, **changes, **button))
    assert response.status_code == 200
    assert sentence in text(response)
    assert "Send the figures of the quarter" in text(response)
    assert not Obligation.objects.exists()


def test_a_rule_is_changed_in_a_draft_and_the_second_of_two_editors_is_told(client: Client) -> None:
    mou = scenes.agreement(ends_on=date(2027, 3, 31))
    client.force_login(nomsa())
    client.post(reverse("mou:recurring_add", args=[mou.pk]), rule(mou))
    recurring = RecurringObligation.objects.get()
    address = reverse("mou:recurring_edit", args=[recurring.pk])
    assert "Send the figures" in text(client.get(address))
    client.post(address, rule(mou, every="half_year", version=1))
    assert recurring.occurrences.count() == 2
    shown = text(client.post(address, rule(mou, text="Overwritten", version=1)))
    assert "Somebody else saved this record" in shown
    assert recurring.occurrences.filter(text="Overwritten").count() == 0
    owed = recurring.occurrences.first()
    response = client.get(reverse("mou:obligation_edit", args=[owed.pk]), follow=True)
    assert "it is changed and removed with the recurring obligation" in text(response)
    client.post(reverse("mou:recurring_remove", args=[recurring.pk]))
    assert not Obligation.objects.exists()


def test_a_signed_rule_is_locked(client: Client) -> None:
    mou = scenes.agreement(ends_on=date(2027, 3, 31))
    client.force_login(nomsa())
    client.post(reverse("mou:recurring_add", args=[mou.pk]), rule(mou))
    recurring = RecurringObligation.objects.get()
    scenes.become(mou, status="signed", signed_on=scenes.SIGNED_ON)
    for name in ("mou:recurring_edit", "mou:recurring_remove"):
        response = client.post(reverse(name, args=[recurring.pk]), rule(mou, version=1), follow=True)
        assert services.LOCKED in text(response)
    assert recurring.occurrences.count() == 3
    shown = text(client.get(mou.get_absolute_url()))
    assert recurring.get_absolute_url() in shown
    assert "0 of 3 met" in shown
    assert "1 overdue" in shown


def test_an_obligation_quotes_its_clause_or_a_passage_of_it(client: Client) -> None:
    mou = scenes.agreement()
    ClauseFactory(
        mou=mou, position=5, heading="Roles", text="The Trust trains the patrollers of\nthree districts."
    )
    client.force_login(nomsa())
    address = reverse("mou:obligation_add", args=[mou.pk])
    whole = typed(mou, due_on="2026-09-30", beneficiary=scenes.ours(mou).pk)
    shown = text(client.post(address, whole | {"quoted_text": "trains four districts"}))
    assert "These words do not stand in clause 5, Roles." in shown
    client.post(address, whole | {"quoted_text": "patrollers of three districts"})
    client.post(address, whole | {"clause": "5.2"})
    passage, clause = Obligation.objects.order_by("pk")
    shown = text(client.get(passage.get_absolute_url()))
    assert "patrollers of three districts" in shown
    assert "A passage of the clause" in shown
    assert "Civilian Secretariat for Police Service" in shown
    shown = text(client.get(clause.get_absolute_url()))
    assert "The whole clause" in shown
    assert "The form is complete" in shown
    mou.clauses.update(text="The Trust trains everybody.")
    assert "The clause reads otherwise now" in text(client.get(passage.get_absolute_url()))


def test_an_indicator_brings_its_thrust_and_another_thrust_is_refused(client: Client) -> None:
    mou, indicator = scenes.agreement(), IndicatorFactory()
    client.force_login(nomsa())
    address = reverse("mou:obligation_add", args=[mou.pk])
    client.post(address, typed(mou, due_on="2026-09-30", indicator=indicator.pk))
    assert Obligation.objects.get().thrust == indicator.thrust
    other = IndicatorFactory(code="9.9.9", thrust__code="9.9")
    shown = text(
        client.post(address, typed(mou, due_on="2026-09-30", thrust=other.thrust.pk, indicator=indicator.pk))
    )
    assert "is no indicator of the thrust that is chosen" in shown


@pytest.mark.parametrize("kind", ["add", "edit"])
def test_saving_an_obligation_asks_little(client: Client, kind: str) -> None:
    mou, indicator = scenes.agreement(), IndicatorFactory()
    client.force_login(nomsa())
    fields = typed(mou, due_on="2026-09-30", thrust=indicator.thrust.pk, indicator=indicator.pk)
    fields["beneficiary"] = scenes.ours(mou).pk
    client.post(reverse("mou:obligation_add", args=[mou.pk]), fields)
    owed = Obligation.objects.get()
    name, key = ("mou:obligation_add", mou.pk) if kind == "add" else ("mou:obligation_edit", owed.pk)
    with CaptureQueriesContext(connection) as captured:
        response = client.post(reverse(name, args=[key]), fields | {"text": "Send all figures", "version": 1})
    assert response.status_code == 302
    # A transaction is opened and closed in the test with two statements of its own.
    asked = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 12, "\n\n".join(asked)
