"""What a row and a page of agreements tell of the records that hang below them, as subqueries."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from mou.models.days import overdue_on
from stakeholders.models import PartnerDecision, partner_no_more_on

# The page of an agreement shows so many confirmation slips.
MOST_SLIPS = 8
MOST_REVIVALS = 5


def part(name: str) -> Any:
    """The rows of a model that hangs below the agreement and is defined after it."""
    return apps.get_model("mou", name)._base_manager.all()


def committees(day: date) -> Any:
    """The steering committee of an agreement with its last meeting and by when the next one is due."""
    row = JSONObject(
        pk="pk",
        established_on="established_on",
        every="every",
        counted_in="counted_in",
        last_met="last_met",
        due_on="due_on",
        is_running="is_running",
    )
    rows: Any = apps.get_model("mou", "SteeringCommittee").objects.with_due(day)  # type: ignore[attr-defined]
    return rows.filter(mou=OuterRef("pk")).order_by().values(row=row)


def slips() -> Any:
    """The latest confirmation slips that count, each with what waits to be settled of it."""
    contested = (
        part("ContestedLine").filter(line__slip=OuterRef("pk"), status="waiting").order_by("line__position")
    )
    row = JSONObject(
        pk="pk",
        party="party__stakeholder__name",
        year="year",
        number="number",
        expires_at="expires_at",
        answered_at="answered_at",
        answered_by="answered_by",
        made_at="made_at",
        made_by="made_by__name",
        waiting=ArraySubquery(contested.values("line__title")),
    )
    counting = part("ConfirmationSlip").filter(mou=OuterRef("pk"), revoked_at=None)
    return counting.order_by("-year", "-number", "-pk").values(row=row)[:MOST_SLIPS]


def revivals() -> Any:
    """What its people said would be done since it went quiet, the latest first."""
    row = JSONObject(words="words", by_on="by_on", written_on="written_on", who="written_by__name")
    return (
        part("Revival")
        .filter(mou=OuterRef("pk"))
        .order_by("-written_on", "-pk")
        .values(row=row)[:MOST_REVIVALS]
    )


def ends_of_lost_parties(day: date) -> Any:
    """The last decision on each party of an agreement that was a partner and is none any more."""
    parties = part("MoUParty").filter(mou=OuterRef(OuterRef("pk")), stakeholder__isnull=False)
    later = PartnerDecision.objects.filter(stakeholder=OuterRef("stakeholder"), ended_on__lte=day).filter(
        Q(ended_on__gt=OuterRef("ended_on")) | Q(ended_on=OuterRef("ended_on"), pk__gt=OuterRef("pk"))
    )
    return PartnerDecision.objects.filter(
        partner_no_more_on(day, "stakeholder"),
        ~Exists(later),
        ended_on__lte=day,
        stakeholder__in=parties.order_by().values("stakeholder"),
    ).order_by("ended_on", "pk")


def obligation_counts(day: date) -> Subquery:
    """All, met (also partly), overdue, submitted and unsettled obligations of each agreement, in one go."""
    obligations = part("Obligation").filter(mou=OuterRef("pk")).order_by().values("mou")
    counts = JSONObject(
        total=Count("pk"),
        met=Count("pk", filter=Q(status__in=("met", "partly_met"))),
        overdue=Count("pk", filter=overdue_on(day)),
        submitted=Count("pk", filter=Q(status="submitted")),
        unsettled=Count("pk", filter=Q(status__in=("open", "submitted", "returned", "disputed"))),
    )
    return Subquery(obligations.annotate(counts=counts).values("counts"))


def to_settle(day: date) -> Subquery:
    """How many obligations must be settled before an agreement is completed; null where there are none."""
    obligations = part("Obligation").filter(to_settle_on(day), mou=OuterRef("pk")).order_by().values("mou")
    return Subquery(obligations.annotate(count=Count("pk")).values("count"))


def to_settle_on(day: date) -> Q:
    """Obligations that are not settled; what is owed for periods that have not begun ends with the agreement."""
    unsettled = Q(status__in=("open", "submitted", "returned", "disputed"))
    return unsettled & ~Q(recurring__isnull=False, status="open", period_start__gt=day)
