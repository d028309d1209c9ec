"""What is promised by us and to us: recording it, changing it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import files, history
from partnerships.core.forms import CONFLICT
from partnerships.core.models import Document, User
from partnerships.core.numbers import date_long
from stakeholders.lifecycle import ACTION_LIFECYCLE
from stakeholders.models import ActionItem, Engagement, EngagementPoint, Stakeholder
from stakeholders.services.checks import check_not_in_the_future, check_within_scope, need, said

CLOSED = "This is “{}” now, so its words, its people and its day do not change any more."
LONGEST_WHAT = ActionItem._meta.get_field("what").max_length or 0


@transaction.atomic
def record_action_item(stakeholder: Stakeholder, *, by: User, **fields: Any) -> ActionItem:
    """Write down a promise that no engagement gave rise to: made in a letter or on the telephone.

    Fields: what, owner or owner_elsewhere, due_on, direction, is_important. One with a province's own stakeholder
    belongs to that province, one with a national body to the province of whoever writes it down.
    """
    need(by, "stakeholders.add_actionitem")
    if not Stakeholder.objects.visible_to(by).filter(pk=stakeholder.pk).exists():
        raise PermissionDenied
    if stakeholder.archived_on:
        raise ValidationError(f"“{stakeholder}” is archived. Restore it first.")
    province_id = stakeholder.province_id or by.province_id
    item = ActionItem(stakeholder=stakeholder, province_id=province_id, **with_direction(fields))
    return _store(item, by)


@transaction.atomic
def follow_up_points(
    engagement: Engagement, *, by: User, lines: Iterable[Mapping[str, Any]]
) -> list[ActionItem]:
    """Say who does what was asked, decided or promised in an engagement, and by when.

    Each line: point, owner or owner_elsewhere, due_on, is_important, direction. A point has one action item.
    """
    need(by, "stakeholders.add_actionitem")
    rows = Engagement.objects.editable_by(by).select_for_update(of=("self",))
    if not rows.filter(pk=engagement.pk).exists():
        raise PermissionDenied
    items = []
    for line in lines:
        fields = {name: value for name, value in line.items() if name != "point"}
        point: EngagementPoint = line["point"]
        if point.engagement_id != engagement.pk:
            raise PermissionDenied
        if ActionItem._base_manager.filter(point=point).exists():
            raise ValidationError(
                f"Somebody said already who does “{shortened(point.text)}”. Reload the page."
            )
        item = ActionItem(
            stakeholder_id=engagement.stakeholder_id,
            province_id=engagement.province_id,
            engagement=engagement,
            point=point,
            what=shortened(point.text),
            **with_direction(fields),
        )
        items.append(_store(item, by))
    return items


@transaction.atomic
def change_action_item(
    item: ActionItem, *, by: User, version: int | None = None, **fields: Any
) -> ActionItem:
    """Correct the words, the people or the day while it is open.

    ``version`` is the one the person began from: refused when somebody saved in between.
    """
    need(by, "stakeholders.change_actionitem")
    current = ActionItem.objects.editable_by(by).select_for_update(of=("self",)).filter(pk=item.pk).first()
    if current is None:
        raise PermissionDenied
    if current.status != ActionItem.Status.OPEN:
        raise ValidationError(CLOSED.format(current.get_status_display()))
    if version is not None and version != current.version:
        raise ValidationError(CONFLICT, code="conflict")
    before = current.due_on
    for field, value in with_direction(fields).items():
        setattr(current, field, value)
    current.version += 1
    _store(current, by, is_new_day=current.due_on != before)
    item.refresh_from_db()
    return item


def with_direction(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Where nobody said it: what one of us does is promised by us, what an office elsewhere does is promised to us."""
    given = dict(fields)
    if not given.get("direction"):
        given.pop("direction", None)
        if "owner" in given or "owner_id" in given or "owner_elsewhere" in given:
            is_ours = given.get("owner") or given.get("owner_id")
            given["direction"] = ActionItem.Direction.BY_US if is_ours else ActionItem.Direction.TO_US
    return given


def shortened(text: str) -> str:
    """The words of a point as those of an action item: on one line, at most as long as the field."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_WHAT else f"{words[: LONGEST_WHAT - 1]}…"


def _store(item: ActionItem, by: User, *, is_new_day: bool = True) -> ActionItem:
    if is_new_day:
        check_due_day(item)
    item.full_clean()
    with history.acting(by):
        item.save()
    check_within_scope(item, by)
    check_owner(item)
    return item


def check_due_day(item: ActionItem) -> None:
    """Nothing agreed in an engagement was due before it: such a day is a slip of the hand."""
    held_on = item.engagement.held_on if item.engagement else None
    if held_on and item.due_on and item.due_on < held_on:
        raise ValidationError(
            {
                "due_on": f"{date_long(item.due_on)} lies before the engagement of {date_long(held_on)}. "
                "Give that day or a later one, or leave it empty."
            }
        )


def check_owner(item: ActionItem) -> None:
    """Who takes something on must be able to open it, and the engagement that it comes from."""
    owner = item.owner
    if owner and not ActionItem.objects.visible_to(owner).filter(pk=item.pk).exists():
        raise ValidationError(
            f"{owner} has no access to the engagements of {item.scope_label}. "
            f"Choose somebody else for “{item.what}”."
        )


@transaction.atomic
def complete_action_item(
    item: ActionItem,
    *,
    by: User,
    outcome: str,
    done_on: date,
    documents: Sequence[files.Sent] = (),
) -> ActionItem:
    """Record that it was done, by its owner or by whoever keeps the engagements of its province."""
    if not ActionItem.objects.completable_by(by).filter(pk=item.pk).exists():
        raise PermissionDenied
    check_not_in_the_future(done_on, "done_on", "What is done lies in the past")
    outcome = said(outcome, "outcome", "Say what was done.")
    for upload in documents:
        files.validate_upload(upload)
    ACTION_LIFECYCLE.apply(
        item, "complete", by=by, note=outcome, outcome=outcome, done_on=done_on, done_by=by
    )
    # Last, so that no file is kept for an act that was refused.
    for upload in documents:
        files.store(upload, record=item, kind=Document.Kind.EVIDENCE, by=by)
    return item


@transaction.atomic
def verify_action_item(
    item: ActionItem, *, by: User, note: str = "", verified_on: date | None = None
) -> ActionItem:
    """Somebody other than its doer says that it was done."""
    _within_reach(item, by)
    day = verified_on or timezone.localdate()
    check_not_in_the_future(day, "verified_on", "A verification is recorded once it was made")
    done_on = ActionItem._base_manager.values_list("done_on", flat=True).get(pk=item.pk)
    if done_on and day < done_on:
        raise ValidationError(
            {"verified_on": f"It was done on {date_long(done_on)}: give that day or a later one."}
        )
    ACTION_LIFECYCLE.apply(item, "verify", by=by, note=note, verified_on=day, verified_by=by)
    return item


@transaction.atomic
def return_action_item(item: ActionItem, *, by: User, reason: str) -> ActionItem:
    """It was not done, or not so: open again. What was said of it stays in the history."""
    _within_reach(item, by)
    ACTION_LIFECYCLE.apply(item, "return", by=by, note=reason, done_on=None, done_by=None, outcome="")
    return item


@transaction.atomic
def drop_action_item(item: ActionItem, *, by: User, reason: str) -> ActionItem:
    _within_reach(item, by)
    ACTION_LIFECYCLE.apply(item, "drop", by=by, note=reason, dropped_on=timezone.localdate())
    return item


@transaction.atomic
def reopen_action_item(item: ActionItem, *, by: User, reason: str) -> ActionItem:
    _within_reach(item, by)
    ACTION_LIFECYCLE.apply(item, "reopen", by=by, note=reason, dropped_on=None)
    return item


def _within_reach(item: ActionItem, by: User) -> None:
    if not ActionItem.objects.editable_by(by).filter(pk=item.pk).exists():
        raise PermissionDenied
