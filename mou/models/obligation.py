"""What one party owes under a clause, until when, and whether it was kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, Count, ExpressionWrapper, F, Q, When
from django.db.models.functions import Upper
from django.urls import reverse

from mou.models.days import released_by
from mou.models.mou import MoU
from mou.models.owed import Owed, owes_somebody_else
from mou.models.parts import Amendable, MoUPart
from mou.models.recurring import RecurringObligation
from mou.recurrence import Period
from partnerships.core.models import Document, User, Versioned, tracked
from partnerships.core.scoping import ScopedQuerySet
from partnerships.core.search import found_in_any
from partnerships.core.states import State
from stakeholders.models import ActionItem

DUE_SOON_DAYS = 30


class ObligationQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        """Everything a list row shows, in one query."""
        return self.select_related(
            "mou__province", "mou__partnership_manager", "owing_party__stakeholder", "accountable", "thrust"
        )

    def with_evidence(self) -> Self:
        """With the number of documents."""
        return self.annotate(evidence_count=Count("documents"))

    def matching(self, text: str) -> Self:
        return found_in_any(self, *self.saying(text))

    def saying(self, text: str) -> tuple[Self, ...]:
        """All obligations of which the text, the clause, the agreement or the owing party says it: each for itself."""
        rows = self.model.objects
        return (
            rows.filter(text__icontains=text),
            rows.filter(clause__istartswith=text),
            rows.filter(mou__in=MoU.objects.named(text)),
            rows.filter(owing_party__stakeholder__name__icontains=text),
        )

    def agreed(self) -> Self:
        """Those that are lines of the text: not the occurrences of a rule, nor what was left of one met in part."""
        return self.filter(removed_by=None, recurring=None, follows=None)

    def of_signed(self) -> Self:
        """Those of agreements that were signed; the drafts bind nobody yet."""
        return self.filter(mou__signed_on__isnull=False)

    def owed_on(self, day: date) -> Self:
        """Of agreements signed by that day, and not released by then."""
        return self.filter(mou__signed_on__lte=day).exclude(released_by(day))

    def unsettled(self) -> Self:
        return self.filter(status__in=Obligation.UNSETTLED)

    def waiting_for_verification(self) -> Self:
        return self.filter(status=Obligation.Status.SUBMITTED)

    def ages(self, day: date) -> tuple[list[int], list[int]]:
        """What is not settled, by age, in one query: first what we owe, then what the others owe.

        Five counts each: not due, due soon, late up to 30 days, 31 to 90 days, more than 90 days.
        """
        ours = ExpressionWrapper(Q(owing_party__stakeholder__isnull=True), models.BooleanField())
        age = Case(*[When(condition, then=number) for number, condition in enumerate(ages_on(day))])
        # Grouped, each row is looked at once; ten counts with a condition each would look at it ten times.
        found = self.unsettled().owed_on(day).order_by().annotate(ours=ours, age=age).values("ours", "age")
        counts = {(row["ours"], row["age"]): row["count"] for row in found.annotate(count=Count("*"))}
        return tuple([counts.get((side, number), 0) for number in range(5)] for side in (True, False))  # type: ignore[return-value]


def ages_on(day: date) -> list[Q]:
    """The five ages of what is not settled, from not due to late by more than 90 days."""
    soon, month, quarter = (day + timedelta(days=days) for days in (DUE_SOON_DAYS, -30, -90))
    return [
        # What was only said may have no day.
        Q(due_on__gt=soon) | Q(due_on__isnull=True),
        Q(due_on__range=(day, soon)),
        Q(due_on__lt=day, due_on__gte=month),
        Q(due_on__lt=month, due_on__gte=quarter),
        Q(due_on__lt=quarter),
    ]


@tracked
class Obligation(Amendable, MoUPart, Owed, Versioned):
    """One promise of one party. Due soon and overdue are computed; the acts of people move the status.

    Of a recurring obligation each occurrence is one, with the period that it is owed for. What is left of one that was
    met in part is one, too, and ``follows`` it.
    """

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        SUBMITTED = "submitted", "Submitted"
        RETURNED = "returned", "Returned"
        MET = "met", "Met"
        PARTLY_MET = "partly_met", "Partly met"
        DISPUTED = "disputed", "Disputed"
        WAIVED = "waived", "Waived"
        LAPSED = "lapsed", "Lapsed"

    UNSETTLED = (Status.OPEN, Status.SUBMITTED, Status.RETURNED, Status.DISPUTED)

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="obligations")
    due_on = models.DateField("due date")
    recurring = models.ForeignKey(
        RecurringObligation, models.CASCADE, null=True, blank=True, related_name="occurrences", editable=False
    )
    period_start = models.DateField(null=True, blank=True, editable=False)
    period_end = models.DateField(null=True, blank=True, editable=False)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="follow_ons", editable=False
    )
    # What was said in an engagement and taken into the agreement by an amendment.
    promise = models.OneToOneField(
        ActionItem, models.PROTECT, null=True, blank=True, related_name="obligation", editable=False
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN, editable=False)
    submitted_on = models.DateField(null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="obligations_submitted", editable=False
    )
    submission = models.TextField("what was done", blank=True, editable=False)
    verified_on = models.DateField(null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="obligations_verified", editable=False
    )
    verification = models.TextField("finding", blank=True, editable=False)
    released_on = models.DateField(null=True, blank=True, editable=False)
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="obligations_released", editable=False
    )
    release_authority = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    documents = GenericRelation(Document)

    objects: ClassVar[Any] = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        permissions = [
            ("submit_obligation", "Can submit evidence for an obligation"),
            ("verify_obligation", "Can verify an obligation"),
            ("extend_obligation", "Can give more time for an obligation"),
            ("waive_obligation", "Can waive an obligation or let it lapse"),
        ]
        indexes = [
            # Finds and counts what is overdue without reading the rows.
            models.Index(
                fields=["due_on", "id"],
                include=["mou", "status", "submitted_on", "released_on"],
                name="obligation_by_due_date",
            ),
            # Counts what is not settled, which every list of obligations does, without reading the rows.
            models.Index(
                fields=["mou"],
                include=["owing_party", "due_on", "released_on", "status"],
                condition=Q(status__in=["open", "submitted", "returned", "disputed"]),
                name="obligation_unsettled",
            ),
            # Finds what one person answers for and is not settled, agreement by agreement.
            models.Index(
                fields=["accountable", "mou"],
                condition=Q(status__in=["open", "submitted", "returned", "disputed"]),
                name="obligation_of_person",
            ),
            models.Index(fields=["status", "due_on"], name="obligation_by_status"),
            models.Index(fields=["thrust", "due_on"], name="obligation_by_thrust"),
            GinIndex(OpClass(Upper("text"), name="gin_trgm_ops"), name="obligation_text_trigram"),
            models.Index(OpClass(Upper("clause"), name="text_pattern_ops"), name="obligation_by_clause"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="obligation_once_a_period",
                fields=["recurring", "period_start"],
                condition=Q(removed_by__isnull=True),
            ),
            models.CheckConstraint(
                name="obligation_of_a_period",
                condition=Q(recurring__isnull=True, period_start__isnull=True, period_end__isnull=True)
                | Q(recurring__isnull=False, period_start__isnull=False, period_end__isnull=False),
            ),
            owes_somebody_else("obligation_owes_somebody_else"),
            models.CheckConstraint(
                name="obligation_submitted_whole",
                condition=~Q(status__in=["submitted", "met", "partly_met"])
                | (Q(submitted_on__isnull=False, submitted_by__isnull=False) & ~Q(submission="")),
                violation_error_message="Say what was done before it is submitted.",
            ),
            models.CheckConstraint(
                name="obligation_verified_by_a_second_person",
                condition=~Q(status__in=["met", "partly_met"])
                | (
                    Q(verified_by__isnull=False, verified_on__isnull=False)
                    & ~Q(verified_by=F("submitted_by"))
                ),
                violation_error_message="Somebody other than the person who submitted must verify.",
            ),
            models.CheckConstraint(
                name="obligation_released_with_authority",
                condition=~Q(status__in=["waived", "lapsed"])
                | (Q(released_on__isnull=False, released_by__isnull=False) & ~Q(release_authority="")),
                violation_error_message="Waiving needs the authority and the reason.",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("mou:obligation", args=[self.pk])

    def _wrong(self) -> dict[str, Any]:
        """Nothing falls due before the agreement begins."""
        errors = super()._wrong()
        if self.due_on and self.due_on < self.mou.starts_on:
            errors["due_on"] = "The due date lies before the agreement begins."
        return errors

    @property
    def period(self) -> Period | None:
        """What an occurrence of a recurring obligation is owed for."""
        if self.period_start is None or self.period_end is None:
            return None
        return Period(self.period_start, self.period_end)

    @property
    def is_settled(self) -> bool:
        return self.status not in self.UNSETTLED

    def is_overdue_on(self, day: date) -> bool:
        return not self.is_settled and self.due_on < day

    def state_on(self, day: date) -> State:
        """The status in words; for what is still open, the dates decide."""
        if self.status in {self.Status.OPEN, self.Status.RETURNED} and self.mou.signed_on is not None:
            late = (day - self.due_on).days
            if late > 0:
                return State("Overdue", "overdue", f"{late} day{'' if late == 1 else 's'}")
            if self.status == self.Status.RETURNED:
                return State("Returned", "behind")
            if day + timedelta(days=DUE_SOON_DAYS) >= self.due_on:
                return State("Due soon", "due")
            return State("Not due", "draft")
        if self.status == self.Status.SUBMITTED and self.submitted_on and self.submitted_on > self.due_on:
            return State("Submitted late", "waiting")
        return State(self.get_status_display(), STATUS_TONES[self.status])


STATUS_TONES: dict[str, str] = {
    Obligation.Status.OPEN: "draft",
    Obligation.Status.SUBMITTED: "waiting",
    Obligation.Status.RETURNED: "behind",
    Obligation.Status.MET: "good",
    Obligation.Status.PARTLY_MET: "behind",
    Obligation.Status.DISPUTED: "overdue",
    Obligation.Status.WAIVED: "stopped",
    Obligation.Status.LAPSED: "stopped",
}
