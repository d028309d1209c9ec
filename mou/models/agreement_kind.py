"""Lists that agreements are made with: their kinds, the steps that clear each kind, and who signs for our side."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from partnerships.core.models import Province, ReferenceItem


class AgreementKind(ReferenceItem):
    """Memorandum of understanding or of agreement, implementation protocol, cooperation agreement."""

    prefix = models.CharField(max_length=4, default="MOU", help_text="First letters of the reference.")


class ClearanceStep(ReferenceItem):
    """Whose clearance an agreement of this kind needs before signature, and in which order.

    Steps of one kind with the same ``order`` run side by side; a later one waits for all before it.
    """

    kind = models.ForeignKey(AgreementKind, models.PROTECT, related_name="clearance_steps")
    permission = models.CharField(
        max_length=80, help_text="The right that a person needs to clear this step, such as mou.clear_legal."
    )


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
