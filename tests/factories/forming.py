"""Rounds of forming: versions of the criteria, proposals, and what two people made of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from stakeholders.models import (
    FitAssessment,
    FitCriteriaVersion,
    FitCriterion,
    FitScore,
    PartnershipProposal,
    ProposalObjective,
    ProposalRisk,
)
from tests.factories.core import UserFactory
from tests.factories.stakeholders import CollaborationFormFactory, StakeholderFactory
from tests.factories.strategy import FocusAreaFactory

# Weights 9 and 3: of 48 points, the first criterion is worth 36.
CRITERIA = (
    {"code": "purpose", "name": "Aligned purpose", "weight": 9, "threshold": 2},
    {"code": "payment", "name": "Expects payment", "weight": 3, "is_risk": True},
)


class FitCriteriaFactory(DjangoModelFactory):
    """Two criteria, adopted; ``adopted=False`` leaves it a draft, ``weighs`` gives other criteria."""

    class Meta:
        model = FitCriteriaVersion
        django_get_or_create = ["number"]
        skip_postgeneration_save = True

    number = 1

    @factory.post_generation
    def weighs(self, create, extracted, **kwargs):
        if not self.criteria.exists():
            for position, given in enumerate(extracted or CRITERIA, start=1):
                FitCriterion.objects.create(version=self, position=position, **given)

    @factory.post_generation
    def adopted(self, create, extracted, **kwargs):
        if extracted is not False and self.status == "draft":
            FitCriteriaVersion.objects.filter(status="adopted").update(status="superseded")
            FitCriteriaVersion.objects.filter(pk=self.pk).update(
                status="adopted", adopted_on=date(2025, 1, 1)
            )
            self.refresh_from_db()


class ProposalFactory(DjangoModelFactory):
    """An open round, of which only the purpose is written; ``written=True`` writes every step."""

    class Meta:
        model = PartnershipProposal
        skip_postgeneration_save = True

    stakeholder = factory.SubFactory(StakeholderFactory, status="under_assessment")
    kind = PartnershipProposal.Kind.FORMING
    criteria = factory.SubFactory(FitCriteriaFactory)
    begun_on = date(2025, 2, 1)
    begun_by = factory.SubFactory(UserFactory)
    purpose = "Safer schools"

    class Params:
        review = factory.Trait(
            kind=PartnershipProposal.Kind.REVIEW,
            stakeholder=factory.SubFactory(StakeholderFactory, partner=True),
        )
        decided = factory.Trait(
            status="decided", closed_on=date(2025, 4, 1), closed_by=factory.SubFactory(UserFactory)
        )

    @factory.post_generation
    def written(self, create, extracted, **kwargs):
        if not extracted:
            return
        self.gap, self.affected = "No trainers in the evenings.", "Learners and their parents."
        self.level, self.champion = "provincial", UserFactory()
        self.summary = "Train two people of each school."
        self.save()
        self.focus_areas.add(FocusAreaFactory())
        ProposalObjective.objects.create(
            proposal=self, position=1, text="Train two people.", form=CollaborationFormFactory()
        )
        ProposalRisk.objects.create(
            proposal=self, position=1, text="Costs of travel.", met_by="Each side bears its own."
        )


class FitAssessmentFactory(DjangoModelFactory):
    """Handed in, the next of its round, with a score for each criterion: ``scores=4``, or a list in their order."""

    class Meta:
        model = FitAssessment
        skip_postgeneration_save = True

    proposal = factory.SubFactory(ProposalFactory)
    place = factory.LazyAttribute(lambda made: made.proposal.assessments.count() + 1)
    assessed_on = date(2025, 3, 1)
    assessed_by = factory.SubFactory(UserFactory)
    recommendation = FitAssessment.Recommendation.PARTNER
    recommendation_reason = "It fits."

    @factory.post_generation
    def scores(self, create, extracted, **kwargs):
        given = 3 if extracted is None else extracted
        criteria = list(self.proposal.criteria.criteria.all())
        each = [given] * len(criteria) if isinstance(given, int) else given
        for criterion, score in zip(criteria, each, strict=True):
            FitScore.objects.create(
                assessment=self, criterion=criterion, score=score, reason="Seen in two engagements."
            )


def weighed(
    proposal: PartnershipProposal, first: Any = 3, second: Any = 3, **fields: Any
) -> PartnershipProposal:
    """The round with both assessments in."""
    for scores in (first, second):
        FitAssessmentFactory(proposal=proposal, scores=scores, **fields)
    return proposal
