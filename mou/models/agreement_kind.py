"""Lists that agreements are made with: their kinds, the steps that clear each kind, and who signs for our side."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from partnerships.core.models import Province, ReferenceItem, ReminderLadder


class AgreementKind(ReferenceItem):
    """Memorandum of understanding or of agreement, implementation protocol, cooperation agreement."""

    prefix = models.CharField(max_length=4, default="MOU", help_text="First letters of the reference.")
    expiry_ladder = models.ForeignKey(
        ReminderLadder,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="reminders of the end",
        help_text="Other steps than those of “End of an agreement”, for agreements of this kind.",
    )
    quiet_after_days = models.PositiveSmallIntegerField(
        "quiet after days",
        default=90,
        help_text="Days without an engagement with a party, an act on an obligation or a report on the workplan.",
    )
    dormant_after_days = models.PositiveSmallIntegerField("dormant after days", default=180)
    slip_days = models.PositiveSmallIntegerField(
        "days to answer a slip",
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="How long a partner can answer a confirmation slip before its link runs out.",
    )

    class Meta(ReferenceItem.Meta):
        constraints = [
            models.CheckConstraint(
                name="agreement_kind_quiet_before_dormant",
                condition=Q(quiet_after_days__gte=1, dormant_after_days__gt=F("quiet_after_days")),
                violation_error_message="An agreement is quiet after one day or more, and dormant later than quiet.",
            ),
        ]


class ClearanceStep(ReferenceItem):
    """Whose clearance an agreement of this kind needs before signature, and in which order.

    Steps of one kind with the same ``order`` run side by side; a later one waits for all before it.
    """

    kind = models.ForeignKey(AgreementKind, models.PROTECT, related_name="clearance_steps")
    permission = models.CharField(
        max_length=80, help_text="The right that a person needs to clear this step, such as mou.clear_legal."
    )


class RequiredFact(ReferenceItem):
    """What an agreement of a kind must state before it goes for clearance; ``name`` says it on the draft's page."""

    class Fact(models.TextChoices):
        ENDS_ON = "ends_on", "End date"
        NOTICE_DAYS = "notice_days", "Days of notice, more than none"
        CONTRIBUTIONS = "contributions_value", "Value of what the parties bring"
        PROVINCES = "provinces", "Provinces in which it applies"
        ESTABLISHED_BY = "founded_on", "Of each party: law or paper that established it"
        SIGNATORY = "signatory", "Of each party: signatory"
        CAPACITY = "capacity", "Of each party: capacity of the signatory"
        AUTHORITY = "authority", "Of each party: authority of the signatory"

    # These are stated of each party, the others of the agreement.
    OF_PARTIES = (Fact.ESTABLISHED_BY, Fact.SIGNATORY, Fact.CAPACITY, Fact.AUTHORITY)

    kind = models.ForeignKey(AgreementKind, models.PROTECT, related_name="required_facts")
    fact = models.CharField(max_length=30, choices=Fact)
    basis = models.CharField(
        max_length=120, blank=True, help_text="Law or rule that asks for it, such as: Act 13 of 2005, s35."
    )

    class Meta(ReferenceItem.Meta):
        constraints = [
            models.UniqueConstraint(
                name="required_fact_once_a_kind",
                fields=["kind", "fact"],
                violation_error_message="Agreements of this kind must state this already.",
            ),
        ]


class SigningDelegation(ReferenceItem):
    """Who signs for our side, by which paper, up to which value and for how long; ``name`` is the office."""

    province = models.ForeignKey(
        Province,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signing_delegations",
        help_text="Whose agreements it covers; empty for national agreements and those of every province.",
    )
    reference = models.CharField(max_length=120, help_text="Act, or number of the instrument of delegation.")
    ceiling = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="Highest value in rands of what the parties bring; empty when there is none.",
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="Last day; empty until it is withdrawn.")

    class Meta(ReferenceItem.Meta):
        constraints = [
            models.CheckConstraint(
                name="signing_delegation_ends_after_start",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                violation_error_message="The delegation ends before it begins.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.reference}"

    @staticmethod
    def covering(province: Province | None) -> models.QuerySet[SigningDelegation]:
        """Those in use under which an agreement of this province, or a national one, may be signed."""
        place = Q(province__isnull=True)
        return SigningDelegation.objects.in_use().filter(place | Q(province=province) if province else place)
