"""Describing indicators: a new one, the next version of one that stands, and its approval by somebody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import files, history
from partnerships.core.calendar import Quarter
from partnerships.core.models import Document, User
from partnerships.strategy.lifecycle import INDICATOR_LIFECYCLE, earliest_start
from partnerships.strategy.models import Disaggregation, DisaggregationCategory, Indicator, IndicatorVersion
from partnerships.strategy.performance import OF_ONE_KIND
from partnerships.strategy.services.checks import need, not_in_the_future
from partnerships.strategy.services.targets import take_away_targets

RIGHT = "strategy.change_indicator"
# What each version has of its own; the next one begins with all the rest of the last.
OF_ONE_VERSION = {
    "id",
    "version",
    "number",
    "status",
    "valid_from",
    "valid_until",
    "reason",
    "authority",
    "approved_by",
    "approved_on",
}


@dataclass(frozen=True)
class Split:
    """One way of disaggregating, as it is written."""

    name: str
    categories: Sequence[str]
    must_add_up: bool = True


@transaction.atomic
def add_indicator(draft: IndicatorVersion, *, by: User, splits: Sequence[Split] = ()) -> IndicatorVersion:
    """The first draft of a new indicator. It is asked of nobody before it is approved."""
    need(by, "strategy.add_indicator")
    indicator = Indicator(**_identity(draft))
    with history.acting(by, draft.reason):
        indicator.full_clean()
        indicator.save()
        draft.indicator, draft.number = indicator, 1
        draft.full_clean()
        draft.save()
        write_splits(draft, splits)
        draft.writers.add(by)
    return draft


@transaction.atomic
def begin_indicator_version(indicator: Indicator, *, by: User) -> IndicatorVersion:
    """The next version as a copy of the last one, from the first quarter in which it can hold."""
    need(by, RIGHT)
    Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)
    versions = list(indicator.versions.with_categories().order_by("number"))
    if not versions or versions[-1].status != IndicatorVersion.Status.APPROVED:
        raise ValidationError("A draft of the next version exists already. Go on with that one.")
    last = versions[-1]
    splits = [
        Split(split.name, [str(one) for one in split.listed], split.must_add_up) for split in last.splits
    ]
    described = {
        field.attname: getattr(last, field.attname)
        for field in IndicatorVersion._meta.concrete_fields
        if field.name not in OF_ONE_VERSION
    }
    draft = IndicatorVersion(
        **described,
        number=last.number + 1,
        valid_from=earliest_start(indicator, timezone.localdate()) or last.valid_from,
    )
    with history.acting(by):
        draft.full_clean()
        draft.save()
        write_splits(draft, splits)
        draft.writers.add(by)
    return draft


@transaction.atomic
def write_indicator_version(
    draft: IndicatorVersion, *, by: User, save: Callable[[], Any], splits: Sequence[Split]
) -> IndicatorVersion:
    """``save`` writes the draft, which nobody can send meanwhile; whoever writes cannot approve it."""
    need(by, RIGHT)
    held = IndicatorVersion.objects.select_for_update(of=("self",), no_key=True).get(pk=draft.pk)
    if against := against_describing(held):
        raise ValidationError(against)
    with history.acting(by):
        saved = save()
        write_splits(saved, splits)
    if held.number == 1:
        _project(saved)  # nobody else has read it yet, so the indicator is called as its first draft is
    held.writers.add(by)
    return saved


def against_describing(version: IndicatorVersion) -> str:
    match version.status:
        case IndicatorVersion.Status.DRAFT:
            return ""
        case IndicatorVersion.Status.PROPOSED:
            return "It waits for approval, so its words are settled. It can be returned with a reason."
    return "An approved description does not change, because figures were measured by it. Begin the next version."


def write_splits(version: IndicatorVersion, splits: Sequence[Split]) -> None:
    """Nothing names the lines of a draft, so they are simply written again."""
    version.disaggregations.all().delete()
    for position, split in enumerate(splits, start=1):
        line = Disaggregation(
            indicator_version=version, position=position, name=split.name, must_add_up=split.must_add_up
        )
        line.full_clean()
        line.save()
        for place, name in enumerate(split.categories, start=1):
            category = DisaggregationCategory(disaggregation=line, position=place, name=name)
            category.full_clean()
            category.save()


def propose_indicator_version(version: IndicatorVersion, *, by: User, note: str = "") -> IndicatorVersion:
    INDICATOR_LIFECYCLE.apply(version, "propose", by=by, note=note)
    return version


@transaction.atomic
def approve_indicator_version(
    version: IndicatorVersion,
    *,
    by: User,
    authority: str,
    note: str = "",
    document: files.Sent | None = None,
    on: date | None = None,
) -> IndicatorVersion:
    """From its quarter on it holds, and the one before ends. Targets that lose their meaning are taken away on record.

    What was measured before keeps the description that it was measured by.
    """
    need(by, "strategy.approve_indicatorversion")
    approved_on = on or timezone.localdate()
    not_in_the_future(approved_on, "approved_on")
    if not authority.strip():
        raise ValidationError({"authority": "Name the plan or decision by which it holds, with its date."})
    indicator = Indicator.objects.select_for_update(no_key=True).get(pk=version.indicator_id)
    before = indicator.versions.approved().order_by("-valid_from").first()
    INDICATOR_LIFECYCLE.apply(
        version,
        "approve",
        by=by,
        note=note,
        authority=authority.strip(),
        approved_by=by,
        approved_on=approved_on,
    )
    with history.acting(by, authority.strip()):
        if before:
            before.valid_until = version.valid_from - timedelta(days=1)
            before.version += 1
            before.save()
        _project(version)
        if document:
            files.store(document, record=version, kind=Document.Kind.ATTACHMENT, by=by)
        if before and loses_targets(before, version):
            take_away_targets(version, by=by, authority=authority.strip(), on=approved_on)
    return version


def loses_targets(before: IndicatorVersion, version: IndicatorVersion) -> bool:
    """Whether targets that were set under the one say nothing under the other."""
    changed = any(getattr(before, name) != getattr(version, name) for name in OF_ONE_KIND)
    scale = before.scale != version.scale
    return changed or scale or not version.is_in_use


def return_indicator_version(version: IndicatorVersion, *, by: User, reason: str) -> IndicatorVersion:
    INDICATOR_LIFECYCLE.apply(version, "return", by=by, note=reason)
    return version


def _identity(version: IndicatorVersion) -> dict[str, Any]:
    names = ("code", "name", "order", "is_placeholder", "thrust")
    return {name: getattr(version, name) for name in names}


def _project(version: IndicatorVersion) -> None:
    """The indicator is called, and stands, as its newest approved description says."""
    indicator = version.indicator
    said = _identity(version)
    if any(getattr(indicator, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(indicator, name, value)
        indicator.version += 1
        indicator.full_clean()
        indicator.save()


def quarters_to_begin_in(version: IndicatorVersion, today: date) -> list[Quarter]:
    """The quarters that its writer may choose: twelve on from the first possible one."""
    earliest = earliest_start(version.indicator, today) if version.indicator_id else None
    # Of a new indicator nothing was measured, so its description may also reach back over two years.
    first = Quarter.containing(earliest) if earliest else Quarter(Quarter.containing(today).year - 2, 1)
    quarters = [first]
    while len(quarters) < (12 if earliest else 16):
        quarters.append(quarters[-1].next())
    return quarters
