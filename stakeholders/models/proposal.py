"""A round of forming a partnership: from purpose to proposal in steps, weighed by two people, then decided.

The same round weighs a partner again at a review; nothing is decided anew then, a conclusion closes it.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pghistory
from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from partnerships.core.models import Province, User, Versioned, tracked
from partnerships.core.numbers import date_long
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.states import State
from partnerships.strategy.models import FocusArea, StrategicThrust
from stakeholders.fit import OF_A_PARTNER, SUGGESTED
from stakeholders.models.decision import CollaborationForm
from stakeholders.models.fit_criteria import FitCriteriaVersion
from stakeholders.models.stakeholder import Stakeholder

ASSESSORS = 2


class ProposalQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        """Still on the way, of stakeholders that are registered."""
        return self.filter(status=PartnershipProposal.Status.OPEN, stakeholder__archived_on__isnull=True)

    def for_list(self) -> Self:
        """Everything a list row shows and its next step is told from, the lines as plain data, in one query."""
        mine = {"proposal": OuterRef("pk")}
        handed_in = _part("FitAssessment").filter(**mine).order_by().values("proposal")
        objectives = _part("ProposalObjective").filter(**mine).order_by("position")
        risks = _part("ProposalRisk").filter(**mine).order_by("position")
        areas = FocusArea.objects.filter(proposals=OuterRef("pk")).order_by("order", "code")
        thrusts = StrategicThrust.objects.filter(proposals=OuterRef("pk")).order_by("order", "code")
        provinces = Province.objects.filter(proposals=OuterRef("pk")).order_by("order")
        named = JSONObject(pk="pk", code="code", name="name", is_placeholder="is_placeholder")
        return self.select_related(
            "stakeholder__province",
            "stakeholder__group",
            "criteria",
            "begun_by",
            "champion",
            "their_champion",
        ).annotate(
            # That somebody handed one in may be known before what it says.
            assessor_ids=ArraySubquery(
                _part("FitAssessment").filter(**mine).order_by("place").values("assessed_by")
            ),
            assessment_count=Coalesce(Subquery(handed_in.annotate(count=Count("pk")).values("count")), 0),
            objective_rows=ArraySubquery(
                objectives.values(
                    row=JSONObject(pk="pk", text="text", form="form_id", form_name="form__name")
                )
            ),
            risk_rows=ArraySubquery(risks.values(row=JSONObject(pk="pk", text="text", met_by="met_by"))),
            area_rows=ArraySubquery(areas.values(row=named)),
            thrust_rows=ArraySubquery(thrusts.values(row=named)),
            province_names=ArraySubquery(provinces.values("name")),
        )


def _part(name: str) -> Any:
    """The rows of a model that hangs below the proposal and is defined after it."""
    return apps.get_model("stakeholders", name)._base_manager.all()


@tracked
class PartnershipProposal(Scoped, Versioned):
    """One round of one stakeholder. ``status`` changes only through ``stakeholders.lifecycle``."""

    province_path: ClassVar[str] = "stakeholder__province"

    class Kind(models.TextChoices):
        FORMING = "forming", "To form a partnership"
        REVIEW = "review", "Review of a partnership"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        DECIDED = "decided", "Decided"
        CONCLUDED = "concluded", "Concluded"
        SET_ASIDE = "set_aside", "Set aside"

    class Finding(models.TextChoices):
        STANDS = "stands", "It stands as it is"
        CHANGES = "changes", "It goes on with changes"
        ENDS = "ends", "It is to end"

    # Weighed by two people to the end: their assessments lie open whatever else is so.
    CLOSED_WITH_A_WORD = (Status.DECIDED, Status.CONCLUDED)

    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=10, choices=Kind, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN, editable=False)
    criteria = models.ForeignKey(
        FitCriteriaVersion, models.PROTECT, related_name="proposals", editable=False, verbose_name="criteria"
    )
    begun_on = models.DateField(editable=False)
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="proposals_begun", editable=False)
    purpose = models.TextField(blank=True, help_text="What neither side reaches alone.")
    gap = models.TextField("gap that it closes", blank=True, help_text="What is missing today, and where.")
    affected = models.TextField(
        "who is affected", blank=True, help_text="Who gains by it, who may lose, and who must be heard."
    )
    level = models.CharField(max_length=12, choices=Stakeholder.Level, blank=True)
    provinces = models.ManyToManyField(
        Province,
        blank=True,
        related_name="proposals",
        help_text="Where it would work; none means everywhere.",
    )
    focus_areas = models.ManyToManyField(FocusArea, blank=True, related_name="proposals")
    thrusts = models.ManyToManyField(StrategicThrust, blank=True, related_name="proposals")
    no_risk_reason = models.TextField(
        "why no risk is seen", blank=True, help_text="Only when none is named above."
    )
    champion = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals_championed",
        verbose_name="our champion",
        help_text="Our official who speaks for it when it gets difficult.",
    )
    their_champion: Any = models.ForeignKey(
        "stakeholders.Contact",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals_championed",
        verbose_name="their champion",
        help_text="A contact person of the stakeholder who does the same there.",
    )
    summary = models.TextField(
        "the proposal in a few lines",
        blank=True,
        help_text="What is proposed, with whom, for what, and what each side brings. Whoever decides reads this first.",
    )
    spread_note = models.TextField("word on the spread", blank=True, editable=False)
    spread_noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    finding = models.CharField(max_length=10, choices=Finding, blank=True, editable=False)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="proposals_closed", editable=False
    )
    closing_note = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "partnership proposal"
        ordering = ["-begun_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="proposal_one_open",
                fields=["stakeholder"],
                condition=Q(status="open"),
                violation_error_message="A proposal of this stakeholder is open already. Go on with that one.",
            ),
            models.CheckConstraint(
                name="proposal_closed_whole",
                condition=Q(status="open", closed_on__isnull=True, closed_by__isnull=True)
                | (~Q(status="open") & Q(closed_on__isnull=False, closed_by__isnull=False)),
                violation_error_message="A closed proposal needs the day on which it was closed, and by whom.",
            ),
            models.CheckConstraint(
                name="proposal_finding_concludes",
                condition=Q(status="concluded") & ~Q(finding="") | ~Q(status="concluded") & Q(finding=""),
                violation_error_message="A concluded review needs its finding.",
            ),
            models.CheckConstraint(
                name="proposal_spread_note_whole",
                condition=Q(spread_note="", spread_noted_by__isnull=True)
                | ~Q(spread_note="") & Q(spread_noted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        name = "Review" if self.is_review else "Proposal"
        return f"{name} of {date_long(self.begun_on)}"

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:proposal", args=[self.pk])

    @property
    def choice_label(self) -> str:
        return (
            f"{self.stakeholder}: {'review' if self.is_review else 'proposal'} of {date_long(self.begun_on)}"
        )

    @property
    def is_review(self) -> bool:
        return self.kind == self.Kind.REVIEW

    @property
    def suggestions(self) -> dict[str, str]:
        """What can be recommended, and what the arithmetic may suggest, in words."""
        return OF_A_PARTNER if self.is_review else SUGGESTED

    @property
    def rule(self) -> str:
        """The rule of the arithmetic as it is printed (needs ``criteria``)."""
        return self.criteria.marks.rule(self.suggestions)

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def state(self) -> State:
        return State(self.get_status_display(), PROPOSAL_TONES[self.status])


PROPOSAL_TONES: dict[str, str] = {
    PartnershipProposal.Status.OPEN: "open",
    PartnershipProposal.Status.DECIDED: "good",
    PartnershipProposal.Status.CONCLUDED: "good",
    PartnershipProposal.Status.SET_ASIDE: "stopped",
}


class ProposalPart(Scoped):
    """A line that belongs to a proposal and is seen with it."""

    province_path: ClassVar[str] = "proposal__stakeholder__province"

    class Meta:
        abstract = True


@tracked
class ProposalObjective(ProposalPart):
    """What is to be reached; it determines the form of collaboration (seed 4.2)."""

    proposal = models.ForeignKey(PartnershipProposal, models.PROTECT, related_name="objectives")
    position = models.PositiveSmallIntegerField()
    text = models.CharField("objective", max_length=500)
    form = models.ForeignKey(
        CollaborationForm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objectives",
        verbose_name="form of collaboration",
    )

    class Meta:
        verbose_name = "objective"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


@tracked
class ProposalRisk(ProposalPart):
    proposal = models.ForeignKey(PartnershipProposal, models.PROTECT, related_name="risks")
    position = models.PositiveSmallIntegerField()
    text = models.CharField("risk", max_length=500)
    met_by = models.CharField("how it is met", max_length=500, blank=True)

    class Meta:
        verbose_name = "risk"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


# The history of what a proposal would serve: relations that have no record of their own.
in_history = pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())


@in_history
class ProposalProvince(PartnershipProposal.provinces.through):  # type: ignore[misc,name-defined]
    told_by: ClassVar[tuple[str, ...]] = ("province",)

    class Meta:
        proxy = True
        verbose_name = "province"

    def __str__(self) -> str:
        return str(self.province)


@in_history
class ProposalFocusArea(PartnershipProposal.focus_areas.through):  # type: ignore[misc,name-defined]
    told_by: ClassVar[tuple[str, ...]] = ("focusarea",)

    class Meta:
        proxy = True
        verbose_name = "focus area"

    def __str__(self) -> str:
        return str(self.focusarea)


@in_history
class ProposalThrust(PartnershipProposal.thrusts.through):  # type: ignore[misc,name-defined]
    told_by: ClassVar[tuple[str, ...]] = ("strategicthrust",)

    class Meta:
        proxy = True
        verbose_name = "thrust"

    def __str__(self) -> str:
        return str(self.strategicthrust)
