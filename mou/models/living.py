"""Whether anything still happens under an agreement: alive, quiet or dormant, told by dates and true of any day.

How long it takes to become quiet and dormant stands with the kind of agreement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import (
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    TextChoices,
    Value,
)
from django.db.models.functions import Greatest, JSONObject

from mou.models.days import in_force_on
from partnerships.core.states import State


class Life(TextChoices):
    ALIVE = "alive", "Alive"
    QUIET = "quiet", "Quiet"
    DORMANT = "dormant", "Dormant"


TONES = {Life.ALIVE: "good", Life.QUIET: "behind", Life.DORMANT: "stopped"}
# Each sign of life: its name among those that a row has, and what it was.
SIGNS = {
    "engaged": "Engagement with a party",
    "submitted": "Evidence for an obligation",
    "verified": "Finding on an obligation",
    "reported": "Report on the workplan",
}


def signs_on(day: date) -> dict[str, Subquery]:
    """The newest sign of each sort up to that day, for rows that are agreements; null where there was none."""
    parties = _rows("MoUParty").filter(mou=OuterRef("pk"), stakeholder__engagements__held_on__lte=day)
    obligations = _rows("Obligation").filter(mou=OuterRef("pk"))
    reports = _rows("ProgressReport").filter(quarter__activity__mou=OuterRef("pk"), reported_on__lte=day)
    return {
        "engaged": _newest(parties, "mou", "stakeholder__engagements__held_on"),
        "submitted": _newest(obligations.filter(submitted_on__lte=day), "mou", "submitted_on"),
        "verified": _newest(obligations.filter(verified_on__lte=day), "mou", "verified_on"),
        "reported": _newest(reports, "quarter__activity__mou", "reported_on"),
    }


def _rows(name: str) -> Any:
    return apps.get_model("mou", name)._base_manager.order_by()


def _newest(rows: Any, by: str, field: str) -> Subquery:
    return Subquery(rows.values(by).annotate(newest=Max(field)).values("newest"), output_field=DateField())


def last_sign_on(day: date) -> Greatest:
    """The newest of all signs. An agreement under which nothing has happened yet is counted from its beginning."""
    return Greatest(F("signed_on"), F("starts_on"), *signs_on(day).values())


def signs_as_data(day: date) -> JSONObject:
    """The same, sign by sign, for the page of one agreement."""
    return JSONObject(**signs_on(day))


def in_life(state: str, day: date) -> Q:
    """Agreements in force on that day in this state, of rows that are annotated with ``last_sign_on``."""
    quiet, dormant = (_before(day, F(f"kind__{name}_after_days")) for name in ("quiet", "dormant"))
    judged = {
        Life.ALIVE: Q(last_sign_on__gte=quiet),
        Life.QUIET: Q(last_sign_on__lt=quiet, last_sign_on__gte=dormant),
        Life.DORMANT: Q(last_sign_on__lt=dormant),
    }
    return in_force_on(day) & judged[Life(state)]


def dormant_on(day: date) -> Q:
    """What ``in_life`` finds dormant, without the last sign being worked out: any that is new enough settles it."""
    first = _before(day, F("kind__dormant_after_days"))
    since = (_before(day, OuterRef("kind__dormant_after_days")), day)
    met = _rows("MoUParty").filter(mou=OuterRef("pk"), stakeholder__engagements__held_on__range=since)
    acted = _rows("Obligation").filter(
        Q(submitted_on__range=since) | Q(verified_on__range=since), mou=OuterRef("pk")
    )
    reported = _rows("ProgressReport").filter(quarter__activity__mou=OuterRef("pk"), reported_on__range=since)
    begun_before = Q(signed_on__lt=first, starts_on__lt=first)
    return in_force_on(day) & begun_before & ~Q(Exists(met)) & ~Q(Exists(acted)) & ~Q(Exists(reported))


def _before(day: date, days: F) -> ExpressionWrapper:
    return ExpressionWrapper(Value(day, DateField()) - days, output_field=DateField())


@dataclass(frozen=True)
class Said:
    """What will be done, and by when, in the words of one of its people; late once that day has passed."""

    words: str
    by_on: date
    written_on: date
    who: str
    is_late: bool


@dataclass(frozen=True)
class Living:
    """How one agreement stands, and since when nothing has happened."""

    life: Life
    since: date
    days: int
    what: str
    rule: str
    # What its people say will be done, the latest first.
    said: tuple[Said, ...] = ()

    @property
    def state(self) -> State:
        return State(
            str(self.life.label), TONES[self.life], f"{self.days} day{'' if self.days == 1 else 's'}"
        )


def living(mou: Any, day: date) -> Living | None:
    """Of a row of ``for_list`` or ``for_page``; None while the agreement is not in force."""
    if not mou.is_running or mou.last_sign_on is None:
        return None
    days = (day - mou.last_sign_on).days
    kind = mou.kind
    life = Life.DORMANT if days > kind.dormant_after_days else Life.ALIVE
    if life == Life.ALIVE and days > kind.quiet_after_days:
        life = Life.QUIET
    said = () if life == Life.ALIVE else tuple(_said(row, day) for row in mou.revival_rows)
    return Living(life, mou.last_sign_on, days, _what(mou), rule_of(kind), said)


def _said(row: dict[str, str], day: date) -> Said:
    by_on = date.fromisoformat(row["by_on"])
    return Said(row["words"], by_on, date.fromisoformat(row["written_on"]), row["who"], by_on < day)


def _what(mou: Any) -> str:
    """What the last sign was; of a list, where the signs are not read one by one, nothing."""
    for name, day in (getattr(mou, "signs", None) or {}).items():
        if day == mou.last_sign_on.isoformat():
            return SIGNS[name]
    return ""


def rule_of(kind: Any) -> str:
    return (
        f"Alive while something happens: an engagement with a party, evidence or a finding on an obligation, a report "
        f"on the workplan. Quiet after {kind.quiet_after_days} days without any of them, dormant after "
        f"{kind.dormant_after_days}; counted from the beginning of the agreement where nothing has happened yet."
    )
