"""What one person must do, who waits for that person, and whom that person waits for. The start page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    OuterRef,
    Q,
    Subquery,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from mou.models import Clearance, Handover, MoU, MoUParty, Obligation, SteeringCommittee, due_state
from mou.models.obligation import DUE_SOON_DAYS
from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from partnerships.core.numbers import number
from partnerships.core.states import Waiting
from reporting.reports.actuals_due import Completeness, actuals_due
from reporting.reports.owed import SHOWN, Task, Tasks, Waits, address_of, late_of, total_of
from reporting.reports.to_do_forming import FormingReader

# Evidence of obligations that waits for a second person.
TO_VERIFY = {"mark": "in_mou", "status": "submitted", "sort": "due_on"}


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
    minutes: Tasks
    follow_ups: Tasks
    items_to_verify: Waits
    handovers: Waits
    lost_parties: Waits
    to_assess: Waits
    to_decide: Waits
    look_again: Tasks
    steering: Tasks

    @property
    def waiting_for_me(self) -> int:
        return (
            self.to_verify.total
            + self.items_to_verify.total
            + self.to_clear.total
            + self.out_for_signature.total
            + self.handovers.total
            + self.lost_parties.total
            + self.to_assess.total
            + self.to_decide.total
        )

    @property
    def i_wait_for(self) -> int:
        return self.submitted.total + self.in_clearance.total

    @property
    def missing(self) -> int:
        return sum(len(scope.missing) for scope in self.actuals)

    @property
    def late(self) -> int:
        parts = (self.obligations, self.action_items, self.minutes, self.follow_ups, self.steering)
        return sum(part.late for part in parts)

    @property
    def is_empty(self) -> bool:
        return not (
            self.obligations.total
            or self.action_items.total
            or self.minutes.total
            or self.follow_ups.total
            or self.look_again.total
            or self.steering.total
            or self.missing
            or self.waiting_for_me
            or self.i_wait_for
        )


def to_do(viewer: User, *, today: date) -> ToDo:
    """At most nineteen queries, whatever the size of the register; nothing is read that the person may not see."""
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
        minutes=reader.minutes(),
        follow_ups=reader.follow_ups(),
        items_to_verify=reader.items_to_verify(),
        handovers=reader.handovers(),
        lost_parties=reader.lost_parties(),
        to_assess=reader.to_assess(),
        to_decide=reader.to_decide(),
        look_again=reader.look_again(),
        steering=reader.steering(),
    )


class _Reader(FormingReader):
    """Each method reads one part in one query; the actuals take four. Used once."""

    def __init__(self, viewer: User, today: date):
        super().__init__(viewer, today)
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
        url = address_of("mou:obligations", mark="in_mou", mine="yes", status="unsettled", sort="due_on")
        return Tasks(tuple(tasks), total_of(rows), late_of(rows), url)

    def steering(self) -> Tasks:
        """Meetings of steering committees that are overdue or due soon, where this person answers or manages."""
        if not self.viewer.has_perm("mou.convene_steeringcommittee"):
            return Tasks()
        owed = SteeringCommittee.objects.visible_to(self.viewer).owed_by(self.viewer, self.today)
        rows = self._first(owed.select_related("mou"), "due_on", late=Q(due_on__lt=self.today))
        tasks = [
            Task(
                title=f"Meeting of the steering committee of {committee.mou.reference}",
                about=committee.mou.title,
                url=committee.get_absolute_url(),
                due_on=committee.due_on,
                state=due_state(committee.due_on, self.today),
                **self._left(committee.due_on),
            )
            for committee in rows
        ]
        url = address_of("mou:committees", mine="yes", sort="due_on")
        return Tasks(tuple(tasks), total_of(rows), late_of(rows), url)

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
            tuple(markers),
            total_of(rows),
            address_of("mou:obligations", **TO_VERIFY),
        )

    def handovers(self) -> Waits:
        """Duties that are offered to this person."""
        if not self.viewer.has_perm("mou.hand_over_mou"):
            return Waits()
        rows = self._first(
            Handover.objects.visible_to(self.viewer)
            .filter(to_person=self.viewer, status=Handover.Status.WAITING)
            .select_related("mou", "from_person"),
            "asked_on",
        )
        markers = [
            self._marker(
                row.from_person.name,
                f"{row.get_duty_display().lower()} of {row.mou}",
                row.get_absolute_url(),
                row.asked_on,
                kind="you",
            )
            for row in rows
        ]
        return Waits(tuple(markers), total_of(rows), address_of("mou:list"))

    def clearances(self) -> tuple[Waits, Waits]:
        """The steps that stand open now: those for this person to decide, and those of agreements it manages."""
        if not self.viewer.has_perm("mou.view_clearance"):
            return Waits(), Waits()
        earlier = Clearance.objects.visible_to(self.viewer).filter(
            Q(amendment=OuterRef("amendment")) | Q(amendment__isnull=True),
            mou=OuterRef("mou"),
            round=OuterRef("round"),
            position__lt=OuterRef("position"),
            status="waiting",
        )
        is_mine = Q(step__permission__in=self.viewer.get_all_permissions()) | Q(delegated_to=self.viewer)
        decided_here = is_mine & Exists(Clearance.objects.editable_by(self.viewer).filter(pk=OuterRef("pk")))
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
        url = address_of("mou:list", status="clearance")
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
                total_of(mine),
                url,
            ),
            Waits(
                tuple(
                    self._marker(str(row.step), str(row.mou), row.mou.get_absolute_url(), row.opened_on)
                    for row in others
                ),
                total_of(others),
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
        return Waits(tuple(markers), total_of(rows), address_of("mou:list", status="signature"))

    def lost_parties(self) -> Waits:
        """Agreements that this person answers for or manages, with a party that is no partner any more (seed 4.4)."""
        if not self.viewer.has_perm("mou.view_mou"):
            return Waits()
        rows = self._first(
            MoU.objects.visible_to(self.viewer)
            .with_lost_party(self.today)
            .filter(Q(business_owner=self.viewer) | Q(partnership_manager=self.viewer)),
            "reference",
        )
        markers = [
            Waiting(
                what="end it, or take the party out", who=str(mou), url=mou.get_absolute_url(), kind="you"
            )
            for mou in rows
        ]
        return Waits(tuple(markers), total_of(rows), address_of("mou:list", lost_party="yes"))

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
            tuple(markers),
            total_of(rows),
            address_of("mou:obligations", **TO_VERIFY),
        )
