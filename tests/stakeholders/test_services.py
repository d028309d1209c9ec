"""The business acts: who may, within which scope, in which order, and what each leaves behind."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from partnerships.core import history
from partnerships.core.models import User
from stakeholders.models import (
    ContactAccess,
    Stakeholder,
)
from stakeholders.services import (
    archive_stakeholder,
    end_partnership,
    record_contact_access,
    register_stakeholder,
    restore_stakeholder,
)
from tests.factories import (
    DistrictFactory,
    ProvinceFactory,
    StakeholderFactory,
    StakeholderGroupFactory,
    StakeholderTypeFactory,
)
from tests.people import gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db


def plain(error: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return [message.replace("\u00a0", " ") for message in error.value.messages]


# Registering, archiving, restoring


def register(by: User, **fields: Any) -> Stakeholder:
    given = {"name": "Khanya Trust (demo)", "group": StakeholderGroupFactory(), "level": "provincial"}
    return register_stakeholder(by=by, **given | fields)


def test_a_registered_stakeholder_is_identified_and_says_who_entered_it() -> None:
    officer = gift()
    stakeholder = register(officer, province=officer.province)

    assert stakeholder.status == Stakeholder.Status.IDENTIFIED
    assert [(entry.title, entry.who) for entry in history.timeline(stakeholder)] == [
        ("Recorded", officer.name)
    ]


@pytest.mark.parametrize("code", [None, "LP"])
def test_a_province_registers_nothing_nationally_or_for_another_province(code: str | None) -> None:
    with pytest.raises(PermissionDenied):
        register(gift(), province=ProvinceFactory(code=code) if code else None)
    assert not Stakeholder.objects.exists()


def test_registering_needs_the_right() -> None:
    with pytest.raises(PermissionDenied):
        register(person("auditor"))


def test_the_same_name_is_refused_in_one_province_and_possible_in_another() -> None:
    officer = nomsa()
    register(officer, province=ProvinceFactory(code="GP"))

    with pytest.raises(ValidationError) as refused:
        register(officer, name="KHANYA trust (demo)", province=ProvinceFactory(code="GP"))
    assert plain(refused) == [
        "A stakeholder of this name is already registered for this province. Open that record instead."
    ]
    assert register(officer, province=ProvinceFactory(code="LP")).pk


def test_two_national_ones_cannot_share_a_name() -> None:
    officer = nomsa()
    register(officer)

    with pytest.raises(ValidationError, match="already registered"):
        register(officer)


def test_the_district_lies_in_the_province() -> None:
    west_rand = DistrictFactory(province=ProvinceFactory(code="GP"))

    with pytest.raises(ValidationError) as refused:
        register(nomsa(), province=ProvinceFactory(code="LP"), district=west_rand)
    assert plain(refused) == [
        "West Rand (DC48) lies in Gauteng, not in the province of this record. "
        "Choose another district, or leave it empty."
    ]
    assert register(nomsa(), province=ProvinceFactory(code="GP"), district=west_rand).district == west_rand


def test_the_type_belongs_to_the_group() -> None:
    business = StakeholderGroupFactory(code="business")

    with pytest.raises(ValidationError, match="not a type of the group chosen"):
        register(nomsa(), group=business, type=StakeholderTypeFactory())


def test_an_archived_record_says_why_and_comes_back_with_a_reason() -> None:
    officer, stakeholder = nomsa(), StakeholderFactory()

    archive_stakeholder(stakeholder, by=officer, reason=" Entered twice. ")
    stored = Stakeholder.objects.get(pk=stakeholder.pk)
    assert (stored.archived_on, stored.archive_reason, stored.version) == (
        date(2026, 11, 23),
        "Entered twice.",
        2,
    )
    assert not Stakeholder.objects.registered().exists()

    restore_stakeholder(stakeholder, by=officer, reason="It was the right one.")
    stored = Stakeholder.objects.get(pk=stakeholder.pk)
    assert (stored.archived_on, stored.archive_reason) == (None, "")
    assert {change.field for entry in history.timeline(stored) for change in entry.changes} == {
        "Archived on",
        "Archive reason",
    }


@pytest.mark.parametrize("act", [archive_stakeholder, restore_stakeholder])
def test_archiving_and_restoring_need_a_reason(act: Any) -> None:
    archived = (
        {} if act is archive_stakeholder else {"archived_on": date(2026, 1, 1), "archive_reason": "Twice."}
    )

    with pytest.raises(ValidationError, match="Give the reason"):
        act(StakeholderFactory(**archived), by=nomsa(), reason="  ")


def test_a_partner_is_not_archived() -> None:
    with pytest.raises(ValidationError, match="End the partnership first"):
        archive_stakeholder(StakeholderFactory(partner=True), by=nomsa(), reason="Gone.")


def test_a_record_is_archived_once_and_only_an_archived_one_restored() -> None:
    officer, stakeholder = nomsa(), StakeholderFactory()

    with pytest.raises(ValidationError, match="is not archived"):
        restore_stakeholder(stakeholder, by=officer, reason="Why not.")
    archive_stakeholder(stakeholder, by=officer, reason="Twice.")
    with pytest.raises(ValidationError, match="archived already"):
        archive_stakeholder(stakeholder, by=officer, reason="Twice.")


def test_a_name_taken_in_the_meantime_keeps_a_record_archived() -> None:
    officer = nomsa()
    first = register(officer)
    archive_stakeholder(first, by=officer, reason="Twice.")
    register(officer)

    with pytest.raises(ValidationError, match="already registered"):
        restore_stakeholder(first, by=officer, reason="Back.")
    assert Stakeholder.objects.get(pk=first.pk).archived_on


@pytest.mark.parametrize("act", [archive_stakeholder, restore_stakeholder])
def test_another_province_archives_and_restores_nothing_of_ours(act: Any) -> None:
    with pytest.raises(PermissionDenied):
        act(StakeholderFactory(province=ProvinceFactory(code="GP")), by=lindiwe(), reason="Ours now.")


def test_who_saw_the_contacts_is_kept() -> None:
    officer, stakeholder = gift(), StakeholderFactory()

    record_contact_access(stakeholder, by=officer, act=ContactAccess.Act.VIEW)

    assert [(a.stakeholder, a.seen_by, a.act) for a in ContactAccess.objects.all()] == [
        (stakeholder, officer, "view")
    ]


# The end of a partnership


def test_a_partner_that_becomes_a_service_provider_stops_being_one() -> None:
    stakeholder, director = StakeholderFactory(partner=True), person("director")

    decision = end_partnership(
        stakeholder,
        by=director,
        ended_on=date(2026, 10, 1),
        end_reason="service_provider",
        note="Won a tender.",
    )

    assert (decision.ended_on, decision.end_reason, decision.ended_by) == (
        date(2026, 10, 1),
        "service_provider",
        director,
    )
    assert decision.state.label == "Partnership ended"
    stored = Stakeholder.objects.get(pk=stakeholder.pk)
    assert stored.status == "ended"
    notes = [entry.note for entry in history.timeline(stored) if entry.note]
    assert notes == ["Became a service provider. Won a tender."]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"ended_on": date(2026, 11, 24)}, "lies in the future"),
        ({"ended_on": date(2025, 3, 31)}, "cannot end before the decision that began it"),
        ({"end_reason": "other", "note": " "}, "needs its explanation"),
        ({"end_reason": "bored"}, "Choose one of the reasons"),
    ],
)
def test_an_end_that_cannot_be_is_refused_with_a_sentence(fields: dict[str, Any], message: str) -> None:
    stakeholder = StakeholderFactory(partner=True)  # decided on 1 April 2025
    given: dict[str, Any] = {"ended_on": date(2026, 10, 1), "end_reason": "completed", "note": ""}

    with pytest.raises(ValidationError) as refused:
        end_partnership(stakeholder, by=person("director"), **given | fields)
    assert message in plain(refused)[0]
    assert Stakeholder.objects.get(pk=stakeholder.pk).status == "partner"
    assert stakeholder.decisions.get().ended_on is None
