"""What is late today and with whom it lies: the oldest first, of every kind, each with the way to it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce, Concat

from mou.models import Clearance, MoUParty, Obligation, overdue_on
from partnerships import roles
from partnerships.core.models import User
from partnerships.core.numbers import number
from partnerships.core.timeline import joined, quarter_named
from reporting.models import ProvincialReturn, ReportingPeriod
from reporting.reports.base import Figure, Frame, Linked, addresses, name_of
from reporting.reports.dashboard.document import LateLine, LatePart
from reporting.reports.dashboard.links import behind
from reporting.reports.indicators import IndicatorFigures
from stakeholders.models import Engagement, Stakeholder
from stakeholders.models.engagement import MINUTES_WITHIN_DAYS

SHOWN = 12
KINDS = {
    "obligation": "Obligations overdue",
    "verification": "Evidence that waits for a second person",
    "clearance": "Steps of clearance that wait",
    "minutes": "Minutes overdue",
    "return": "Returns of provinces not accepted",
    "figures": "Figures missing",
}
PAGES = {
    "obligation": "mou:obligation",
    "verification": "mou:obligation",
    "clearance": "mou:detail",
    "minutes": "stakeholders:engagement",
    "return": "reporting:return",
}
FIELDS = ("of_kind", "target", "what", "holder", "since", "total")


def late(frame: Frame, figures: IndicatorFigures) -> tuple[tuple[LateLine, ...], tuple[LatePart, ...]]:
    """The first lines and the count of each kind; one query. Figures come from what was read of the indicators."""
    parts = [_overdue(frame), _to_verify(frame), _clearances(frame), _minutes(frame), _returns(frame)]
    first, *others = [part.values_list(*FIELDS).order_by("since", "target")[:SHOWN] for part in parts]
    totals: dict[str, int] = dict.fromkeys(KINDS, 0)
    lines = []
    address = {kind: addresses(page) for kind, page in PAGES.items()}
    for kind, target, what, named, since, total in first.union(*others, all=True):
        totals[kind] = total
        # A return that nobody has begun has no page of its own.
        url = address[kind](target) if target else _list(frame, kind)
        holder = roles.holding(named.removeprefix(BY_RIGHT)) if named.startswith(BY_RIGHT) else named
        lines.append(LateLine(kind, Linked(what, url), holder, since, (frame.today - since).days))
    missing = _missing_figures(frame, figures)
    lines += missing
    totals["figures"] = len(figures.missing) if missing else 0
    lines.sort(key=lambda line: (line.since, line.what.text))
    return tuple(lines[:SHOWN]), tuple(
        LatePart(name, Figure(totals[kind], _list(frame, kind))) for kind, name in KINDS.items()
    )


# Before the right that somebody needs to act, where no person is named.
BY_RIGHT = "right:"
SIGN, ACCEPT = "reporting.sign_provincialreturn", "reporting.accept_provincialreturn"


def _text(value: Any) -> Any:
    return Cast(value, CharField())


def _part(rows: Any, kind: str, target: Any, what: Any, holder: Any, since: Any) -> Any:
    return rows.order_by().annotate(
        of_kind=Value(kind, CharField()),
        target=F(target) if isinstance(target, str) else target,
        what=_text(what),
        holder=_text(holder),
        since=since,
        total=Window(Count("pk")),
    )


CLAUSE = Concat(F("mou__reference"), Value(", clause "), F("clause"))


def _overdue(frame: Frame) -> Any:
    """With the party that owes it, with whoever of us answers for it, or with whoever verifies what was submitted."""
    owes = Coalesce(name_of(MoUParty, "owing_party", "stakeholder__name"), name_of(User, "accountable"))
    verifies = When(status=Obligation.Status.SUBMITTED, then=name_of(User, "mou__partnership_manager"))
    rows = frame.records(Obligation).filter(overdue_on(frame.today))
    return _part(rows, "obligation", "pk", CLAUSE, Case(verifies, default=owes), F("due_on"))


def _to_verify(frame: Frame) -> Any:
    """Submitted in time: what is overdue is told already."""
    rows = frame.records(Obligation).filter(
        status=Obligation.Status.SUBMITTED, mou__signed_on__lte=frame.today, due_on__gte=frame.today
    )
    return _part(
        rows, "verification", "pk", CLAUSE, name_of(User, "mou__partnership_manager"), F("submitted_on")
    )


def _clearances(frame: Frame) -> Any:
    """The steps that stand open now."""
    steps = frame.records(Clearance).waiting_now()
    holder = Coalesce(F("delegated_to__name"), Concat(Value(BY_RIGHT), F("step__permission")))
    what = Concat(F("mou__reference"), Value(", "), F("step__name"))
    return _part(steps, "clearance", "mou_id", what, holder, F("opened_on"))


def _minutes(frame: Frame) -> Any:
    rows = frame.records(Engagement).minutes_overdue_on(frame.today)
    due_on = Cast(F("held_on") + timedelta(days=MINUTES_WITHIN_DAYS), DateField())
    what = Concat(Value("Minutes: "), name_of(Stakeholder, "stakeholder"))
    holder = Coalesce(name_of(User, "recorded_by"), Value("Nobody named"))
    return _part(rows, "minutes", "pk", what, holder, due_on)


def _returns(frame: Frame) -> Any:
    """Past their day: with the province, its head, or the Unit."""
    rows = frame.records(ReportingPeriod).of_quarter(frame.quarter).wanting_on(frame.today)
    status = ProvincialReturn.Status
    holder = Case(
        When(provincial_return__status=status.SUBMITTED, then=Value(f"{BY_RIGHT}{SIGN}")),
        When(provincial_return__status=status.SIGNED, then=Value(f"{BY_RIGHT}{ACCEPT}")),
        default=F("province__name"),
        output_field=CharField(),
    )
    what = joined(Value("Return of "), "province__name", Value(", "), quarter_named())
    return _part(rows, "return", Coalesce("provincial_return", 0), what, holder, F("due_on"))


def _missing_figures(frame: Frame, figures: IndicatorFigures) -> list[LateLine]:
    """One line for each province, or the country: its figures of the quarter, once their day is over."""
    places: dict[tuple[str, date], int] = defaultdict(int)
    for absence in figures.missing:
        if absence.due_on is not None and absence.due_on < frame.today:
            places[absence.where, absence.due_on] += 1
    return [
        LateLine(
            "figures",
            Linked(
                f"{number(count)} figure{'' if count == 1 else 's'} of {frame.quarter}, {where}",
                _list(frame, "figures"),
            ),
            where,
            due_on,
            (frame.today - due_on).days,
        )
        for (where, due_on), count in places.items()
    ]


def _list(frame: Frame, kind: str) -> str:
    """The list that holds exactly these."""
    if kind == "obligation":
        return frame.address("mou:obligations", mark="in_mou", overdue_on=frame.today)
    if kind == "verification":
        return frame.address(
            "mou:obligations",
            mark="in_mou",
            status=Obligation.Status.SUBMITTED,
            owed_on=frame.today,
            due_on_after=frame.today,
        )
    if kind == "clearance":
        return frame.address("mou:clearances")
    if kind == "minutes":
        return frame.address("stakeholders:engagements", minutes="overdue")
    if kind == "return":
        return f"{frame.address('reporting:returns', quarter=frame.quarter.slug)}&wanting=yes"
    return behind(frame, show="missing")
