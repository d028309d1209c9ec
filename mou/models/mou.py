"""Memoranda of understanding and other agreements of the Unit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat, Greatest, JSONObject, Upper
from django.urls import reverse
from django.utils import timezone

from mou.models import beside
from mou.models.agreement_kind import AgreementKind
from mou.models.closing import CloseOut
from mou.models.days import expired_on, in_force_on
from mou.models.living import in_life, last_sign_on, signs_as_data
from partnerships.core.models import Document, Province, User, Versioned, tracked
from partnerships.core.models.word import WordsOf, learns
from partnerships.core.numbers import number
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.states import State
from partnerships.strategy.models import FocusArea
from stakeholders.models import Stakeholder, partner_no_more_on, partner_on

# An MoU that ends within this many days is shown as ending soon.
ENDING_SOON_DAYS = 180
# What a search compares: the names, and everything else that is told.
NAMED_BY = ("reference", "title")
TOLD_BY = (*NAMED_BY, "purpose")


class MoUQuerySet(ScopedQuerySet):
    def in_force(self, day: date) -> Self:
        return self.filter(in_force_on(day))

    def open(self, day: date) -> Self:
        """Neither ended nor expired on that day: still somebody's work."""
        return (
            self.exclude(status=MoU.Status.COMPLETED)
            .exclude(status=MoU.Status.TERMINATED, terminated_on__lte=day)
            .exclude(expired_on(day))
        )

    def without_active_people(self, day: date) -> Self:
        """Open agreements of which one of the two accountable people has no active account any more."""
        gone = Q(business_owner__is_active=False) | Q(partnership_manager__is_active=False)
        return self.open(day).filter(gone)

    def with_lost_party(self, day: date) -> Self:
        """Open agreements, of which no notice was given, with a party that was a partner and is none any more."""
        lost = beside.part("MoUParty").filter(partner_no_more_on(day, "stakeholder"), mou=OuterRef("pk"))
        return self.open(day).exclude(status=MoU.Status.TERMINATED).filter(Exists(lost))

    def in_life(self, state: str, day: date) -> Self:
        """In force, and alive, quiet or dormant by the rule of its kind."""
        return self.annotate(last_sign_on=last_sign_on(day)).filter(in_life(state, day))

    def open_to_change(self) -> Self:
        """What has been sent for consultation is no longer edited, but returned."""
        return self.filter(status=MoU.Status.DRAFT)

    def for_list(self, day: date | None = None) -> Self:
        """Everything a list row shows; the parties come in a second query."""
        day = day or timezone.localdate()
        steps = beside.part("Clearance").filter(mou=OuterRef("pk"), amendment=None)
        waits = Q(mou=OuterRef("mou"), amendment=None, status="waiting", position__lt=OuterRef("position"))
        # Steps that run side by side stand open together.
        waiting = steps.filter(~Exists(beside.part("Clearance").filter(waits)), status="waiting").order_by()
        names = StringAgg("step__name", " and ", order_by="step__name")
        decided = steps.filter(status="cleared").order_by("-decided_on")
        return (
            self.select_related("kind", "province", "business_owner", "partnership_manager")
            .annotate(
                counts=beside.obligation_counts(day),
                waiting_step=Subquery(waiting.values("mou").annotate(names=names).values("names")),
                last_sign_on=last_sign_on(day),
                revival_rows=ArraySubquery(beside.revivals()),
                is_running=Exists(beside.part("MoU").filter(in_force_on(day), pk=OuterRef("pk"))),
                # A step waits from the day on which the one before was cleared.
                waiting_since=Greatest(
                    Subquery(waiting.values("opened_on")[:1]), Subquery(decided.values("decided_on")[:1])
                ),
            )
            .prefetch_related(
                models.Prefetch(
                    "parties",
                    beside.part("MoUParty").select_related("stakeholder", "delegation").order_by("position"),
                )
            )
        )

    def for_page(self) -> Self:
        """A row of ``for_list`` with the short lists that its page shows beside it, as plain data, in one query."""
        mine = {"mou": OuterRef("pk")}
        areas = FocusArea.objects.filter(mous=OuterRef("pk")).order_by("order", "code")
        provinces = Province.objects.filter(mous_applying=OuterRef("pk")).order_by("order")
        suspensions = beside.part("Suspension").filter(**mine).order_by("suspended_on")
        successors = beside.part("MoU").filter(predecessor=OuterRef("pk")).order_by("reference")
        area = JSONObject(pk="pk", code="code", name="name", is_placeholder="is_placeholder")
        lost = beside.ends_of_lost_parties(timezone.localdate())
        return (
            self.for_list()
            .select_related("predecessor", "close_out")
            .annotate(
                area_rows=ArraySubquery(areas.values(row=area)),
                province_names=ArraySubquery(provinces.values("name")),
                suspended_from=ArraySubquery(suspensions.values("suspended_on")),
                suspended_until=ArraySubquery(suspensions.values("resumed_on")),
                successor_rows=ArraySubquery(
                    successors.values(
                        row=JSONObject(pk="pk", reference="reference", title="title", status="status")
                    )
                ),
                lost_rows=ArraySubquery(
                    lost.values(
                        row=JSONObject(
                            party="stakeholder_id",
                            ended_on="ended_on",
                            end_reason="end_reason",
                            note="end_note",
                        )
                    )
                ),
                signs=signs_as_data(timezone.localdate()),
                committee_rows=ArraySubquery(beside.committees(timezone.localdate())),
                to_settle=beside.to_settle(timezone.localdate()),
                slip_rows=ArraySubquery(beside.slips()),
                # What most agreements have none of is read only where there is some.
                has_reviews=Exists(beside.part("Review").filter(**mine)),
                has_amendments=Exists(beside.part("Amendment").filter(**mine)),
                is_handed_over=Exists(beside.part("Handover").filter(**mine, status="waiting")),
            )
        )

    def headlines(self) -> Self:
        """Reference, title, parties, focus areas and status: all that everybody may know of every agreement."""
        parties = (
            beside.part("MoUParty").filter(mou=OuterRef("pk"), stakeholder__isnull=False).order_by("position")
        )
        areas = FocusArea.objects.filter(mous=OuterRef("pk")).order_by("order", "code")
        return (
            super()
            .headlines()
            .annotate(
                party_names=ArraySubquery(parties.values("stakeholder__name")),
                focus_area_names=ArraySubquery(areas.values(named=Concat("code", Value(" "), "name"))),
            )
        )

    def named(self, text: str) -> Self:
        """Reference or title contains the text."""
        return self.filter(Q(reference__icontains=text) | Q(title__icontains=text))

    def matching(self, text: str) -> Self:
        """Reference, title or the name of a party contains the text."""
        parties = beside.part("MoUParty").filter(
            Q(stakeholder__name__icontains=text) | Q(stakeholder__short_name__icontains=text),
            mou=OuterRef("pk"),
        )
        return self.filter(Q(reference__icontains=text) | Q(title__icontains=text) | Exists(parties))

    def with_partner(self, stakeholder: Stakeholder) -> Self:
        return self.filter(
            Exists(beside.part("MoUParty").filter(mou=OuterRef("pk"), stakeholder=stakeholder))
        )


@tracked
class MoU(Scoped, Versioned):
    """What the Secretariat and one or more partners have promised each other, without payment.

    ``status`` changes only through ``mou.lifecycle``; in force and expired are told by dates.
    """

    headline_fields: ClassVar[tuple[str, ...]] = (
        "pk",
        "reference",
        "title",
        "kind__name",
        "province__name",
        "status",
    )

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        CONSULTATION = "consultation", "In consultation"
        CLEARANCE = "clearance", "In clearance"
        SIGNATURE = "signature", "Out for signature"
        SIGNED = "signed", "Signed"
        SUSPENDED = "suspended", "Suspended"
        TERMINATED = "terminated", "Terminated"
        COMPLETED = "completed", "Completed"

    ENDED = (Status.TERMINATED, Status.COMPLETED)

    reference = models.CharField(max_length=20, unique=True, editable=False)
    title = models.CharField(max_length=200)
    kind = models.ForeignKey(AgreementKind, models.PROTECT, related_name="mous")
    purpose = models.TextField(help_text="What the parties want to reach together.")
    province = models.ForeignKey(
        Province,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mous",
        help_text="Whose agreement this is. National agreements are visible to every province.",
    )
    provinces = models.ManyToManyField(
        Province,
        blank=True,
        related_name="mous_applying",
        help_text="Where it applies; none means everywhere.",
    )
    focus_areas = models.ManyToManyField(FocusArea, related_name="mous")
    business_owner = models.ForeignKey(
        User, models.PROTECT, related_name="mous_owned", help_text="Answers for the agreement."
    )
    partnership_manager = models.ForeignKey(
        User, models.PROTECT, related_name="mous_managed", help_text="Monitors obligations and workplan."
    )
    starts_on = models.DateField("start date")
    ends_on = models.DateField("end date", null=True, blank=True, help_text="Leave empty when open-ended.")
    notice_days = models.PositiveSmallIntegerField(
        "notice of termination in days", default=30, help_text="From the notice clause."
    )
    notice_in_working_days = models.BooleanField(
        "counted in working days", default=False, help_text="Where the notice clause says so."
    )
    contributions_value = models.DecimalField(
        "value of what the parties bring, in rands",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="People, rooms and goods in kind of all parties together, estimated; nothing is paid. "
        "The ceiling of the delegation under which our side signs is compared with it.",
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    turn = models.ForeignKey(
        "mou.MoUParty",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="The party that has the draft before it.",
    )
    turn_since = models.DateField(null=True, blank=True, editable=False)
    predecessor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="successors",
        help_text="The agreement that this one renews.",
    )
    # The end date of which somebody decided that the agreement ends then; another end date is another decision.
    let_lapse_on = models.DateField(null=True, blank=True, editable=False)
    signed_on = models.DateField("last signature", null=True, blank=True, editable=False)
    suspended_on = models.DateField(null=True, blank=True, editable=False)
    resumed_on = models.DateField(null=True, blank=True, editable=False)
    notice_given_on = models.DateField(null=True, blank=True, editable=False)
    terminated_on = models.DateField(null=True, blank=True, editable=False)
    completed_on = models.DateField(null=True, blank=True, editable=False)
    close_out = models.OneToOneField(
        CloseOut,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name="close-out report",
        related_name="mou",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    documents = GenericRelation(Document)

    objects: ClassVar[Any] = MoUQuerySet.as_manager()

    class Meta:
        verbose_name = "memorandum of understanding"
        verbose_name_plural = "memoranda of understanding"
        ordering = ["-reference"]
        permissions = [
            ("send_mou", "Can send an MoU for consultation and clearance"),
            ("clear_legal", "Can give the legal opinion"),
            ("clear_chief_director", "Can clear as Chief Director"),
            ("clear_minister", "Can record the consultation with the Minister"),
            ("clear_secretary", "Can clear as Secretary"),
            ("clear_provincial_head", "Can clear as provincial head"),
            ("sign_mou", "Can record signatures"),
            ("hand_over_mou", "Can offer and accept the duties of business owner and partnership manager"),
            ("end_mou", "Can suspend, terminate or complete an MoU"),
        ]
        indexes = [
            models.Index(fields=["status", "ends_on"], name="mou_by_status_and_end"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="mou_title_trigram"),
            GinIndex(WordsOf(*NAMED_BY), name="mou_named"),
            GinIndex(WordsOf(*TOLD_BY), name="mou_words"),
        ]
        triggers = learns(*TOLD_BY)
        constraints = [
            models.CheckConstraint(
                name="mou_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="The end date lies before the start date.",
            ),
            models.CheckConstraint(
                name="mou_two_accountable_people",
                condition=~Q(business_owner=F("partnership_manager")),
                violation_error_message=(
                    "Business owner and partnership manager are the same person. Choose two different people."
                ),
            ),
            models.CheckConstraint(
                name="mou_signed_has_date",
                condition=Q(signed_on__isnull=False)
                | Q(status__in=["draft", "consultation", "clearance", "signature"]),
                violation_error_message="A signed MoU needs the date of its last signature.",
            ),
            models.CheckConstraint(
                name="mou_terminated_has_dates",
                condition=~Q(status="terminated")
                | Q(terminated_on__isnull=False, notice_given_on__isnull=False),
                violation_error_message="A terminated MoU needs the date of the notice and the date it ends.",
            ),
            models.CheckConstraint(
                name="mou_terminated_after_start",
                condition=Q(terminated_on__isnull=True) | Q(terminated_on__gte=F("starts_on")),
                violation_error_message="The termination lies before the start date.",
            ),
            models.CheckConstraint(
                name="mou_completed_with_close_out",
                condition=~Q(status="completed") | Q(completed_on__isnull=False, close_out__isnull=False),
                violation_error_message="A completed MoU needs its date and a close-out report.",
            ),
            models.CheckConstraint(
                name="mou_suspended_has_date",
                condition=~Q(status="suspended") | Q(suspended_on__isnull=False, resumed_on__isnull=True),
                violation_error_message="A suspended MoU needs the date of the suspension.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("mou:detail", args=[self.pk])

    @property
    def scope_label(self) -> str:
        return str(self.province) if self.province_id else "National"

    @property
    def notice_in_words(self) -> str:
        return f"{number(self.notice_days)} {'working ' if self.notice_in_working_days else ''}days"

    @property
    def text_is_locked(self) -> bool:
        """What is being cleared or signed does not change under the readers' eyes; signed, it is amended."""
        return self.status not in {self.Status.DRAFT, self.Status.CONSULTATION}

    @property
    def successor(self) -> MoU | None:
        """The agreement that renews this one. A row of ``for_page`` knows it without asking."""
        if not hasattr(self, "successor_rows"):
            found: MoU | None = self.successors.exclude(status=self.Status.TERMINATED).first()
            return found
        rows = (MoU(**row) for row in self.successor_rows)
        return next((row for row in rows if row.status != self.Status.TERMINATED), None)

    def parties_not_partners_on(self, day: date) -> models.QuerySet[Stakeholder]:
        """The other parties for which no partnership was running on that day (seed 4.4)."""
        return Stakeholder.objects.filter(mou_parties__mou=self).exclude(partner_on(day))

    def state_on(self, day: date) -> State:
        """The status in words, with what the calendar says of a signed agreement on that day."""
        if self.status in {self.Status.SIGNED, self.Status.SUSPENDED} and self.ends_on and self.ends_on < day:
            return State("Expired", "stopped")
        if self.status == self.Status.SIGNED:
            if self.starts_on > day or (self.signed_on and self.signed_on > day):
                return State("Signed, not yet begun", "waiting")
            if self.ends_on and self.ends_on <= day + timedelta(days=ENDING_SOON_DAYS):
                return State("In force, ending soon", "due")
            return State("In force", "good")
        if self.status == self.Status.TERMINATED and self.terminated_on and self.terminated_on > day:
            return State("In force, under notice", "due")
        return State(self.get_status_display(), STATUS_TONES[self.status])


STATUS_TONES: dict[str, str] = {
    MoU.Status.DRAFT: "draft",
    MoU.Status.CONSULTATION: "open",
    MoU.Status.CLEARANCE: "waiting",
    MoU.Status.SIGNATURE: "waiting",
    MoU.Status.SIGNED: "good",
    MoU.Status.SUSPENDED: "behind",
    MoU.Status.TERMINATED: "stopped",
    MoU.Status.COMPLETED: "stopped",
}
