"""Activities and obligations of a quarter by thrust, and the agreements and partners that contribute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q

from mou.models import (
    ActivityQuarter,
    ContestedLine,
    MoU,
    MoUParty,
    Obligation,
    SlipLine,
    carried_by,
    done_by,
    due_within,
    fulfilled_by,
    in_force_on,
    overdue_on,
    released_by,
)
from partnerships.core.calendar import Quarter
from reporting.reports.base import Figure, Frame, Linked, addresses
from reporting.reports.document import ActivityCounts, ObligationCounts
from stakeholders.models import Stakeholder

Tally = dict[str, int]
Tallies = dict[Any, Tally]


def obligations_of(frame: Frame) -> Any:
    """What was owed: under agreements signed by the day of the report."""
    return frame.records(Obligation).filter(mou__signed_on__lte=frame.as_of)


def due_in(frame: Frame) -> Q:
    """By the date that held on the day of the report: more time that was given later moves nothing."""
    within = due_within(frame.start, frame.quarter.end, as_at=frame.as_of)
    return within & ~released_by(frame.as_of)


def planned_in(frame: Frame) -> Any:
    """The planned quarters of activities under agreements signed by the day of the report."""
    planned = frame.records(ActivityQuarter).filter(
        activity__year=frame.quarter.year, activity__mou__signed_on__lte=frame.as_of
    )
    number = frame.quarter.number
    return planned.filter(number__lte=number) if frame.is_year else planned.filter(number=number)


def contested_records(frame: Frame, kind: str) -> Any:
    """The records of which a partner contests what we recorded of the quarter, unless it was agreed and corrected."""
    numbers = range(1, frame.quarter.number + 1) if frame.is_year else [frame.quarter.number]
    lines = frame.records(ContestedLine).filter(
        line__slip__year=frame.quarter.year, line__slip__number__in=numbers, line__kind=kind
    )
    return lines.exclude(status=ContestedLine.Status.CORRECTED).order_by().values("line__record")


class Work:
    """Counts by thrust, read when they are first asked for, in a query each, and added up as asked."""

    def __init__(self, frame: Frame):
        self.frame = frame

    # The second are the same counts of those of which a partner contests what we recorded of the quarter.

    @cached_property
    def _obligations(self) -> tuple[Tallies, Tallies]:
        return _parted(self._count_obligations(), "thrust_of")

    @cached_property
    def _activities(self) -> tuple[Tallies, Tallies]:
        return _parted(self._count_activities(), "thrust_of")

    def _count_obligations(self) -> Any:
        frame, due = self.frame, due_in(self.frame)
        fulfilled = due & fulfilled_by(frame.as_of)
        overdue = overdue_on(frame.overdue_day)
        contested = _is(Q(pk__in=contested_records(frame, SlipLine.Kind.OBLIGATION)))
        rows = obligations_of(frame).filter(due | overdue).order_by()
        return rows.values(thrust_of=F("thrust_id"), is_contested=contested).annotate(
            due=Count("pk", filter=due),
            met=Count("pk", filter=fulfilled & Q(status="met")),
            partly_met=Count("pk", filter=fulfilled & Q(status="partly_met")),
            overdue=Count("pk", filter=overdue),
        )

    def _count_activities(self) -> Any:
        contested = _is(Q(activity__in=contested_records(self.frame, SlipLine.Kind.ACTIVITY)))
        rows = planned_in(self.frame).order_by()
        rows = rows.values(thrust_of=F("activity__thrust_id"), is_contested=contested)
        return rows.annotate(**_counts(done_by(self.frame.as_of), carried_by(self.frame.as_of)))

    def obligations(self, thrusts: Iterable[int | None] | None = None, **chosen: Any) -> ObligationCounts:
        """Those of these thrusts (None among them: tied to no thrust), or all; ``chosen`` goes into the addresses."""
        count, contested = (_sum(tallies, thrusts) for tallies in self._obligations)
        frame = self.frame
        period = {
            "due_on_after": frame.start,
            "due_on_before": frame.quarter.end,
            "owed_on": frame.as_of,
        }

        def figure(name: str, **parameters: Any) -> Figure:
            # What was only said stands in the same register and is a figure of its own.
            address = frame.address("mou:obligations", mark="in_mou", **parameters, **chosen)
            return Figure(count[name], address, contested[name])

        return ObligationCounts(
            due=figure("due", **period),
            met=figure("met", **period, fulfilled_by=frame.as_of, status="met"),
            partly_met=figure("partly_met", **period, fulfilled_by=frame.as_of, status="partly_met"),
            overdue=figure("overdue", overdue_on=frame.overdue_day),
        )

    def activities(self, thrusts: Iterable[int] | None = None, **chosen: Any) -> ActivityCounts:
        """Those of these thrusts, or all. What is not done is late once the quarter is over, and open before.

        Planned is done, late or open, given up, and carried over into the next year; ``brought`` of them came from the
        year before.
        """
        count, contested = (_sum(tallies, thrusts) for tallies in self._activities)
        return activity_counts(self.frame, count, contested, **chosen)


def _is(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _parted(rows: Iterable[dict[str, Any]], by: str) -> tuple[Tallies, Tallies]:
    """Counts by one column of all rows, and of the contested ones among them."""
    every: Tallies = defaultdict(lambda: defaultdict(int))
    contested: Tallies = {}
    for row in rows:
        key = row.pop(by)
        if row.pop("is_contested"):
            contested[key] = row
        for name, count in row.items():
            every[key][name] += count
    return every, contested


@dataclass(frozen=True, slots=True)
class YearOfActivities:
    """All of the report, and the quarters of the year up to that of the report, each as its own report counts it."""

    whole: ActivityCounts
    quarters: tuple[tuple[Quarter, ActivityCounts], ...]


def activities_of_year(frame: Frame) -> YearOfActivities:
    """Every planned quarter is looked at once, for both; one query."""
    frames = [
        Frame(quarter, frame.province, frame.viewer, frame.today)
        for quarter in frame.quarter.financial_year.quarters[: frame.quarter.number]
    ]

    def in_each(condition: Callable[[date], Q]) -> Q:
        found = Q(pk__in=())
        for one in frames:
            found |= Q(number=one.quarter.number) & condition(one.as_of)
        return found

    planned = frame.records(ActivityQuarter).filter(
        activity__year=frame.quarter.year,
        number__lte=frame.quarter.number,
        activity__mou__signed_on__lte=frame.as_of,
    )
    contested = _is(Q(activity__in=contested_records(frame, SlipLine.Kind.ACTIVITY)))
    rows = planned.order_by().values("number", is_contested=contested)
    then = in_each(lambda day: Q(activity__mou__signed_on__lte=day))
    rows = rows.annotate(**_counts(in_each(done_by), in_each(carried_by), then))
    if frame.is_year:
        # The end of a quarter tells less of it than the end of the year does.
        of_year = _counts(done_by(frame.as_of), carried_by(frame.as_of))
        rows = rows.annotate(**{f"year_{name}": count for name, count in of_year.items()})
    every, contested_ones = _parted(rows, "number")
    count, of_it = (
        _sum(tallies, None if frame.is_year else [frame.quarter.number])
        for tallies in (every, contested_ones)
    )
    if frame.is_year:
        count, of_it = (
            defaultdict(int, {name: tally[f"year_{name}"] for name in of_year}) for tally in (count, of_it)
        )
    return YearOfActivities(
        whole=activity_counts(frame, count, of_it),
        quarters=tuple(
            (one.quarter, activity_counts(one, _sum(every, [one.quarter.number]))) for one in frames
        ),
    )


def _counts(done: Q, carried: Q, among: Q | None = None) -> dict[str, Count]:
    """Of all rows, or of some ``among`` them."""
    every = Q() if among is None else among
    return {
        "planned": Count("pk", filter=every),
        "done": Count("pk", filter=every & done),
        "given_up": Count("pk", filter=every & Q(status="not_done")),
        "carried": Count("pk", filter=every & carried),
        "brought": Count("pk", filter=every & Q(activity__carried_from__isnull=False)),
    }


def activity_counts(
    frame: Frame, count: Tally, contested: Tally | None = None, **chosen: Any
) -> ActivityCounts:
    rest, of_rest = _rest(count), _rest(contested) if contested else 0
    # The list of activities names each once, a year counts each of their quarters.
    listed, of_quarter = ("mou:planned_quarters", "until") if frame.is_year else ("mou:activities", "quarter")
    period = {"year": frame.quarter.year, of_quarter: frame.quarter.number, "as_at": frame.as_of}

    def figure(value: int, of_it: int, **parameters: Any) -> Figure:
        return Figure(value, frame.address(listed, **period, **parameters, **chosen), of_it)

    def counted(name: str, **parameters: Any) -> Figure:
        return figure(count[name], contested[name] if contested else 0, **parameters)

    return ActivityCounts(
        planned=counted("planned"),
        done=counted("done", state="done"),
        late=figure(rest, of_rest, state="late") if frame.is_closed else figure(0, 0, state="late"),
        open=figure(0, 0, state="open") if frame.is_closed else figure(rest, of_rest, state="open"),
        given_up=counted("given_up", state="given_up"),
        carried=counted("carried", state="carried"),
        brought=counted("brought", carried="from"),
    )


def _rest(count: Tally) -> int:
    return count["planned"] - count["done"] - count["given_up"] - count["carried"]


def _sum(tallies: dict[Any, Tally], keys: Iterable[Any] | None) -> Tally:
    total: Tally = defaultdict(int)
    for key in tallies if keys is None else keys:
        for name, count in tallies.get(key, {}).items():
            total[name] += count
    return total


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement in force on the day of the report, with its other parties by their number."""

    pk: int
    reference: str
    title: str
    url: str
    parties: dict[int, Linked]

    @property
    def link(self) -> Linked:
        return Linked(self.reference, self.url)


class Contributions:
    """The agreements in force on the day of the report, by focus area, read once in three queries."""

    def __init__(self, frame: Frame):
        self.frame = frame
        in_force = frame.records(MoU).filter(in_force_on(frame.as_of)).order_by("reference")
        parties = self._parties(in_force)
        address = addresses("mou:detail")
        self._by_area: dict[int, list[Agreement]] = defaultdict(list)
        self.agreements: dict[int, Agreement] = {}
        for pk, reference, title, area in in_force.values_list("pk", "reference", "title", "focus_areas"):
            if pk not in self.agreements:
                self.agreements[pk] = Agreement(pk, reference, title, address(pk), parties.get(pk, {}))
            self._by_area[area].append(self.agreements[pk])

    def _parties(self, in_force: Any) -> dict[int, dict[int, Linked]]:
        """The other parties of each agreement. Everybody may know their names, not everybody may open their pages."""
        viewer = self.frame.viewer
        theirs = MoUParty.objects.visible_to(viewer).filter(
            mou__in=in_force.order_by().values("pk"), stakeholder__isnull=False
        )
        opened = set(
            Stakeholder.objects.visible_to(viewer)
            .filter(pk__in=theirs.order_by().values("stakeholder_id"))
            .order_by()
            .values_list("pk", flat=True)
        )
        address = addresses("stakeholders:detail")
        parties: dict[int, dict[int, Linked]] = defaultdict(dict)
        rows = theirs.order_by("mou_id", "position", "pk")
        for mou, pk, name in rows.values_list("mou_id", "stakeholder_id", "stakeholder__name"):
            parties[mou][pk] = Linked(name, address(pk) if pk in opened else "")
        return parties

    def of(self, area: int) -> list[Agreement]:
        return self._by_area.get(area, [])

    def mous(self, area: int) -> Figure:
        url = self.frame.address("mou:list", focus_area=area, in_force_on=self.frame.as_of)
        return Figure(len(self.of(area)), url)

    def partners(self, area: int) -> tuple[Linked, ...]:
        """Each partner once, by name."""
        found: dict[int, Linked] = {}
        for agreement in self.of(area):
            found |= agreement.parties
        return tuple(sorted(found.values(), key=lambda partner: partner.text))
