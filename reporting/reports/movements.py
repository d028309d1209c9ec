"""What came into the registers and what left them in a quarter, and whom the Unit met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, Sum

from mou.models import MoU, in_force_on
from partnerships.core.numbers import date_long
from reporting.reports.base import Column, Figure, Frame, Linked, Row, Table, addresses
from reporting.reports.document import EngagementLine, Engagements, Movement, Register
from stakeholders.models import Engagement, PartnerDecision
from stakeholders.models.decision import partnership_on

NATIONAL_CHOICE = "null"  # how a list is asked for records without a province


def register(frame: Frame) -> Register:
    partners, partner_changes = _partners(frame)
    mous, mou_changes = _mous(frame)
    return Register((partners, mous), (*partner_changes, *mou_changes))


# Partners: decisions that began and ended


def _partners(frame: Frame) -> tuple[Movement, list[Table]]:
    decisions = frame.records(PartnerDecision)
    period = (frame.quarter.start, frame.as_of)
    new = list(
        decisions.filter(outcome="partner", decided_on__range=period)
        .order_by("decided_on", "stakeholder__name")
        .values_list("stakeholder_id", "stakeholder__name", "decided_on", "form_of_collaboration__name")
    )
    ended = list(
        decisions.filter(ended_on__range=period)
        .order_by("ended_on", "stakeholder__name")
        .values("stakeholder_id", "stakeholder__name", "ended_on", "end_reason")
    )

    counts = decisions.aggregate(
        before=Count("pk", filter=partnership_on(frame.day_before)),
        now=Count("pk", filter=partnership_on(frame.as_of)),
    )

    def running(count: int, day: date) -> Figure:
        return Figure(count, frame.address("stakeholders:list", partner_on=day, archived="all"))

    movement = Movement(
        "Partners",
        at_start=running(counts["before"], frame.day_before),
        new=Figure(
            len(new),
            frame.address(
                "stakeholders:decisions",
                outcome="partner",
                decided_on_after=period[0],
                decided_on_before=period[1],
            ),
        ),
        ended=Figure(
            len(ended),
            frame.address("stakeholders:decisions", ended_on_after=period[0], ended_on_before=period[1]),
        ),
        at_end=running(counts["now"], frame.as_of),
    )
    address, reasons = addresses("stakeholders:detail"), dict(PartnerDecision.EndReason.choices)
    return movement, [
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


def _mous(frame: Frame) -> tuple[Movement, list[Table]]:
    mous = frame.records(MoU).order_by("reference")
    before, now = frame.day_before, frame.as_of
    was, is_now = in_force_on(before), in_force_on(now)
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
    came = list(mous.filter(is_now).exclude(pk__in=mous.filter(was).order_by().values("pk")).values(*fields))
    left = list(mous.filter(was).exclude(pk__in=mous.filter(is_now).order_by().values("pk")).values(*fields))

    counts = mous.aggregate(before=Count("pk", filter=was), now=Count("pk", filter=is_now))

    movement = Movement(
        "MoUs in force",
        at_start=Figure(counts["before"], frame.address("mou:list", in_force_on=before)),
        new=Figure(len(came), frame.address("mou:list", in_force_on=now, not_in_force_on=before)),
        ended=Figure(len(left), frame.address("mou:list", in_force_on=before, not_in_force_on=now)),
        at_end=Figure(counts["now"], frame.address("mou:list", in_force_on=now)),
    )
    return movement, [
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
            _mou_rows(left, lambda mou: _how_it_left(mou, now)),
            empty="No MoU ended in this quarter.",
        ),
    ]


def _mou_rows(mous: list[dict[str, Any]], how: Any) -> tuple[Row, ...]:
    address = addresses("mou:detail")
    return tuple((Linked(f"{mou['reference']} {mou['title']}", address(mou["pk"])), how(mou)) for mou in mous)


def _how_it_came(mou: dict[str, Any], frame: Frame) -> str:
    begun = max(mou["signed_on"], mou["starts_on"])
    if begun >= frame.quarter.start or not mou["resumed_on"]:
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


def engagements(frame: Frame) -> Engagements:
    """Held in the quarter, by kind, by group of stakeholders and by province; two queries."""
    held = frame.records(Engagement).filter(held_on__range=(frame.quarter.start, frame.as_of)).order_by()
    rows = list(
        held.values(
            kind_name=F("kind__name"),
            kind_place=F("kind__order"),
            kind_pk=F("kind_id"),
            group_name=F("stakeholder__group__name"),
            group_place=F("stakeholder__group__order"),
            group_pk=F("stakeholder__group_id"),
            where=F("province_id"),
        ).annotate(
            held=Count("pk"),
            present=Sum("attendance"),
            counted=Count("pk", filter=Q(attendance__isnull=False)),
        )
    )
    period = {"held_on_after": frame.quarter.start, "held_on_before": frame.as_of}

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
