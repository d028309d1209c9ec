"""What is owed in every period: agreeing on the rule, and making of it the obligations that fall due one by one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from mou.lifecycle import OBLIGATION_LIFECYCLE
from mou.models import GOES_ON, Amendment, MoU, Obligation, RecurringObligation
from mou.recurrence import Period
from mou.services.acts import hold, require
from mou.services.obligations import LOCKED, check_owed
from mou.services.people import check_answering
from partnerships.core import history
from partnerships.core.forms import CONFLICT
from partnerships.core.models import User
from partnerships.core.numbers import date_long

# What each occurrence says in the words of the rule.
COPIED = (
    "clause",
    "text",
    "quoted_text",
    "owing_party_id",
    "beneficiary_id",
    "accountable_id",
    "measure",
    "thrust_id",
    "indicator_id",
)


@transaction.atomic
def add_recurring(mou: MoU, *, by: User, **fields: Any) -> RecurringObligation:
    """Agree in a draft on something that is owed in every period; the obligations of the periods come with it."""
    require(by, "mou.add_obligation")
    _hold_open(mou)
    recurring = RecurringObligation(mou=mou, **fields)
    check_answering(recurring.accountable, mou.province)
    _store(recurring, by)
    return recurring


@transaction.atomic
def change_recurring(
    recurring: RecurringObligation, *, by: User, version: int, **fields: Any
) -> RecurringObligation:
    """Change a rule in a draft; its obligations are made anew. ``version`` is the one that the person began from."""
    require(by, "mou.change_obligation")
    _hold_open(recurring.mou)
    current = RecurringObligation._base_manager.select_for_update().get(pk=recurring.pk)
    if current.version != version:
        raise ValidationError(CONFLICT, code="conflict")
    current.mou = recurring.mou
    for name, value in fields.items():
        setattr(current, name, value)
    current.version += 1
    check_answering(current.accountable, current.mou.province)
    _store(current, by)
    return current


@transaction.atomic
def remove_recurring(recurring: RecurringObligation, *, by: User) -> None:
    """Strike it, with its obligations, from a text that binds nobody yet; what was there stays in the history."""
    require(by, "mou.change_obligation")
    _hold_open(recurring.mou)
    with history.acting(by):
        recurring.delete()


def _hold_open(mou: MoU) -> None:
    if hold(mou).text_is_locked:
        raise ValidationError(LOCKED)


def _store(recurring: RecurringObligation, by: User) -> None:
    check_owed(recurring)
    settle_rule(recurring)
    with history.acting(by):
        recurring.save()
        make_anew(recurring)


def settle_rule(recurring: RecurringObligation) -> None:
    """Refuse in words a rule that makes too much or nothing, before anything is made of it; keep whole periods."""
    rule = recurring.rule
    if reason := rule.against(recurring.until(timezone.localdate())):
        raise ValidationError({"last_period" if recurring.last_period else "first_period": reason})
    recurring.first_period = rule.period_of(rule.first).start
    if rule.last:
        recurring.last_period = rule.period_of(rule.last).start


def make_anew(recurring: RecurringObligation) -> None:
    """Of a draft: the occurrences are exactly those of the rule."""
    wanted = {period.start: period for period in recurring.periods(timezone.localdate())}
    kept = []
    for occurrence in recurring.occurrences.all():
        period = wanted.get(occurrence.period_start)
        if period and period.end == occurrence.period_end:
            del wanted[period.start]
            kept.append(_worded(occurrence, recurring, period))
    recurring.occurrences.exclude(pk__in=[occurrence.pk for occurrence in kept]).delete()
    _rewrite(kept)
    _make(recurring, wanted.values())


def follow_term(mou: MoU) -> None:
    """After the term of a draft has changed: what is owed in every period is owed for its periods."""
    for recurring in mou.recurring_obligations.all():
        recurring.mou = mou
        try:
            check_owed(recurring)
            settle_rule(recurring)
        except ValidationError as error:
            said = " ".join(error.messages)
            raise ValidationError(f"Recurring obligation of clause {recurring.clause}: {said}") from error
        make_anew(recurring)


def _make(recurring: RecurringObligation, periods: Iterable[Period]) -> list[Obligation]:
    made = [_worded(Obligation(recurring=recurring), recurring, period) for period in periods]
    return Obligation._base_manager.bulk_create(made)


def _rewrite(occurrences: list[Obligation]) -> None:
    if occurrences:
        names = [*(name.removesuffix("_id") for name in COPIED), "due_on", "version"]
        Obligation._base_manager.bulk_update(occurrences, names)


def _worded(occurrence: Obligation, recurring: RecurringObligation, period: Period) -> Obligation:
    for name in ("mou_id", *COPIED):
        setattr(occurrence, name, getattr(recurring, name))
    occurrence.period_start, occurrence.period_end = period.start, period.end
    occurrence.due_on = recurring.rule.due_on(period)
    if occurrence.pk:
        occurrence.version += 1
    return occurrence


# Of a signed agreement


def follow_amendment(recurring: RecurringObligation, amendment: Amendment, *, by: User, day: date) -> None:
    """What lies ahead on that day and nobody has begun follows the rule as amended; the rest stays as it was agreed."""
    standing = list(recurring.occurrences.filter(removed_by=None).prefetch_related("extensions"))
    ahead = [one for one in standing if _is_ahead(one, day)]
    stays = [one for one in standing if one not in ahead]
    wanted = {} if recurring.removed_by_id else _ahead_of(recurring, day, stays)
    followed = []
    for occurrence in ahead:
        period = wanted.get(occurrence.period_start)
        if period and period.end == occurrence.period_end:
            del wanted[period.start]
            followed.append(_worded(occurrence, recurring, period))
        else:
            _strike(occurrence, amendment, by)
    _rewrite(followed)
    _make(recurring, wanted.values())


def _is_ahead(occurrence: Obligation, day: date) -> bool:
    """Whoever gave more time for it, or submitted something, has dealt with it already."""
    is_open = occurrence.status == Obligation.Status.OPEN
    return is_open and occurrence.due_on > day and not occurrence.extensions.all()


def _ahead_of(recurring: RecurringObligation, day: date, stays: list[Obligation]) -> dict[date, Period]:
    """The periods that fall due after the day and are not owed already."""
    owed: list[tuple[Any, Any]] = [(one.period_start, one.period_end) for one in stays]
    return {
        period.start: period
        for period in recurring.periods(timezone.localdate())
        if recurring.rule.due_on(period) > day
        and not any(first <= period.end and period.start <= last for first, last in owed)
    }


def _strike(occurrence: Obligation, amendment: Amendment, by: User) -> None:
    OBLIGATION_LIFECYCLE.apply(
        occurrence,
        "strike",
        by=by,
        note=str(amendment),
        removed_by=amendment,
        released_on=amendment.signed_on,
        released_by=by,
        release_authority=str(amendment)[:200],
    )


@transaction.atomic
def extend_occurrences(*, today: date | None = None) -> int:
    """Make what time has brought within sight of agreements without an end. Asked again it makes nothing more.

    Two machines that ask at once make each occurrence once: they wait for each other, rule by rule.
    """
    day = today or timezone.localdate()
    rules = RecurringObligation._base_manager.filter(GOES_ON).select_for_update(of=("self",))
    return sum(len(extend(recurring, day)) for recurring in rules.select_related("mou").order_by("pk"))


def extend(recurring: RecurringObligation, day: date) -> list[Obligation]:
    """The occurrences that are missing after the last one there is."""
    last = recurring.occurrences.filter(removed_by=None).aggregate(last=models.Max("period_start"))["last"]
    missing = [
        p for p in recurring.periods(day) if (p.start > last if last else recurring.rule.due_on(p) > day)
    ]
    return _make(recurring, missing)


def end_with(mou: MoU, *, by: User, after: date, on: date, reason: str) -> None:
    """What would be owed for periods that begin after the agreement has ended is not owed any more."""
    left = mou.obligations.filter(
        recurring__isnull=False, status=Obligation.Status.OPEN, period_start__gt=after
    )
    for occurrence in left:
        OBLIGATION_LIFECYCLE.apply(
            occurrence,
            "end",
            by=by,
            note=reason,
            released_on=on,
            released_by=by,
            release_authority=f"End of the agreement on {date_long(after)}",
        )
