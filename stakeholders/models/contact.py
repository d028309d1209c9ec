"""People at stakeholders, with work details only, who saw them, and what they asked about them (POPIA)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Self

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Upper
from django.urls import reverse
from phonenumber_field.modelfields import PhoneNumberField

from partnerships.core.models import Language, User, Versioned, tracked
from partnerships.core.models.word import WordsOf
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.states import State
from stakeholders.models import telling
from stakeholders.models.duplicate import Merge
from stakeholders.models.stakeholder import Stakeholder

# POPIA Regulations as amended on 17 April 2025: a request is answered within 30 days.
ANSWER_WITHIN_DAYS = 30
REDACTED = "Redacted person"
# Details not confirmed for a year are shown as to be verified.
VERIFY_EVERY_DAYS = 365
# A request for information is shown as due soon in its last week.
DUE_SOON_DAYS = 7

# Every row that is joined to this one by ``earlier``, in either direction, however far.
SAME_PERSON = """
    WITH RECURSIVE person(id) AS (
        VALUES (%s::bigint)
        UNION
        SELECT found.id
        FROM person
        JOIN stakeholders_contact AS known ON known.id = person.id
        JOIN stakeholders_contact AS found ON found.id = known.earlier_id OR found.earlier_id = known.id
    )
    SELECT id FROM person
"""


class ContactQuerySet(ScopedQuerySet):
    def named(self) -> Self:
        """All whose details were not redacted."""
        return self.filter(redacted_on__isnull=True)

    def of_person(self, contact: Contact) -> Self:
        """The rows of one person: every post that one followed from another, in one query."""
        return self.filter(pk__in=RawSQL(SAME_PERSON, [contact.pk]))  # noqa: S611 -- a fixed text and a number

    def unverified_on(self, day: date) -> Self:
        """Those whose details nobody has confirmed in the year before that day."""
        since = day - timedelta(days=VERIFY_EVERY_DAYS)
        return self.filter(Q(verified_on__isnull=True) | Q(verified_on__lt=since))

    def for_list(self) -> Self:
        """Everything a row shows, in one query; a correction that was asked and not made is said with it (s24)."""
        refused = PersonalInformationRequest.objects.filter(contact=OuterRef("pk")).corrections_not_made()
        return self.select_related("stakeholder__province", "language").annotate(
            has_correction_not_made=Exists(refused)
        )

    def in_post_on(self, day: date) -> Self:
        return self.filter(
            Q(began_on__isnull=True) | Q(began_on__lte=day), Q(left_on__isnull=True) | Q(left_on__gt=day)
        )


@tracked
class Contact(Scoped, Versioned):
    """A person in a post at a stakeholder: name, post, work e-mail and telephone; nothing private is asked.

    Who moves to another post gets a new row that names the ``earlier`` one.
    """

    province_path: ClassVar[str] = "stakeholder__province"

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"
        TELEPHONE = "telephone", "Telephone"
        MESSAGE = "message", "Text message"
        LETTER = "letter", "Letter"
        IN_PERSON = "in_person", "In person"

    class Ground(models.TextChoices):
        """POPIA s11(1)."""

        PUBLIC_LAW_DUTY = "public_law_duty", "Performance of a public law duty, s11(1)(e)"
        CONSENT = "consent", "Consent of the person, s11(1)(a)"
        CONTRACT = "contract", "Contract with the person, s11(1)(b)"
        LEGAL_OBLIGATION = "legal_obligation", "Obligation imposed by law, s11(1)(c)"
        OWN_INTEREST = "own_interest", "Legitimate interest of the person, s11(1)(d)"
        LEGITIMATE_INTERESTS = "legitimate_interests", "Legitimate interests of ours, s11(1)(f)"

    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=120, blank=True)
    email = models.EmailField("work e-mail", blank=True)
    phone = PhoneNumberField("work telephone", blank=True, region="ZA")
    is_main = models.BooleanField("main contact", default=False)
    is_backup = models.BooleanField("back-up contact", default=False)
    began_on = models.DateField("in the post since", null=True, blank=True)
    left_on = models.DateField("left the post on", null=True, blank=True)
    earlier = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="later", editable=False
    )
    preferred_channel = models.CharField(max_length=10, choices=Channel, blank=True)
    do_not_contact = models.BooleanField(
        default=False, help_text="This person asked not to be contacted, or objected (POPIA s11(3))."
    )
    language = models.ForeignKey(
        Language,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="preferred language",
    )
    source = models.CharField(
        "where the details come from",
        max_length=200,
        blank=True,
        help_text="The person, a letter, a website.",
    )
    notified_on = models.DateField(
        null=True, blank=True, help_text="When the person was told that we keep these details (POPIA s18)."
    )
    lawful_ground = models.CharField(max_length=24, choices=Ground, default=Ground.PUBLIC_LAW_DUTY)
    verified_on = models.DateField("last verified on", null=True, blank=True)
    redacted_on = models.DateField(null=True, blank=True, editable=False)
    redacted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="contacts_redacted", editable=False
    )
    redaction_reason = models.CharField(max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, null=True)

    objects: ClassVar[Any] = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-is_main", "-is_backup", "name", "pk"]
        permissions = [
            ("redact_contact", "Can redact the personal details of a contact person"),
            ("export_contact", "Can export contact details"),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="contact_by_name"),
            models.Index(telling.email_domain(), name="contact_email_domain", condition=~Q(email="")),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="contact_name_trigram"),
            # A person is found by name and post; the words are learned nowhere, so that redacting leaves none.
            GinIndex(WordsOf("name", "post"), name="contact_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="contact_one_main",
                fields=["stakeholder"],
                condition=Q(is_main=True, left_on__isnull=True),
                violation_error_message="This stakeholder has a main contact already. Change that one first.",
            ),
            models.UniqueConstraint(
                name="contact_one_backup",
                fields=["stakeholder"],
                condition=Q(is_backup=True, left_on__isnull=True),
                violation_error_message="This stakeholder has a back-up contact already. Change that one first.",
            ),
            models.CheckConstraint(
                name="contact_main_or_backup",
                condition=Q(is_main=False) | Q(is_backup=False),
                violation_error_message="One person cannot be both the main and the back-up contact.",
            ),
            models.CheckConstraint(
                name="contact_leaves_after_beginning",
                condition=Q(began_on__isnull=True) | Q(left_on__isnull=True) | Q(left_on__gte=F("began_on")),
                violation_error_message="The day of leaving cannot come before the first day in the post.",
            ),
            models.CheckConstraint(
                name="contact_redacted_is_empty",
                condition=Q(redacted_on__isnull=True, redacted_by__isnull=True, redaction_reason="")
                | (
                    Q(redacted_on__isnull=False, redacted_by__isnull=False, name=REDACTED)
                    & Q(post="", email="", phone="", source="")
                    & ~Q(redaction_reason="")
                ),
                violation_error_message="The details of this person were redacted; the record cannot be filled again.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.post}" if self.post else self.name

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:contact", args=[self.pk])

    @property
    def is_redacted(self) -> bool:
        return self.redacted_on is not None

    def is_in_post_on(self, day: date) -> bool:
        return (self.began_on is None or self.began_on <= day) and (
            self.left_on is None or self.left_on > day
        )

    def is_unverified_on(self, day: date) -> bool:
        return self.verified_on is None or (day - self.verified_on).days > VERIFY_EVERY_DAYS


class ContactAccess(models.Model):
    """Who saw, printed or exported contact details, and when (POPIA s23: a person may ask).

    Without a ``contact`` all the contact people of the stakeholder were on the page.
    """

    class Act(models.TextChoices):
        VIEW = "view", "Viewed"
        PRINT = "print", "Printed"
        EXPORT = "export", "Exported"

    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="contact_accesses")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="accesses")
    seen_by = models.ForeignKey(User, models.PROTECT, related_name="contact_accesses")
    seen_at = models.DateTimeField(auto_now_add=True)
    act = models.CharField(max_length=10, choices=Act)

    class Meta:
        ordering = ["-seen_at", "-pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.seen_by} {self.get_act_display().lower()} {self.seen_at:%Y-%m-%d %H:%M}"


def accesses_to(contacts: Iterable[Contact]) -> models.QuerySet[ContactAccess]:
    """Every time somebody saw these people: their own pages, and those that showed all people of their stakeholder.

    Whoever came with an entry that was merged away was seen on the pages of that entry before.
    """
    found = Q(pk__in=())
    for contact in contacts:
        moved = [{"model": Contact._meta.label, "ids": [contact.pk]}]
        merges = Merge._base_manager.filter(
            kept=contact.stakeholder_id, undone_at__isnull=True, moved__contains=moved
        )
        at = Q(stakeholder=contact.stakeholder_id) | Q(stakeholder__in=merges.values("merged"))
        shown = at & Q(contact__isnull=True)
        if contact.created_at:
            shown &= Q(seen_at__gte=contact.created_at)
        if contact.redacted_on:
            shown &= Q(seen_at__date__lte=contact.redacted_on)
        found |= Q(contact=contact.pk) | shown
    return ContactAccess.objects.filter(found).select_related("seen_by", "stakeholder")


class RequestQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(answered_on__isnull=True)

    def overdue_on(self, day: date) -> Self:
        """Not answered within 30 days of receipt."""
        return self.open().filter(received_on__lt=day - timedelta(days=ANSWER_WITHIN_DAYS))

    def corrections_not_made(self) -> Self:
        """A correction that was asked and not, or not wholly, made stays attached as a note (POPIA s24)."""
        return self.filter(kind="correction", outcome__in=["refused", "partly"])


@tracked
class PersonalInformationRequest(Scoped, Versioned):
    """What a person asked about the own details, and what was answered (POPIA s11(3), s23, s24)."""

    province_path: ClassVar[str] = "contact__stakeholder__province"

    class Kind(models.TextChoices):
        ACCESS = "access", "Access to the details held (s23)"
        CORRECTION = "correction", "Correction or deletion (s24)"
        OBJECTION = "objection", "Objection to keeping them (s11(3))"

    class Outcome(models.TextChoices):
        GRANTED = "granted", "Granted"
        PARTLY = "partly", "Partly granted"
        REFUSED = "refused", "Refused"

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=10, choices=Kind)
    received_on = models.DateField()
    received_by = models.ForeignKey(User, models.PROTECT, related_name="information_requests", editable=False)
    how = models.CharField(
        "how it came", max_length=120, help_text="By hand, letter, e-mail, message, telephone."
    )
    asked = models.TextField("what was asked", blank=True)
    answered_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.TextField(
        blank=True, help_text="What was done and told; for a refusal the reason and the way to complain."
    )

    objects: ClassVar[Any] = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="information_request_answered_whole",
                condition=Q(answered_on__isnull=True, outcome="")
                | (Q(answered_on__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
                violation_error_message="An answer needs its day, its outcome and its words.",
            ),
            models.CheckConstraint(
                name="information_request_answered_after_receipt",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("received_on")),
                violation_error_message="The answer cannot come before the request.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, received {self.received_on}"

    @property
    def due_on(self) -> date:
        return self.received_on + timedelta(days=ANSWER_WITHIN_DAYS)

    def get_absolute_url(self) -> str:
        return f"{reverse('stakeholders:contact_held', args=[self.contact_id])}#request-{self.pk}"

    def state_on(self, day: date) -> State:
        """What became of it; of an open one what the calendar says."""
        if self.answered_on:
            return State(
                self.get_outcome_display(), "good" if self.outcome == self.Outcome.GRANTED else "stopped"
            )
        left = (self.due_on - day).days
        if left < 0:
            return State("Overdue", "overdue", f"{-left} day{'s' if left != -1 else ''}")
        note = "today" if left == 0 else f"in {left} day{'s' if left != 1 else ''}"
        return (
            State("Due soon", "due", note) if left <= DUE_SOON_DAYS else State("Open", "open", f"due {note}")
        )
