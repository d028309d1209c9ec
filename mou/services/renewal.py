"""Reviewing an agreement and renewing it into a successor that is linked to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q

from mou.models import ActivityQuarter, Clause, MoU, Review, fulfilled_by, overdue_on
from mou.models.text import PARTICULARS
from mou.services.acts import day_of, hold, require
from mou.services.agreements import draft_mou
from mou.services.clauses import section_of
from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.numbers import date_long

REVIEWED = (MoU.Status.SIGNED, MoU.Status.SUSPENDED, MoU.Status.COMPLETED)


def against_reviewing(mou: MoU) -> list[str]:
    """Why the agreement cannot be reviewed now; empty when it can."""
    if mou.status in REVIEWED:
        return []
    return [f"The agreement is “{mou.get_status_display()}”. A review looks back on a signed agreement."]


def figures_of(mou: MoU, day: date) -> dict[str, Any]:
    """Obligations of our side and of the others (owed, met, overdue) and planned quarters (due, done) on that day."""
    met, overdue = Count("pk", filter=fulfilled_by(day)), Count("pk", filter=overdue_on(day))
    owed = mou.obligations.filter(due_on__lte=day)
    sides = {
        side: owed.filter(owing_party__stakeholder__isnull=is_ours).aggregate(
            owed=Count("pk"), met=met, overdue=overdue
        )
        for side, is_ours in (("ours", True), ("theirs", False))
    }
    quarters = ActivityQuarter._base_manager.filter(activity__mou=mou)
    planned = quarters.aggregate(planned=Count("pk"), done=Count("pk", filter=Q(status="done")))
    return sides | {"quarters": planned}


@transaction.atomic
def review_mou(mou: MoU, *, by: User, reviewed_on: date | None = None, **words: str) -> Review:
    """Record a review with its decision; the figures of the day are kept with it."""
    require(by, "mou.end_mou")
    if reasons := against_reviewing(hold(mou)):
        raise ValidationError(reasons)
    day = day_of(reviewed_on, "The review", not_before=mou.signed_on, since="the last signature")
    told = {name: text.strip() for name, text in words.items()}
    review = Review(mou=mou, reviewed_on=day, reviewed_by=by, figures=figures_of(mou, day), **told)
    with history.acting(by, told.get("reason", "")):
        review.full_clean()
        review.save()
    return review


def against_renewing(mou: MoU) -> list[str]:
    """Why no successor can be drafted now; empty when it can."""
    newest = mou.reviews.first() if getattr(mou, "has_reviews", True) else None
    if newest is None:
        return ["Review the agreement first: the work, the results, both sides' duties, and the decision."]
    if newest.decision != Review.Decision.RENEW:
        return [
            f"The review of {date_long(newest.reviewed_on)} decided to let it end. Review it again first."
        ]
    return [f"{mou.successor.reference} renews it already."] if mou.successor else []


def day_after(mou: MoU) -> date | None:
    return mou.ends_on + timedelta(days=1) if mou.ends_on else None


@transaction.atomic
def renew_mou(
    mou: MoU,
    *,
    by: User,
    starts_on: date,
    ends_on: date | None,
    business_owner: User,
    partnership_manager: User,
) -> MoU:
    """A draft that follows the agreement: same parties, terms and clauses as amended; obligations are agreed anew."""
    if reasons := against_renewing(hold(mou)):
        raise ValidationError(reasons)
    if mou.signed_on and starts_on <= mou.starts_on:
        raise ValidationError({"starts_on": "The successor begins after the agreement that it follows."})
    parties = list(mou.parties.select_related("stakeholder").order_by("position"))
    successor = draft_mou(
        by=by,
        kind=mou.kind,
        title=mou.title,
        purpose=mou.purpose,
        province=mou.province,
        provinces=mou.provinces.all(),
        focus_areas=mou.focus_areas.all(),
        parties=[party.stakeholder for party in parties if party.stakeholder],
        business_owner=business_owner,
        partnership_manager=partnership_manager,
        starts_on=starts_on,
        ends_on=ends_on,
        notice_days=mou.notice_days,
        notice_in_working_days=mou.notice_in_working_days,
        contributions_value=mou.contributions_value,
        predecessor=mou,
    )
    with history.acting(by, f"Renews {mou.reference}"):
        _copy_signatories(parties, successor)
        _copy_clauses(mou, successor)
    return successor


def _copy_signatories(parties: list[Any], successor: MoU) -> None:
    for old in parties:
        new = successor.parties.get(stakeholder=old.stakeholder)
        for name in ("full_name", *PARTICULARS):
            setattr(new, name, getattr(old, name))
        new.save()


def _copy_clauses(mou: MoU, successor: MoU) -> None:
    """The words as they are now, with the amendments; where none were kept, those of the library stay."""
    kept = list(mou.clauses.standing().in_order())
    if not kept:
        return
    successor.clauses.all().delete()
    successor.sections.all().delete()
    for place, clause in enumerate(kept, start=1):
        section = section_of(successor, clause.section.heading) if clause.section else None
        words = {"heading": clause.heading, "text": clause.text, "standard": clause.standard}
        Clause(mou=successor, section=section, position=place, number=str(place), **words).save()
