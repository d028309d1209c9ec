"""Who steers an agreement, how often they meet, and the meetings that they held."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, TruncQuarter
from django.urls import reverse

from mou.models.days import in_force_on
from mou.models.mou import MoU
from mou.models.parts import MoUPart, MoUParty
from partnerships.core.calendar import Quarter
from partnerships.core.models import Document, User, Versioned, tracked
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.states import State
from stakeholders.models import Contact, Engagement

# A meeting that is due within this many days is shown as due soon.
MEETING_SOON_DAYS = 30


class CommitteeQuerySet(ScopedQuerySet):
    def with_due(self, day: date) -> Self:
        """``last_met``, the last meeting up to that day; ``due_on``, by when the next one is due; ``is_running``.

        All of it in SQL. A committee of an agreement that is not in force owes no meeting.
        """
        held = SteeringMeeting._base_manager.filter(committee=OuterRef("pk"), engagement__held_on__lte=day)
        last = held.order_by("-engagement__held_on").values("engagement__held_on")[:1]
        running = MoU._base_manager.filter(in_force_on(day), pk=OuterRef("mou"))
        return self.annotate(last_met=Subquery(last), is_running=Exists(running)).annotate(due_on=due_after())

    def owed_by(self, person: User, day: date) -> Self:
        """Meetings that are overdue, or due soon, of committees whose agreement this person owns or manages."""
        own = Q(mou__business_owner=person) | Q(mou__partnership_manager=person)
        soon = day + timedelta(days=MEETING_SOON_DAYS)
        return self.with_due(day).filter(own, is_running=True, due_on__lte=soon)

    def for_list(self, day: date) -> Self:
        """Everything a list row shows, in one query."""
        sitting = CommitteeMember._base_manager.filter(sits_on(day), committee=OuterRef("pk")).order_by()
        counted = sitting.values("committee").annotate(number=models.Count("pk")).values("number")
        return (
            self.with_due(day)
            .select_related("mou__province", "mou__partnership_manager", "mou__business_owner")
            .annotate(member_count=Coalesce(Subquery(counted), 0))
        )


def due_after() -> Case:
    """``meeting_due`` in SQL, from ``last_met`` or the day on which the committee was established."""
    since = Coalesce(F("last_met"), F("established_on"))
    months = _shifted(since, F("every"))
    quarters = _shifted(TruncQuarter(since), (F("every") + 1) * 3, more="-1 day")
    return Case(
        When(counted_in=SteeringCommittee.Every.MONTHS, then=months),
        default=quarters,
        output_field=DateField(),
    )


def _shifted(since: Any, months: Any, *, more: str = "0 days") -> Cast:
    later = Func(
        since,
        Func(months, function="make_interval", template="%(function)s(months => %(expressions)s)"),
        Value(more),
        template="(%(expressions)s::interval)",
        arg_joiner=" + ",
        output_field=DateField(),
    )
    return Cast(later, DateField())


def sits_on(day: date) -> Q:
    """Members of a committee on that day."""
    return Q(from_on__lte=day) & (Q(until_on__isnull=True) | Q(until_on__gte=day))


@tracked
class SteeringCommittee(MoUPart, Versioned):
    """The people of all parties who steer one agreement, and the terms under which they meet."""

    class Every(models.TextChoices):
        MONTHS = "months", "months after the last one"
        QUARTERS = "quarters", "quarters of the financial year"

    mou = models.OneToOneField(MoU, models.CASCADE, related_name="committee")
    established_on = models.DateField("established on", help_text="The first meeting is counted from here.")
    every = models.PositiveSmallIntegerField(
        "it meets every",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text="A number; what is counted stands beside it.",
    )
    counted_in = models.CharField("counted in", max_length=8, choices=Every, default=Every.QUARTERS)
    quorum = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text="Members who must be there; empty when the terms name none.",
    )
    terms = models.TextField(
        "terms of reference", blank=True, max_length=4000, help_text="What it decides, and how."
    )

    objects: ClassVar[Any] = CommitteeQuerySet.as_manager()

    class Meta:
        permissions = [("convene_steeringcommittee", "Can record the meetings of a steering committee")]
        constraints = [
            models.CheckConstraint(
                name="committee_meets_within_a_year",
                condition=Q(every__range=(1, 12), counted_in="months")
                | Q(every__range=(1, 4), counted_in="quarters"),
                violation_error_message=(
                    "A steering committee meets at least once a year: every 12 months, or every 4 quarters, at most."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Steering committee of {self.mou.reference}"

    def get_absolute_url(self) -> str:
        return reverse("mou:committee", args=[self.pk])

    def clean(self) -> None:
        if self.mou.ends_on and self.established_on and self.established_on > self.mou.ends_on:
            raise ValidationError({"established_on": "The day lies after the end of the agreement."})

    @property
    def rhythm(self) -> str:
        """“Every quarter”, “Every 6 months”."""
        noun = "quarter" if self.counted_in == self.Every.QUARTERS else "month"
        return f"Every {noun}" if self.every == 1 else f"Every {self.every} {noun}s"

    def next_due(self, last: date | None) -> date:
        """By when it meets next, from its last meeting, or from the day on which it was established."""
        return meeting_due(last or self.established_on, self.every, self.counted_in)


def meeting_due(since: date, every: int, counted_in: str) -> date:
    """The same day some months later, or the last day of the quarter that comes so many quarters later."""
    if counted_in == SteeringCommittee.Every.QUARTERS:
        quarter = Quarter.containing(since)
        for _ in range(every):
            quarter = quarter.next()
        return quarter.end
    years, month = divmod(since.month - 1 + every, 12)
    following = date(since.year + years + (month == 11), (month + 1) % 12 + 1, 1)
    return min(
        date(since.year + years, month + 1, 1) + timedelta(days=since.day - 1), following - timedelta(days=1)
    )


def due_state(due_on: date, day: date) -> State:
    """How a meeting that is due on one day stands on another."""
    late = (day - due_on).days
    if late > 0:
        return State("Meeting overdue", "overdue", f"{late} day{'' if late == 1 else 's'}")
    if -late <= MEETING_SOON_DAYS:
        return State("Meeting due soon", "due")
    return State("Meeting not due", "draft")


class CommitteePart(Scoped):
    """A row that belongs to a steering committee and is seen with its agreement."""

    province_path: ClassVar[str] = "committee__mou__province"

    class Meta:
        abstract = True


@tracked
class CommitteeMember(CommitteePart, Versioned):
    """Somebody who sits for a party: one of our people for us, a contact of the register for the others."""

    class Role(models.TextChoices):
        CHAIR = "chair", "Chair"
        SECRETARY = "secretary", "Secretary"
        MEMBER = "member", "Member"

    # Who may read of the agreement may not always see the contact people of its parties: no history names them.
    untold: ClassVar[tuple[str, ...]] = ("committee", "contact")

    committee = models.ForeignKey(SteeringCommittee, models.CASCADE, related_name="members")
    party = models.ForeignKey(
        MoUParty, models.PROTECT, related_name="committee_members", verbose_name="for which party"
    )
    person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="our person"
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="their person"
    )
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    from_on = models.DateField("from")
    until_on = models.DateField("until", null=True, blank=True, help_text="Last day; empty while it lasts.")

    class Meta:
        ordering = ["party__position", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                name="committee_member_is_one_person",
                condition=Q(person__isnull=False, contact__isnull=True)
                | Q(person__isnull=True, contact__isnull=False),
                violation_error_message="Choose one of our people for us, or a contact of the party for it.",
            ),
            models.CheckConstraint(
                name="committee_member_ends_after_start",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                violation_error_message="The last day lies before the first.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()

    @property
    def named(self) -> str:
        return str(self.person or self.contact)

    def get_absolute_url(self) -> str:
        return self.committee.get_absolute_url()

    def clean(self) -> None:
        """Our people sit for us; of another party only its own contacts sit for it."""
        if not self.party_id:
            return
        if self.party.mou_id != self.committee.mou_id:
            raise ValidationError({"party": "Choose one of the parties of this agreement."})
        if self.party.is_ours and self.contact_id:
            raise ValidationError(
                {"contact": "For the Secretariat sits one of our people. Choose that person."}
            )
        if not self.party.is_ours and self.person_id:
            raise ValidationError(
                {"person": f"For {self.party.name} sits one of its contacts. Choose that person."}
            )
        if self.contact and self.contact.stakeholder_id != self.party.stakeholder_id:
            raise ValidationError(
                {"contact": f"{self.contact} is no contact of {self.party.name}. Choose one of its own."}
            )

    def sits_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


class MeetingQuerySet(ScopedQuerySet):
    def for_page(self) -> Self:
        """With the engagement, its open action items, and whether minutes were filed."""
        items = Engagement.action_items.rel.related_model.objects.open()  # type: ignore[attr-defined]
        open_items = items.filter(engagement=OuterRef("engagement")).order_by().values("engagement")
        minutes = Document.objects.filter(
            content_type=ContentType.objects.get_for_model(Engagement),
            object_id=OuterRef("engagement"),
            kind=Document.Kind.MINUTES,
        )
        counted = open_items.annotate(number=models.Count("pk")).values("number")
        return self.select_related("committee", "engagement").annotate(
            open_items=Coalesce(Subquery(counted), 0), has_minutes=Exists(minutes)
        )


@tracked
class SteeringMeeting(CommitteePart):
    """A meeting of the committee: an engagement of the register, with its minutes and action items."""

    # The engagement may be one of another province than the reader's.
    untold: ClassVar[tuple[str, ...]] = ("committee", "engagement")

    committee = models.ForeignKey(SteeringCommittee, models.CASCADE, related_name="meetings")
    engagement = models.OneToOneField(Engagement, models.PROTECT, related_name="+")
    # Null: nobody wrote down who of the members was there.
    present_count = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    present = models.ManyToManyField(CommitteeMember, blank=True, related_name="meetings", editable=False)

    objects: ClassVar[Any] = MeetingQuerySet.as_manager()

    class Meta:
        ordering = [F("engagement__held_on").desc(nulls_last=True), "-pk"]

    def __str__(self) -> str:
        return "Meeting of the steering committee"

    def get_absolute_url(self) -> str:
        return self.committee.get_absolute_url()

    @property
    def had_quorum(self) -> bool | None:
        """None where the terms name none, or nobody wrote down who was there."""
        if self.committee.quorum is None or self.present_count is None:
            return None
        return self.present_count >= self.committee.quorum
