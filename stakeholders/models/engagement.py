"""Meetings, interviews, izimbizo: who met, what was said, what was promised; and the guides for interviews."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Upper
from django.urls import reverse

from partnerships.core.models import Document, Province, ReferenceItem, User, Versioned, tracked
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.states import State
from stakeholders.models.stakeholder import Stakeholder, StakeholderGroup

# A next step is shown as due soon in the last week before its day.
DUE_SOON_DAYS = 7


class EngagementKind(ReferenceItem):
    """Interview, group interview, workshop, presentation, meeting, telephone call, imbizo."""


class InterviewGuide(ReferenceItem):
    """The topics asked of a group of stakeholders (seed 3.2.1 to 3.2.5)."""

    source = models.CharField(max_length=120, blank=True)
    groups = models.ManyToManyField(StakeholderGroup, blank=True, related_name="guides")


class GuideTopic(ReferenceItem):
    guide = models.ForeignKey(InterviewGuide, models.PROTECT, related_name="topics")


class EngagementQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        """Everything a list row shows, in one query; the open steps are counted for the rows shown alone."""
        open_items = (
            self.model.action_items.rel.related_model.objects.filter(engagement=OuterRef("pk"), done_on=None)
            .order_by()
            .values("engagement")
            .annotate(number=models.Count("pk"))
        )
        return self.select_related("stakeholder__group", "kind", "province").annotate(
            open_action_count=Coalesce(Subquery(open_items.values("number")), 0)
        )


@tracked
class Engagement(Scoped, Versioned):
    class DateBasis(models.TextChoices):
        RECORDED = "recorded", "Recorded"
        INFERRED = "inferred", "Year inferred"
        UNKNOWN = "unknown", "Not dated in the source"

    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, related_name="engagements", verbose_name="with whom"
    )
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, related_name="engagements")
    kind = models.ForeignKey(EngagementKind, models.PROTECT, related_name="engagements")
    held_on = models.DateField("date", null=True, blank=True)
    date_basis = models.CharField(
        max_length=10, choices=DateBasis, default=DateBasis.RECORDED, editable=False
    )
    date_as_printed = models.CharField(max_length=20, blank=True, editable=False)
    place = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=200)
    guide = models.ForeignKey(
        InterviewGuide, models.PROTECT, null=True, blank=True, related_name="engagements"
    )
    attendance = models.PositiveIntegerField("number present", null=True, blank=True)
    notes = models.TextField(blank=True, max_length=100_000)
    # The number in Annexure A of the strategy report of January 2020; empty for all others.
    annexure_number = models.PositiveSmallIntegerField(null=True, blank=True, unique=True, editable=False)
    source = models.CharField(max_length=200, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="engagements_recorded", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    documents = GenericRelation(Document)

    objects: ClassVar[Any] = EngagementQuerySet.as_manager()

    class Meta:
        ordering = [models.F("held_on").desc(nulls_last=True), "-pk"]
        indexes = [
            models.Index(
                models.F("held_on").desc(nulls_last=True), models.F("id").desc(), name="engagement_newest"
            ),
            models.Index(fields=["province", "held_on"], name="engagement_by_province"),
            models.Index(fields=["stakeholder", "-held_on"], name="engagement_of_stakeholder"),
            GinIndex(OpClass(Upper("purpose"), name="gin_trgm_ops"), name="engagement_purpose_trigram"),
        ]
        constraints = [
            models.CheckConstraint(
                name="engagement_dated_unless_source_is_silent",
                condition=Q(held_on__isnull=False) | Q(date_basis="unknown"),
                violation_error_message="Give the date of the engagement.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.purpose}"

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:engagement", args=[self.pk])

    @property
    def scope_label(self) -> str:
        return str(self.province) if self.province_id else "National"

    @property
    def date_note(self) -> str:
        """What must be known about the date: a year that we inferred, or a source that gives none."""
        if self.date_basis == self.DateBasis.INFERRED:
            return f"Year inferred: the source prints {self.date_as_printed}"
        return "Not dated in the source" if self.held_on is None else ""


class EngagementPart(Scoped):
    """A row that belongs to an engagement and is seen with it."""

    province_path: ClassVar[str] = "engagement__province"

    class Meta:
        abstract = True


@tracked
class EngagementParticipant(EngagementPart):
    """Who was there, by office: personal names are not needed to know whose voice was heard."""

    class Side(models.TextChoices):
        OURS = "ours", "Ours"
        THEIRS = "theirs", "Theirs"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="participants")
    side = models.CharField(max_length=6, choices=Side)
    office = models.CharField(max_length=160)
    count = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["side", "pk"]

    def __str__(self) -> str:
        return f"{self.office} ({self.count})" if self.count > 1 else self.office


@tracked
class EngagementPoint(EngagementPart):
    class Kind(models.TextChoices):
        INFORMATION = "information", "Information"
        CONCERN = "concern", "Concern"
        REQUEST = "request", "Request"
        DECISION = "decision", "Decision"
        COMMITMENT = "commitment", "Commitment"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.INFORMATION)
    text = models.TextField()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class ActionItemQuerySet(ScopedQuerySet):
    def completable_by(self, user: User) -> Self:
        """Who keeps the engagements may say that a step was taken; so may the person who took it on."""
        own = self.visible_to(user).filter(owner=user)
        return self.editable_by(user) | own if user.has_perm("stakeholders.change_actionitem") else own


@tracked
class ActionItem(EngagementPart):
    """A next step that somebody took on, with the day by which it should be done."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="action_items")
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="action_items", help_text="Our person."
    )
    owner_elsewhere = models.CharField(
        max_length=160, blank=True, help_text="Or the office elsewhere that took it on."
    )
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True, help_text="What was done.")

    objects: ClassVar[Any] = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                name="action_item_has_an_owner",
                condition=Q(owner__isnull=False) | ~Q(owner_elsewhere=""),
                violation_error_message="Say who will do it: one of us, or an office elsewhere.",
            ),
            models.CheckConstraint(
                name="action_item_done_says_what",
                condition=Q(done_on__isnull=True) | ~Q(outcome=""),
                violation_error_message="Say what was done.",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def owner_label(self) -> str:
        return self.owner.name if self.owner else self.owner_elsewhere

    def state_on(self, day: date) -> State:
        """Told by the dates: done, overdue, due soon or open."""
        if self.done_on:
            return State("Done", "good")
        if self.due_on is None:
            return State("Open", "open")
        left = (self.due_on - day).days
        if left < 0:
            return State("Overdue", "overdue", f"{-left} day{'s' if left != -1 else ''}")
        if left <= DUE_SOON_DAYS:
            return State(
                "Due soon", "due", "today" if left == 0 else f"in {left} day{'s' if left != 1 else ''}"
            )
        return State("Open", "open")
