"""By when actuals and the quarterly report are due, who captures what is missing, and who should look ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, DateField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from mou.models import ActivityQuarter, MoU, Obligation
from partnerships.core.calendar import Quarter
from partnerships.core.models import Province
from partnerships.core.reminding.kinds import HEAD, Dated, Holders, Kind, register
from partnerships.core.timeline import joined
from partnerships.strategy.models import Indicator, IndicatorVersion, Slot, Target
from reporting.models import Actual, ReportingPeriod
from reporting.reports.forecast import due_at_the_end, falling_short, planned_figures
from reporting.reports.rate import last_two_weeks, week_eight

# How many reports ahead the calendar shows.
AHEAD = 4
CAPTURING = Holders("reporting.add_actual")
IS_DUE = Value("Due by the reporting calendar")
MOST_QUARTERS = 100_000


def closed_quarter(day: date) -> Quarter:
    return Quarter.containing(day).previous()


def missing_in_provinces(seen: QuerySet[Province], day: date) -> QuerySet[Province]:
    """Provinces with the number of actuals that the last closed quarter asks of them and that are missing.

    A province is asked by its own target; where only the country has one, every province is (``actuals_due``).
    """
    quarter = closed_quarter(day)
    own = _targets(quarter).filter(province=OuterRef(OuterRef("pk")))
    others = _targets(quarter).filter(province__isnull=False)
    national = _targets(quarter).filter(province__isnull=True)
    captured = _actuals(quarter).filter(province=OuterRef(OuterRef("pk")))
    asked = _measured(Indicator.objects.all(), quarter, IndicatorVersion.CollectedFrom.PROVINCES)
    asked = asked.filter(Q(Exists(own)) | Q(Q(Exists(national)) & ~Q(Exists(others)))).filter(
        ~Exists(captured)
    )
    # Where the calendar asks for a return, that is what is due, and not its figures one by one.
    own_days = _periods(quarter).filter(province=OuterRef("pk"))
    return (
        seen.filter(~Exists(own_days))
        .annotate(missing=Coalesce(Subquery(_number_of(asked)), 0), **_of_quarter(quarter, own_days))
        .filter(missing__gt=0)
    )


def missing_nationally(seen: Any, day: date) -> QuerySet[Any, Any]:
    """One row with the number of national actuals that are missing."""
    quarter = closed_quarter(day)
    scope = {"province__isnull": True}
    return (
        _measured(seen, quarter, IndicatorVersion.CollectedFrom.NATIONAL)
        .filter(Exists(_targets(quarter).filter(**scope)), ~Exists(_actuals(quarter).filter(**scope)))
        .order_by()
        .annotate(**_of_quarter(quarter, _periods(quarter).filter(**scope)))
        .values("due", "quarter")
        .annotate(missing=Count("pk"))
    )


def _of_quarter(quarter: Quarter, days: QuerySet) -> dict[str, Any]:
    """``days`` are those of the reporting calendar; where there are none, the law's."""
    return {
        "due": Coalesce(Subquery(days.values("due_on")), Value(quarter.report_due_on, DateField())),
        "quarter": Value(_number(quarter), IntegerField()),
    }


def _measured(indicators: Any, quarter: Quarter, collected_from: str) -> Any:
    """Those whose description of that quarter is in use and asks that level."""
    described = IndicatorVersion.objects.valid_in(quarter).filter(collected_from=collected_from)
    return indicators.filter(pk__in=described.order_by().values("indicator"))


def _targets(quarter: Quarter) -> QuerySet:
    """Those of the outer indicator in that quarter."""
    slot = Slot.of(quarter.number)
    return Target._base_manager.filter(indicator=OuterRef("pk"), year=quarter.year, slot=slot).order_by()


def _actuals(quarter: Quarter) -> QuerySet:
    """Those of the outer indicator in that quarter."""
    return Actual._base_manager.filter(
        indicator=OuterRef("pk"), year=quarter.year, quarter=quarter.number
    ).order_by()


def _periods(quarter: Quarter) -> QuerySet:
    return ReportingPeriod._base_manager.filter(year=quarter.year, quarter=quarter.number).order_by()


def reports(day: date) -> Iterator[Dated]:
    """The last closed quarter and those to come; what is issued is not recorded yet, so a past day is settled."""
    quarter = closed_quarter(day)
    national = ReportingPeriod._base_manager.filter(province__isnull=True, year__gte=quarter.year).order_by()
    days = {
        Quarter(year, number): due for year, number, due in national.values_list("year", "quarter", "due_on")
    }
    for _ in range(AHEAD):
        due_on = days.get(quarter, quarter.report_due_on)
        if due_on >= day:
            yield Dated(
                item=_number(quarter),
                due_on=due_on,
                title=f"Quarterly report of {quarter}",
                about="One month after the quarter: regulation 11 of the CSPS Regulations, 2016",
            )
        quarter = quarter.next()


def _number(quarter: Quarter) -> int:
    return quarter.year * 10 + quarter.number


def _to_capture(number: int, province: int | None) -> str:
    year, quarter = divmod(number, 10)
    return f"{reverse('reporting:actuals_to_capture')}?quarter={Quarter(year, quarter).slug}"


# What the end of a quarter will bring


def to_look_ahead(seen: QuerySet[MoU], day: date) -> Any:
    """One row, from week 8 on, for each business owner with obligations due in the last weeks or planned figures
    out of reach. The first of the owner's agreements stands for all.
    """
    quarter = Quarter.containing(day)
    first, _ = last_two_weeks(quarter)
    owner = OuterRef("business_owner")
    due = due_at_the_end(Obligation._base_manager.filter(mou__business_owner=owner), quarter)
    figures = ActivityQuarter._base_manager.filter(activity__mou__business_owner=owner)
    short = falling_short(planned_figures(figures, quarter), quarter)
    earlier = _running(MoU._base_manager.filter(business_owner=owner, pk__lt=OuterRef("pk")))
    rows = (
        _running(seen)
        .filter(~Exists(earlier), Exists(due) | Exists(short))
        .annotate(
            look_by=Value(first, DateField()),
            quarter_name=Value(str(quarter)),
            due_count=Coalesce(Subquery(_number_of(due)), 0),
            short_count=Coalesce(Subquery(_number_of(short)), 0),
        )
    )
    return rows if week_eight(quarter) <= day <= first else rows.none()


def _running(rows: Any) -> Any:
    return rows.filter(signed_on__isnull=False).exclude(status__in=MoU.ENDED)


def _number_of(rows: Any) -> Any:
    return rows.order_by().annotate(one=Value(1)).values("one").annotate(count=Count("pk")).values("count")


register(
    Kind(
        name="forecast",
        label="Forecast of the quarter",
        task="Look ahead to the end of the quarter",
        permission="mou.view_mou",
        model=MoU,
        rows=to_look_ahead,
        due="look_by",
        item="business_owner",
        title=joined(Value("What the end of "), "quarter_name", Value(" brings")),
        about=joined(
            Value("Obligations due in the last two weeks: "),
            "due_count",
            Value("; planned figures out of reach at the present rate: "),
            "short_count",
        ),
        people=("business_owner",),
        locate=lambda number, province: f"{reverse('reporting:forecast')}?whose=mine",
    ),
    Kind(
        name="actuals",
        label="Actuals to capture",
        task="Capture actuals",
        permission="reporting.view_actual",
        model=Province,
        rows=missing_in_provinces,
        due="due",
        # A province and a quarter: both make the number by which it is known.
        item=F("pk") * MOST_QUARTERS + F("quarter"),
        number="quarter",
        title=joined("missing", Value(" actuals are missing: "), "name"),
        about=IS_DUE,
        people=(CAPTURING, HEAD),
        locate=_to_capture,
    ),
    Kind(
        name="actuals-national",
        ladder="actuals",
        label="National actuals to capture",
        task="Capture national actuals",
        permission="reporting.view_actual",
        model=Indicator,
        rows=missing_nationally,
        due="due",
        item="quarter",
        title=joined("missing", Value(" national actuals are missing")),
        about=IS_DUE,
        people=(CAPTURING, HEAD),
        locate=_to_capture,
    ),
    Kind(
        name="quarterly-report",
        label="Quarterly report",
        task="Issue the quarterly report",
        permission="reporting.view_national_report",
        found=reports,
        people=(CAPTURING,),
        locate=lambda number, province: reverse("reporting:reports"),
    ),
)
