"""What each party owes and keeps, side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mou.reciprocity import balance_with, duties_of
from tests.factories import (
    ActionItemFactory,
    ContactFactory,
    MoUPartyFactory,
    ObligationFactory,
    ProposalFactory,
    RelationshipFactory,
    StakeholderAnalysisFactory,
    StakeholderClassFactory,
    StakeholderFactory,
    StructureFactory,
    weighed,
)
from tests.mou import scenes
from tests.people import gift, person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
WAIVED = {"status": "waived", "released_on": date(2026, 11, 1), "release_authority": "Minutes, item 4"}


def test_kept_is_measured_by_what_has_fallen_due_and_was_not_released(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    ours, theirs = scenes.ours(mou), scenes.theirs(mou)
    for _ in range(2):
        ObligationFactory(mou=mou, owing_party=ours, met=True)
    ObligationFactory(mou=mou, owing_party=ours, met=True, status="partly_met")
    ObligationFactory(mou=mou, owing_party=ours, due_on=date(2026, 11, 22))
    # Met before it is due, waived, and due tomorrow: none of them is measured yet.
    ObligationFactory(mou=mou, owing_party=ours, met=True, due_on=date(2026, 12, 31))
    ObligationFactory(mou=mou, owing_party=ours, released_by=person(), **WAIVED)
    ObligationFactory(mou=mou, owing_party=ours, due_on=date(2026, 11, 24))
    ObligationFactory(mou=mou, owing_party=theirs, due_on=date(2026, 12, 1))

    us, them = duties_of(mou.parties.order_by("position"), mou.obligations.select_related("mou"), TODAY)
    assert (us.total, us.due, us.met, us.partly_met, us.overdue, us.released) == (7, 4, 2, 1, 1, 1)
    # 3 of 4 = 75 per cent.
    assert us.share == Decimal(75)
    # Nothing has fallen due for them: that is no nought.
    assert (them.total, them.due, them.share) == (1, 0, None)

    client.force_login(gift())
    page = client.get(mou.get_absolute_url()).content.decode().replace("\u00a0", " ")
    assert "What each side owes and keeps" in page
    assert "75 %" in page
    assert "Nothing due yet" in page


def test_two_of_three_are_67_per_cent() -> None:
    mou = scenes.agreement(signed=True)
    for fields in ({"met": True}, {"met": True}, {}):
        ObligationFactory(mou=mou, owing_party=scenes.ours(mou), **fields)
    # 200 / 3 = 66,67.
    assert duties_of([scenes.ours(mou)], mou.obligations.all(), TODAY)[0].share == Decimal(67)


def test_with_a_partner_all_agreements_that_one_may_see_are_added_up(client: Client) -> None:
    """Ours: met, partly met and overdue in one, met in the other: 3 of 4 = 75 %. Theirs: waived, met: 1 of 1."""
    partner = StakeholderFactory(name="Thuso Trust (demo)", short_name="Thuso", partner=True)
    first, second = (scenes.agreement(signed=True, partner=partner) for _ in range(2))
    draft, foreign = scenes.agreement(partner=partner), scenes.agreement("LP", signed=True, partner=partner)
    other = scenes.agreement(signed=True)
    ObligationFactory(mou=first, owing_party=scenes.ours(first), met=True)
    ObligationFactory(mou=first, owing_party=scenes.ours(first), met=True, status="partly_met")
    ObligationFactory(mou=first, owing_party=scenes.ours(first), due_on=date(2026, 11, 22))
    ObligationFactory(mou=second, owing_party=scenes.ours(second), met=True)
    ObligationFactory(mou=second, owing_party=scenes.theirs(second), met=True)
    ObligationFactory(mou=second, owing_party=scenes.theirs(second), released_by=person(), **WAIVED)
    third = MoUPartyFactory(mou=first)
    for mou, party in ((draft, scenes.ours(draft)), (foreign, scenes.ours(foreign)), (first, third)):
        ObligationFactory(mou=mou, owing_party=party, due_on=date(2026, 1, 31))
    ObligationFactory(mou=other, owing_party=scenes.ours(other))

    found = balance_with(partner, gift(), TODAY)

    assert found is not None
    us, them = found.lines
    assert (found.agreements, us.total, us.due, us.kept, us.overdue, us.share) == (2, 4, 4, 3, 1, Decimal(75))
    assert (them.total, them.due, them.kept, them.released, them.share) == (2, 1, 1, 1, Decimal(100))
    assert balance_with(StakeholderFactory(), gift(), TODAY) is None

    client.force_login(gift())
    page = client.get(partner.get_absolute_url()).content.decode()
    assert "Under 2 signed agreements." in page
    # Nationally the agreement of Limpopo counts too: 3 of 5 = 60 %.
    client.force_login(first.partnership_manager)
    page = client.get(reverse("mou:review", args=[first.pk])).content.decode().replace("\u00a0", " ")
    assert "All agreements with Thuso" in page
    assert "3 of 5 that fell due (60 %)" in page


@pytest.mark.parametrize("role", ["unit_officer", "chief_director"])
def test_the_page_of_a_partner_takes_at_most_fifteen_queries_what_is_owed_included(
    client: Client, role: str
) -> None:
    partner = StakeholderFactory(partner=True, stakeholder_class=StakeholderClassFactory())
    ObligationFactory(mou=scenes.agreement(signed=True, partner=partner))
    for about in (ContactFactory, StakeholderAnalysisFactory, StructureFactory):
        about(stakeholder=partner)
    ActionItemFactory(engagement__stakeholder=partner)
    RelationshipFactory(source=partner)
    weighed(ProposalFactory(stakeholder=partner, decided=True, written=True))
    client.force_login(person(role))
    client.get(partner.get_absolute_url())

    with CaptureQueriesContext(connection) as captured:
        page = client.get(partner.get_absolute_url()).content.decode()

    assert "What each side owes and keeps" in page
    assert len(captured) <= 15, "\n".join(query["sql"][:160] for query in captured)
