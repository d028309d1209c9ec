"""Everything promised: writing it down, saying who does it, and what becomes of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile

from partnerships.core import history
from stakeholders.models import ActionItem
from stakeholders.services import (
    change_action_item,
    complete_action_item,
    drop_action_item,
    follow_up_points,
    record_action_item,
    reopen_action_item,
    return_action_item,
    verify_action_item,
)
from tests.factories import (
    ActionItemFactory,
    EngagementFactory,
    EngagementPointFactory,
    ProvinceFactory,
    StakeholderFactory,
)
from tests.people import gift, lindiwe, nomsa, person
from tests.rules.chain import PDF

pytestmark = pytest.mark.django_db

PROMISE: dict[str, Any] = {
    "what": "Send the manual",
    "owner_elsewhere": "Secretary",
    "due_on": date(2026, 12, 1),
}


def plain(error: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return [message.replace("\u00a0", " ") for message in error.value.messages]


def done(**fields: Any) -> ActionItem:
    """An important item that somebody recorded as done."""
    doer = fields.pop("done_by", None) or nomsa()
    item = ActionItemFactory(is_important=True, **fields)
    return complete_action_item(item, by=doer, outcome="Sent.", done_on=date(2026, 11, 20))


def test_a_next_step_is_done_once_with_what_was_done() -> None:
    officer, item = nomsa(), ActionItemFactory()

    with pytest.raises(ValidationError, match="Say what was done"):
        complete_action_item(item, by=officer, outcome=" ", done_on=date(2026, 11, 1))
    with pytest.raises(ValidationError, match="lies in the future"):
        complete_action_item(item, by=officer, outcome="Sent.", done_on=date(2026, 11, 24))
    complete_action_item(item, by=officer, outcome="Sent.", done_on=date(2026, 11, 1))
    with pytest.raises(ValidationError, match="the record is “Done”"):
        complete_action_item(item, by=officer, outcome="Again.", done_on=date(2026, 11, 2))

    stored = ActionItem.objects.get(pk=item.pk)
    assert (stored.outcome, stored.done_on) == ("Sent.", date(2026, 11, 1))


def test_who_took_a_step_on_may_say_that_it_is_done_and_nobody_else_without_the_right() -> None:
    director, colleague = person("director"), person("director")
    item = ActionItemFactory(owner=director)

    with pytest.raises(PermissionDenied):
        complete_action_item(item, by=colleague, outcome="Done.", done_on=date(2026, 11, 1))
    complete_action_item(item, by=director, outcome="Done.", done_on=date(2026, 11, 1))


@pytest.mark.parametrize(("by", "may"), [(nomsa, True), (gift, True), (lindiwe, False)])
def test_a_provinces_next_steps_are_its_own(by: Any, may: bool) -> None:
    item = ActionItemFactory(engagement__stakeholder__province=ProvinceFactory(code="GP"))

    assert ActionItem.objects.completable_by(by()).filter(pk=item.pk).exists() is may


@pytest.mark.parametrize(
    ("due_on", "label"),
    [
        (None, "Open"),
        (date(2026, 11, 22), "Overdue, 1 day"),
        (date(2026, 11, 20), "Overdue, 3 days"),
        (date(2026, 11, 23), "Due soon, today"),
        (date(2026, 11, 24), "Due soon, in 1 day"),
        (date(2026, 11, 30), "Due soon, in 7 days"),
        (date(2026, 12, 1), "Open"),
    ],
)
def test_the_state_of_a_next_step_is_told_by_its_day(due_on: date | None, label: str) -> None:
    item = ActionItemFactory.build(engagement=None, stakeholder=None, province=None, due_on=due_on)

    assert str(item.state_on(date(2026, 11, 23))) == label


# Writing it down


@pytest.mark.parametrize(("of", "kept"), [("GP", "GP"), (None, "GP")])
def test_a_promise_belongs_to_the_province_of_the_stakeholder_or_of_its_writer(
    of: str | None, kept: str
) -> None:
    stakeholder = StakeholderFactory(province=ProvinceFactory(code=of) if of else None)

    item = record_action_item(stakeholder, by=gift(), **PROMISE)

    assert (item.province.code, item.direction, item.engagement) == (kept, "to_us", None)


def test_nothing_is_written_down_with_a_stakeholder_of_another_province_or_an_archived_one() -> None:
    foreign = StakeholderFactory(province=ProvinceFactory(code="LP"))
    archived = StakeholderFactory(archived_on=date(2026, 1, 1), archive_reason="Twice.")

    with pytest.raises(PermissionDenied):
        record_action_item(foreign, by=gift(), **PROMISE)
    with pytest.raises(ValidationError, match="is archived"):
        record_action_item(archived, by=nomsa(), **PROMISE)
    with pytest.raises(PermissionDenied):
        record_action_item(StakeholderFactory(), by=person("auditor"), **PROMISE)
    assert not ActionItem.objects.exists()


def test_a_promise_needs_somebody_who_can_open_it() -> None:
    ours = StakeholderFactory(province=ProvinceFactory(code="GP"))

    with pytest.raises(ValidationError, match="Say who will do it"):
        record_action_item(ours, by=gift(), what="Send the manual")
    with pytest.raises(ValidationError, match="Choose somebody else for “Send the manual”"):
        record_action_item(ours, by=gift(), what="Send the manual", owner=lindiwe())
    assert not ActionItem.objects.exists()


# Points


def test_a_point_is_given_an_owner_and_a_day_once() -> None:
    officer = gift()
    point = EngagementPointFactory(
        kind="commitment", text="Send\nthe manual", engagement__stakeholder__province=officer.province
    )
    line = {"point": point, "owner_id": officer.pk, "owner_elsewhere": "", "due_on": date(2026, 12, 1)}

    (item,) = follow_up_points(point.engagement, by=officer, lines=[line | {"is_important": True}])

    assert (item.what, item.point, item.engagement) == ("Send the manual", point, point.engagement)
    assert (item.stakeholder, item.province) == (point.engagement.stakeholder, officer.province)
    assert (item.direction, item.is_important) == ("by_us", True)
    with pytest.raises(ValidationError, match="Somebody said already who does"):
        follow_up_points(point.engagement, by=officer, lines=[line])


def test_a_long_point_is_cut_in_its_action_item_and_stays_whole_in_the_engagement() -> None:
    point = EngagementPointFactory(kind="request", text="x" * 5000)

    (item,) = follow_up_points(
        point.engagement, by=nomsa(), lines=[{"point": point, "owner_elsewhere": "Chair"}]
    )

    assert (len(item.what), item.what[-1], len(item.point.text)) == (300, "…", 5000)


def test_points_of_another_engagement_or_province_are_not_followed_up_here() -> None:
    other = EngagementPointFactory(kind="request")
    ours = EngagementFactory(stakeholder__province=ProvinceFactory(code="GP"))

    with pytest.raises(PermissionDenied):
        follow_up_points(ours, by=nomsa(), lines=[{"point": other, "owner_elsewhere": "Chair"}])
    with pytest.raises(PermissionDenied):
        follow_up_points(ours, by=lindiwe(), lines=[])


# Changing


def test_an_open_item_is_changed_and_the_second_editor_is_told() -> None:
    item = ActionItemFactory()
    change_action_item(item, by=nomsa(), version=1, what="Send two manuals")

    assert ActionItem.objects.get().what == "Send two manuals"
    with pytest.raises(ValidationError, match="Somebody else saved this record"):
        change_action_item(item, by=nomsa(), version=1, what="Send none")


def test_a_settled_item_does_not_change_any_more() -> None:
    item = ActionItemFactory(done_on=date(2026, 9, 1), outcome="Sent.")

    with pytest.raises(ValidationError) as refused:
        change_action_item(item, by=nomsa(), what="Never")
    assert plain(refused) == [
        "This is “Done” now, so its words, its people and its day do not change any more."
    ]


def test_an_item_is_not_moved_before_the_engagement_it_comes_from() -> None:
    item = ActionItemFactory()

    with pytest.raises(ValidationError, match="lies before the engagement of"):
        change_action_item(item, by=nomsa(), due_on=date(2026, 7, 14))
    assert change_action_item(item, by=nomsa(), due_on=date(2026, 7, 15)).due_on == date(2026, 7, 15)


def test_another_provinces_item_is_out_of_reach() -> None:
    item = ActionItemFactory(engagement__stakeholder__province=ProvinceFactory(code="GP"))

    for act in (drop_action_item, reopen_action_item, return_action_item):
        with pytest.raises(PermissionDenied):
            act(item, by=lindiwe(), reason="Ours")
    with pytest.raises(PermissionDenied):
        change_action_item(item, by=lindiwe(), what="Ours")
    with pytest.raises(PermissionDenied):
        verify_action_item(item, by=lindiwe())


# What becomes of it


def test_evidence_is_kept_with_what_was_done() -> None:
    item = ActionItemFactory()
    upload = ContentFile(PDF, name="letter.pdf")

    complete_action_item(item, by=nomsa(), outcome="Sent.", done_on=date(2026, 11, 20), documents=[upload])

    assert [(one.original_name, one.kind_id) for one in item.documents.all()] == [("letter.pdf", "evidence")]


def test_an_important_item_is_verified_by_somebody_else() -> None:
    doer = nomsa()
    item = done(done_by=doer)

    with pytest.raises(ValidationError, match="somebody else must verify it"):
        verify_action_item(item, by=doer)
    verifier = person("chief_director")
    verify_action_item(item, by=verifier, note="Seen.")

    stored = ActionItem.objects.get()
    assert (stored.status, stored.verified_by, stored.verified_on) == (
        "verified",
        verifier,
        date(2026, 11, 23),
    )


def test_only_important_items_are_verified() -> None:
    item = ActionItemFactory()
    complete_action_item(item, by=nomsa(), outcome="Sent.", done_on=date(2026, 11, 20))

    with pytest.raises(ValidationError, match="Only items marked important are verified"):
        verify_action_item(item, by=person("chief_director"))


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 11, 19), "It was done on 20 November 2026"), (date(2026, 11, 24), "lies in the future")],
)
def test_the_day_of_a_verification_lies_between_the_deed_and_today(day: date, words: str) -> None:
    item = done()

    with pytest.raises(ValidationError) as refused:
        verify_action_item(item, by=person("chief_director"), verified_on=day)
    assert words in plain(refused)[0]


def test_what_is_returned_is_open_again_and_its_history_stays() -> None:
    item = done()
    with pytest.raises(ValidationError, match="Give the reason"):
        return_action_item(item, by=person("chief_director"), reason=" ")

    return_action_item(item, by=person("chief_director"), reason="The register is not signed.")

    stored = ActionItem.objects.get()
    assert (stored.status, stored.done_on, stored.done_by, stored.outcome) == ("open", None, None, "")
    notes = [entry.note for entry in history.timeline(stored) if entry.note]
    assert {"The register is not signed.", "Sent."} <= set(notes)


def test_what_is_no_longer_needed_can_be_opened_again() -> None:
    item = ActionItemFactory()

    drop_action_item(item, by=nomsa(), reason="The forum has merged.")
    assert (item.status, item.dropped_on) == ("dropped", date(2026, 11, 23))
    reopen_action_item(item, by=nomsa(), reason="It has not.")
    assert (item.status, item.dropped_on) == ("open", None)
