"""An agreement is reviewed before it is renewed; its successor is linked to it and begins with its words of now."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from mou import services
from mou.models import MoU, Review
from partnerships.core.models import User
from tests import factories as make
from tests.mou import scenes
from tests.mou.test_amendments import begin, clear, sign
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db

WORDS = {
    "activity": "All trainings but one were held.",
    "results": "Patrols in forty wards.",
    "our_duties": "We printed the guide late.",
    "their_duties": "They trained as agreed.",
    "reason": "The need goes on.",
}


@pytest.fixture
def officer() -> User:
    return nomsa()


@pytest.fixture
def mou() -> MoU:
    """In force until 28 February 2028, the last day but one of that month."""
    mou = scenes.agreement(signed=True, ends_on=date(2028, 2, 28), notice_days=45)
    make.ClauseFactory(mou=mou, position=1, heading="Costs", text="Each party bears its own costs.")
    make.ClearanceStepFactory(code="legal", kind=mou.kind, permission="mou.clear_legal", order=1)
    return mou


def review(mou: MoU, decision: str = "renew", **given: Any) -> Review:
    return services.review_mou(mou, **{"by": mou.partnership_manager, "decision": decision} | WORDS | given)


def renew(mou: MoU, by: User, **given: Any) -> MoU:
    plan = {
        "starts_on": date(2028, 2, 29),
        "ends_on": date(2031, 3, 31),
        "business_owner": mou.business_owner,
        "partnership_manager": mou.partnership_manager,
    }
    return services.renew_mou(mou, by=by, **plan | given)


def test_the_figures_of_the_day_are_kept_with_the_review(mou: MoU) -> None:
    ours, theirs = scenes.ours(mou), scenes.theirs(mou)
    make.ObligationFactory(mou=mou, owing_party=ours, met=True, due_on=date(2026, 9, 30))
    make.ObligationFactory(mou=mou, owing_party=ours, due_on=date(2026, 10, 1))
    make.ObligationFactory(mou=mou, owing_party=theirs, due_on=date(2026, 11, 22))
    make.ObligationFactory(mou=mou, owing_party=theirs, due_on=date(2026, 11, 23))
    make.ObligationFactory(mou=mou, owing_party=theirs, due_on=date(2026, 11, 24))
    scenes.activity(mou, quarters=(1, 2))
    assert review(mou).figures == {
        "ours": {"owed": 2, "met": 1, "overdue": 1},
        "theirs": {"owed": 2, "met": 0, "overdue": 1},
        "quarters": {"planned": 2, "done": 0},
    }


def test_a_review_tells_of_everything_and_is_made_by_whoever_may_end_an_agreement(
    mou: MoU, officer: User
) -> None:
    with pytest.raises(ValidationError, match="cannot be blank"):
        review(mou, results=" ")
    with pytest.raises(PermissionDenied):
        review(mou, by=officer)
    with pytest.raises(ValidationError, match="looks back on a signed agreement"):
        review(scenes.agreement(status="clearance"))
    with pytest.raises(ValidationError, match="lies in the future"):
        review(mou, reviewed_on=date(2026, 11, 24))


def test_the_successor_begins_with_the_parties_and_the_words_as_amended(mou: MoU, officer: User) -> None:
    amendment = begin(mou, officer)
    line = {"position": 1, "heading": "Costs", "text": "Half each."}
    services.propose_change(amendment, by=officer, part="clause", item=mou.clauses.get().pk, after=line)
    clear(amendment, officer)
    sign(amendment, officer)
    review(mou)
    theirs = scenes.theirs(mou)
    theirs.signatory = "Chairperson"
    theirs.save()
    make.StandardClauseFactory(code="library", name="From the library")
    successor = renew(mou, officer)
    assert (successor.predecessor, successor.status, successor.notice_days) == (mou, "draft", 45)
    assert (successor.starts_on, successor.kind, successor.title) == (date(2028, 2, 29), mou.kind, mou.title)
    assert [(c.heading, c.text) for c in successor.clauses.all()] == [("Costs", "Half each.")]
    assert scenes.theirs(successor).signatory == "Chairperson"
    assert (scenes.theirs(successor).signed_on, successor.obligations.count()) == (None, 0)


def test_nothing_is_renewed_without_a_review_that_decided_so(mou: MoU, officer: User) -> None:
    with pytest.raises(ValidationError, match="Review the agreement first"):
        renew(mou, officer)
    review(mou, "let_end")
    with pytest.raises(ValidationError, match="decided to let it end"):
        renew(mou, officer)


def test_an_agreement_is_renewed_once_unless_the_successor_was_terminated(mou: MoU, officer: User) -> None:
    review(mou)
    successor = renew(mou, officer)
    with pytest.raises(ValidationError, match=f"{successor.reference} renews it already"):
        renew(mou, officer)


def test_the_successor_begins_after_what_it_follows(mou: MoU, officer: User) -> None:
    review(mou)
    with pytest.raises(ValidationError, match="begins after the agreement that it follows"):
        renew(mou, officer, starts_on=mou.starts_on)
    assert not MoU.objects.filter(predecessor=mou).exists()


@pytest.mark.parametrize(
    ("ends_on", "begins"), [(date(2028, 2, 28), date(2028, 2, 29)), (date(2026, 12, 31), date(2027, 1, 1))]
)
def test_the_day_after_the_end_is_offered(ends_on: date, begins: date) -> None:
    assert services.day_after(MoU(ends_on=ends_on)) == begins
    assert services.day_after(MoU(ends_on=None)) is None


def test_review_and_renewal_on_their_pages(mou: MoU, client: Client) -> None:
    client.force_login(mou.partnership_manager)
    refused = client.post(
        reverse("mou:review", args=[mou.pk]), WORDS | {"decision": "renew", "reviewed_on": "2026-11-24"}
    )
    assert "lies in the future" in refused.content.decode() and WORDS["results"] in refused.content.decode()
    client.post(
        reverse("mou:review", args=[mou.pk]), WORDS | {"decision": "renew", "reviewed_on": "2026-11-23"}
    )
    shown = client.get(mou.get_absolute_url()).content.decode()
    assert "Draft the successor" in shown and "Patrols in forty wards." in shown
    url = reverse("mou:renew", args=[mou.pk])
    assert 'value="2028-02-29"' in client.get(url).content.decode()
    people = {"business_owner": mou.business_owner_id, "partnership_manager": mou.partnership_manager_id}
    wrong = client.post(url, people | {"starts_on": "2028-02-29", "ends_on": "2028-02-28"})
    assert "The end date lies before the start date." in wrong.content.decode()
    done = client.post(url, people | {"starts_on": "2028-02-29", "ends_on": ""}, follow=True).content.decode()
    assert "Renews" in done and mou.reference in done
    assert "Renewed by" in client.get(mou.get_absolute_url()).content.decode()
    assert "renews it already" in client.get(url).content.decode()


def test_who_may_not_draft_renews_nothing(mou: MoU, client: Client) -> None:
    review(mou)
    client.force_login(person("secretary"))
    assert client.get(reverse("mou:renew", args=[mou.pk])).status_code == 403
