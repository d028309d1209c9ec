"""Beginning a return and moving it along: submitted, signed, accepted, sent back to its lines, opened again or late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from mou.models import ChallengeCategory
from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from partnerships.core.scoping import may_write_for
from partnerships.strategy.definitions import definitions_in
from partnerships.strategy.models import IndicatorVersion
from partnerships.strategy.target_table import Targets
from reporting.lifecycle import RETURN_LIFECYCLE
from reporting.models import (
    Actual,
    LateOpening,
    ProvincialReturn,
    ReportingPeriod,
    ReturnLine,
    ReturnPassage,
)
from reporting.opening import against_capturing

WAY_FORWARD = "Way forward"


@transaction.atomic
def begin_return(period: ReportingPeriod, *, by: User, on: date | None = None) -> ProvincialReturn:
    """The return with its lines and passages as the plan stands now; the one that is there, where it was begun before.

    A line for each indicator in use that the quarter asks of the province, or that it has measured already.
    """
    if not by.has_perm("reporting.change_actual") or not may_write_for(by, period.province_id):
        raise PermissionDenied
    # Two people at once: the second one waits here and then finds the return of the first.
    held = ReportingPeriod._base_manager.select_for_update(no_key=True, of=("self",))
    period = held.select_related("province").get(pk=period.pk)
    if period.province is None:
        raise ValidationError("Returns are given by provinces. National figures are captured one by one.")
    if found := ProvincialReturn._base_manager.filter(period=period).first():
        return found
    begun_on = on or timezone.localdate()
    if against := against_capturing(period, begun_on):
        raise ValidationError(against)
    found = ProvincialReturn(period=period, begun_by=by, begun_on=begun_on)
    with history.acting(by):
        found.save()
        lines = _lines(found, by)
        ReturnLine._base_manager.bulk_create(lines)
        ReturnPassage._base_manager.bulk_create(_passages(found, [line.definition for line in lines]))
    return found


def _lines(found: ProvincialReturn, by: User) -> list[ReturnLine]:
    """Asked with the eyes of the whole country: a province does not see that the others have targets of their own."""
    quarter, province = found.quarter, found.period.province_id
    targets = Targets(quarter.financial_year, viewer=User(sphere=User.Sphere.NATIONAL))
    measured = {
        actual.indicator_id: actual
        for actual in Actual._base_manager.filter(
            province=province, year=quarter.year, quarter=quarter.number
        )
    }
    lines: list[ReturnLine] = []
    for definition in definitions_in(quarter):
        pk = definition.indicator_id
        if not definition.by_provinces:
            continue
        if pk not in measured and not targets.asks(definition, province, quarter.number):
            continue
        target = targets.of_quarter(pk, province, quarter.number)
        lines.append(
            ReturnLine(
                provincial_return=found,
                position=len(lines) + 1,
                definition=definition,
                target_value=None if isinstance(target, str) else target,
                target_words=target if isinstance(target, str) else "",
                actual=measured.get(pk),
                saved_by=measured[pk].captured_by if pk in measured else None,
            )
        )
    return lines


def _passages(found: ProvincialReturn, definitions: list[IndicatorVersion]) -> list[ReturnPassage]:
    thrusts = {one.thrust_id: one.thrust for one in definitions}
    kind = ReturnPassage.Kind
    passages = [
        ReturnPassage(kind=kind.NARRATIVE, thrust=thrust, heading=f"{thrust.code} {thrust.name}"[:300])
        for thrust in thrusts.values()
    ]
    passages += [
        ReturnPassage(kind=kind.CHALLENGE, category=category, heading=category.name)
        for category in ChallengeCategory.objects.in_use()
    ]
    passages.append(ReturnPassage(kind=kind.WAY_FORWARD, heading=WAY_FORWARD))
    for position, passage in enumerate(passages, start=1):
        passage.provincial_return, passage.position = found, position
    return passages


# Moving


@transaction.atomic
def submit_return(found: ProvincialReturn, *, by: User, on: date | None = None) -> ProvincialReturn:
    """Put it before the head of the province; from then on nothing in it changes."""
    held = _held(found, by, on)
    day = _day(on)
    RETURN_LIFECYCLE.apply(
        held,
        "submit",
        by=by,
        submitted_by=by,
        submitted_on=day,
        first_submitted_on=held.first_submitted_on or day,
        correct_by=None,
    )
    return held


@transaction.atomic
def sign_return(found: ProvincialReturn, *, by: User, on: date | None = None) -> ProvincialReturn:
    held = _held(found, by, on)
    RETURN_LIFECYCLE.apply(held, "sign", by=by, signed_by=by, signed_on=_day(on))
    return held


@transaction.atomic
def hand_back(found: ProvincialReturn, *, by: User, reason: str, on: date | None = None) -> ProvincialReturn:
    """The head does not sign it and says why; it is written in again while its period is open."""
    held = _held(found, by, on)
    RETURN_LIFECYCLE.apply(held, "hand-back", by=by, note=reason, correct_by=held.period.closes_on)
    return held


@transaction.atomic
def accept_return(
    found: ProvincialReturn,
    *,
    by: User,
    on_time: str,
    complete: str,
    substantiated: str,
    on_time_remark: str = "",
    complete_remark: str = "",
    substantiated_remark: str = "",
    on: date | None = None,
) -> ProvincialReturn:
    """Accepted by a third person, who says how far the requirements of reporting were met (regulation 29)."""
    for name, extent, remark in (
        ("on_time", on_time, on_time_remark),
        ("complete", complete, complete_remark),
        ("substantiated", substantiated, substantiated_remark),
    ):
        if extent != ProvincialReturn.Extent.YES and not remark.strip():
            raise ValidationError({f"{name}_remark": "Say in a sentence what was lacking."})
    held = _held(found, by, on)
    RETURN_LIFECYCLE.apply(
        held,
        "accept",
        by=by,
        accepted_by=by,
        accepted_on=_day(on),
        on_time=on_time,
        complete=complete,
        substantiated=substantiated,
        on_time_remark=on_time_remark.strip(),
        complete_remark=complete_remark.strip(),
        substantiated_remark=substantiated_remark.strip(),
    )
    return held


@transaction.atomic
def send_back(
    found: ProvincialReturn,
    *,
    by: User,
    reason: str,
    correct_by: date,
    lines: Mapping[int, str] | None = None,
    on: date | None = None,
) -> ProvincialReturn:
    """Back to the province, until a day, with the lines (by their number) that are to be corrected and why."""
    held = _held(found, by, on)
    _check_correct_by(correct_by, _day(on))
    RETURN_LIFECYCLE.apply(
        held, "return", by=by, note=reason, correct_by=correct_by, signed_by=None, signed_on=None
    )
    _mark(held, lines or {}, by, reason)
    return held


@transaction.atomic
def reopen_return(
    found: ProvincialReturn,
    *,
    by: User,
    reason: str,
    authority: str,
    correct_by: date,
    lines: Mapping[int, str] | None = None,
    on: date | None = None,
) -> ProvincialReturn:
    """Open an accepted return again: an exception, by an authority that is named, until a day."""
    held = _held(found, by, on)
    _check_correct_by(correct_by, _day(on))
    if not authority.strip():
        raise ValidationError({"authority": "Name who allowed it, and in which paper."})
    RETURN_LIFECYCLE.apply(
        held,
        "reopen",
        by=by,
        note=f"{reason.strip()} By authority of: {authority.strip()}",
        reopened_by_authority=authority.strip(),
        correct_by=correct_by,
        signed_by=None,
        signed_on=None,
        accepted_by=None,
        accepted_on=None,
    )
    _mark(held, lines or {}, by, reason)
    return held


def _mark(held: ProvincialReturn, lines: Mapping[int, str], by: User, reason: str) -> None:
    """The right lines say why they came back, and wait to be saved again."""
    rows = list(ReturnLine._base_manager.filter(provincial_return=held, pk__in=lines))
    for line in rows:
        line.returned_because, line.is_answered = lines[line.pk].strip(), False
        line.version += 1
    with history.acting(by, reason.strip()):
        ReturnLine._base_manager.bulk_update(rows, ["returned_because", "is_answered", "version"])


def _check_correct_by(correct_by: date, day: date) -> None:
    if correct_by < day:
        raise ValidationError(
            {"correct_by": f"{date_long(correct_by)} is over. Give a day that is still to come."}
        )


def _held(found: ProvincialReturn, by: User, on: date | None) -> ProvincialReturn:
    rows = ProvincialReturn.objects.editable_by(by).select_related("period__province")
    held: ProvincialReturn | None = rows.filter(pk=found.pk).first()
    if held is None:
        raise PermissionDenied
    held.acting_on = on
    return held


def _day(on: date | None) -> date:
    return on or timezone.localdate()


# More time


@transaction.atomic
def open_late(
    period: ReportingPeriod,
    *,
    by: User,
    until: date,
    reason: str,
    authority: str,
    on: date | None = None,
) -> LateOpening:
    """Take figures after the closing day: an exception that is kept for ever and listed in the report."""
    if not by.has_perm("reporting.reopen_provincialreturn"):
        raise PermissionDenied
    period = ReportingPeriod.objects.editable_by(by).get(pk=period.pk)
    day = _day(on)
    if until < day:
        raise ValidationError({"until": f"{date_long(until)} is over. Give a day that is still to come."})
    if until <= period.closes_on:
        raise ValidationError(
            {"until": f"It is open until {date_long(period.closes_on)} anyway. Give a later day."}
        )
    opening = LateOpening(
        period=period,
        until=until,
        reason=reason.strip(),
        authority=authority.strip(),
        opened_by=by,
        opened_on=day,
    )
    opening.full_clean()
    opening.save()
    return opening
