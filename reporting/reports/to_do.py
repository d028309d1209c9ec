"""What one person must do, who waits for that person, and whom that person waits for. The start page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
    Window,
)
from django.db.models.functions import RowNumber
from django.urls import reverse

from mou.models import Clearance, MoU, MoUParty, Obligation
from mou.models.obligation import DUE_SOON_DAYS
from mou.standing import since
from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from partnerships.core.numbers import number
from partnerships.core.states import State, Waiting
from reporting.reports.actuals_due import Completeness, actuals_due
from stakeholders.models import ActionItem

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Task:
    """Something with a day by which it should be done. ``left`` says how far off that is; late or soon tints it."""

    title: str
    about: str
    url: str
    due_on: date | None
    state: State
    left: str = ""
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Tasks:
    """The first of them, how many there are, how many of those are late, and the list that shows them all."""

    tasks: tuple[Task, ...] = ()
    total: int = 0
    late: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class Waits:
    """The first markers, how many there are, and the list that shows them all."""

    markers: tuple[Waiting, ...] = ()
    total: int = 0
    url: str = ""


@dataclass(frozen=True)
class ToDo:
    obligations: Tasks
    action_items: Tasks
    to_verify: Waits
    to_clear: Waits
    out_for_signature: Waits
    submitted: Waits
    in_clearance: Waits
    quarter: Quarter
    actuals: tuple[Completeness, ...]

    @property
    def waiting_for_me(self) -> int:
        return self.to_verify.total + self.to_clear.total + self.out_for_signature.total

    @property
    def i_wait_for(self) -> int:
        return self.submitted.total + self.in_clearance.total

    @property
    def missing(self) -> int:
        return sum(len(scope.missing) for scope in self.actuals)

    @property
    def late(self) -> int:
        return self.obligations.late + self.action_items.late

    @property
    def is_empty(self) -> bool:
        return not (
            self.obligations.total
            or self.action_items.total
            or self.missing
            or self.waiting_for_me
            or self.i_wait_for
        )


def to_do(viewer: User, *, today: date) -> ToDo:
    """At most ten queries, whatever the size of the register; nothing is read that the person may not see."""
    reader = _Reader(viewer, today)
    to_clear, in_clearance = reader.clearances()
    return ToDo(
        obligations=reader.obligations(),
        action_items=reader.action_items(),
        to_verify=reader.to_verify(),
        to_clear=to_clear,
        out_for_signature=reader.out_for_signature(),
        submitted=reader.submitted(),
        in_clearance=in_clearance,
        quarter=reader.quarter,
        actuals=reader.actuals(),
    )


class _Reader:
    """Each method reads one part in one query; the actuals take four. Used once."""

    def __init__(self, viewer: User, today: date):
        self.viewer, self.today = viewer, today
        self.quarter = Quarter.containing(today).previous()

    # What the person owes

    def obligations(self) -> Tasks:
        """Returned, late, or due soon, for which this person is accountable; the earliest first."""
        if not self.viewer.has_perm("mou.view_obligation"):
            return Tasks()
        soon = Q(due_on__lte=self.today + timedelta(days=DUE_SOON_DAYS))
        owed = (
            Obligation.objects.visible_to(self.viewer)
            .for_list()
            .of_signed()
            .filter(soon | Q(status="returned"), accountable=self.viewer, status__in=("open", "returned"))
        )
        rows = self._first(owed, "due_on")
        tasks = [
            Task(
                title=obligation.text,
                about=f"{obligation.mou.reference}, clause {obligation.clause}. Owed by {obligation.owing_party.name}.",
                url=obligation.get_absolute_url(),
                due_on=obligation.due_on,
                state=obligation.state_on(self.today),
                **self._left(obligation.due_on),
            )
            for obligation in rows
        ]
        url = _address("mou:obligations", mine="yes", status="unsettled", sort="due_on")
        return Tasks(tuple(tasks), _total(rows), _late(rows), url)

    def action_items(self) -> Tasks:
        """Next steps from engagements that this person took on; those without a date come last."""
        if not self.viewer.has_perm("stakeholders.view_actionitem"):
            return Tasks()
        taken = (
            ActionItem.objects.visible_to(self.viewer)
            .open()
            .filter(owner=self.viewer)
            .select_related("engagement__stakeholder")
        )
        rows = self._first(taken, F("due_on").asc(nulls_last=True))
        tasks = [
            Task(
                title=item.what,
                about=f"{item.engagement.stakeholder}: {item.engagement.purpose}",
                url=item.engagement.get_absolute_url(),
                due_on=item.due_on,
                state=self._state_of_action(item.due_on),
                **self._left(item.due_on),
            )
            for item in rows
        ]
        return Tasks(tuple(tasks), _total(rows), _late(rows))

    def actuals(self) -> tuple[Completeness, ...]:
        """How far the last closed quarter has come, for those whose actuals this person captures."""
        if not self.viewer.has_perm("reporting.add_actual"):
            return ()
        return tuple(actuals_due(self.quarter, viewer=self.viewer))

    # Who waits for the person

    def to_verify(self) -> Waits:
        """Evidence that somebody else submitted, where this person may verify."""
        if not self.viewer.has_perm("mou.verify_obligation"):
            return Waits()
        rows = self._first(
            Obligation.objects.editable_by(self.viewer)
            .waiting_for_verification()
            .exclude(submitted_by=self.viewer)
            .select_related("mou", "submitted_by"),
            "submitted_on",
        )
        markers = [
            self._marker(
                row.submitted_by.name,
                f"verify {row.mou.reference}, clause {row.clause}",
                row.get_absolute_url(),
                row.submitted_on,
                kind="you",
            )
            for row in rows
        ]
        return Waits(
            tuple(markers), _total(rows), _address("mou:obligations", status="submitted", sort="due_on")
        )

    def clearances(self) -> tuple[Waits, Waits]:
        """The steps that stand open now: those for this person to decide, and those of agreements it manages."""
        if not self.viewer.has_perm("mou.view_clearance"):
            return Waits(), Waits()
        earlier = Clearance.objects.visible_to(self.viewer).filter(
            mou=OuterRef("mou"), round=OuterRef("round"), position__lt=OuterRef("position"), status="waiting"
        )
        decided_here = Q(step__permission__in=self.viewer.get_all_permissions()) & Exists(
            Clearance.objects.editable_by(self.viewer).filter(pk=OuterRef("pk"))
        )
        rows = list(
            Clearance.objects.visible_to(self.viewer)
            .filter(~Exists(earlier), status="waiting")
            .annotate(is_mine=Case(When(decided_here, then=True), default=False, output_field=BooleanField()))
            .filter(Q(is_mine=True) | Q(mou__partnership_manager=self.viewer))
            .annotate(
                total=Window(Count("pk"), partition_by="is_mine"),
                rank=Window(RowNumber(), partition_by="is_mine", order_by=["opened_on", "pk"]),
            )
            .filter(rank__lte=SHOWN)
            .select_related("mou__partnership_manager", "step")
            .order_by("opened_on", "pk")
        )
        mine = [row for row in rows if row.is_mine]
        others = [row for row in rows if not row.is_mine]
        url = _address("mou:list", status="clearance")
        return (
            Waits(
                tuple(
                    self._marker(
                        row.mou.partnership_manager.name,
                        f"{row.step}, {row.mou}",
                        row.mou.get_absolute_url(),
                        row.opened_on,
                        kind="you",
                    )
                    for row in mine
                ),
                _total(mine),
                url,
            ),
            Waits(
                tuple(
                    self._marker(str(row.step), str(row.mou), row.mou.get_absolute_url(), row.opened_on)
                    for row in others
                ),
                _total(others),
                url,
            ),
        )

    def out_for_signature(self) -> Waits:
        """Agreements that this person manages and that are not signed by all yet."""
        if not self.viewer.has_perm("mou.sign_mou"):
            return Waits()
        parties = MoUParty.objects.visible_to(self.viewer).filter(mou=OuterRef("pk")).order_by().values("mou")
        rows = self._first(
            MoU.objects.editable_by(self.viewer)
            .filter(status=MoU.Status.SIGNATURE, partnership_manager=self.viewer)
            .annotate(
                unsigned=Subquery(parties.filter(signed_on=None).annotate(count=Count("pk")).values("count")),
            ),
            "reference",
        )
        markers = [
            Waiting(
                what=str(mou),
                who=f"{number(mou.unsigned or 0)} signature{'' if mou.unsigned == 1 else 's'} missing",
                url=mou.get_absolute_url(),
                kind="you",
            )
            for mou in rows
        ]
        return Waits(tuple(markers), _total(rows), _address("mou:list", status="signature"))

    # Whom the person waits for

    def submitted(self) -> Waits:
        """Evidence that this person submitted and nobody has verified yet."""
        if not self.viewer.has_perm("mou.view_obligation"):
            return Waits()
        rows = self._first(
            Obligation.objects.visible_to(self.viewer)
            .waiting_for_verification()
            .filter(submitted_by=self.viewer)
            .select_related("mou__partnership_manager"),
            "submitted_on",
        )
        markers = []
        for row in rows:
            manager = row.mou.partnership_manager
            # Who submits does not verify, the manager included.
            who = "A second person" if manager.pk == self.viewer.pk else manager.name
            what = f"verification of {row.mou.reference}, clause {row.clause}"
            markers.append(self._marker(who, what, row.get_absolute_url(), row.submitted_on))
        return Waits(
            tuple(markers), _total(rows), _address("mou:obligations", status="submitted", sort="due_on")
        )

    # How it is read and said

    def _first(self, rows: QuerySet[Any], order: Any) -> list[Any]:
        """The first few with ``total`` and ``late`` of all of them, in one query."""
        counts = {"total": Window(Count("pk"))}
        if "due_on" in {field.name for field in rows.model._meta.get_fields()}:
            counts["late"] = Window(Count("pk", filter=Q(due_on__lt=self.today)))
        return list(rows.annotate(**counts).order_by(order, "pk")[:SHOWN])

    def _left(self, due_on: date | None) -> dict[str, str]:
        if due_on is None:
            return {"left": "no date"}
        days = (due_on - self.today).days
        if days < 0:
            return {"left": f"{number(-days)} day{'' if days == -1 else 's'} late", "urgency": "overdue"}
        left = {0: "today", 1: "tomorrow"}.get(days, f"in {number(days)} days")
        return {"left": left, "urgency": "due" if days <= 7 else ""}

    def _state_of_action(self, due_on: date | None) -> State:
        if due_on is None or due_on > self.today + timedelta(days=DUE_SOON_DAYS):
            return State("Open", "open")
        return State("Overdue", "overdue") if due_on < self.today else State("Due soon", "due")

    def _marker(self, who: str, what: str, url: str, start: date | None, kind: str = "somebody") -> Waiting:
        return Waiting(
            what=what, who=who, url=url, since=since(start, self.today) if start else "", kind=kind
        )


def _total(rows: list[Any]) -> int:
    return rows[0].total if rows else 0


def _late(rows: list[Any]) -> int:
    return rows[0].late if rows else 0


def _address(url_name: str, **chosen: str) -> str:
    return f"{reverse(url_name)}?{urlencode(chosen)}"
