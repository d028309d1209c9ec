"""How the returns of a quarter stand: what is not accepted yet, what is missing or late, what was an exception."""

from __future__ import annotations

from datetime import date

from reporting.models import LateOpening, ProvincialReturn, ReportingPeriod
from reporting.reports.base import Column, Figure, Frame, Linked, Row, Table
from reporting.reports.document import Gap


class Returns:
    """Of the provinces of a report, as they stand today. Two queries."""

    def __init__(self, frame: Frame):
        self.frame = frame
        periods = ReportingPeriod.objects.visible_to(frame.viewer).of_quarter(frame.quarter)
        late = LateOpening.objects.visible_to(frame.viewer).filter(
            period__year=frame.quarter.year, period__quarter=frame.quarter.number
        )
        if frame.province:
            periods, late = (
                periods.filter(province=frame.province),
                late.filter(period__province=frame.province),
            )
        self.periods = list(
            periods.filter(province__isnull=False)
            .select_related("province", "provincial_return__submitted_by")
            .order_by("province__order")
        )
        self.late_openings = list(
            late.select_related("period__province", "opened_by").order_by(
                "period__province__order", "opened_on"
            )
        )
        self._unaccepted = {
            period.province_id
            for period in self.periods
            if (found := _of(period)) is None or found.status != ProvincialReturn.Status.ACCEPTED
        }

    def is_unaccepted(self, scope: int | None) -> bool:
        """Whether a return is asked of that province and was not accepted: its figures may still change."""
        return scope in self._unaccepted


def _of(period: ReportingPeriod) -> ProvincialReturn | None:
    return getattr(period, "provincial_return", None)


def returns_wanting(returns: Returns, limit: int | None) -> Gap:
    """Missing, late, sent back, unsigned and not accepted: a line for each province and what it lacks."""
    rows: list[Row] = []
    for period in returns.periods:
        found = _of(period)
        said = _lacking(period, found, returns.frame.today)
        if said:
            where = str(period.province)
            rows.append(
                (
                    Linked(where, found.get_absolute_url()) if found else where,
                    period.due_on,
                    said,
                    str(found.submitted_by) if found and found.submitted_by else "Nobody",
                )
            )
    return Gap(
        "Returns missing, late or not accepted",
        Figure(len(rows)),
        "By the reporting calendar a return was due, and it is missing, came late, was sent back, or is neither signed "
        "nor accepted. Figures of such a return may still change.",
        Table(
            "returns",
            "Returns of the provinces",
            (
                Column("Province", 40),
                Column("Due on", 24, "date"),
                Column("How it stands", 56),
                Column("Submitted by", 40),
            ),
            tuple(rows[:limit]),
            of=len(rows),
        ),
    )


def _lacking(period: ReportingPeriod, found: ProvincialReturn | None, day: date) -> str:
    """What there is to say of it; nothing of one that was accepted in time, or is not due yet.

    How late something is that did not come stands nowhere: it would differ every day from what was sealed.
    """
    if found is None or found.first_submitted_on is None:
        if day <= period.due_on:
            return ""
        return "Not begun" if found is None else "Begun and not submitted"
    late = f"submitted {_days(found.first_submitted_on, period.due_on)} late" if found.is_late else ""
    stands = {
        ProvincialReturn.Status.SUBMITTED: "not signed",
        ProvincialReturn.Status.SIGNED: "signed, not accepted",
        ProvincialReturn.Status.RETURNED: "sent back, not submitted again",
    }.get(ProvincialReturn.Status(found.status), "")
    said = ", ".join(part for part in (late, stands) if part)
    return said[:1].upper() + said[1:]


def _days(later: date, earlier: date) -> str:
    count = (later - earlier).days
    return f"{count} day{'' if count == 1 else 's'}"


def exceptions(returns: Returns, limit: int | None) -> Gap:
    """Periods that were opened late, and accepted returns that were opened again."""
    rows: list[Row] = [
        (
            opening.period.scope_label,
            "Opened late",
            opening.until,
            f"{opening.authority}: {opening.reason}",
            str(opening.opened_by),
        )
        for opening in returns.late_openings
    ]
    for period in returns.periods:
        found = _of(period)
        if found is not None and found.reopened_by_authority:
            rows.append(
                (
                    Linked(period.scope_label, found.get_absolute_url()),
                    "Opened again after it was accepted",
                    found.correct_by,
                    found.reopened_by_authority,
                    "See its history",
                )
            )
    return Gap(
        "Figures taken as an exception",
        Figure(len(rows)),
        "After the closing day, or after the return was accepted: by whose authority, why, and until when.",
        Table(
            "return_exceptions",
            "Late openings and reopenings",
            (
                Column("Where", 28),
                Column("What", 34),
                Column("Until", 24, "date"),
                Column("Authority and reason", 60),
                Column("Recorded by", 28),
            ),
            tuple(rows[:limit]),
            of=len(rows),
        ),
    )
