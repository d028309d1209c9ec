"""What the end of the running quarter will bring at the present rate, and what falls due in its last two weeks.

Figures of a quarter are captured when it is over, so the rate of an indicator is that of the closed quarters; the rate
of a planned figure of a workplan is that of its last report in the quarter. What has no rate is not forecast.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    DateField,
    DecimalField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Subquery,
    Value,
)

from mou.models import ActivityQuarter, MoU, Obligation, ProgressReport
from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.core.numbers import date_long
from partnerships.core.scoping import provinces_seen_by
from partnerships.core.states import State
from partnerships.strategy.definitions import Definitions
from partnerships.strategy.models import IndicatorVersion
from partnerships.strategy.performance import Measure, breaks, of_country, year_figure
from partnerships.strategy.target_table import NATIONAL, Scope, Targets, measured
from reporting.models import Actual
from reporting.reports.base import Column, Linked, Row, Table, addresses
from reporting.reports.gaps import OUR_NAME
from reporting.reports.rate import Rate, days_from, last_two_weeks, week_eight

Kind = IndicatorVersion.CalculationType
Desired = IndicatorVersion.DesiredPerformance
SHORT, BEYOND = State("Short at this rate", "overdue"), State("Too much at this rate", "overdue")
IN_REACH = State("In reach", "good")


@dataclass(frozen=True)
class Forecast:
    """``short`` and ``in_reach`` are indicators; ``unsaid`` those that are not forecast, each with the reason."""

    quarter: Quarter
    day: date
    place: str
    short: Table
    in_reach: Table
    unsaid: Table
    planned: Table
    due: Table

    @property
    def week(self) -> int:
        return (self.day - self.quarter.start).days // 7 + 1

    @property
    def begins_on(self) -> date:
        return week_eight(self.quarter)

    @property
    def is_early(self) -> bool:
        return self.day < self.begins_on

    @property
    def last_weeks(self) -> tuple[date, date]:
        return last_two_weeks(self.quarter)


def forecast(viewer: User, day: date, *, province: Province | None, owner: User | None = None) -> Forecast:
    """For the country or a province, as far as the viewer sees it; with ``owner`` that person's agreements alone."""
    quarter = Quarter.containing(day)
    lines = list(_Indicators(quarter, viewer, province).lines())
    short = [line for line in lines if line.state in {SHORT, BEYOND}]
    return Forecast(
        quarter=quarter,
        day=day,
        place=province.name if province else "National",
        short=_rated(
            "short", "Targets out of reach at the present rate", short, "None, of those that are forecast."
        ),
        in_reach=_rated(
            "in-reach", "Targets in reach", [one for one in lines if one.state == IN_REACH], "None."
        ),
        unsaid=_unsaid([line for line in lines if line.rate is None]),
        planned=_planned(quarter, viewer, province, owner),
        due=_due(quarter, viewer, day, province, owner),
    )


# Indicators


@dataclass(frozen=True, slots=True)
class _Line:
    definition: IndicatorVersion
    target: Decimal | None = None
    rate: Rate | None = None
    state: State | None = None
    note: str = ""


class _Indicators:
    """Three queries; used once."""

    def __init__(self, quarter: Quarter, viewer: User, province: Province | None):
        self.quarter, self.province = quarter, province
        year = quarter.financial_year
        self.definitions, self.targets = Definitions(year), Targets(year, viewer=viewer, province=province)
        rows = Actual.objects.visible_to(viewer).filter(year=quarter.year, quarter__lt=quarter.number)
        if province is not None:
            rows = rows.filter(province=province)
        self.measures: Mapping[tuple[int, int, Scope], Measure | None] = {
            (row.indicator_id, row.quarter, row.province_id): Measure.of(row) for row in rows.order_by()
        }
        provinces = [province] if province else list(provinces_seen_by(viewer))
        self.provinces: list[Scope] = [one.pk for one in provinces]

    def lines(self) -> Iterator[_Line]:
        for definition in self.definitions.in_quarter(self.quarter.number):
            if self.province and not definition.by_provinces:
                continue
            target = self._target(definition, self.quarter.number)
            if target is not None:
                yield self._line(definition)

    def _scopes(self, definition: IndicatorVersion) -> list[Scope]:
        return self.provinces if definition.by_provinces else [NATIONAL]

    def _target(self, definition: IndicatorVersion, quarter: int) -> Any:
        if self.province is not None:
            return self.targets.of_quarter(definition.indicator_id, self.province.pk, quarter)
        return self.targets.of_country(definition, quarter, self._scopes(definition))

    def _measure(self, definition: IndicatorVersion, quarter: int) -> Measure | None:
        keys = [(definition.indicator_id, quarter, scope) for scope in self._scopes(definition)]
        return of_country(definition, [self.measures.get(key) for key in keys])

    def _line(self, definition: IndicatorVersion) -> _Line:
        if why := self._has_no_rate(definition):
            return _Line(definition, note=why)
        through = self.definitions.through(definition.indicator_id, self.quarter.number)
        closed = [self._measure(one, at) if one else None for at, one in enumerate(through[:-1], start=1)]
        promised = [
            measured(self._target(one, at)) if one else None for at, one in enumerate(through, start=1)
        ]
        if why := self._is_not_whole(definition, through, closed):
            return _Line(definition, note=why)
        so_far, target = year_figure(through[:-1], closed).value, year_figure(through, promised).value
        assert isinstance(so_far, Decimal)
        assert isinstance(target, Decimal)
        start, last = self.quarter.financial_year.start, self.quarter.previous().end
        rate = Rate(so_far, days_from(start, last), days_from(start, self.quarter.end))
        return _Line(definition, target, rate, _state(definition, rate, target), self._incomplete(definition))

    def _has_no_rate(self, definition: IndicatorVersion) -> str:
        if definition.is_qualitative:
            return "Words have no rate."
        if definition.is_percentage:
            return "A percentage has no rate by the day: its parts are not known yet."
        if definition.calculation_type == Kind.NON_CUMULATIVE:
            return "Each quarter stands for itself: the last one says nothing of this one."
        if self.quarter.number == 1:
            return "No quarter of the year is over, so there is no rate yet."
        return ""

    def _is_not_whole(
        self,
        definition: IndicatorVersion,
        through: list[IndicatorVersion | None],
        closed: list[Measure | None],
    ) -> str:
        """A quarter that lacks its figure, or a description that changes in kind within the year."""
        apart = [one for one in breaks(through) if not one.keeps_year_whole]
        if apart:
            return " ".join(map(str, apart))
        adds_up = definition.calculation_type == Kind.CUMULATIVE_YEAR_END
        lacking = [f"Q{at}" for at, one in enumerate(closed, start=1) if one is None]
        if closed[-1] is None or (adds_up and lacking):
            return f"Nothing was measured in {', '.join(lacking)}: a rate without it would be wrong."
        return ""

    def _incomplete(self, definition: IndicatorVersion) -> str:
        """Places that were asked and gave nothing make the rate lower than it is."""
        asked = given = 0
        for number in range(1, self.quarter.number):
            for scope in self._scopes(definition):
                if self.targets.asks(definition, scope, number):
                    asked += 1
                    given += self.measures.get((definition.indicator_id, number, scope)) is not None
        return f"From {given} of {asked} figures that were asked for." if given < asked else ""


def _state(definition: IndicatorVersion, rate: Rate, target: Decimal) -> State:
    """Within the tolerance of the indicator is in reach, as when it is judged."""
    room = target * definition.tolerance / 100
    desired = definition.desired_performance
    if desired != Desired.LOWER and rate.falls_short_of(target - room):
        return SHORT
    if desired != Desired.HIGHER and rate.goes_beyond(target + room):
        return BEYOND
    return IN_REACH


def _link(definition: IndicatorVersion) -> Linked:
    return Linked(f"{definition.code} {definition.name}", definition.indicator.get_absolute_url())


def _rated(key: str, title: str, lines: list[_Line], empty: str) -> Table:
    rows: list[Row] = []
    for line in lines:
        assert line.rate is not None
        assert line.target is not None
        needed = line.target - line.rate.so_far
        rows.append(
            (
                _link(line.definition),
                line.target,
                line.rate.so_far,
                " ".join(filter(None, (f"{line.rate.in_words}.", line.note))),
                line.rate.expected,
                max(needed, Decimal(0)) if line.definition.desired_performance != Desired.LOWER else None,
                line.state,
            )
        )
    columns = (
        Column("Indicator", 60),
        Column("Target by the end", 16, "number"),
        Column("So far", 14, "number"),
        Column("So far ÷ days gone × days", 40),
        Column("Expected", 14, "number"),
        Column("Still needed", 14, "number"),
        Column("State", 24, "state"),
    )
    return Table(key, title, columns, tuple(rows), empty=empty)


def _unsaid(lines: list[_Line]) -> Table:
    rows: tuple[Row, ...] = tuple((_link(line.definition), line.note) for line in lines)
    return Table("unsaid", "Not forecast, and why", (Column("Indicator", 60), Column("Why", 80)), rows)


# Planned figures of workplans


def planned_figures(rows: Any, quarter: Quarter) -> Any:
    """Of these planned quarters those of the quarter that have a figure to reach and were reported on within it.

    ``reported`` is the day of the last report, ``gone`` the days of the quarter until then.
    """
    latest = ProgressReport._base_manager.filter(
        quarter=OuterRef("pk"), reported_on__range=(quarter.start, quarter.end), value__isnull=False
    ).order_by("-reported_on", "-pk")
    days = Func(
        F("reported"),
        Value(quarter.start, output_field=DateField()),
        template="(%(expressions)s + 1)",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )
    return (
        rows.filter(
            status__in=ActivityQuarter.OPEN,
            number=quarter.number,
            activity__year=quarter.year,
            activity__removed_by__isnull=True,
            activity__mou__signed_on__isnull=False,
            planned_value__gt=0,
        )
        .exclude(activity__mou__status__in=MoU.ENDED)
        .annotate(
            reported=Subquery(latest.values("reported_on")[:1]), reached=Subquery(latest.values("value")[:1])
        )
        .annotate(gone=days)
    )


def falling_short(rows: Any, quarter: Quarter) -> Any:
    """Those of ``planned_figures`` that ``Rate.falls_short_of`` names."""
    length = days_from(quarter.start, quarter.end)
    lacking = ExpressionWrapper(
        F("planned_value") * F("gone") - F("reached") * Value(length),
        output_field=DecimalField(max_digits=20, decimal_places=2),
    )
    return rows.annotate(lacking=lacking).filter(lacking__gt=0)


def _planned(quarter: Quarter, viewer: User, province: Province | None, owner: User | None) -> Table:
    rows = planned_figures(ActivityQuarter.objects.visible_to(viewer), quarter)
    rows = _of(rows, "activity__mou", province, owner)
    found: list[Row] = []
    address = addresses("mou:activity")
    length = days_from(quarter.start, quarter.end)
    for row in rows.select_related("activity__mou", "activity__responsible_person").order_by(
        "activity__mou__reference", "activity__title", "pk"
    ):
        activity = row.activity
        link = Linked(f"{activity.mou.reference}: {activity.title}", address(activity.pk))
        person = activity.responsible_person.name if activity.responsible_person else ""
        if row.reported is None:
            found.append(
                (
                    link,
                    person,
                    row.planned_value,
                    None,
                    "No figure was reported yet: not forecast.",
                    None,
                    None,
                )
            )
            continue
        rate = Rate(row.reached, row.gone, length)
        state = SHORT if rate.falls_short_of(row.planned_value) else IN_REACH
        words = f"{rate.in_words}, as reported on {date_long(row.reported)}."
        found.append((link, person, row.planned_value, row.reached, words, rate.expected, state))
    columns = (
        Column("Activity", 60),
        Column("Responsible", 24),
        Column("Planned", 14, "number"),
        Column("Reached", 14, "number"),
        Column("Reached ÷ days gone × days", 44),
        Column("Expected", 14, "number"),
        Column("State", 24, "state"),
    )
    return Table(
        "planned",
        "Planned figures of the workplans",
        columns,
        tuple(found),
        empty="No open activity of the quarter has a figure to reach.",
    )


# Obligations


def due_at_the_end(rows: Any, quarter: Quarter) -> Any:
    """Of agreements that run: what falls due in the last two weeks and nobody submitted."""
    waiting = (Obligation.Status.OPEN, Obligation.Status.RETURNED, Obligation.Status.DISPUTED)
    return rows.filter(
        status__in=waiting,
        due_on__range=last_two_weeks(quarter),
        removed_by__isnull=True,
        mou__signed_on__isnull=False,
    ).exclude(mou__status__in=MoU.ENDED)


def _due(quarter: Quarter, viewer: User, day: date, province: Province | None, owner: User | None) -> Table:
    rows = _of(due_at_the_end(Obligation.objects.visible_to(viewer), quarter), "mou", province, owner)
    address = addresses("mou:obligation")
    found: tuple[Row, ...] = tuple(
        (
            Linked(f"{row.mou.reference}, {row.clause}: {row.text}", address(row.pk)),
            row.due_on,
            row.owing_party.name if row.owing_party else OUR_NAME,
            row.mou.business_owner.name if row.mou.business_owner else "",
            row.state_on(day),
        )
        for row in rows.select_related("mou__business_owner", "owing_party__stakeholder").order_by(
            "due_on", "pk"
        )
    )
    columns = (
        Column("Obligation", 80),
        Column("Due on", 24, "date"),
        Column("Owed by", 36),
        Column("Business owner", 28),
        Column("State", 24, "state"),
    )
    return Table(
        "due",
        "Obligations that fall due in the last two weeks",
        columns,
        found,
        empty="None falls due then that is not submitted.",
    )


def _of(rows: Any, mou: str, province: Province | None, owner: User | None) -> Any:
    if province is not None:
        rows = rows.filter(**{f"{mou}__province": province})
    return rows.filter(**{f"{mou}__business_owner": owner}) if owner is not None else rows
