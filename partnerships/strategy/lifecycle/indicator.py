"""The description of an indicator: draft → waiting for approval → approved, valid from a quarter on."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from partnerships.core.calendar import Quarter
from partnerships.core.lifecycle import Lifecycle, Transition
from partnerships.core.models import User
from partnerships.strategy.models import Indicator, IndicatorVersion

DRAFT, PROPOSED, APPROVED = IndicatorVersion.Status
TONES: dict[str, str] = {DRAFT: "draft", PROPOSED: "waiting", APPROVED: "good"}


def earliest_start(indicator: Indicator, today: date) -> date | None:
    """The first quarter from which a new description may hold; None where the indicator has none yet.

    A quarter that is over has figures, or might have: they keep the description they were measured by.
    """
    last = indicator.versions.approved().order_by("-valid_from").first() if indicator.pk else None
    if last is None:
        return None
    return max(Quarter.containing(today).start, last.starts_in.next().start)


def starts_in_time(version: IndicatorVersion, by: User) -> str:
    earliest = earliest_start(version.indicator, timezone.localdate())
    if earliest is None or version.valid_from >= earliest:
        return ""
    quarter = Quarter.containing(earliest)
    return (
        f"It would hold from {version.starts_in} on, which has the description it was measured by. "
        f"Let it begin in {quarter} or later."
    )


def is_no_writer(version: IndicatorVersion, by: User) -> str:
    if not version.writers.filter(pk=by.pk).exists():
        return ""
    return "You wrote this description. Somebody else approves it: two people answer for every indicator."


def thrust_stands(version: IndicatorVersion, by: User) -> str:
    if version.thrust.retired_on is None or not version.is_in_use:
        return ""
    return (
        f"Thrust {version.thrust.code} is no longer in the strategy. Place the indicator under another one."
    )


INDICATOR_LIFECYCLE = Lifecycle(
    IndicatorVersion,
    "strategy:indicator_version_move",
    TONES,
    Transition(
        "propose",
        "Send for approval",
        {DRAFT},
        PROPOSED,
        "strategy.change_indicator",
        [starts_in_time, thrust_stands],
    ),
    Transition(
        "return",
        "Return to the writers",
        {PROPOSED},
        DRAFT,
        "strategy.approve_indicatorversion",
        needs_reason=True,
    ),
    Transition(
        "approve",
        "Approve",
        {PROPOSED},
        APPROVED,
        "strategy.approve_indicatorversion",
        [is_no_writer, starts_in_time, thrust_stands],
        page="strategy:indicator_version_approve",
    ),
)
