"""What the assessments of a round come to, read from the records: for a reader only what that reader may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from partnerships.core.models import User
from stakeholders.fit import Comparison, Round, Weighed, compared
from stakeholders.models import FitScore, PartnershipProposal
from stakeholders.models.proposal import ASSESSORS

# A score as it is weighed, and where each part of it stands.
SCORE = {
    "code": "criterion__code",
    "name": "criterion__name",
    "weight": "criterion__weight",
    "is_risk": "criterion__is_risk",
    "threshold": "criterion__threshold",
    "score": "score",
}
# Criterion by criterion, in the order of the assessors.
IN_ORDER = ("criterion__position", "criterion", "assessment__place")


def scores_of(proposal: PartnershipProposal, user: User | None = None) -> list[dict[str, Any]]:
    """For a reader, or without one all of them, for the rules; none is read where a page has them already."""
    if hasattr(proposal, "scored"):
        return list(proposal.scored)
    rows: Any = FitScore._base_manager if user is None else FitScore.objects.visible_to(user)
    found = rows.filter(assessment__proposal=proposal).order_by(*IN_ORDER)
    return list(found.annotate(line=JSONObject(**SCORE)).values_list("line", flat=True))


def with_scores(proposals: Any, user: User) -> Any:
    """The proposals with what this reader may see of their scores, in the same query: ``scored``."""
    scores = FitScore.objects.visible_to(user).filter(assessment__proposal=OuterRef("pk")).order_by(*IN_ORDER)
    return proposals.annotate(scored=ArraySubquery(scores.values(line=JSONObject(**SCORE))))


def round_of(proposal: PartnershipProposal, scores: Iterable[dict[str, Any]]) -> Round | None:
    """None before both assessments are in (rounds of before had one, and are closed); needs ``proposal.criteria``."""
    lines = []
    for _, group in groupby(scores, key=lambda score: score["code"]):
        given = list(group)
        known = {name: value for name, value in given[0].items() if name != "score"}
        lines.append(Weighed(**known, scores=tuple(one["score"] for one in given)))
    is_over = proposal.status in PartnershipProposal.CLOSED_WITH_A_WORD
    if not lines or (len(lines[0].scores) < ASSESSORS and not is_over):
        return None
    return Round(tuple(lines), proposal.criteria.marks)


@dataclass(frozen=True)
class ComparedWith:
    """A round beside the one before it: for a review that of the selection."""

    proposal: PartnershipProposal
    comparison: Comparison


def comparison_of(proposal: PartnershipProposal, now: Round, user: User) -> ComparedWith | None:
    """None where nothing was weighed before that this person may see."""
    before = PartnershipProposal.objects.visible_to(user).filter(
        stakeholder=proposal.stakeholder_id, begun_on__lte=proposal.begun_on
    )
    rounds = before.exclude(pk=proposal.pk).select_related("criteria").order_by("-begun_on", "-pk")
    if proposal.is_review:
        # What it was chosen for counts, not what a review between found.
        rounds = rounds.filter(decision__outcome="partner")
    for earlier in rounds.filter(status__in=PartnershipProposal.CLOSED_WITH_A_WORD)[:1]:
        if then := round_of(earlier, scores_of(earlier, user)):
            return ComparedWith(earlier, compared(then.lines, now.lines))
    return None
