"""Who waits for whom around stakeholders: action items to verify, rounds of forming to assess and to decide."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate

from partnerships.core.models import User
from partnerships.core.reminding.waiting import BY_ME, Wait, register
from partnerships.core.timeline import joined
from stakeholders.models import ActionItem, FitAssessment, PartnershipProposal, Stakeholder
from stakeholders.models.proposal import ASSESSORS
from stakeholders.proposing import DECIDE


def to_verify(person: User, day: date) -> QuerySet[ActionItem]:
    """Important items that somebody else recorded as done."""
    rows = ActionItem.objects.editable_by(person).waiting_for_verification()
    return rows.exclude(done_by=person)  # type: ignore[no-any-return]


def done_by_me(person: User, day: date) -> QuerySet[ActionItem]:
    rows = ActionItem.objects.visible_to(person).waiting_for_verification()
    return rows.filter(done_by=person)  # type: ignore[no-any-return]


def without_a_day(person: User, day: date) -> QuerySet[ActionItem]:
    """What this person took on without a day: no calendar has it."""
    return ActionItem.objects.visible_to(person).open().filter(owner=person, due_on=None)  # type: ignore[no-any-return]


def to_assess(person: User, day: date) -> QuerySet[PartnershipProposal]:
    """Rounds that lack an assessor, where this person can be one."""
    return _rounds_of_others(person).filter(~Exists(_last_assessment())).exclude(purpose="")


def to_decide(person: User, day: date) -> QuerySet[PartnershipProposal]:
    """Rounds that both assessors have handed in, where this person is neither of them."""
    return _rounds_of_others(person).filter(Exists(_last_assessment()))


def begun_by_me(person: User, day: date) -> QuerySet[PartnershipProposal]:
    """Rounds that this person began and that lack nothing but others."""
    return _counted(PartnershipProposal.objects.visible_to(person).open().filter(begun_by=person)).exclude(
        purpose=""
    )


def _rounds_of_others(person: User) -> QuerySet[PartnershipProposal]:
    rounds = PartnershipProposal.objects.editable_by(person).open()
    own = FitAssessment._base_manager.filter(proposal=OuterRef("pk"), assessed_by=person)
    return _counted(rounds.filter(~Exists(own)))


def _last_assessment() -> QuerySet[FitAssessment]:
    return FitAssessment._base_manager.filter(proposal=OuterRef("pk"), place=ASSESSORS)


def _counted(rounds: Any) -> QuerySet[PartnershipProposal]:
    """With how many assessments were handed in: that may be known before what they say."""
    handed_in = FitAssessment._base_manager.filter(proposal=OuterRef("pk")).order_by().values("proposal")
    return rounds.annotate(  # type: ignore[no-any-return]
        handed_in=Coalesce(Subquery(handed_in.annotate(count=Count("pk")).values("count")), 0)
    )


# Looked up for the few that are shown, not joined to all that are counted.
NAME = Subquery(Stakeholder._base_manager.filter(pk=OuterRef("stakeholder")).values("name"))
ITEM = joined(Value("“"), "what", Value("”, "), NAME)
register(
    Wait(
        name="action-item",
        label="Action items to verify",
        permission="stakeholders.verify_actionitem",
        rows=to_verify,
        since="done_on",
        who=Coalesce(F("done_by__name"), Value("Somebody")),
        what=joined(Value("verify "), ITEM),
        page="stakeholders:action_item",
        act=("Verify", "stakeholders:action_verify"),
        listed="stakeholders:action_items?state=to_verify",
    ),
    Wait(
        name="without-a-day",
        label="Action items you took on, without a day",
        permission="stakeholders.view_actionitem",
        rows=without_a_day,
        since=TruncDate("created_at"),
        who=NAME,
        what="what",
        page="stakeholders:action_item",
        listed="stakeholders:action_items?mine=yes",
    ),
    Wait(
        name="to-assess",
        label="Strategic fit to assess",
        permission="stakeholders.assess_stakeholder",
        rows=to_assess,
        since="begun_on",
        who=NAME,
        what=joined(Value("assess its fit, "), "handed_in", Value(f" of {ASSESSORS} done")),
        page="stakeholders:proposal",
        listed="stakeholders:proposals?waits_for=assessor",
    ),
    Wait(
        name="to-decide",
        label="Partnerships to decide on",
        permission=DECIDE,
        rows=to_decide,
        since="begun_on",
        who=NAME,
        what=Value("decide, or see what is missing"),
        page="stakeholders:proposal",
        listed="stakeholders:proposals?waits_for=decision",
    ),
    Wait(
        name="done-by-me",
        side=BY_ME,
        label="Action items you did",
        permission="stakeholders.view_actionitem",
        rows=done_by_me,
        since="done_on",
        who=Value("A second person"),
        what=joined(Value("verifies "), ITEM),
        page="stakeholders:action_item",
        listed="stakeholders:action_items?state=to_verify",
    ),
    Wait(
        name="begun-by-me",
        side=BY_ME,
        label="Partnerships you proposed",
        permission="stakeholders.change_partnershipproposal",
        rows=begun_by_me,
        since="begun_on",
        who=NAME,
        what=joined(Value("assessed by "), "handed_in", Value(f" of {ASSESSORS}, then to be decided")),
        page="stakeholders:proposal",
        listed="stakeholders:proposals?status=open",
    ),
)
