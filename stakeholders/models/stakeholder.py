"""Organisations and structures that the Secretariat works with, and whether they are partners."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone

from partnerships.core.models import District, Document, Province, ReferenceItem, User, Versioned, tracked
from partnerships.core.models.word import WordsOf, learns
from partnerships.core.numbers import number
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.states import State
from stakeholders.models import due, telling
from stakeholders.models.decision import Level, PartnerDecision

# A partner without an engagement for this many days is shown as dormant (product rules, life cycles).
DORMANT_AFTER_DAYS = 365
# What a search compares: the names, and everything else that is told.
NAMED_BY = ("name", "short_name")
TOLD_BY = (*NAMED_BY, "seat", "registration_number", "mandate")


class StakeholderGroup(ReferenceItem):
    """Seed 3.2, 4.2 and Annexure A: Civilian Secretariat, police agencies, community structures and so on."""

    is_public = models.BooleanField(
        "public bodies",
        default=False,
        help_text="Organs of state and the like: named in copies of reports for readers outside; others are not.",
    )


class StakeholderType(ReferenceItem):
    group = models.ForeignKey(StakeholderGroup, models.PROTECT, related_name="types")


class StakeholderClass(ReferenceItem):
    """How closely a stakeholder is kept in touch with: how often we meet, how often the entry is checked."""

    explanation = models.CharField(max_length=300, blank=True)
    contact_every_days = models.PositiveSmallIntegerField(
        "days between contacts", validators=[MinValueValidator(1)]
    )
    verify_every_days = models.PositiveSmallIntegerField(
        "days between verifications", validators=[MinValueValidator(1)]
    )
    # The corner of the influence and interest matrix for which this class is proposed.
    for_high_influence = models.BooleanField(default=False)
    for_high_interest = models.BooleanField(default=False)

    class Meta(ReferenceItem.Meta):
        verbose_name_plural = "stakeholder classes"


def partner_on(day: date, stakeholder: str = "pk") -> Exists:
    """A partner on that day: told by the recorded decisions, so true of the past too.

    ``stakeholder`` leads from the rows that are asked to the key of the organisation.
    """
    return Exists(PartnerDecision.objects.running_on(day).filter(stakeholder=OuterRef(stakeholder)))


def partner_no_more_on(day: date, stakeholder: str = "pk") -> Q:
    """Was a partner once and is none on that day, for whatever reason the partnership ended."""
    ended = PartnerDecision.objects.filter(stakeholder=OuterRef(stakeholder), ended_on__lte=day)
    return Q(Exists(ended)) & ~Q(partner_on(day, stakeholder))


def dormant_on(day: date) -> Q:
    """A partner without an engagement in the year before that day; rows come from ``for_list``."""
    since = day - timedelta(days=DORMANT_AFTER_DAYS)
    return Q(status="partner") & (Q(last_engaged_on__isnull=True) | Q(last_engaged_on__lt=since))


class StakeholderQuerySet(ScopedQuerySet):
    def partners_on(self, day: date) -> Self:
        return self.filter(partner_on(day))

    def registered(self) -> Self:
        """All that are not archived."""
        return self.filter(archived_on__isnull=True)

    def for_list(self) -> Self:
        """Everything a list row shows, in one query."""
        return self.select_related(
            "group", "type", "province", "district", "stakeholder_class", "relationship_manager"
        ).annotate(last_engaged_on=due.last_contact(), contact_due_on=due.contact_due())

    def verification_overdue_on(self, day: date) -> Self:
        """The entries to be checked, with the day by which each was due."""
        return self.filter(due.verification_overdue_on(day)).annotate(
            verification_due_on=due.verification_due()
        )


@tracked
class Stakeholder(Scoped, Versioned):
    """An organisation or structure. Not all stakeholders are partners (seed 4.2).

    ``status`` changes only through ``stakeholders.lifecycle``; dormant is computed from the last engagement.
    """

    headline_fields: ClassVar[tuple[str, ...]] = (
        "pk",
        "name",
        "short_name",
        "group__name",
        "province__name",
        "status",
    )

    class Status(models.TextChoices):
        IDENTIFIED = "identified", "Identified"
        UNDER_ASSESSMENT = "under_assessment", "Under assessment"
        PARTNER = "partner", "Partner"
        NOT_NOW = "not_now", "Not now"
        DECLINED = "declined", "Declined"
        ENDED = "ended", "Partnership ended"

    Level = Level

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40, blank=True, help_text="Acronym or short form.")
    group = models.ForeignKey(StakeholderGroup, models.PROTECT, related_name="stakeholders")
    type = models.ForeignKey(
        StakeholderType, models.PROTECT, null=True, blank=True, related_name="stakeholders"
    )
    level = models.CharField(max_length=12, choices=Level)
    province = models.ForeignKey(
        Province,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stakeholders",
        help_text="Leave at National when the organisation is not one province's own.",
    )
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="stakeholders")
    seat = models.CharField(max_length=80, blank=True, help_text="Town or suburb of its office.")
    stakeholder_class = models.ForeignKey(
        StakeholderClass,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stakeholders",
        verbose_name="class",
        help_text="Says how often we expect contact and how often the entry is verified.",
    )
    relationship_manager = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stakeholders_managed",
        help_text="Our person who looks after the relationship.",
    )
    mandate = models.TextField(blank=True, help_text="What it does and what it could bring.")
    registration_number = models.CharField(max_length=40, blank=True)
    website = models.URLField(blank=True)
    source = models.CharField(max_length=200, blank=True, help_text="Where this entry comes from.")
    status = models.CharField(max_length=20, choices=Status, default=Status.IDENTIFIED, editable=False)
    archived_on = models.DateField(null=True, blank=True, editable=False)
    archive_reason = models.CharField(max_length=500, blank=True, editable=False)
    verified_on = models.DateField("last verified on", null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="stakeholders_verified", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    documents = GenericRelation(Document)
    # What one needs to add documents and to describe them anew (core.filing).
    documents_right: ClassVar[str] = "stakeholders.change_stakeholder"

    objects: ClassVar[Any] = StakeholderQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        permissions = [
            ("archive_stakeholder", "Can archive a stakeholder"),
            ("assess_stakeholder", "Can assess strategic fit"),
            ("decide_partner", "Can decide on a partner"),
            ("verify_stakeholder", "Can verify that an entry is still correct"),
        ]
        indexes = [
            # Who looks after records of a province: the filter of the list offers those people.
            models.Index(fields=["relationship_manager", "province"], name="stakeholder_by_manager"),
            models.Index(fields=["name", "id"], name="stakeholder_by_name"),
            models.Index(
                telling.registration_digits(),
                name="stakeholder_registered_as",
                condition=~Q(registration_number=""),
            ),
            models.Index(telling.web_domain(), name="stakeholder_web_domain", condition=~Q(website="")),
            # Counts the register, which every list of it does, without reading the rows.
            models.Index(fields=["id"], name="stakeholder_registered", condition=Q(archived_on__isnull=True)),
            # Joins what hangs on the register of a province without reading its rows: a third of all may be of one.
            models.Index(
                fields=["province", "id"],
                include=["name"],
                condition=Q(archived_on__isnull=True),
                name="stakeholder_of_province",
            ),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="stakeholder_name_trigram"),
            GinIndex(OpClass(Upper("short_name"), name="gin_trgm_ops"), name="stakeholder_short_trigram"),
            GinIndex(WordsOf(*NAMED_BY), name="stakeholder_named"),
            GinIndex(WordsOf(*TOLD_BY), name="stakeholder_words"),
        ]
        triggers = learns(*TOLD_BY)
        constraints = [
            models.CheckConstraint(
                name="stakeholder_archived_with_reason",
                condition=Q(archived_on__isnull=True) | ~Q(archive_reason=""),
                violation_error_message="Give the reason for archiving.",
            ),
            models.UniqueConstraint(
                Upper("name"),
                F("province"),
                name="stakeholder_named_once",
                nulls_distinct=False,
                condition=Q(archived_on__isnull=True),
                violation_error_message=(
                    "A stakeholder of this name is already registered for this province. Open that record instead."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What is chosen in one list must belong to what is chosen in the other."""
        if self.type and self.type.group_id != self.group_id:
            raise ValidationError(
                {"type": f"“{self.type}” is not a type of the group chosen. Change one of the two."}
            )
        if self.district and self.district.province_id != self.province_id:
            raise ValidationError(
                {
                    "district": f"{self.district} lies in {self.district.province}, not in the province "
                    "of this record. Choose another district, or leave it empty."
                }
            )

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:detail", args=[self.pk])

    @property
    def scope_label(self) -> str:
        return str(self.province) if self.province_id else "National"

    def is_dormant_on(self, day: date) -> bool:
        """A partner whose last engagement lies more than a year back, or who never had one."""
        last: Any = getattr(self, "last_engaged_on", None)
        return self.status == self.Status.PARTNER and (last is None or (day - last).days > DORMANT_AFTER_DAYS)

    def contact_state_on(self, day: date) -> State | None:
        """Overdue, due soon or in time, for rows from ``for_list``; nothing is expected of one without a class."""
        return _due_state(getattr(self, "contact_due_on", None), day, due.CONTACT_SOON_DAYS)

    def verification_due_by(self) -> date | None:
        """The day by which the entry should be verified again (needs ``stakeholder_class``)."""
        if self.stakeholder_class is None:
            return None
        since = self.verified_on or timezone.localdate(self.created_at)
        return since + timedelta(days=self.stakeholder_class.verify_every_days)

    def verification_state_on(self, day: date) -> State | None:
        return _due_state(self.verification_due_by(), day, due.CONTACT_SOON_DAYS)

    def state_on(self, day: date) -> State:
        """The status in words; rows from ``for_list`` also say when a partner is dormant."""
        if self.archived_on and self.archived_on <= day:
            return State("Archived", "stopped")
        if hasattr(self, "last_engaged_on") and self.is_dormant_on(day):
            return State("Dormant partner", "stopped")
        return State(self.get_status_display(), STATUS_TONES[self.status])


def _due_state(due_on: date | None, day: date, soon: int) -> State | None:
    if due_on is None:
        return None
    left = (due_on - day).days
    if left < 0:
        return State("Overdue", "overdue", f"{number(-left)} day{'s' if left != -1 else ''}")
    if left <= soon:
        return State("Due soon", "due", "today" if left == 0 else f"in {left} day{'s' if left != 1 else ''}")
    return State("In time", "good")


# One tone per status; the life cycle declares the same ones.
STATUS_TONES: dict[str, str] = {
    Stakeholder.Status.IDENTIFIED: "draft",
    Stakeholder.Status.UNDER_ASSESSMENT: "open",
    Stakeholder.Status.PARTNER: "good",
    Stakeholder.Status.NOT_NOW: "waiting",
    Stakeholder.Status.DECLINED: "stopped",
    Stakeholder.Status.ENDED: "stopped",
}
