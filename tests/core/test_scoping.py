"""Who may see and change which rows: core/scoping.py."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import RequestFactory

from partnerships.core.models import User
from partnerships.core.scoping import may_write_for, readers_of, sees_in_full, visible
from stakeholders.models import Contact, Engagement, Stakeholder
from tests.factories import (
    ContactFactory,
    EngagementFactory,
    ProvinceFactory,
    StakeholderFactory,
    UserFactory,
)
from tests.people import gift, lindiwe, nomsa

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    """One stakeholder of Gauteng, one of Limpopo, one national."""
    return {
        code or "national": StakeholderFactory(
            name=code or "national", province=ProvinceFactory(code=code) if code else None
        )
        for code in ("GP", "LP", None)
    }


def names(rows):
    return {row.name for row in rows}


@pytest.mark.parametrize(
    ("somebody", "seen", "changed"),
    [
        (nomsa, {"GP", "LP", "national"}, {"GP", "LP", "national"}),
        (gift, {"GP", "national"}, {"GP"}),
        (lindiwe, {"LP", "national"}, {"LP"}),
    ],
)
def test_a_province_reads_its_own_and_the_national_records_and_changes_its_own(
    register, somebody, seen, changed
):
    user = somebody()

    assert names(Stakeholder.objects.visible_to(user)) == seen
    assert names(Stakeholder.objects.editable_by(user)) == changed


def test_a_user_whose_province_was_forgotten_sees_and_changes_nothing(register):
    """Not even the national records, which an empty province would otherwise match."""
    forgotten = UserFactory.build(sphere=User.Sphere.PROVINCIAL, province=None)

    assert names(Stakeholder.objects.visible_to(forgotten)) == set()
    assert names(Stakeholder.objects.editable_by(forgotten)) == set()


def test_nobody_can_be_stored_without_saying_where_they_belong(register):
    with pytest.raises(ValidationError, match="A provincial user needs a province"):
        User.objects.create_user("lost@example.org", "long enough 12", name="Lost", sphere="provincial")
    with pytest.raises(ValidationError, match="sphere"):
        User.objects.create_user("lost@example.org", "long enough 12", name="Lost")
    with pytest.raises(IntegrityError, match="user_province_follows_sphere"):
        User.objects.filter(pk=gift().pk).update(province=None)


def test_what_hangs_on_a_record_is_seen_with_it(register):
    for stakeholder in register.values():
        ContactFactory(stakeholder=stakeholder, name=stakeholder.name)

    assert names(Contact.objects.visible_to(gift())) == {"GP", "national"}
    assert names(Contact.objects.editable_by(gift())) == {"GP"}


def test_headlines_tell_everybody_of_every_record_and_nothing_more(register):
    rows = list(Stakeholder.objects.headlines())

    assert {row["name"] for row in rows} == {"GP", "LP", "national"}
    assert set(rows[0]) == {"pk", "name", "short_name", "group__name", "province__name", "status"}


def test_the_choices_of_a_filter_are_those_the_reader_may_see(register):
    request = RequestFactory().get("/")
    request.user = gift()

    assert names(visible(Stakeholder)(request)) == {"GP", "national"}


@pytest.mark.parametrize("somebody", [nomsa, gift, lindiwe])
def test_what_may_be_written_and_seen_in_full_follows_the_rows(register, somebody):
    """The questions about a province and the filters of rows are one rule."""
    user = somebody()
    changed, seen = (
        names(rows) for rows in (Stakeholder.objects.editable_by(user), Stakeholder.objects.visible_to(user))
    )

    assert {name for name, row in register.items() if may_write_for(user, row.province_id)} == changed
    assert {
        name for name, row in register.items() if row.province_id and sees_in_full(user, row.province_id)
    } == seen - {"national"}


def test_a_forgotten_province_may_not_write_for_the_country():
    forgotten = UserFactory.build(sphere=User.Sphere.PROVINCIAL, province=None)

    assert may_write_for(forgotten, None) is False


def test_counts_for_everybody_cross_the_provinces_and_tell_headline_and_figures_alone(register):
    """The one exception to the rule: no key, no date, no word of what is counted leaves it."""
    secret = "Secret plan"
    for code in ("GP", "LP", "national"):
        EngagementFactory(stakeholder=register["LP"], province=register[code].province, purpose=secret)
    EngagementFactory(stakeholder=register["GP"], purpose=secret)
    EngagementFactory(
        stakeholder=StakeholderFactory(archived_on=date(2026, 1, 1), archive_reason="Dissolved."),
        purpose=secret,
    )

    rows, left_out = Engagement.objects.counted_for_everybody("stakeholder", most=10)

    assert [asdict(row) for row in rows] == [
        {"name": "LP", "group": "Civil society", "province": "Limpopo", "count": 3, "offices": 3},
        {"name": "GP", "group": "Civil society", "province": "Gauteng", "count": 1, "offices": 1},
    ]
    assert left_out == 0
    assert Engagement.objects.counted_for_everybody("stakeholder", most=1) == (rows[:1], 1)
    # Plain data: nothing that could be asked for more.
    assert type(rows) is list


@pytest.mark.parametrize(
    ("code", "readers"), [("GP", {"Gift", "Nomsa"}), (None, {"Gift", "Nomsa", "Lindiwe"})]
)
def test_the_readers_of_a_province_are_those_to_whom_its_records_are_visible(register, code, readers):
    people = [gift(name="Gift"), lindiwe(name="Lindiwe"), nomsa(name="Nomsa")]
    record = register[code or "national"]

    assert names(User.objects.filter(readers_of(record.province_id))) == readers
    assert {
        user.name for user in people if Stakeholder.objects.visible_to(user).filter(pk=record.pk)
    } == readers
