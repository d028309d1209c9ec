"""Agreements and whose records they are: what their dates tell of any day, and what the database refuses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from mou.models import (
    Activity,
    ActivityQuarter,
    MoU,
    MoUParty,
    Obligation,
    Suspension,
    done_by,
    expired_on,
)
from tests.factories import (
    ActivityQuarterFactory,
    MoUFactory,
    MoUPartyFactory,
    ObligationFactory,
    ProvinceFactory,
    StakeholderFactory,
    ThrustFactory,
    UserFactory,
)
from tests.mou import scenes
from tests.people import gift, nomsa

pytestmark = pytest.mark.django_db


TODAY = date(2026, 11, 23)


def in_force(day: date) -> set[str]:
    return set(MoU.objects.in_force(day).values_list("title", flat=True))


# In force, told of any day


@pytest.mark.parametrize(
    ("day", "is_in_force"),
    [
        (date(2026, 3, 31), False),  # signed, but it begins tomorrow
        (date(2026, 4, 1), True),
        (date(2027, 3, 31), True),
        (date(2028, 2, 29), True),  # the last day of its term, which exists in a leap year alone
        (date(2028, 3, 1), False),
    ],
)
def test_an_agreement_is_in_force_from_its_first_day_to_its_last(day: date, is_in_force: bool) -> None:
    MoUFactory(signed=True, title="One", ends_on=date(2028, 2, 29))
    assert in_force(day) == ({"One"} if is_in_force else set())


def test_an_agreement_signed_after_its_start_is_in_force_from_the_signature() -> None:
    MoUFactory(signed=True, title="Late", signed_on=date(2026, 5, 15))
    assert in_force(date(2026, 5, 14)) == set()
    assert in_force(date(2026, 5, 15)) == {"Late"}


def test_what_ended_later_was_in_force_on_a_day_of_the_past() -> None:
    ended = {"signed_on": date(2026, 3, 20)}
    MoUFactory(
        title="Terminated",
        status="terminated",
        notice_given_on=date(2026, 8, 1),
        terminated_on=date(2026, 9, 1),
        **ended,
    )
    MoUFactory(title="Completed", status="completed", completed_on=date(2026, 10, 1), **ended)
    MoUFactory(title="Draft")
    assert in_force(date(2026, 8, 31)) == {"Terminated", "Completed"}
    assert in_force(date(2026, 9, 1)) == {"Completed"}
    assert in_force(date(2026, 10, 1)) == set()


def test_two_suspensions_both_stay_told() -> None:
    mou = MoUFactory(
        signed=True, title="Twice", status="suspended", suspended_on=date(2026, 10, 1), resumed_on=None
    )
    Suspension.objects.create(mou=mou, suspended_on=date(2026, 5, 1), resumed_on=date(2026, 6, 1))
    days = [
        date(2026, 4, 30),
        date(2026, 5, 1),
        date(2026, 5, 31),
        date(2026, 6, 1),
        date(2026, 9, 30),
        date(2026, 10, 1),
    ]
    assert [in_force(day) == {"Twice"} for day in days] == [True, False, False, True, True, False]


def test_expired_is_told_by_the_end_date_alone() -> None:
    MoUFactory(signed=True, title="Over", ends_on=date(2026, 9, 30))
    MoUFactory(
        title="Terminated before",
        status="terminated",
        signed_on=date(2026, 3, 20),
        ends_on=date(2026, 9, 30),
        notice_given_on=date(2026, 5, 1),
        terminated_on=date(2026, 7, 1),
    )
    MoUFactory(title="Never signed", ends_on=date(2026, 9, 30))
    found = MoU.objects.filter(expired_on(date(2026, 10, 1))).values_list("title", flat=True)
    assert list(found) == ["Over"]
    assert not MoU.objects.filter(expired_on(date(2026, 9, 30))).exists()


def test_open_is_what_is_still_somebodys_work() -> None:
    MoUFactory(title="Draft")
    MoUFactory(signed=True, title="Running")
    MoUFactory(signed=True, title="Expired", ends_on=date(2026, 9, 30))
    notice = {"status": "terminated", "signed_on": date(2026, 3, 20), "notice_given_on": date(2026, 9, 1)}
    MoUFactory(title="Under notice", terminated_on=date(2026, 12, 1), **notice)
    MoUFactory(title="Terminated", terminated_on=date(2026, 11, 1), **notice)
    found = MoU.objects.open(TODAY).values_list("title", flat=True)
    assert set(found) == {"Draft", "Running", "Under notice"}


@pytest.mark.parametrize(
    ("fields", "label", "tone"),
    [
        ({"status": "draft"}, "Draft", "draft"),
        ({"signed": True, "starts_on": date(2026, 12, 1)}, "Signed, not yet begun", "waiting"),
        ({"signed": True}, "In force", "good"),
        ({"signed": True, "ends_on": TODAY + timedelta(days=180)}, "In force, ending soon", "due"),
        ({"signed": True, "ends_on": TODAY - timedelta(days=1)}, "Expired", "stopped"),
        (
            {
                "signed": True,
                "status": "suspended",
                "suspended_on": date(2026, 5, 1),
                "ends_on": date(2026, 6, 1),
            },
            "Expired",
            "stopped",
        ),
        (
            {
                "status": "terminated",
                "signed_on": date(2026, 3, 20),
                "notice_given_on": date(2026, 11, 1),
                "terminated_on": date(2026, 12, 1),
            },
            "In force, under notice",
            "due",
        ),
        (
            {
                "status": "terminated",
                "signed_on": date(2026, 3, 20),
                "notice_given_on": date(2026, 9, 1),
                "terminated_on": date(2026, 10, 1),
            },
            "Terminated",
            "stopped",
        ),
    ],
)
def test_the_state_of_an_agreement_in_words(fields: dict[str, Any], label: str, tone: str) -> None:
    state = MoUFactory.build(business_owner=None, partnership_manager=None, kind=None, **fields).state_on(
        TODAY
    )
    assert (state.label, state.tone) == (label, tone)


# What the database refuses


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends_on": date(2026, 3, 31)}, "The end date lies before the start date."),
        ({"status": "signed"}, "A signed MoU needs the date of its last signature."),
        (
            {"status": "terminated", "signed_on": date(2026, 3, 20)},
            "A terminated MoU needs the date of the notice and the date it ends.",
        ),
        (
            {
                "status": "terminated",
                "signed_on": date(2026, 3, 20),
                "notice_given_on": date(2026, 3, 21),
                "terminated_on": date(2026, 3, 22),
            },
            "The termination lies before the start date.",
        ),
        (
            {"status": "completed", "signed_on": date(2026, 3, 20), "completed_on": TODAY},
            "A completed MoU needs its date and a close-out report.",
        ),
        (
            {"status": "suspended", "signed_on": date(2026, 3, 20)},
            "A suspended MoU needs the date of the suspension.",
        ),
    ],
)
def test_an_agreement_that_cannot_be_is_refused_in_a_sentence(fields: dict[str, Any], sentence: str) -> None:
    mou = MoUFactory()
    for name, value in fields.items():
        setattr(mou, name, value)
    with pytest.raises(ValidationError) as refused:
        mou.full_clean()
    assert refused.value.messages == [sentence]
    with pytest.raises(IntegrityError), transaction.atomic():
        MoUFactory(close_out=None, **fields)


def test_owner_and_manager_are_two_people() -> None:
    one = UserFactory()
    mou = MoUFactory.build(
        business_owner=one, partnership_manager=one, kind=scenes.agreement().kind, reference="MOU-2026-990"
    )
    with pytest.raises(ValidationError, match="are the same person"):
        mou.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        MoUFactory(business_owner=one, partnership_manager=one)


def test_an_organisation_is_a_party_once_and_so_are_we() -> None:
    mou = scenes.agreement()
    with pytest.raises(IntegrityError), transaction.atomic():
        MoUPartyFactory(mou=mou, stakeholder=scenes.theirs(mou).stakeholder)
    with pytest.raises(IntegrityError), transaction.atomic():
        MoUPartyFactory(mou=mou, stakeholder=None)
    assert MoUParty.objects.filter(mou=mou).count() == 2


def test_a_second_person_verifies() -> None:
    one = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ObligationFactory(met=True, submitted_by=one, verified_by=one)


def test_only_a_party_of_the_agreement_owes_something_under_it() -> None:
    owed = scenes.obligation()
    owed.owing_party = scenes.theirs(scenes.agreement())
    owed.due_on = date(2026, 3, 31)
    with pytest.raises(ValidationError) as refused:
        owed.full_clean()
    assert refused.value.message_dict == {
        "owing_party": ["Choose one of the parties of this agreement."],
        "due_on": ["The due date lies before the agreement begins."],
    }


def test_only_a_party_of_the_agreement_is_responsible_for_its_workplan() -> None:
    line = scenes.activity()
    line.responsible_party = scenes.theirs(scenes.agreement())
    with pytest.raises(ValidationError, match="Choose one of the parties of this agreement"):
        line.full_clean()


@pytest.mark.parametrize(
    ("status", "is_locked"),
    [(status, status not in {"draft", "consultation"}) for status in MoU.Status.values],
)
def test_the_text_is_locked_once_it_is_cleared(status: str, is_locked: bool) -> None:
    assert MoU(status=status).text_is_locked is is_locked


# What a row of a list knows


def test_a_row_counts_the_obligations_of_its_own_agreement() -> None:
    mou = scenes.agreement(signed=True)
    scenes.obligation(mou, met=True)
    scenes.obligation(mou, due_on=date(2026, 9, 30))
    scenes.obligation(mou, due_on=date(2027, 9, 30))
    scenes.obligation(mou, submitted=True, due_on=date(2026, 9, 30))
    scenes.obligation(scenes.agreement(signed=True), due_on=date(2026, 9, 30))
    empty = scenes.agreement()

    rows = {row.pk: row.counts for row in MoU.objects.for_list()}

    assert rows[mou.pk] == {"total": 4, "met": 1, "overdue": 2, "submitted": 1, "unsettled": 3}
    assert rows[empty.pk] is None


def test_a_row_names_the_step_it_waits_for_since_the_one_before_was_cleared() -> None:
    mou = scenes.in_clearance("clear_legal", "clear_secretary")
    row = MoU.objects.for_list().get()
    assert (row.waiting_step, row.waiting_since) == ("Clear legal", date(2026, 11, 2))
    mou.clearances.filter(position=1).update(status="cleared", decided_on=date(2026, 11, 9))
    row = MoU.objects.for_list().get()
    assert (row.waiting_step, row.waiting_since) == ("Clear secretary", date(2026, 11, 9))


def test_a_headline_says_no_more_than_everybody_may_know() -> None:
    mou = scenes.agreement("LP", title="Rural safety")
    assert list(MoU.objects.headlines()) == [
        {
            "pk": mou.pk,
            "reference": mou.reference,
            "title": "Rural safety",
            "kind__name": "Memorandum of understanding",
            "province__name": "Limpopo",
            "status": "draft",
            "party_names": [f"Partner of {mou.reference}"],
            "focus_area_names": ["1 Focus area 1"],
        }
    ]


@pytest.mark.parametrize("text", ["rural", "MOU-2026-777", "farmers", "LFU"])
def test_an_agreement_is_found_by_title_reference_and_party(text: str) -> None:
    partner = StakeholderFactory(name="Letsatsi Farmers Union", short_name="LFU")
    found = scenes.agreement(title="Rural safety", reference="MOU-2026-777", partner=partner)
    scenes.agreement(title="Youth councils")
    assert list(MoU.objects.matching(text)) == [found]


def test_an_obligation_is_found_by_text_clause_agreement_and_owing_party() -> None:
    partner = StakeholderFactory(name="Letsatsi Farmers Union")
    mou = scenes.agreement(signed=True, title="Rural safety", partner=partner)
    found = scenes.obligation(mou, clause="6.2", text="Share the calendar")
    scenes.obligation(text="Train patrollers", clause="5.1")
    for text in ("calendar", "6.", "rural", mou.reference, "letsatsi"):
        assert list(Obligation.objects.matching(text)) == [found]


def test_an_activity_is_found_by_title_output_agreement_and_party() -> None:
    mou = scenes.agreement(signed=True, title="Rural safety")
    found = scenes.activity(mou, title="Walk-about", output="List of lamps")
    scenes.activity(title="Mediation")
    for text in ("walk", "lamps", "rural", mou.reference):
        assert list(Activity.objects.matching(text)) == [found]


def test_an_activity_is_chosen_by_one_of_its_quarters_not_by_all_of_them_together() -> None:
    line = scenes.activity(quarters=(1,))
    ActivityQuarterFactory(activity=line, number=2, status="done", done_on=date(2026, 8, 1))
    assert list(Activity.objects.with_quarter(done_by(TODAY), 2)) == [line]
    assert list(Activity.objects.with_quarter(done_by(TODAY), 1)) == []
    assert list(Activity.objects.with_quarter(done_by(TODAY))) == [line]


# Whose it is


@pytest.mark.parametrize("model", [MoU, MoUParty, Obligation, Activity, ActivityQuarter])
def test_a_province_sees_its_own_and_the_national_and_changes_its_own(model: Any) -> None:
    for where in ("GP", "LP", None):
        mou = scenes.agreement(where, signed=True, title=where or "national")
        scenes.obligation(mou, thrust=ThrustFactory())
        scenes.activity(mou)
    path = {MoU: "title", ActivityQuarter: "activity__mou__title"}.get(model, "mou__title")
    someone = gift()
    seen = model.objects.visible_to(someone).values_list(path, flat=True)
    changed = model.objects.editable_by(someone).values_list(path, flat=True)
    assert (set(seen), set(changed)) == ({"GP", "national"}, {"GP"})
    assert set(model.objects.visible_to(nomsa()).values_list(path, flat=True)) == {"GP", "LP", "national"}


def test_a_user_whose_province_is_missing_sees_nothing() -> None:
    scenes.agreement()
    someone = UserFactory.build(sphere="provincial", province=None)
    assert not MoU.objects.visible_to(someone).exists()


def test_words_for_records() -> None:
    mou = scenes.agreement("GP", title="Safer schools", reference="MOU-2026-500")
    owed = scenes.obligation(mou, clause="5.1", text="Appoint a coordinator")
    line = scenes.activity(mou, title="Train patrollers")
    suspension = Suspension(suspended_on=date(2026, 5, 1), resumed_on=date(2026, 6, 1))
    assert [
        str(record) for record in (mou, scenes.ours(mou), owed, line, line.quarters.get(), suspension)
    ] == [
        "MOU-2026-500 Safer schools",
        "Civilian Secretariat for Police Service",
        "5.1 Appoint a coordinator",
        "Train patrollers",
        "Q2: Planned",
        "2026-05-01 to 2026-06-01",
    ]
    assert (mou.scope_label, scenes.agreement().scope_label) == ("Gauteng", "National")
    assert (scenes.ours(mou).short_name, ProvinceFactory(code="GP").name) == ("CSPS", "Gauteng")
