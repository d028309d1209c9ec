"""What an agreement says: sections with their clauses, and the library from which a draft begins."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from itertools import groupby
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from mou.models.agreement_kind import AgreementKind
from mou.models.mou import MoU
from mou.models.parts import Amendable, MoUPart
from partnerships.core.models import ReferenceItem, Versioned, tracked
from partnerships.core.scoping import ScopedQuerySet

# What the text says of a party beside its name.
PARTICULARS = ("established_by", "signatory", "capacity", "authority")
# What the parties agree of an obligation, and what is said of some of them only.
OWED = ("clause", "text", "owing_party_id", "due_on")
SAID_OF_SOME = ("quoted_text", "beneficiary_id", "measure")
RULE = ("clause", "text", "owing_party_id", "every", "year_kind", "days_after", "first_period", "last_period")
# What an obligation quotes: the number of a clause, and a place in it: 5, 5.1, 5A.2.
QUOTED = re.compile(r"\s*(\d+[A-Z]*)")


class StandardSection(ReferenceItem):
    """A section of the library: the headings under which the clauses of a text stand, in their order."""


class StandardClause(ReferenceItem):
    """A clause of the library, named by its heading. Without a kind it belongs to agreements of every kind.

    The first set follows the clauses that the guide on implementation protocols names (DPSA, 2006), and the usual ones.
    """

    section = models.ForeignKey(
        StandardSection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clauses",
        help_text="Where a new draft has it.",
    )
    kind = models.ForeignKey(
        AgreementKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="standard_clauses",
        help_text="Leave empty for every kind of agreement.",
    )
    text = models.TextField()
    is_to_be_written = models.BooleanField(
        "to be written",
        default=False,
        help_text="The words are guidance only: each agreement writes its own before it is sent for clearance.",
    )
    is_required = models.BooleanField(
        "required", default=False, help_text="An agreement without it is not sent for clearance."
    )

    @staticmethod
    def of(kind: AgreementKind) -> models.QuerySet[StandardClause]:
        """The clauses in use for agreements of this kind, in the order of a text."""
        return (
            StandardClause.objects.in_use()
            .filter(Q(kind=kind) | Q(kind__isnull=True))
            .select_related("section")
            .order_by(F("section__order").asc(nulls_first=True), "order", "pk")
        )


@tracked
class Section(MoUPart, Versioned):
    """A heading of one agreement, under which clauses stand; within the agreement it is known by it.

    It is the agreement's own: a wording of the library that changes later changes no text.
    """

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=120)
    standard = models.ForeignKey(
        StandardSection, models.PROTECT, null=True, blank=True, related_name="sections", editable=False
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="section_has_a_place_of_its_own",
                fields=["mou", "position"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                name="section_heading_once",
                fields=["mou", "heading"],
                violation_error_message="The text has a section with this heading already.",
            ),
            models.CheckConstraint(
                name="section_has_a_heading",
                condition=~Q(heading=""),
                violation_error_message="A section needs a heading.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        return f"{reverse('mou:text', args=[self.mou_id])}#section-{self.pk}"


class ClauseQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """Those that no amendment has taken out."""
        return self.filter(removed_by=None)

    def in_order(self) -> Self:
        """As the text is read: section by section; a text without sections by the places of its clauses."""
        return self.select_related("section").order_by(
            F("section__position").asc(nulls_first=True), "position", "pk"
        )


@tracked
class Clause(Amendable, MoUPart, Versioned):
    """One clause of one agreement; ``standard`` says which clause of the library it was.

    It is quoted by its number: in a draft the place that it has in the text, from clearance on for ever the same.
    """

    # Of no interest in the history of a text: it follows from the places.
    untold: ClassVar[tuple[str, ...]] = ("number", "is_written")

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="clauses")
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="clauses", editable=False
    )
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=8, blank=True, editable=False)
    heading = models.CharField(max_length=120)
    text = models.TextField()
    standard = models.ForeignKey(
        StandardClause, models.PROTECT, null=True, blank=True, related_name="clauses", editable=False
    )
    # False while it holds the guidance of the library instead of words of its own.
    is_written = models.BooleanField("written", default=True, editable=False)

    objects: ClassVar[Any] = ClauseQuerySet.as_manager()

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

    @property
    def section_heading(self) -> str:
        """Empty where the text has no sections."""
        return self.section.heading if self.section else ""


def number_quoted(quote: str) -> str:
    """The number of the clause that “5.1” quotes: 5; empty where none is named."""
    found = QUOTED.match(quote)
    return found[1] if found else ""


def by_section(clauses: Iterable[Clause]) -> list[tuple[str, list[Clause]]]:
    """Clauses ``in_order`` under the headings of their sections; without one the heading is empty."""
    return [(heading, list(found)) for heading, found in groupby(clauses, lambda c: c.section_heading)]


def text_digest(mou: MoU) -> str:
    """SHA-256 of everything that the parties agree on: any change of it makes another one.

    Title, purpose, term, notice, parties and their signatories, clauses under their sections and obligations; not the
    people who watch over it.
    """
    owed = list(mou.obligations.agreed().order_by("pk"))
    said: dict[str, Any] = {
        "title": mou.title,
        "purpose": mou.purpose,
        # The unit is named where it is not the usual one, so that what was accepted before stays accepted.
        "term": [
            *(mou.starts_on, mou.ends_on, mou.notice_days),
            *(["working days"] if mou.notice_in_working_days else []),
        ],
        "parties": list(mou.parties.order_by("pk").values_list("stakeholder", "full_name", *PARTICULARS)),
        "clauses": [
            (clause.section_heading, clause.heading, clause.text)
            for clause in mou.clauses.standing().in_order()
        ],
        "obligations": [_values(one, OWED) for one in owed],
    }
    # Told only where there is something: what was accepted before more could be said stays accepted.
    more = [[one.pk, *said_of_it] for one in owed if any(said_of_it := _values(one, SAID_OF_SOME))]
    rules = mou.recurring_obligations.standing().order_by("pk")
    recurring = [_values(rule, (*RULE, *SAID_OF_SOME)) for rule in rules]
    said |= {
        name: lines for name, lines in (("more of obligations", more), ("recurring", recurring)) if lines
    }
    return sha256(json.dumps(said, default=str, ensure_ascii=False).encode()).hexdigest()


def _values(record: Any, names: Iterable[str]) -> list[Any]:
    return [getattr(record, name) for name in names]
