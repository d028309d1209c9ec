"""What each side brings to an activity, and the visits that are planned for it and made."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mou.lifecycle import against_reporting
from mou.models import Activity, PlannedVisit, Resource
from mou.services.acts import day_of, hold, require
from mou.services.workplans import check_plan_is_open, line_as_stored, note_terms, runs_in
from partnerships.core import history
from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from stakeholders.models import Engagement


@transaction.atomic
def add_resource(activity: Activity, *, by: User, on: date | None = None, **fields: Any) -> Resource:
    """Write down what a party brings. Rands that go to another party are refused: a partner is not paid."""
    before = _hold(activity, by)
    resource = Resource(activity=activity, **fields)
    with history.acting(by):
        resource.full_clean()
        resource.save()
        note_terms(activity, before, day_of(on, "The day on which it was agreed"))
    return resource


@transaction.atomic
def change_resource(resource: Resource, *, by: User, form: Any) -> Resource:
    """Store the form of a resource that is there already."""
    before = _hold(resource.activity, by)
    with history.acting(by):
        stored: Resource = form.save()
        note_terms(resource.activity, before, timezone.localdate())
    return stored


@transaction.atomic
def remove_resource(resource: Resource, *, by: User) -> None:
    """Take out what is not brought after all; what was written stays in the history."""
    activity = resource.activity
    before = _hold(activity, by)
    with history.acting(by):
        resource.delete()
        note_terms(activity, before, timezone.localdate())


def _hold(activity: Activity, by: User) -> dict[str, Any]:
    """The line as it stands, once it is sure that this person may change it."""
    require(by, "mou.change_activity")
    check_plan_is_open(hold(activity.mou))
    return line_as_stored(activity)


# Visits


@transaction.atomic
def plan_visit(activity: Activity, *, by: User, on: date | None = None, **fields: Any) -> PlannedVisit:
    require(by, "mou.change_activity")
    check_plan_is_open(hold(activity.mou))
    visit = PlannedVisit(activity=activity, **fields)
    with history.acting(by):
        visit.full_clean()
        check_visit(visit, day_of(on, "The planning"))
        visit.save()
    return visit


def check_visit(visit: PlannedVisit, day: date) -> None:
    """Within the term of the agreement, and not into a quarter that is over."""
    period: Quarter = visit.period
    if not runs_in(visit.activity.mou, period):
        raise ValidationError({"number": f"The agreement does not run in {period}. Choose another quarter."})
    if period.is_closed_on(day):
        raise ValidationError({"number": f"{period} is over. Plan the visit into a quarter to come."})


@transaction.atomic
def make_visit(visit: PlannedVisit, engagement: Engagement, *, by: User) -> PlannedVisit:
    """Link the engagement that was recorded of the visit: one with a party of the agreement, not before its quarter."""
    visit = _hold_open(visit, by)
    check_is_with_a_party(visit.activity.mou, engagement)
    if engagement.held_on and engagement.held_on < visit.period.start:
        raise ValidationError(
            f"The engagement was held before {visit.period} began. Choose the one that was this visit."
        )
    if PlannedVisit._base_manager.filter(engagement=engagement).exists():
        raise ValidationError("This engagement is the record of another planned visit already.")
    visit.engagement = engagement
    return _stored(visit, by)


@transaction.atomic
def drop_visit(visit: PlannedVisit, *, by: User, reason: str, on: date | None = None) -> PlannedVisit:
    """Say that the visit is not made, and why."""
    visit = _hold_open(visit, by)
    visit.dropped_on, visit.dropped_by, visit.drop_reason = day_of(on, "The decision"), by, reason.strip()
    return _stored(visit, by, reason)


def _hold_open(visit: PlannedVisit, by: User) -> PlannedVisit:
    """The visit as it stands, once it is sure that this person may say what became of it."""
    require(by, "mou.report_activity")
    visit = PlannedVisit._base_manager.select_for_update().get(pk=visit.pk)
    if against := against_reporting(visit.activity, by):
        raise ValidationError(against)
    if not visit.is_open:
        raise ValidationError(f"The visit is “{visit.state_on(timezone.localdate())}” already.")
    return visit


def _stored(visit: PlannedVisit, by: User, reason: str = "") -> PlannedVisit:
    visit.version += 1
    visit.full_clean()
    with history.acting(by, reason):
        visit.save()
    return visit


def check_is_with_a_party(mou: Any, engagement: Engagement) -> None:
    """An engagement of the agreement is one with a party of it."""
    if mou.parties.filter(stakeholder=engagement.stakeholder_id).exists():
        return
    others = ", ".join(party.name for party in mou.parties.select_related("stakeholder") if not party.is_ours)
    raise ValidationError(
        {
            "stakeholder": f"{engagement.stakeholder} is no party of {mou.reference}. "
            f"Choose one of: {others or 'no other party yet'}."
        }
    )
