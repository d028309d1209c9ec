"""When the next contact is due, told by dates and class: today, and of any past day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from partnerships.core.states import State
from stakeholders.models import Stakeholder, due
from tests.factories import (
    EngagementFactory,
    ProvinceFactory,
    StakeholderClassFactory,
    StakeholderFactory,
)
from tests.people import gift, lindiwe, nomsa

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def registered(day: date, **fields: Any) -> Stakeholder:
    """A stakeholder whose class expects contact every 90 days, entered in the register on that day."""
    fields = {"stakeholder_class": StakeholderClassFactory()} | fields
    stakeholder = StakeholderFactory(**fields)
    Stakeholder.objects.filter(pk=stakeholder.pk).update(
        created_at=datetime(day.year, day.month, day.day, 7, tzinfo=UTC)
    )
    return stakeholder


def overdue(day: date = TODAY) -> list[str]:
    return [one.name for one in Stakeholder.objects.filter(due.contact_overdue_on(day))]


def soon(day: date = TODAY) -> list[str]:
    return [one.name for one in Stakeholder.objects.filter(due.contact_due_within_on(day))]


@pytest.mark.parametrize(
    ("last", "is_overdue", "is_soon"),
    [
        (date(2026, 8, 24), True, False),  # 91 days ago: due yesterday
        (date(2026, 8, 25), False, True),  # 90 days ago: due today
        (date(2026, 9, 24), False, True),  # due in 30 days
        (date(2026, 9, 25), False, False),  # due in 31 days
    ],
)
def test_contact_is_overdue_the_day_after_it_was_due(last: date, is_overdue: bool, is_soon: bool) -> None:
    stakeholder = registered(date(2025, 1, 1))
    EngagementFactory(stakeholder=stakeholder, held_on=last)
    EngagementFactory(stakeholder=stakeholder, held_on=date(2025, 6, 1))

    assert (overdue() == [stakeholder.name], soon() == [stakeholder.name]) == (is_overdue, is_soon)


def test_who_was_never_met_counts_from_the_day_of_registration() -> None:
    registered(date(2026, 8, 24), name="Late")
    registered(date(2026, 8, 25), name="Today")

    assert (overdue(), soon()) == (["Late"], ["Today"])


def test_an_engagement_without_a_date_is_no_contact() -> None:
    stakeholder = registered(date(2026, 8, 24))
    EngagementFactory(stakeholder=stakeholder, held_on=None, date_basis="unknown")

    assert overdue() == [stakeholder.name]


def test_without_a_class_nothing_is_expected() -> None:
    registered(date(2020, 1, 1), stakeholder_class=None)

    assert (overdue(), soon()) == ([], [])


def test_a_past_day_knows_nothing_of_what_came_after_it() -> None:
    stakeholder = registered(date(2026, 1, 1))
    EngagementFactory(stakeholder=stakeholder, held_on=date(2026, 5, 1))

    # Due on 1 April (90 days after 1 January), met on 1 May, due again on 30 July.
    assert overdue(date(2025, 12, 31)) == []
    assert overdue(date(2026, 4, 1)) == []
    assert overdue(date(2026, 4, 2)) == [stakeholder.name]
    assert overdue(date(2026, 5, 1)) == []
    assert overdue(date(2026, 7, 30)) == []
    assert overdue(date(2026, 7, 31)) == [stakeholder.name]


def test_what_is_archived_is_nobodys_work_from_that_day_on() -> None:
    stakeholder = registered(date(2026, 1, 1), archived_on=date(2026, 6, 1), archive_reason="Dissolved.")

    assert overdue(date(2026, 5, 31)) == [stakeholder.name]
    assert overdue(date(2026, 6, 1)) == []


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (date(2026, 8, 24), State("Overdue", "overdue", "1 day")),
        (date(2026, 8, 25), State("Due soon", "due", "today")),
        (date(2026, 8, 27), State("Due soon", "due", "in 2 days")),
        (date(2026, 11, 20), State("In time", "good")),
    ],
)
def test_a_row_says_in_words_how_contact_stands(last: date, state: State) -> None:
    EngagementFactory(stakeholder=registered(date(2025, 1, 1)), held_on=last)

    assert Stakeholder.objects.for_list().get().contact_state_on(TODAY) == state


def test_the_list_offers_mine_and_contact_overdue_and_shows_when_contact_is_due(client: Client) -> None:
    officer = gift()
    gauteng = officer.province
    registered(date(2026, 1, 1), name="Mine and late", province=gauteng, relationship_manager=officer)
    registered(date(2026, 11, 1), name="Mine", province=gauteng, relationship_manager=officer)
    registered(date(2026, 1, 1), name="Somebody's", province=gauteng, relationship_manager=nomsa())
    registered(date(2026, 1, 1), name="Nobody's", province=gauteng)
    registered(date(2026, 1, 1), name="Limpopo's", province=ProvinceFactory(code="LP"))
    client.force_login(officer)

    def shown(query: str) -> list[str]:
        response = client.get(reverse("stakeholders:list") + query)
        return [row[0].name for row in response.context["rows"]]

    assert shown("?relationship_manager=mine") == ["Mine", "Mine and late"]
    assert shown("?relationship_manager=none") == ["Nobody's"]
    assert shown("?contact=overdue") == ["Mine and late", "Nobody's", "Somebody's"]
    assert shown("?contact=overdue&relationship_manager=mine") == ["Mine and late"]
    assert shown("?stakeholder_class=none") == []
    page = client.get(reverse("stakeholders:list") + "?contact=overdue").content.decode()
    assert "1\u00a0Apr\u00a02026" in page
    assert 'href="?relationship_manager=mine"' in page


def test_the_filter_names_only_colleagues_who_manage_what_the_reader_may_see(client: Client) -> None:
    stranger = lindiwe(name="Lindiwe of Limpopo")
    StakeholderFactory(province=stranger.province, relationship_manager=stranger)
    StakeholderFactory(province=ProvinceFactory(code="GP"), relationship_manager=nomsa())
    client.force_login(gift())

    page = client.get(reverse("stakeholders:list")).content.decode()

    assert "Nomsa Dlamini" in page
    assert "Lindiwe of Limpopo" not in page
