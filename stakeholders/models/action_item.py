"""Everything promised by us and to us, wherever it was born: by whom, by when, and what became of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse

from partnerships.core.models import Document, Province, User, Versioned, tracked
from partnerships.core.models.word import WordsOf, learns
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.states import State
from stakeholders.models.engagement import Engagement, EngagementPoint
from stakeholders.models.stakeholder import Stakeholder

# An action item is shown as due soon in the last week before its day.
DUE_SOON_DAYS = 7
# What a search compares.
TOLD_BY = ("what", "outcome")


def overdue_on(day: date) -> Q:
    """Due before that day and by then neither done nor dropped nor taken into an agreement."""
    return Q(
        Q(done_on__isnull=True) | Q(done_on__gte=day),
        Q(dropped_on__isnull=True) | Q(dropped_on__gte=day),
        Q(taken_on__isnull=True) | Q(taken_on__gte=day),
        due_on__lt=day,
    )


def owed_on(day: date) -> Q:
    """Neither dropped nor taken into an agreement by the end of that day: still, or done by then."""
    return (Q(dropped_on__isnull=True) | Q(dropped_on__gt=day)) & (
        Q(taken_on__isnull=True) | Q(taken_on__gt=day)
    )


class ActionItemQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        """Everything a list row shows, in one query."""
        return self.select_related("stakeholder", "engagement", "province", "owner")

    def open(self) -> Self:
        return self.filter(status="open")

    def unsettled(self) -> Self:
        """Open, or done and waiting for somebody to verify it."""
        return self.filter(Q(status="open") | Q(status="done", is_important=True))

    def overdue_on(self, day: date) -> Self:
        return self.filter(overdue_on(day))

    def due_soon_on(self, day: date) -> Self:
        return self.open().filter(due_on__range=(day, day + timedelta(days=DUE_SOON_DAYS)))

    def waiting_for_verification(self) -> Self:
        return self.filter(status="done", is_important=True)

    def completable_by(self, user: User) -> Self:
        """Who keeps the engagements may say that a step was taken; so may the person who took it on."""
        own = self.visible_to(user).filter(owner=user)
        return self.editable_by(user) | own if user.has_perm("stakeholders.change_actionitem") else own


@tracked
class ActionItem(Scoped, Versioned):
    """``status`` changes only through ``stakeholders.lifecycle``; overdue and due soon are told by the dates."""

    class Direction(models.TextChoices):
        BY_US = "by_us", "Promised by us"
        TO_US = "to_us", "Promised to us"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        VERIFIED = "verified", "Verified"
        DROPPED = "dropped", "No longer needed"
        TAKEN = "taken", "Taken into the MoU"

    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="action_items")
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="action_items", editable=False
    )
    engagement = models.ForeignKey(
        Engagement, models.PROTECT, null=True, blank=True, related_name="action_items", editable=False
    )
    # The line of the engagement that it was born from.
    point = models.OneToOneField(
        EngagementPoint,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="action_item",
        editable=False,
    )
    direction = models.CharField(max_length=6, choices=Direction, default=Direction.BY_US)
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="action_items", help_text="Our person."
    )
    owner_elsewhere = models.CharField(
        max_length=160, blank=True, help_text="Or the office elsewhere that took it on."
    )
    due_on = models.DateField(null=True, blank=True)
    is_important = models.BooleanField(
        "important", default=False, help_text="Somebody else then verifies that it was done."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN, editable=False)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="action_items_done", editable=False
    )
    outcome = models.TextField(blank=True, help_text="What was done.")
    verified_on = models.DateField(null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="action_items_verified", editable=False
    )
    dropped_on = models.DateField(null=True, blank=True, editable=False)
    # From then on it is owed under an agreement, which counts it.
    taken_on = models.DateField("taken into the MoU on", null=True, blank=True, editable=False)
    taken_into = models.CharField("taken into", max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    documents = GenericRelation(Document)

    objects: ClassVar[Any] = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        permissions = [
            ("complete_actionitem", "Can record that an action item was done"),
            ("verify_actionitem", "Can verify that an action item was done"),
        ]
        indexes = [
            models.Index(F("due_on").asc(nulls_last=True), F("id").asc(), name="action_item_by_day"),
            # What was overdue on some day, and what is not settled: counted without reading the rows.
            models.Index(
                fields=["due_on", "id"], include=["done_on", "dropped_on"], name="action_item_overdue"
            ),
            models.Index(
                fields=["due_on", "id"],
                include=["province", "status", "is_important", "direction", "dropped_on", "created_at"],
                condition=Q(status="open") | Q(status="done", is_important=True),
                name="action_item_unsettled",
            ),
            # In a register together with what is owed under agreements, items have their numbers below nought.
            models.Index(-F("id"), name="action_item_below_nought"),
            models.Index(F("due_on"), -F("id"), name="action_item_by_day_below"),
            models.Index(fields=["province", "status", "due_on"], name="action_item_of_province"),
            models.Index(fields=["owner", "status", "due_on"], name="action_item_of_owner"),
            # Finds what waits for a second person among all that is done.
            models.Index(
                fields=["province", "done_on"],
                include=["done_by"],
                condition=Q(status="done", is_important=True),
                name="action_item_to_verify",
            ),
            GinIndex(OpClass(Upper("what"), name="gin_trgm_ops"), name="action_item_what_trigram"),
            GinIndex(WordsOf(*TOLD_BY), name="action_item_words"),
        ]
        triggers = learns(*TOLD_BY)
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
            models.CheckConstraint(
                name="action_item_done_on_a_day",
                condition=Q(status__in=["done", "verified"], done_on__isnull=False)
                | Q(status__in=["open", "dropped", "taken"], done_on__isnull=True),
            ),
            models.CheckConstraint(
                name="action_item_verified_by_another",
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("done_by")),
                violation_error_message="Somebody other than the person who did it must verify it.",
            ),
            models.CheckConstraint(
                name="action_item_verified_whole",
                condition=Q(status="verified", verified_by__isnull=False, verified_on__isnull=False)
                | (~Q(status="verified") & Q(verified_by__isnull=True, verified_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="action_item_taken_whole",
                condition=Q(Q(status="taken", taken_on__isnull=False), ~Q(taken_into=""))
                | (~Q(status="taken") & Q(taken_on__isnull=True, taken_into="")),
            ),
            models.CheckConstraint(
                name="action_item_dropped_on_a_day",
                condition=Q(status="dropped", dropped_on__isnull=False)
                | (~Q(status="dropped") & Q(dropped_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:action_item", args=[self.pk])

    @property
    def scope_label(self) -> str:
        return str(self.province) if self.province_id else "National"

    @property
    def owner_label(self) -> str:
        return self.owner.name if self.owner else self.owner_elsewhere

    @property
    def awaits_verification(self) -> bool:
        return self.status == self.Status.DONE and self.is_important

    def state_on(self, day: date) -> State:
        """The recorded state; of an open item what the dates say of it: overdue, due soon or open."""
        if self.awaits_verification:
            return State("Done", "waiting", "to be verified")
        if self.status != self.Status.OPEN:
            return State(self.get_status_display(), ACTION_TONES[self.status])
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


ACTION_TONES: dict[str, str] = {
    ActionItem.Status.OPEN: "open",
    ActionItem.Status.DONE: "good",
    ActionItem.Status.VERIFIED: "good",
    ActionItem.Status.DROPPED: "stopped",
    ActionItem.Status.TAKEN: "stopped",
}
