"""What came into the registers and what left them in a quarter, and whom the Unit met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, CharField, Count, F, Q, Sum, Value, When

from mou.models import MoU, in_force_on
from partnerships.core.numbers import date_long
from reporting.reports.base import Column, Figure, Frame, Linked, Row, Table, addresses
from reporting.reports.document import EngagementLine, Engagements, Movement, Register
from stakeholders.models import Engagement, PartnerDecision
from stakeholders.models.decision import partnership_on

NATIONAL_CHOICE = "null"  # how a list is asked for records without a province


def register(frame: Frame) -> Register:
    return Register(movements(frame, counts(frame)), (*_partner_changes(frame), *_mou_changes(frame)))


def counts(frame: Frame) -> dict[str, int]:
    """Partners, agreements in force and engagements: everything that is only counted, in one query.

    Each decision and each agreement is looked at once, and told where it stood on both days and what happened between.
    """
    before, now = frame.day_before, frame.as_of
    parts = (
        _stood(
            frame.records(PartnerDecision),
            "partners",
            before=partnership_on(before),
            now=partnership_on(now),
            new=_is_new_partner(frame),
            ended=_is_ended_partner(frame),
        ),
        _stood(frame.records(MoU), "mous", before=in_force_on(before), now=in_force_on(now)),
        _stood(held_in(frame), "held", now=Q(pk__isnull=False)),
    )
    count: dict[str, int] = defaultdict(int)
    first, *others = parts
    for part, was, is_now, new, ended, number in first.union(*others, all=True):
        # Of agreements the two days tell what came and what went.
        came, left = (is_now and not was, was and not is_now) if part == "mous" else (new, ended)
        told = {part: is_now, f"{part} before": was, f"{part} new": came, f"{part} ended": left}
        for name, is_so in told.items():
            count[name] += number * is_so
    return count


def _stood(rows: Any, part: str, **told: Q) -> Any:
    """How many rows stand alike, by what is ``told`` of them; what is not told is not so."""
    alike = {
        name: Case(When(told.get(name, Q(pk__in=())), then=True), default=False, output_field=BooleanField())
        for name in ("before", "now", "new", "ended")
    }
    marked = rows.order_by().annotate(part=Value(part, CharField()), **alike)
    return marked.values_list("part", *alike).annotate(number=Count("pk"))


def movements(frame: Frame, count: dict[str, int]) -> tuple[Movement, Movement]:
    """Partners, then agreements in force: how many at start, new, ended and at end."""
    before, now, period = frame.day_before, frame.as_of, (frame.start, frame.as_of)

    def figure(name: str, url_name: str, **chosen: Any) -> Figure:
        return Figure(count[name], frame.address(url_name, **chosen))

    decided, listed = "stakeholders:decisions", "stakeholders:list"
    return (
        Movement(
            "Partners",
            at_start=figure("partners before", listed, partner_on=before, archived="all"),
            new=figure(
                "partners new",
                decided,
                outcome="partner",
                decided_on_after=period[0],
                decided_on_before=period[1],
            ),
            ended=figure("partners ended", decided, ended_on_after=period[0], ended_on_before=period[1]),
            at_end=figure("partners", listed, partner_on=now, archived="all"),
        ),
        Movement(
            "MoUs in force",
            at_start=figure("mous before", "mou:list", in_force_on=before),
            new=figure("mous new", "mou:list", in_force_on=now, not_in_force_on=before),
            ended=figure("mous ended", "mou:list", in_force_on=before, not_in_force_on=now),
            at_end=figure("mous", "mou:list", in_force_on=now),
        ),
    )


# Partners: decisions that began and ended


def _is_new_partner(frame: Frame) -> Q:
    return Q(outcome="partner", decided_on__range=(frame.start, frame.as_of))


def _is_ended_partner(frame: Frame) -> Q:
    return Q(ended_on__range=(frame.start, frame.as_of))


def new_partners(frame: Frame) -> Any:
    return frame.records(PartnerDecision).filter(_is_new_partner(frame))


def ended_partners(frame: Frame) -> Any:
    return frame.records(PartnerDecision).filter(_is_ended_partner(frame))


def _partner_changes(frame: Frame) -> list[Table]:
    new = (
        new_partners(frame)
        .order_by("decided_on", "stakeholder__name")
        .values_list("stakeholder_id", "stakeholder__name", "decided_on", "form_of_collaboration__name")
    )
    ended = (
        ended_partners(frame)
        .order_by("ended_on", "stakeholder__name")
        .values("stakeholder_id", "stakeholder__name", "ended_on", "end_reason")
    )
    address, reasons = addresses("stakeholders:detail"), dict(PartnerDecision.EndReason.choices)
    return [
        Table(
            "new_partners",
            "New partners",
            (Column("Partner", 60), Column("Decided on", 28, "date"), Column("Form of collaboration", 50)),
            tuple((Linked(name, address(pk)), day, form) for pk, name, day, form in new),
            empty="No partnership was decided in this quarter.",
        ),
        Table(
            "ended_partners",
            "Partnerships that ended",
            (Column("Partner", 60), Column("Ended on", 28, "date"), Column("Reason", 50)),
            tuple(
                (
                    Linked(row["stakeholder__name"], address(row["stakeholder_id"])),
                    row["ended_on"],
                    reasons[row["end_reason"]],
                )
                for row in ended
            ),
            empty="No partnership ended in this quarter.",
        ),
    ]


# Agreements: in force on one day and not on the other


def came_into_force(frame: Frame) -> Any:
    return _in_force_but_not_on(frame, frame.as_of, frame.day_before)


def no_longer_in_force(frame: Frame) -> Any:
    return _in_force_but_not_on(frame, frame.day_before, frame.as_of)


def _in_force_but_not_on(frame: Frame, day: date, other: date) -> Any:
    mous = frame.records(MoU)
    other_mous = mous.filter(in_force_on(other)).order_by().values("pk")
    return mous.filter(in_force_on(day)).exclude(pk__in=other_mous)


def _mou_changes(frame: Frame) -> list[Table]:
    fields = (
        "pk",
        "reference",
        "title",
        "signed_on",
        "starts_on",
        "resumed_on",
        "ends_on",
        "terminated_on",
        "completed_on",
        "suspended_on",
    )
    came = list(came_into_force(frame).order_by("reference").values(*fields))
    left = list(no_longer_in_force(frame).order_by("reference").values(*fields))
    return [
        Table(
            "new_mous",
            "MoUs that came into force",
            (Column("MoU", 90), Column("How", 44)),
            _mou_rows(came, lambda mou: _how_it_came(mou, frame)),
            empty="No MoU came into force in this quarter.",
        ),
        Table(
            "ended_mous",
            "MoUs no longer in force",
            (Column("MoU", 90), Column("How", 44)),
            _mou_rows(left, lambda mou: _how_it_left(mou, frame.as_of)),
            empty="No MoU ended in this quarter.",
        ),
    ]


def _mou_rows(mous: list[dict[str, Any]], how: Any) -> tuple[Row, ...]:
    address = addresses("mou:detail")
    return tuple((Linked(f"{mou['reference']} {mou['title']}", address(mou["pk"])), how(mou)) for mou in mous)


def _how_it_came(mou: dict[str, Any], frame: Frame) -> str:
    begun = max(mou["signed_on"], mou["starts_on"])
    if begun >= frame.start or not mou["resumed_on"]:
        return f"In force from {date_long(begun)}"
    return f"Resumed on {date_long(mou['resumed_on'])}"


def _how_it_left(mou: dict[str, Any], day: date) -> str:
    for field, words in (("terminated_on", "Terminated on"), ("completed_on", "Completed on")):
        if mou[field] and mou[field] <= day:
            return f"{words} {date_long(mou[field])}"
    if mou["ends_on"] and mou["ends_on"] < day:
        return f"Expired after {date_long(mou['ends_on'])}"
    return f"Suspended on {date_long(mou['suspended_on'])}"


# Engagements


def held_in(frame: Frame) -> Any:
    return frame.records(Engagement).filter(held_on__range=(frame.start, frame.as_of))


def engagements(frame: Frame) -> Engagements:
    """Held in the quarter, by kind, by group of stakeholders and by province; two queries."""
    rows = list(
        held_in(frame)
        .order_by()
        .values(
            kind_name=F("kind__name"),
            kind_place=F("kind__order"),
            kind_pk=F("kind_id"),
            group_name=F("stakeholder__group__name"),
            group_place=F("stakeholder__group__order"),
            group_pk=F("stakeholder__group_id"),
            where=F("province_id"),
        )
        .annotate(
            held=Count("pk"),
            present=Sum("attendance"),
            counted=Count("pk", filter=Q(attendance__isnull=False)),
        )
    )
    period = {"held_on_after": frame.start, "held_on_before": frame.as_of}

    def address(**chosen: Any) -> str:
        return frame.address("stakeholders:engagements", **period, **chosen)

    def by(name: str) -> tuple[EngagementLine, ...]:
        kinds = defaultdict(list)
        for row in rows:
            kinds[row[f"{name}_place"], row[f"{name}_name"], row[f"{name}_pk"]].append(row)
        return tuple(_line(kind[1], kinds[kind], address(**{name: kind[2]})) for kind in sorted(kinds))

    places: list[tuple[int | None, str]] = [(one.pk, one.name) for one in frame.provinces]
    if not frame.province:
        places = [(None, "National"), *places]
    return Engagements(
        total=_line("All", rows, address()),
        by_kind=by("kind"),
        by_group=by("group"),
        by_province=tuple(
            _line(name, [row for row in rows if row["where"] == pk], address(province=pk or NATIONAL_CHOICE))
            for pk, name in places
        ),
    )


def _line(name: str, rows: Iterable[dict[str, Any]], url: str) -> EngagementLine:
    found = list(rows)
    counted = sum(row["counted"] for row in found)
    present = sum(row["present"] or 0 for row in found) if counted else None
    return EngagementLine(name, Figure(sum(row["held"] for row in found), url), present, counted)
