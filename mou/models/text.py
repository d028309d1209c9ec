"""What an agreement says: its clauses, and the library from which a draft begins."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from mou.models.agreement_kind import AgreementKind
from mou.models.mou import MoU
from mou.models.parts import Amendable, MoUPart, MoUParty
from partnerships.core.models import ReferenceItem, User, Versioned, tracked


class StandardClause(ReferenceItem):
    """A clause of the library, named by its heading. Without a kind it belongs to agreements of every kind.

    The first set follows the clauses that the guide on implementation protocols names (DPSA, 2006), and the usual ones.
    """

    kind = models.ForeignKey(
        AgreementKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="standard_clauses",
        help_text="Leave empty for every kind of agreement.",
    )
    text = models.TextField()
    is_required = models.BooleanField(
        "required", default=False, help_text="An agreement without it is not sent for clearance."
    )

    @staticmethod
    def of(kind: AgreementKind) -> models.QuerySet[StandardClause]:
        """The clauses in use for agreements of this kind, in their order."""
        return (
            StandardClause.objects.in_use()
            .filter(Q(kind=kind) | Q(kind__isnull=True))
            .order_by("order", "pk")
        )


@tracked
class Clause(Amendable, MoUPart, Versioned):
    """One clause of one agreement. Its number is its place; ``standard`` says which clause of the library it was."""

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=120)
    text = models.TextField()
    standard = models.ForeignKey(
        StandardClause, models.PROTECT, null=True, blank=True, related_name="clauses", editable=False
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="clause_has_a_place_of_its_own",
                fields=["mou", "position"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="clause_says_something",
                condition=~Q(heading="") & ~Q(text=""),
                violation_error_message="A clause needs a heading and words.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        return f"{reverse('mou:text', args=[self.mou_id])}#clause-{self.pk}"


@tracked
class ClauseRemark(MoUPart, Versioned):
    """What somebody has to say about a clause while it is written; open until whoever drafts has answered it."""

    province_path: ClassVar[str] = "clause__mou__province"

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="remarks")
    text = models.TextField()
    # In whose name it is made, when a party told it to us.
    party = models.ForeignKey(MoUParty, models.CASCADE, null=True, blank=True, related_name="+")
    written_by = models.ForeignKey(User, models.PROTECT, related_name="clause_remarks", editable=False)
    written_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True, editable=False)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = "remark on a clause"
        verbose_name_plural = "remarks on clauses"
        constraints = [
            models.CheckConstraint(
                name="clause_remark_answered_in_words",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                violation_error_message="Say what became of the remark.",
            ),
        ]

    def __str__(self) -> str:
        return f"Remark on “{self.clause}”"

    def get_absolute_url(self) -> str:
        return self.clause.get_absolute_url()

    @property
    def is_open(self) -> bool:
        return self.answered_at is None


def text_digest(mou: MoU) -> str:
    """SHA-256 of everything that the parties agree on: any change of it makes another one.

    Title, purpose, term, notice, parties, clauses and obligations; not the people who watch over it.
    """
    said = {
        "title": mou.title,
        "purpose": mou.purpose,
        "term": [mou.starts_on, mou.ends_on, mou.notice_days],
        "parties": list(mou.parties.order_by("pk").values_list("stakeholder", flat=True)),
        "clauses": list(
            mou.clauses.filter(removed_by=None).order_by("position").values_list("heading", "text")
        ),
        "obligations": list(
            mou.obligations.filter(removed_by=None)
            .order_by("pk")
            .values_list("clause", "text", "owing_party", "due_on")
        ),
    }
    return sha256(json.dumps(said, default=str, ensure_ascii=False).encode()).hexdigest()
