"""Community structures: police forums and safety forums, where they belong, who hosts and who leads them.

Sources: SAPS Act 68 of 1995, ss 18 to 23, and the Interim Regulations (GN R384 of 2001) for community police forums
and boards; the Community Safety Forums Policy of 2011 for safety forums.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse

from partnerships.core.calendar import FinancialYear, MunicipalYear
from partnerships.core.models import District, Province, ReferenceItem, Versioned, tracked
from partnerships.core.models.reference import ReferenceQuerySet
from partnerships.core.scoping import Scoped, ScopedQuerySet
from stakeholders.models.contact import Contact
from stakeholders.models.stakeholder import Stakeholder

# The group of stakeholders that can be described as a structure, and the group whose members keep July to June.
COMMUNITY_STRUCTURES = "community-structures"
LOCAL_GOVERNMENT = "local-government"


class StructureKind(ReferenceItem):
    """CPF, sub-forum, middle board, provincial board, CSF of a district, CSF of a municipality. The name is the label
    shown: the middle level is called cluster in one place and district in another."""

    class Family(models.TextChoices):
        POLICE = "cpf", "Community police forum"
        SAFETY = "csf", "Community safety forum"

    class Seat(models.TextChoices):
        STATION = "station", "Police station"
        LOCAL = "local", "Local municipality"
        DISTRICT = "district", "District or metropolitan municipality"
        PROVINCE = "province", "Province"

    family = models.CharField(max_length=3, choices=Family)
    seat = models.CharField("belongs to", max_length=10, choices=Seat)


class Place(Scoped):
    """A place that provinces name themselves: the register ships none, as no official list has been published."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=80)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PoliceStation(Place):
    class Meta(Place.Meta):
        constraints = [models.UniqueConstraint(Upper("name"), F("province"), name="police_station_once")]


class LocalMunicipality(Place):
    class Meta(Place.Meta):
        verbose_name_plural = "local municipalities"
        constraints = [models.UniqueConstraint(Upper("name"), F("province"), name="local_municipality_once")]


class StructureQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """Those whose stakeholder is not archived."""
        return self.filter(stakeholder__archived_on__isnull=True)

    def standing_on(self, day: date) -> Self:
        """Those that were established, and not yet archived, on that day."""
        return self.filter(
            Q(stakeholder__archived_on__isnull=True) | Q(stakeholder__archived_on__gt=day),
            Q(launched_on__isnull=True) | Q(launched_on__lte=day),
        )


@tracked
class Structure(Scoped, Versioned):
    """What a stakeholder that is a community structure has beyond its entry in the register."""

    province_path: ClassVar[str] = "stakeholder__province"

    stakeholder = models.OneToOneField(Stakeholder, models.PROTECT, related_name="structure")
    kind = models.ForeignKey(StructureKind, models.PROTECT, related_name="structures")
    station = models.ForeignKey(
        PoliceStation, models.PROTECT, null=True, blank=True, related_name="structures"
    )
    municipality = models.ForeignKey(
        LocalMunicipality, models.PROTECT, null=True, blank=True, related_name="structures"
    )
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="structures")
    host = models.ForeignKey(
        Stakeholder,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="structures_hosted",
        help_text="Who gives it office, transport and a secretary: a municipality, a department, the police.",
    )
    launched_on = models.DateField("established on", null=True, blank=True)
    term_years = models.PositiveSmallIntegerField(
        "term of the executive, in years", null=True, blank=True, help_text="As its constitution says."
    )

    objects: ClassVar[Any] = StructureQuerySet.as_manager()

    class Meta:
        ordering = ["stakeholder__name"]

    def __str__(self) -> str:
        return str(self.stakeholder)

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:structure", args=[self.pk])

    @property
    def belongs_to(self) -> str:
        """Its station, municipality, district or province in words."""
        seats = {
            StructureKind.Seat.STATION: self.station,
            StructureKind.Seat.LOCAL: self.municipality,
            StructureKind.Seat.DISTRICT: self.district,
            StructureKind.Seat.PROVINCE: self.stakeholder.province,
        }
        return str(seats[StructureKind.Seat(self.kind.seat)] or "")

    @property
    def year_kind(self) -> type[FinancialYear | MunicipalYear]:
        """A safety forum that local government hosts keeps the year of its host; everything else April to March."""
        is_municipal = (
            self.kind.family == StructureKind.Family.SAFETY
            and self.host is not None
            and self.host.group.code == LOCAL_GOVERNMENT
        )
        return MunicipalYear if is_municipal else FinancialYear


class ExecutivePostQuerySet(ReferenceQuerySet):
    def needed_in(self, family: Any, seat: Any) -> Self:
        """Without these posts the executive of a structure of that family and level is not complete."""
        return self.filter(
            Q(family="") | Q(family=family), Q(seat="") | Q(seat=seat), is_required=True, is_active=True
        )


class ExecutivePost(ReferenceItem):
    """Chairperson, deputy chairperson, secretary, treasurer and so on."""

    # Section 23 of the SAPS Act: the forum elects these two; police may not hold them.
    is_closed_to_police = models.BooleanField(default=False)
    is_required = models.BooleanField("needed for a complete executive", default=False)
    # A safety forum has no station commander on its executive, nor has a provincial board.
    family = models.CharField(
        "only in",
        max_length=3,
        choices=StructureKind.Family,
        blank=True,
        help_text="Empty: in both families.",
    )
    seat = models.CharField(
        "only where it belongs to a",
        max_length=10,
        choices=StructureKind.Seat,
        blank=True,
        help_text="Empty: at every level.",
    )

    objects: ClassVar[Any] = ExecutivePostQuerySet.as_manager()


class ExecutiveTermQuerySet(ScopedQuerySet):
    def serving_on(self, day: date) -> Self:
        return self.filter(
            Q(began_on__lte=day, ends_on__gte=day), Q(left_on__isnull=True) | Q(left_on__gt=day)
        )


@tracked
class ExecutiveTerm(Scoped, Versioned):
    """Who holds which post from when to when. Of vetting only that it was done, and when: never what was found."""

    province_path: ClassVar[str] = "structure__stakeholder__province"

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="executive")
    post = models.ForeignKey(ExecutivePost, models.PROTECT, related_name="terms")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="terms", verbose_name="person")
    is_police = models.BooleanField("a member of the police", default=False)
    began_on = models.DateField("term began on")
    ends_on = models.DateField("term ends on")
    left_on = models.DateField("left before that on", null=True, blank=True)
    vetted_on = models.DateField(
        null=True, blank=True, help_text="The day alone. The finding is not kept here (POPIA s26)."
    )

    objects: ClassVar[Any] = ExecutiveTermQuerySet.as_manager()

    class Meta:
        ordering = ["post__order", "-began_on"]
        constraints = [
            models.CheckConstraint(
                name="executive_term_ends_after_it_began",
                condition=Q(ends_on__gt=F("began_on")),
                violation_error_message="The term cannot end before it began. Correct one of the two days.",
            ),
            models.CheckConstraint(
                name="executive_term_left_within_it",
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("began_on"), left_on__lte=F("ends_on")),
                violation_error_message="The day of leaving must lie within the term.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.contact.name}"

    @property
    def last_day(self) -> date:
        """The last day of serving; who leaves on a day no longer serves on it."""
        return self.left_on - timedelta(days=1) if self.left_on else self.ends_on

    def is_serving_on(self, day: date) -> bool:
        return self.began_on <= day <= self.last_day
