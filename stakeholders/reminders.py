"""Which days of stakeholders, engagements, promises and structures people are reminded of, and what settles each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    Func,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.urls import reverse

from partnerships.core.reminding.kinds import HEAD, Act, Holders, Kind, register
from partnerships.core.timeline import in_words, joined
from stakeholders.models import ActionItem, Engagement, PartnerDecision, Stakeholder, Structure
from stakeholders.models.due import contact_due, verification_due
from stakeholders.models.engagement import MINUTES_WITHIN_DAYS
from stakeholders.models.structure_standing import assessment_due

# Two half-years of a province are two items: its number and the day, as 20260930, make the one by which it is known.
DAYS_APART = 100_000_000
DAY_AS_NUMBER = Cast(
    Func(F("assess_by"), Value("YYYYMMDD"), function="to_char", output_field=TextField()), BigIntegerField()
)


def promised(seen: QuerySet[ActionItem], day: date) -> QuerySet[ActionItem]:
    return seen.filter(status=ActionItem.Status.OPEN, due_on__isnull=False)


def minutes(seen: QuerySet[Engagement], day: date) -> QuerySet[Engagement]:
    due = ExpressionWrapper(F("held_on") + timedelta(days=MINUTES_WITHIN_DAYS), output_field=DateField())
    return seen.without_minutes().annotate(minutes_by=due)  # type: ignore[attr-defined]


def follow_ups(seen: QuerySet[Engagement], day: date) -> QuerySet[Engagement]:
    return seen.follow_up_planned()  # type: ignore[attr-defined]


def kept_in_touch(seen: QuerySet[Stakeholder], day: date) -> QuerySet[Stakeholder]:
    """Those of a class, which says how often; who looks after none of ours is nobody's to be told of."""
    return seen.filter(
        stakeholder_class__isnull=False, relationship_manager__isnull=False, archived_on__isnull=True
    ).annotate(contact_by=contact_due(), verify_by=verification_due())


def to_look_at_again(seen: QuerySet[PartnerDecision], day: date) -> QuerySet[PartnerDecision]:
    return seen.to_look_again()  # type: ignore[attr-defined, no-any-return]


def to_assess(seen: QuerySet[Structure], day: date) -> QuerySet[Any, Any]:
    """Not each structure by itself: how many of a province are not assessed by the end of a half-year."""
    return (
        seen.filter(stakeholder__archived_on__isnull=True)
        .annotate(assess_by=assessment_due(day))
        .filter(assess_by__isnull=False)
        .order_by()
        .values("stakeholder__province", "assess_by")
        .annotate(count=Count("pk"))
    )


register(
    Kind(
        name="action-item",
        label="Action item",
        task="Do what was promised",
        permission="stakeholders.view_actionitem",
        model=ActionItem,
        rows=promised,
        title="what",
        about="stakeholder__name",
        plain=joined(Value("Action item due, number "), "pk"),
        people=("owner", "stakeholder__relationship_manager", HEAD),
        listed="stakeholders:action_items?mine=yes",
        page="stakeholders:action_item",
        acts=(
            Act(
                "Say that it is done",
                "stakeholders:action_done",
                "stakeholders.complete_actionitem",
                reads=True,
            ),
            Act("Change the day", "stakeholders:action_edit", "stakeholders.change_actionitem"),
            Act(
                "It is no longer needed",
                "stakeholders:action_move",
                "stakeholders.change_actionitem",
                ("drop",),
            ),
        ),
    ),
    Kind(
        name="minutes",
        label="Minutes of a forum meeting",
        task="Complete minutes and action lists",
        permission="stakeholders.view_engagement",
        model=Engagement,
        rows=minutes,
        due="minutes_by",
        title=joined(Value("Minutes: "), "purpose"),
        about="stakeholder__name",
        plain=joined(Value("Minutes due, engagement number "), "pk"),
        people=("recorded_by", "stakeholder__relationship_manager", HEAD),
        page="stakeholders:engagement",
        acts=(Act("Complete the minutes", "stakeholders:minutes", "stakeholders.change_engagement"),),
    ),
    Kind(
        name="follow-up",
        label="Planned follow-up",
        task="Hold the follow-ups that were planned",
        permission="stakeholders.view_engagement",
        model=Engagement,
        rows=follow_ups,
        due="follow_up_on",
        title=joined(Value("Follow-up: "), Coalesce(NullIf("follow_up_purpose", Value("")), "purpose")),
        about="stakeholder__name",
        plain=joined(Value("Follow-up planned, engagement number "), "pk"),
        people=("recorded_by", "stakeholder__relationship_manager"),
        second_waits=False,
        page="stakeholders:engagement",
        acts=(Act("Change the day", "stakeholders:engagement_edit", "stakeholders.change_engagement"),),
    ),
    Kind(
        name="contact",
        label="Contact due",
        task="Get in touch",
        permission="stakeholders.view_stakeholder",
        model=Stakeholder,
        rows=kept_in_touch,
        due="contact_by",
        title=joined(Value("Contact with "), "name"),
        about=Value("As often as its class asks for"),
        plain=Concat(Value("Contact due: "), "name"),
        people=("relationship_manager",),
        page="stakeholders:detail",
        acts=(
            Act(
                "Record an engagement",
                "stakeholders:engagement_add",
                "stakeholders.add_engagement",
                is_new=True,
            ),
        ),
    ),
    Kind(
        name="verification",
        label="Entry to verify",
        task="Check that entries are still correct",
        permission="stakeholders.view_stakeholder",
        model=Stakeholder,
        rows=kept_in_touch,
        due="verify_by",
        title=joined(Value("Entry of "), "name"),
        about=Value("To be verified as often as its class asks for"),
        plain=Concat(Value("Entry to verify: "), "name"),
        people=("relationship_manager",),
        page="stakeholders:detail",
        acts=(Act("Still correct", "stakeholders:verify", "stakeholders.verify_stakeholder"),),
    ),
    Kind(
        name="look-again",
        ladder="follow-up",
        label="To look at again",
        task="Look again at what was put off",
        permission="stakeholders.view_partnerdecision",
        model=PartnerDecision,
        rows=to_look_at_again,
        due="look_again_on",
        title=joined(Value("Look again at "), "stakeholder__name"),
        about=joined(in_words("outcome", PartnerDecision.Outcome), Value(": "), "reason"),
        plain=joined(Value("Look again, decision number "), "pk"),
        people=(Holders("stakeholders.assess_stakeholder"),),
        page="stakeholders:detail",
        number="stakeholder_id",
        listed="stakeholders:decisions?look_again=due&sort=look_again_on",
    ),
    Kind(
        name="assessment",
        label="Assessment of structures",
        task="Assess community structures",
        permission="stakeholders.view_structure",
        model=Structure,
        rows=to_assess,
        due="assess_by",
        item=Coalesce(F("stakeholder__province"), 0) * DAYS_APART + DAY_AS_NUMBER,
        title=joined(
            "count",
            Value(" not assessed in the half-year: "),
            Coalesce(F("stakeholder__province__name"), Value("national")),
        ),
        about=Value("Two assessments a year are expected of each structure"),
        people=(Holders("stakeholders.add_functionalityassessment"), HEAD),
        locate=lambda number, province: f"{reverse('stakeholders:structures')}?province={province or 'null'}",
    ),
)
