"""One register of what was agreed and of what was only said; and how a promise becomes part of an agreement."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mou import services
from mou.models import Amendment, MoU, Obligation, Promise, TermsChange
from stakeholders.models import ActionItem, Stakeholder
from stakeholders.models.action_item import overdue_on, owed_on
from tests.factories import (
    ActionItemFactory,
    EngagementFactory,
    RecurringObligationFactory,
    StakeholderFactory,
)
from tests.mou import scenes
from tests.people import gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def said(stakeholder: Any = None, **fields: Any) -> ActionItem:
    """Said in an engagement with this organisation, and written down in May."""
    name = "Alone Trust (demo)"
    known = Stakeholder.objects.filter(name=name).first()
    stakeholder = stakeholder or known or StakeholderFactory(partner=True, name=name)
    engagement = EngagementFactory(stakeholder=stakeholder, province=stakeholder.province)
    item = ActionItemFactory(engagement=engagement, **({"due_on": date(2026, 9, 30)} | fields))
    ActionItem.objects.filter(pk=item.pk).update(created_at=datetime(2026, 5, 4, 9, tzinfo=UTC))
    return item


def partner_of(mou: MoU) -> Any:
    return scenes.theirs(mou).stakeholder


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


# The register


def rows(user: Any = None, **query: Any) -> list[str]:
    client = Client()
    client.force_login(user or nomsa())
    given = {name: getattr(value, "pk", value) for name, value in query.items()}
    context = client.get(reverse("mou:obligations"), given or {"status": ""}).context
    assert not context["filter"].form.errors, context["filter"].form.errors
    return [row["promise"].what for row in context["rows"]]


def test_what_was_agreed_and_what_was_only_said_stand_in_one_list_by_their_day() -> None:
    mou = scenes.agreement(signed=True)
    scenes.obligation(mou, text="Agreed", due_on=date(2026, 9, 15))
    said(partner_of(mou), what="Said by a party", due_on=date(2026, 9, 1))
    said(what="Said by another", due_on=None)
    assert rows() == ["Said by a party", "Agreed", "Said by another"]
    # Each carries its mark and opens its own record.
    for mark, what, address in (
        ("in_mou", "Agreed", Obligation.objects.get().get_absolute_url()),
        ("not_in_mou", "Said by a party", ActionItem.objects.get(what="Said by a party").get_absolute_url()),
        (
            "no_agreement",
            "Said by another",
            ActionItem.objects.get(what="Said by another").get_absolute_url(),
        ),
    ):
        assert rows(mark=mark) == [what]
        client = Client()
        client.force_login(nomsa())
        shown = text(client.get(reverse("mou:obligations"), {"mark": mark}))
        assert f'href="{address}"' in shown
        assert mark == "in_mou" or dict(Promise.Mark.choices)[mark] in shown


def test_each_filter_asks_both() -> None:
    mou = scenes.agreement("GP", signed=True)
    partner, someone = partner_of(mou), person("business_owner", province="GP")
    scenes.obligation(mou, text="They owe", accountable=someone)
    scenes.obligation(mou, text="We owe", owing_party=scenes.ours(mou), due_on=date(2027, 3, 1))
    said(partner, what="They said")
    said(partner, what="We said", direction="by_us", owner=someone, due_on=date(2027, 3, 2))
    said(what="National")
    rule = RecurringObligationFactory(mou=mou)
    scenes.obligation(
        mou,
        text="In every period",
        recurring=rule,
        period_start=date(2026, 7, 1),
        period_end=date(2026, 9, 30),
        due_on=date(2026, 11, 30),
    )
    for query, found in (
        ({"side": "us"}, ["We owe", "We said"]),
        ({"side": "them", "province": mou.province}, ["They owe", "They said", "In every period"]),
        ({"province": "null"}, ["National"]),
        ({"party": partner}, ["They owe", "They said", "In every period", "We owe", "We said"]),
        ({"mou": mou, "recurring": "no"}, ["They owe", "We owe"]),
        ({"recurring": "yes"}, ["In every period"]),
        ({"person": someone}, ["They owe", "We said"]),
        ({"age": "later", "side": "us"}, ["We owe", "We said"]),
        ({"age": "soon"}, ["In every period"]),
        ({"age": "90", "mark": "in_mou"}, ["They owe"]),
        ({"due_on_after": "2027-01-01"}, ["We owe", "We said"]),
        ({"search": "said"}, ["They said", "We said"]),
        ({"search": mou.title}, ["They owe", "In every period", "We owe"]),
        ({"search": "Alone Trust"}, ["National"]),
    ):
        assert sorted(rows(**query)) == sorted(found), query


def test_states_of_both_are_asked_by_one_word() -> None:
    mou = scenes.agreement(signed=True)
    scenes.obligation(mou, text="Submitted", submitted=True)
    scenes.obligation(mou, text="Met", met=True)
    scenes.obligation(mou, text="Open")
    said(what="To be verified", done_on=TODAY, outcome="Sent.", is_important=True)
    said(what="Done", done_on=TODAY, outcome="Sent.")
    said(what="Said and open")
    said(what="Dropped", status="dropped", dropped_on=TODAY)
    assert sorted(rows(status="submitted")) == ["Submitted", "To be verified"]
    assert sorted(rows(status="met")) == ["Done", "Met"]
    assert sorted(rows(status="open")) == ["Open", "Said and open"]
    assert rows(status="dropped") == ["Dropped"]
    assert sorted(rows(status="unsettled")) == ["Open", "Said and open", "Submitted", "To be verified"]


def test_a_past_day_is_told_of_both() -> None:
    mou = scenes.agreement(signed=True)
    scenes.obligation(
        mou, text="Met late", met=True, due_on=date(2026, 6, 30), submitted_on=date(2026, 7, 20)
    )
    said(what="Done late", due_on=date(2026, 6, 30), done_on=date(2026, 7, 20), outcome="Sent.")
    said(what="Dropped", due_on=date(2026, 6, 30), status="dropped", dropped_on=date(2026, 7, 10))
    assert sorted(rows(overdue_on="2026-07-05")) == ["Done late", "Dropped", "Met late"]
    assert sorted(rows(overdue_on="2026-07-15")) == ["Done late", "Met late"]
    assert rows(overdue_on="2026-07-20") == []
    # Before it was said nothing was owed.
    assert rows(owed_on="2026-05-03", mark="no_agreement") == []
    assert sorted(rows(owed_on="2026-05-04", mark="no_agreement")) == ["Done late", "Dropped"]


def test_scope_holds_for_both() -> None:
    limpopo, gauteng = scenes.agreement("LP", signed=True), scenes.agreement("GP", signed=True)
    for mou in (limpopo, gauteng):
        where = mou.province.code
        scenes.obligation(mou, text=f"Agreed in {where}")
        said(partner_of(mou), what=f"Said in {where}")
    said(what="Said nationally")
    assert sorted(rows(gift())) == ["Agreed in GP", "Said in GP", "Said nationally"]
    assert sorted(rows(lindiwe())) == ["Agreed in LP", "Said in LP", "Said nationally"]
    seen = Promise.objects.editable_by(gift()).values_list("what", flat=True)
    assert sorted(seen) == ["Agreed in GP", "Said in GP"]
    # An agreement of another province does not show through the mark.
    national = StakeholderFactory(partner=True, province=None)
    scenes.agreement("LP", signed=True, partner=national)
    said(national, what="Of a national body")
    assert "Of a national body" in rows(gift(), mark="no_agreement")
    assert "Of a national body" in rows(mark="not_in_mou")


@pytest.mark.parametrize("query", ["", "?search=agreed", "?mark=not_in_mou", "?overdue_on=2026-10-01"])
def test_the_register_asks_at_most_eight_queries(client: Client, query: str) -> None:
    client.force_login(nomsa())
    counts = []
    for _ in range(2):
        mou = scenes.agreement(signed=True)
        scenes.obligation(mou, text="Agreed")
        said(partner_of(mou), what="Agreed by word of mouth")
        client.get(reverse("mou:obligations") + query)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("mou:obligations") + query)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8


# Proposing


def line(mou: MoU, **changes: Any) -> dict[str, Any]:
    return {
        "clause": "6.3",
        "text": "Send the lists of every month",
        "owing_party": scenes.theirs(mou).pk,
        "due_on": "2027-01-31",
    } | changes


def propose(item: ActionItem, mou: MoU, **given: Any) -> TermsChange:
    fields = {
        "by": nomsa(),
        "mou": mou,
        "line": line(mou),
        "ours": {"accountable": mou.business_owner.pk, "thrust": None, "indicator": None},
        "title": "A promise",
        "reason": "Said in May.",
    }
    return services.propose_promise(item, **(fields | given))


def sign(amendment: Amendment, on: date = date(2026, 11, 20)) -> None:
    scenes.become(amendment, status="signature")
    for party in amendment.mou.parties.all():
        services.sign_amendment(
            amendment,
            party,
            by=scenes.anybody(),
            signed_on=on,
            signed_at="Pretoria",
            signatory="Head",
            capacity="Head",
            authority="Act",
        )


def test_a_promise_begins_an_amendment_and_is_counted_once_when_it_is_signed() -> None:
    mou = scenes.agreement(signed=True)
    item = said(partner_of(mou), what="Send the lists")
    change = propose(item, mou)
    assert (change.promise, change.amendment.title) == (item, "A promise")
    item.refresh_from_db()
    assert item.status == "open"
    assert rows() == ["Send the lists"]
    sign(change.amendment)
    item.refresh_from_db()
    obligation = item.obligation
    assert (obligation.text, obligation.mou, obligation.promise) == (
        "Send the lists of every month",
        mou,
        item,
    )
    assert (item.status, item.taken_on, item.taken_into) == (
        "taken",
        date(2026, 11, 20),
        f"{mou.reference}, clause 6.3",
    )
    assert rows(status="unsettled") == ["Send the lists of every month"]
    # As it stood before the last signature, the promise was what was overdue.
    assert rows(overdue_on="2026-11-19") == ["Send the lists"]
    items = ActionItem.objects.all()
    assert items.filter(overdue_on(date(2026, 11, 20))).exists()
    assert not items.filter(overdue_on(date(2026, 11, 21))).exists()
    assert [items.filter(owed_on(day)).exists() for day in (date(2026, 11, 19), date(2026, 11, 20))] == [
        True,
        False,
    ]


def test_a_promise_is_added_to_an_amendment_that_is_drafted() -> None:
    mou = scenes.agreement(signed=True)
    amendment = services.begin_amendment(mou, by=nomsa(), title="More", reason="Agreed.")
    change = propose(said(partner_of(mou)), mou, amendment=amendment)
    assert change.amendment == amendment
    assert mou.amendments.count() == 1


def test_a_promise_is_not_proposed_twice_until_the_first_is_withdrawn() -> None:
    mou = scenes.agreement(signed=True)
    item = said(partner_of(mou))
    change = propose(item, mou)
    with pytest.raises(ValidationError, match="It is proposed already, with Amendment 1: A promise of MOU-"):
        propose(item, mou)
    assert TermsChange.objects.filter(promise=item).count() == 1
    services.move_amendment(change.amendment, by=nomsa(), move="withdraw", note="Not now.")
    propose(item, mou)
    assert mou.amendments.count() == 2


def test_what_cannot_be_proposed_is_refused() -> None:
    mou = scenes.agreement(signed=True)
    done = said(partner_of(mou), done_on=TODAY, outcome="Sent.")
    with pytest.raises(ValidationError, match="Only an open promise is proposed"):
        propose(done, mou)
    item = said(partner_of(mou))
    for given in (
        {"mou": scenes.agreement(signed=True)},  # the promise is another organisation's
        {"mou": scenes.agreement(partner=partner_of(mou))},  # a draft
        {"by": person("provincial_officer", province="GP")},  # a national agreement
        {"by": person("business_owner")},
        {
            "amendment": services.begin_amendment(
                scenes.agreement(signed=True), by=nomsa(), title="Z", reason="Z"
            )
        },
    ):
        with pytest.raises(PermissionDenied):
            propose(item, **({"mou": mou} | given))
    assert not TermsChange.objects.exists()


def test_what_was_done_meanwhile_is_left_as_it_is_when_the_amendment_is_signed() -> None:
    mou = scenes.agreement(signed=True)
    item = said(partner_of(mou))
    change = propose(item, mou)
    scenes.become(item, status="done", done_on=TODAY, outcome="Sent.", done_by=nomsa())
    sign(change.amendment)
    item.refresh_from_db()
    assert (item.status, item.taken_on) == ("done", None)
    assert item.obligation.text == "Send the lists of every month"


def test_the_pages_lead_from_the_promise_to_the_amendment_and_back(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    item = said(partner_of(mou), what="Send the lists", direction="to_us")
    client.force_login(nomsa())
    propose_address = reverse("mou:propose", args=[item.pk])
    shown = text(client.get(item.get_absolute_url()))
    assert propose_address in shown
    assert reverse("mou:promise", args=[item.pk]) in shown
    # One agreement and no draft: nothing to choose, and the clause is filled in from what was said.
    shown = text(client.get(propose_address))
    assert "Send the lists</textarea>" in shown
    assert f'<option value="{scenes.theirs(mou).pk}" selected>' in shown
    typed = line(mou, accountable=mou.business_owner.pk, title="A promise", reason="Said in May.")
    response = client.post(propose_address, typed | {"due_on": "2026-01-01"})
    assert "The due date lies before the agreement begins." in text(response)
    response = client.post(propose_address, typed, follow=True)
    amendment = Amendment.objects.get()
    assert response.redirect_chain == [(amendment.get_absolute_url(), 302)]
    assert f'Promised before: <a href="{item.get_absolute_url()}">Send the lists</a>' in text(response)
    shown = text(client.get(reverse("mou:promise", args=[item.pk])))
    assert f'Proposed with <a href="{amendment.get_absolute_url()}">' in shown
    assert "It is proposed already" in text(client.get(propose_address))
    sign(amendment)
    owed = Obligation.objects.get()
    assert f'href="{owed.get_absolute_url()}"' in text(client.get(reverse("mou:promise", args=[item.pk])))
    assert f'href="{item.get_absolute_url()}">Send the lists</a>' in text(client.get(owed.get_absolute_url()))
    assert f"{mou.reference}, clause 6.3" in text(client.get(item.get_absolute_url()))


def test_of_several_amendments_one_is_chosen_first(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    draft = services.begin_amendment(mou, by=nomsa(), title="More", reason="Agreed.")
    item = said(partner_of(mou))
    client.force_login(nomsa())
    address = reverse("mou:propose", args=[item.pk])
    shown = text(client.get(address))
    assert f"?into=amendment-{draft.pk}" in shown
    assert f"?into=new-{mou.pk}" in shown
    assert "<textarea" not in shown
    assert client.post(address, line(mou)).status_code == 200
    assert not TermsChange.objects.exists()
    other = services.begin_amendment(scenes.agreement(signed=True), by=nomsa(), title="Z", reason="Z")
    assert client.get(f"{address}?into=amendment-{other.pk}").status_code == 404
    client.post(f"{address}?into=amendment-{draft.pk}", line(mou, accountable=mou.business_owner.pk))
    assert TermsChange.objects.get().amendment == draft


def test_what_was_said_in_a_province_is_not_told_with_a_national_amendment(client: Client) -> None:
    national = StakeholderFactory(partner=True, province=None)
    mou = scenes.agreement(signed=True, partner=national)
    engagement = EngagementFactory(stakeholder=national, province=gift().province)
    item = ActionItemFactory(engagement=engagement, what="Not for Limpopo")
    change = propose(item, mou)
    client.force_login(lindiwe())
    shown = text(client.get(change.amendment.get_absolute_url()))
    assert "Send the lists of every month" in shown
    assert "Not for Limpopo" not in shown
    assert client.get(reverse("mou:promise", args=[item.pk])).status_code == 404
