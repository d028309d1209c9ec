"""What each party owes and keeps, side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from mou.reciprocity import duties_of
from tests.factories import ObligationFactory
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
