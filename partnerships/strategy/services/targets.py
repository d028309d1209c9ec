"""Targets change by a recorded approval and in no other way: proposed by one person, decided by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import files, history
from partnerships.core.calendar import FinancialYear
from partnerships.core.models import Document, Province, User
from partnerships.core.numbers import date_long, figure
from partnerships.strategy.definitions import Definitions
from partnerships.strategy.lifecycle import TARGETS_LIFECYCLE
from partnerships.strategy.models import (
    Indicator,
    IndicatorVersion,
    Slot,
    Target,
    TargetChange,
    TargetChangeSet,
    closes_on,
)
from partnerships.strategy.models.target import Value
from partnerships.strategy.performance import Measure
from partnerships.strategy.services.checks import need, not_in_the_future


@dataclass(frozen=True)
class Place:
    """Where a target stands: indicator, province (None: the country) and slot, by their numbers."""

    indicator: int
    province: int | None
    slot: str


NO_LONGER = "a target that was set is not taken away. Write the figure that replaced it; zero is a figure."


def standing_targets(year: int, *, viewer: User) -> dict[Place, Value]:
    """What stands now, in one query."""
    rows = Target.objects.visible_to(viewer).filter(year=year).order_by()
    fields = ("indicator_id", "province_id", "slot", "value", "words")
    return {Place(*place): words or value for *place, value, words in rows.values_list(*fields)}


@transaction.atomic
def propose_targets(
    *,
    by: User,
    year: FinancialYear,
    values: Mapping[Place, Value | None],
    reason: str,
    authority: str,
    exception: str = "",
    documents: Sequence[files.Sent] = (),
    follows: TargetChangeSet | None = None,
    on: date | None = None,
) -> TargetChangeSet | None:
    """Put what differs from the targets that stand before somebody else; None where nothing differs.

    A blank is no change. Targets of a quarter that is over need ``exception``, the reason for it.
    """
    need(by, "strategy.add_targetchangeset")
    if not by.is_national:
        raise PermissionDenied
    proposed_on = on or timezone.localdate()
    not_in_the_future(proposed_on, "proposed_on")
    standing = standing_targets(year.start_year, viewer=by)
    changed = {
        place: value
        for place, value in values.items()
        if value not in (None, "") and standing.get(place) != value
    }
    if not changed:
        return None
    problems = [*_problems(year, changed), *_closed(year, changed, exception, proposed_on)]
    if problems:
        raise ValidationError(problems)
    change_set = TargetChangeSet(
        year=year.start_year,
        reason=reason.strip(),
        authority=authority.strip(),
        exception=exception.strip(),
        proposed_by=by,
        proposed_on=proposed_on,
        follows=follows,
    )
    if change_set.exception and not documents:
        raise ValidationError(
            {"documents": "Attach the decision by which targets of a closed quarter are changed."}
        )
    with history.acting(by, reason.strip()):
        change_set.full_clean()
        change_set.save()
        _keep([_line(change_set, place, standing.get(place), value) for place, value in changed.items()])
        for document in documents:
            files.store(document, record=change_set, kind=Document.Kind.ATTACHMENT, by=by)
    return change_set


def _problems(year: FinancialYear, changed: Mapping[Place, Value | None]) -> list[str]:
    """What the descriptions of the quarters do not allow, a sentence for each place."""
    definitions = Definitions(year)
    names = {province.pk: str(province) for province in Province.objects.all()}
    found = []
    for place, value in changed.items():
        definition = definitions.of(place.indicator, Slot(place.slot).quarter or 4)
        if sentence := objection(definition, place, value):
            indicator = definition.code if definition else Indicator.objects.get(pk=place.indicator).code
            scope = names.get(place.province or 0, "National")
            found.append(f"{indicator}, {scope}, {Slot(place.slot).label}: {sentence}")
    return found


def objection(definition: IndicatorVersion | None, place: Place, value: Value | None) -> str:
    """Why this could not be a target there; empty when it can."""
    if definition is None or not definition.is_in_use:
        return "the indicator has no approved description that is in use then."
    if place.province is not None and not definition.by_provinces:
        return "this indicator is measured by the national Secretariat, so provinces have no target."
    return (
        _objection_to_words(definition, value) if definition.is_qualitative else _objection_to_figure(value)
    )


def _objection_to_words(definition: IndicatorVersion, value: Value | None) -> str:
    if not isinstance(value, str):
        return "this indicator is measured in words."
    if definition.scale and value not in definition.scale:
        return f"“{value}” is not on its scale. Choose one of: {', '.join(definition.scale)}."
    return ""


def _objection_to_figure(value: Value | None) -> str:
    if not isinstance(value, Decimal):
        return f"“{value}” is not a figure."
    return "a target below zero cannot be measured." if value < 0 else ""


def _closed(
    year: FinancialYear, changed: Mapping[Place, Value | None], exception: str, day: date
) -> list[str]:
    if exception.strip():
        return []
    slots = sorted({place.slot for place in changed if closes_on(year.start_year, place.slot) < day})
    return [
        f"{Slot(slot).label} {year} is over since {date_long(closes_on(year.start_year, slot))}: its targets change "
        "only as an exception. Give the reason for the exception; the report lists it."
        for slot in slots
    ]


def _line(
    change_set: TargetChangeSet, place: Place, before: Value | None, after: Value | None
) -> TargetChange:
    return TargetChange(
        change_set=change_set,
        indicator_id=place.indicator,
        province_id=place.province,
        slot=place.slot,
        before_value=before if isinstance(before, Decimal) else None,
        before_words=before if isinstance(before, str) else "",
        after_value=after if isinstance(after, Decimal) else None,
        after_words=after if isinstance(after, str) else "",
        closes_on=closes_on(change_set.year, place.slot),
    )


def _keep(lines: list[TargetChange]) -> None:
    """All at once: a table may have thousands. What they point to was looked at already."""
    for line in lines:
        line.clean_fields(exclude=["change_set", "indicator", "province"])
    TargetChange.objects.bulk_create(lines)


@transaction.atomic
def approve_targets(
    change_set: TargetChangeSet, *, by: User, note: str = "", on: date | None = None
) -> TargetChangeSet:
    """Write the targets. Refused where one of them was changed since by another decision."""
    decided_on = on or timezone.localdate()
    not_in_the_future(decided_on, "decided_on")
    held = TargetChangeSet.objects.editable_by(by).select_for_update(of=("self",))
    if not held.filter(pk=change_set.pk).exists():
        raise PermissionDenied
    lines = list(
        TargetChange.objects.visible_to(by)
        .filter(change_set=change_set)
        .select_related("indicator", "province")
    )
    # Two decisions on targets of the same indicators: the second one waits here, and is then told.
    touched = {line.indicator_id for line in lines}
    list(Indicator.objects.filter(pk__in=touched).order_by("pk").select_for_update(no_key=True))
    if problems := against_approving(change_set, by=by, on=decided_on):
        raise ValidationError(problems)
    TARGETS_LIFECYCLE.apply(change_set, "approve", by=by, note=note, decided_by=by, decided_on=decided_on)
    _write(change_set, lines, by)
    return change_set


def against_approving(change_set: TargetChangeSet, *, by: User, on: date | None = None) -> list[str]:
    """Targets that stand differently now than when the change was proposed, are closed, or mean nothing any more."""
    day = on or timezone.localdate()
    lines = list(
        TargetChange.objects.visible_to(by)
        .filter(change_set=change_set)
        .select_related("indicator", "province")
    )
    standing = standing_targets(change_set.year, viewer=by)
    moved = []
    for line in lines:
        now = standing.get(Place(line.indicator_id, line.province_id, line.slot))
        if now != line.before:
            moved.append(
                f"{line}: {said(line.before)} when it was proposed, {said(now)} now. "
                "Return the change, so that it is proposed anew."
            )
    if moved or change_set.by_version_id:
        return moved
    changed = {Place(line.indicator_id, line.province_id, line.slot): line.after for line in lines}
    closed = _closed(change_set.financial_year, changed, change_set.exception, day)
    again = ["Return it, so that it is proposed as an exception."] if closed else []
    return [*closed, *again, *_problems(change_set.financial_year, changed)]


def said(value: Value | None) -> str:
    return "no target" if value is None else value if isinstance(value, str) else figure(value)


def _write(change_set: TargetChangeSet, lines: list[TargetChange], by: User) -> None:
    touched = {line.indicator_id for line in lines}
    rows = Target.objects.editable_by(by).filter(year=change_set.year, indicator__in=touched)
    standing = {Place(row.indicator_id, row.province_id, row.slot): row for row in rows}
    new, changed, gone = [], [], []
    for line in lines:
        place = Place(line.indicator_id, line.province_id, line.slot)
        target = standing.get(place)
        if line.after is None:
            gone += [target.pk] if target else []
            continue
        if target is None:
            target = Target(
                indicator_id=place.indicator,
                province_id=place.province,
                slot=place.slot,
                year=change_set.year,
            )
            new.append(target)
        else:
            target.version += 1
            changed.append(target)
        target.value, target.words = line.after_value, line.after_words
        target.authority, target.change_set = change_set.authority, change_set
    with history.acting(by, change_set.authority):
        Target.objects.bulk_create(new)
        Target.objects.editable_by(by).bulk_update(
            changed, ["value", "words", "authority", "change_set", "version"]
        )
        Target.objects.editable_by(by).filter(pk__in=gone).delete()


def return_targets(
    change_set: TargetChangeSet, *, by: User, reason: str, on: date | None = None
) -> TargetChangeSet:
    """Not approved, with the reason. The set stays; it is put right by a new one that follows it."""
    TARGETS_LIFECYCLE.apply(
        change_set, "return", by=by, note=reason, decided_by=by, decided_on=on or timezone.localdate()
    )
    return change_set


def withdraw_targets(change_set: TargetChangeSet, *, by: User, reason: str) -> TargetChangeSet:
    TARGETS_LIFECYCLE.apply(
        change_set, "withdraw", by=by, note=reason, decided_by=by, decided_on=timezone.localdate()
    )
    return change_set


@transaction.atomic
def take_away_targets(
    version: IndicatorVersion, *, by: User, authority: str, on: date
) -> list[TargetChangeSet]:
    """Targets from the quarter of a new description on that were set for another kind of figure: a set for each year.

    Proposed by those who wrote the description, decided by who approved it.
    """
    first = version.starts_in
    kept: list[TargetChangeSet] = []
    rows = Target.objects.editable_by(by).filter(indicator=version.indicator_id, year__gte=first.year)
    by_year: dict[int, list[Target]] = {}
    for row in rows.order_by("year", "slot"):
        if row.year > first.year or row.quarter is None or row.quarter >= first.number:
            by_year.setdefault(row.year, []).append(row)
    writer = version.writers.order_by("pk").first() or by
    for year, targets in by_year.items():
        change_set = TargetChangeSet(
            year=year,
            reason=f"Version {version.number} of indicator {version.code} measures something else from {first} on.",
            authority=authority,
            proposed_by=writer,
            proposed_on=on,
            by_version=version,
        )
        change_set.full_clean()
        change_set.save()
        lines = []
        for target in targets:
            measure = Measure.of(target)
            place = Place(target.indicator_id, target.province_id, target.slot)
            lines.append(_line(change_set, place, measure.value if measure else None, None))
        _keep(lines)
        TARGETS_LIFECYCLE.apply(change_set, "approve", by=by, decided_by=by, decided_on=on)
        _write(change_set, lines, by)
        kept.append(change_set)
    return kept
