"""Meetings, interviews, izimbizo: who met, what was said, what was promised; and the guides for interviews."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

import pghistory
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Upper
from django.urls import reverse

from partnerships.core.models import Document, Language, Province, ReferenceItem, User, Versioned, tracked
from partnerships.core.models.word import WordsOf, learns
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.states import State
from stakeholders.models.stakeholder import Stakeholder, StakeholderGroup

# Regulation 39 of the CSPS Regulations, 2016: minutes and action list of a forum meeting, in calendar days.
MINUTES_WITHIN_DAYS = 5
# What a search compares beside the purpose.
TOLD_BY = ("purpose", "place", "notes")


class EngagementKind(ReferenceItem):
    """Interview, group interview, workshop, presentation, meeting, telephone call, imbizo."""

    needs_minutes = models.BooleanField(
        "a forum meeting",
        default=False,
        help_text="Minutes and action list are due five days after it (regulation 39).",
    )


class EngagementMode(ReferenceItem):
    """How people met: in person, by telephone, by video, in writing."""


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
            self.model.action_items.rel.related_model.objects.open()
            .filter(engagement=OuterRef("pk"))
            .order_by()
            .values("engagement")
            .annotate(number=models.Count("pk"))
        )
        return self.select_related("stakeholder__group", "kind", "mode", "province").annotate(
            open_action_count=Coalesce(Subquery(open_items.values("number")), 0)
        )

    def without_minutes(self) -> Self:
        """Forum meetings whose minutes are not there yet."""
        return self.filter(kind__needs_minutes=True, minutes_on__isnull=True, held_on__isnull=False)

    def minutes_overdue_on(self, day: date) -> Self:
        """Those of them whose five days had passed before that day."""
        return self.without_minutes().filter(held_on__lt=day - timedelta(days=MINUTES_WITHIN_DAYS))

    def minutes_missing_on(self, day: date, *, due_before: date) -> Self:
        """Forum meetings whose minutes were due before one day, and not there by the end of the other."""
        return self.filter(
            Q(minutes_on__isnull=True) | Q(minutes_on__gt=day),
            kind__needs_minutes=True,
            held_on__lt=due_before - timedelta(days=MINUTES_WITHIN_DAYS),
        )

    def minutes_due_on(self, day: date) -> Self:
        """Those of them whose five days still run on that day."""
        return self.without_minutes().filter(held_on__gte=day - timedelta(days=MINUTES_WITHIN_DAYS))

    def follow_up_planned(self) -> Self:
        """Those whose planned follow-up has not taken place."""
        held = Engagement._base_manager.filter(follows=OuterRef("pk"))
        return self.filter(~Exists(held), follow_up_on__isnull=False)


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
    mode = models.ForeignKey(
        EngagementMode, models.PROTECT, null=True, blank=True, related_name="engagements", verbose_name="how"
    )
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
    languages = models.ManyToManyField(Language, blank=True, related_name="engagements")
    notes = models.TextField(blank=True, max_length=100_000)
    minutes_on = models.DateField(
        "minutes and action list completed on", null=True, blank=True, editable=False
    )
    # Where they are kept when no file of them was given.
    minutes_note = models.CharField("note on the minutes", max_length=300, blank=True, editable=False)
    follow_up_on = models.DateField("follow-up planned for", null=True, blank=True)
    follow_up_purpose = models.CharField("purpose of the follow-up", max_length=200, blank=True)
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name="follow-up of",
    )
    # The number in Annexure A of the strategy report of January 2020; empty for all others.
    annexure_number = models.PositiveSmallIntegerField(null=True, blank=True, unique=True, editable=False)
    source = models.CharField(max_length=200, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="engagements_recorded", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    documents = GenericRelation(Document)
    # What one needs to add documents and to describe them anew (core.filing).
    documents_right: ClassVar[str] = "stakeholders.change_engagement"

    objects: ClassVar[Any] = EngagementQuerySet.as_manager()

    class Meta:
        ordering = [models.F("held_on").desc(nulls_last=True), "-pk"]
        indexes = [
            models.Index(
                models.F("held_on").desc(nulls_last=True), models.F("id").desc(), name="engagement_newest"
            ),
            models.Index(fields=["province", "held_on"], name="engagement_by_province"),
            # Finds the forum meetings without minutes without reading all the others.
            models.Index(fields=["kind", "minutes_on"], name="engagement_by_minutes"),
            models.Index(fields=["stakeholder", "-held_on"], name="engagement_of_stakeholder"),
            # Finds the follow-ups that one person planned without reading all that the person recorded.
            models.Index(
                fields=["recorded_by", "follow_up_on"],
                condition=Q(follow_up_on__isnull=False),
                name="engagement_to_follow_up",
            ),
            GinIndex(OpClass(Upper("purpose"), name="gin_trgm_ops"), name="engagement_purpose_trigram"),
            GinIndex(WordsOf("purpose"), name="engagement_named"),
            GinIndex(WordsOf(*TOLD_BY), name="engagement_words"),
        ]
        triggers = learns(*TOLD_BY)
        constraints = [
            models.CheckConstraint(
                name="engagement_dated_unless_source_is_silent",
                condition=Q(held_on__isnull=False) | Q(date_basis="unknown"),
                violation_error_message="Give the date of the engagement.",
            ),
            models.CheckConstraint(
                name="engagement_follow_up_comes_after",
                condition=Q(follow_up_on__isnull=True)
                | Q(held_on__isnull=True)
                | Q(follow_up_on__gt=F("held_on")),
                violation_error_message="The follow-up must come after the engagement.",
            ),
            models.CheckConstraint(
                name="engagement_follows_another",
                condition=Q(follows__isnull=True) | ~Q(follows=F("pk")),
                violation_error_message="An engagement cannot be its own follow-up.",
            ),
            models.CheckConstraint(
                name="engagement_minutes_after_it",
                condition=Q(minutes_on__isnull=True) | Q(minutes_on__gte=F("held_on")),
                violation_error_message="The minutes cannot be older than the meeting.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.purpose}"

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:engagement", args=[self.pk])

    @property
    def scope_label(self) -> str:
        return str(self.province) if self.province_id else "National"

    @property
    def minutes_due_on(self) -> date | None:
        """The day by which minutes and action list are due; None where none are asked for (needs ``kind``)."""
        if self.held_on is None or not self.kind.needs_minutes:
            return None
        return self.held_on + timedelta(days=MINUTES_WITHIN_DAYS)

    def minutes_on_day(self, day: date) -> State | None:
        """How the minutes stood at the end of that day; None where none are asked for (needs ``kind``)."""
        due_on = self.minutes_due_on
        if due_on is None:
            return None
        if self.minutes_on and self.minutes_on <= day:
            return State("Minutes there", "good")
        left = (due_on - day).days
        if left < 0:
            return State("Minutes overdue", "overdue", f"{-left} day{'s' if left != -1 else ''}")
        return State(
            "Minutes due", "due", "today" if left == 0 else f"in {left} day{'s' if left != 1 else ''}"
        )

    @property
    def date_note(self) -> str:
        """What must be known about the date: a year that we inferred, or a source that gives none."""
        if self.date_basis == self.DateBasis.INFERRED:
            return f"Year inferred: the source prints {self.date_as_printed}"
        return "Not dated in the source" if self.held_on is None else ""


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class EngagementLanguage(Engagement.languages.through):  # type: ignore[misc,name-defined]
    """A language that was used there: the history of a relation that has no record of its own."""

    told_by: ClassVar[tuple[str, ...]] = ("language",)

    class Meta:
        proxy = True
        verbose_name = "language used"

    def __str__(self) -> str:
        return str(self.language)


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


class PointQuerySet(ScopedQuerySet):
    def to_follow_up(self) -> Self:
        """What was asked, decided or promised, and of which nobody has said yet who does it."""
        return self.filter(kind__in=self.model.ASKING, action_item__isnull=True)


@tracked
class EngagementPoint(EngagementPart):
    class Kind(models.TextChoices):
        INFORMATION = "information", "Information"
        CONCERN = "concern", "Concern"
        REQUEST = "request", "Request"
        DECISION = "decision", "Decision"
        COMMITMENT = "commitment", "Commitment"

    # What somebody must do something about, by a day.
    ASKING: ClassVar[tuple[str, ...]] = (Kind.REQUEST, Kind.DECISION, Kind.COMMITMENT)

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.INFORMATION)
    text = models.TextField()

    objects: ClassVar[Any] = PointQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


@tracked
class InterviewAnswer(EngagementPart):
    """One question of the interview guide as it read on the day, and what was answered.

    The words are copied, so that a later edit of the guide never rewrites an old interview.
    """

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=200)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="interview_answer_once", fields=["engagement", "position"])
        ]

    def __str__(self) -> str:
        return self.question
