"""More time and disputes; what is left of an obligation met in part; what a past day says of all that."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from mou import services
from mou.models import Extension, MoU, Obligation, due_within, overdue_on
from partnerships.core.models import StatusChange
from tests.mou import scenes
from tests.people import person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def extend(obligation: Obligation, **given: Any) -> Extension:
    fields = {
        "by": person("chief_director"),
        "due_on": date(2026, 12, 15),
        "authority": "Minutes of 2 November, item 4",
        "reason": "The venue burnt down.",
        "decided_on": date(2026, 11, 2),
    }
    return services.extend_obligation(obligation, **(fields | given))


def overdue(day: date) -> bool:
    return Obligation.objects.filter(overdue_on(day)).exists()


# More time


def test_more_time_keeps_the_date_of_before_authority_and_reason() -> None:
    owed = scenes.obligation(due_on=date(2026, 9, 30))
    extension = extend(owed)
    owed.refresh_from_db()
    assert (owed.due_on, owed.status) == (date(2026, 12, 15), "open")
    assert (extension.due_before, extension.due_on) == (date(2026, 9, 30), date(2026, 12, 15))
    moved = StatusChange.objects.get()
    assert (moved.label, moved.note, moved.from_status, moved.to_status) == (
        "Give more time",
        "The venue burnt down.",
        "open",
        "open",
    )


def test_what_was_overdue_on_a_past_day_stays_told_so_after_several_extensions() -> None:
    owed = scenes.obligation(due_on=date(2026, 6, 30))
    extend(owed, due_on=date(2026, 11, 30), decided_on=date(2026, 7, 10))
    extend(owed, due_on=date(2027, 1, 31), decided_on=date(2026, 11, 20))
    assert not overdue(date(2026, 6, 30))  # due on that very day
    assert overdue(date(2026, 7, 9))  # before more time was given
    assert not overdue(date(2026, 7, 10))  # 30 November held from then on
    assert not overdue(TODAY)
    # Due in Q1 as it stood at its end, in Q3 as it stood in September, and in Q4 as it stands now.
    for first, last, as_at, is_due in (
        (date(2026, 4, 1), date(2026, 6, 30), date(2026, 6, 30), True),
        (date(2026, 4, 1), date(2026, 6, 30), date(2026, 9, 30), False),
        (date(2026, 10, 1), date(2026, 12, 31), date(2026, 9, 30), True),
        (date(2026, 10, 1), date(2026, 12, 31), TODAY, False),
        (date(2027, 1, 1), date(2027, 3, 31), TODAY, True),
    ):
        assert Obligation.objects.filter(due_within(first, last, as_at=as_at)).exists() is is_due


def test_more_time_before_the_day_leaves_nothing_overdue() -> None:
    owed = scenes.obligation(due_on=date(2026, 11, 10))
    extend(owed, decided_on=date(2026, 11, 2))
    assert not any(overdue(date(2026, 11, day)) for day in range(1, 24))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"due_on": date(2026, 9, 30)}, "More time is given to a later day"),
        ({"due_on": date(2026, 9, 1)}, "More time is given to a later day"),
        ({"due_on": date(2026, 11, 22)}, "has passed. Give a day"),
        ({"authority": " "}, "Name the authority"),
        ({"reason": " "}, "Give the reason"),
        ({"decided_on": date(2026, 11, 24)}, "The decision lies in the future"),
        ({"decided_on": date(2026, 3, 19)}, "The decision lies before the last signature"),
    ],
)
def test_more_time_that_cannot_be_given_is_refused(given: dict[str, Any], sentence: str) -> None:
    owed = scenes.obligation(due_on=date(2026, 9, 30))
    with pytest.raises(ValidationError, match=sentence):
        extend(owed, **given)
    owed.refresh_from_db()
    assert owed.due_on == date(2026, 9, 30)
    assert not Extension.objects.exists()


def test_a_second_extension_is_not_decided_before_the_first() -> None:
    owed = scenes.obligation(due_on=date(2026, 9, 30))
    extend(owed, decided_on=date(2026, 11, 2))
    with pytest.raises(ValidationError, match="before the extension before"):
        extend(owed, due_on=date(2027, 1, 31), decided_on=date(2026, 11, 1))


def test_who_must_see_to_it_gives_itself_no_time_and_who_lacks_the_right_none_at_all() -> None:
    chief = person("chief_director")
    own = scenes.obligation(accountable=chief)
    for act in (
        lambda: extend(own, by=chief),
        lambda: services.waive_obligation(own, by=chief, authority="Minutes", reason="Why."),
    ):
        with pytest.raises(ValidationError, match="You are the accountable person yourself"):
            act()
    for role in ("business_owner", "unit_officer", "provincial_officer", "auditor"):
        with pytest.raises(PermissionDenied):
            extend(own, by=person(role, province="GP" if role == "provincial_officer" else None))
    assert not Extension.objects.exists()


@pytest.mark.parametrize("status", ["submitted", "met", "waived"])
def test_what_waits_for_a_second_person_or_is_settled_gets_no_more_time(status: str) -> None:
    released = {"released_on": TODAY, "released_by": person("secretary"), "release_authority": "Minutes"}
    owed = scenes.become(
        scenes.obligation(met=True), status=status, **(released if status == "waived" else {})
    )
    with pytest.raises(ValidationError, match="is not possible now"):
        extend(owed)


def test_the_database_itself_keeps_an_extension_later_and_with_its_authority() -> None:
    owed = scenes.obligation()
    fields = {"obligation": owed, "due_before": TODAY, "decided_on": TODAY, "recorded_by": owed.accountable}
    for wrong in (
        {"due_on": TODAY, "authority": "Minutes", "reason": "Why."},
        {"due_on": date(2027, 1, 1), "authority": "", "reason": "Why."},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Extension.objects.create(**fields, **wrong)


# Disputes


def disputed(owed: Obligation, **given: Any) -> Obligation:
    fields = {
        "by": owed.mou.partnership_manager,
        "party": scenes.theirs(owed.mou),
        "about": "The clause names two districts, not three.",
        "disputed_on": date(2026, 11, 3),
    }
    services.dispute_obligation(owed, **(fields | given))
    return owed


def settle(owed: Obligation, **given: Any) -> None:
    fields = {
        "by": owed.mou.partnership_manager,
        "settlement": "Two districts.",
        "settled_on": date(2026, 11, 9),
    }
    services.settle_dispute(owed, **(fields | given))


def test_a_dispute_says_who_disputes_what_and_how_it_was_settled() -> None:
    owed = disputed(scenes.obligation())
    dispute = owed.disputes.get()
    assert (owed.status, dispute.party, dispute.about) == (
        "disputed",
        scenes.theirs(owed.mou),
        "The clause names two districts, not three.",
    )
    settle(owed)
    dispute.refresh_from_db()
    assert (owed.status, dispute.settled_on, dispute.settlement) == (
        "open",
        date(2026, 11, 9),
        "Two districts.",
    )
    # A second one is another matter.
    disputed(owed, party=scenes.ours(owed.mou), disputed_on=date(2026, 11, 10))
    assert owed.disputes.count() == 2


def test_a_settled_dispute_leads_back_to_where_it_began() -> None:
    mou = scenes.agreement(signed=True)
    owed = scenes.obligation(mou)
    services.submit_obligation(owed, by=mou.business_owner, submission="Done.", documents=[scenes.pdf()])
    settle(disputed(owed, disputed_on=TODAY), settled_on=TODAY)
    assert owed.status == "submitted"
    services.verify_obligation(
        owed, by=mou.partnership_manager, finding="returned", verification="No signatures."
    )
    settle(disputed(owed, disputed_on=TODAY), settled_on=TODAY)
    assert owed.status == "returned"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"about": " "}, "Give the reason"),
        ({"disputed_on": date(2026, 11, 24)}, "The dispute lies in the future"),
        ({"party": lambda: scenes.theirs(scenes.agreement())}, "Choose one of the parties of this agreement"),
    ],
)
def test_a_dispute_that_cannot_be_is_refused(given: dict[str, Any], sentence: str) -> None:
    owed = scenes.obligation()
    with pytest.raises(ValidationError, match=sentence):
        disputed(owed, **{name: value() if callable(value) else value for name, value in given.items()})
    owed.refresh_from_db()
    assert (owed.status, owed.disputes.count()) == ("open", 0)


def test_a_dispute_is_settled_in_words_and_not_before_it_began() -> None:
    owed = disputed(scenes.obligation())
    for given, sentence in (
        ({"settlement": " "}, "Give the reason"),
        ({"settled_on": date(2026, 11, 2)}, "The settlement lies before the dispute"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            settle(owed, **given)
    with pytest.raises(PermissionDenied):
        settle(owed, by=person("unit_officer"))
    assert owed.disputes.get().settled_on is None


# Met in part


def submitted(mou: MoU) -> Obligation:
    owed = scenes.obligation(
        mou, text="Train 120 patrollers", beneficiary=scenes.ours(mou), measure="A register"
    )
    services.submit_obligation(owed, by=mou.business_owner, submission="80.", documents=[scenes.pdf()])
    return owed


def test_what_is_left_of_something_met_in_part_is_owed_on_by_the_same_party() -> None:
    mou = scenes.agreement(signed=True)
    owed = submitted(mou)
    services.verify_obligation(
        owed,
        by=mou.partnership_manager,
        finding="partly_met",
        verification="80 of 120.",
        rest="Train the other 40",
        rest_due_on=date(2027, 2, 28),
    )
    rest = owed.follow_ons.get()
    assert (rest.text, rest.due_on, rest.status) == ("Train the other 40", date(2027, 2, 28), "open")
    for name in ("mou", "clause", "owing_party", "beneficiary", "accountable", "measure", "thrust"):
        assert getattr(rest, name) == getattr(owed, name)
    # It is no line of the text: the parties signed the whole.
    assert list(mou.obligations.agreed()) == [owed]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"rest": " "}, "Say what is still to be done"),
        ({"rest_due_on": None}, "Say by when the rest is due"),
        ({"rest_due_on": date(2026, 11, 22)}, "Say by when the rest is due"),
    ],
)
def test_the_rest_is_never_lost(given: dict[str, Any], sentence: str) -> None:
    mou = scenes.agreement(signed=True)
    owed = submitted(mou)
    fields = {"verification": "80 of 120.", "rest": "The other 40", "rest_due_on": date(2027, 2, 28)}
    with pytest.raises(ValidationError, match=sentence):
        services.verify_obligation(owed, by=mou.partnership_manager, finding="partly_met", **(fields | given))
    owed.refresh_from_db()
    assert (owed.status, owed.follow_ons.count()) == ("submitted", 0)


def test_of_two_who_verify_at_once_the_second_is_told() -> None:
    mou = scenes.agreement(signed=True)
    owed = submitted(mou)
    seen_by_the_second = Obligation.objects.get(pk=owed.pk)
    services.verify_obligation(owed, by=mou.partnership_manager, finding="met")
    with pytest.raises(ValidationError, match="Somebody may have moved it"):
        services.verify_obligation(
            seen_by_the_second, by=person("chief_director"), finding="returned", verification="No."
        )
    owed.refresh_from_db()
    assert (owed.status, owed.verified_by) == ("met", mou.partnership_manager)
