"""The forms of the register on paper."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils import timezone

from partnerships.core.models import User
from partnerships.core.paper import PaperForm, Table
from stakeholders.forms.action_items import ActionItemForm
from stakeholders.forms.contacts import ContactForm
from stakeholders.forms.engagements import EngagementForm
from stakeholders.forms.functionality import FunctionalityForm
from stakeholders.forms.partnership import FitAssessmentForm
from stakeholders.forms.register import StakeholderForm
from stakeholders.forms.structures import NewStructureForm
from stakeholders.models import (
    ActionItem,
    Contact,
    FitCriteriaVersion,
    PartnershipProposal,
    Stakeholder,
    Structure,
    StructureKind,
)
from stakeholders.models.functionality import instrument_on
from stakeholders.models.proposal import ASSESSORS

# What belongs to a stakeholder is found by that one's name.
OF_STAKEHOLDER = ("stakeholder__name", "stakeholder__short_name")


def _registered(user: User) -> Any:
    return Stakeholder.objects.editable_by(user).registered().select_related("province")


def _structures(user: User) -> Any:
    return Structure.objects.editable_by(user).select_related("stakeholder__province", "kind")


def _functionality(family: str) -> Any:
    def form(user: User) -> FunctionalityForm | None:
        version = instrument_on(timezone.localdate(), family)
        return FunctionalityForm(version=version) if version else None

    return form


def _strategic_fit(user: User) -> FitAssessmentForm | None:
    version = FitCriteriaVersion.objects.adopted()
    return FitAssessmentForm(version=version) if version else None


def _open_proposals(user: User) -> Any:
    """Those that this person could hand an assessment in for, newest first."""
    return (
        PartnershipProposal.objects.editable_by(user)
        .open()
        .exclude(purpose="")
        .select_related("stakeholder__province")
        .annotate(handed_in=Count("assessments"))
        .filter(handed_in__lt=ASSESSORS)
        .exclude(assessments__assessed_by=user)
    )


PAPER_FORMS = (
    PaperForm(
        "engagement",
        "Engagement",
        "stakeholders:engagement_add",
        "stakeholders.add_engagement",
        lambda user: EngagementForm(user=user),
        tables=(Table("Next steps", ("What", "Who", "By when"), 4),),
    ),
    PaperForm(
        "stakeholder",
        "Stakeholder",
        "stakeholders:add",
        "stakeholders.add_stakeholder",
        lambda user: StakeholderForm(user=user),
    ),
    PaperForm(
        "contact",
        "Contact person",
        "stakeholders:contact_add",
        "stakeholders.add_contact",
        lambda user: ContactForm(user=user, instance=Contact()),
        parent=_registered,
        parent_label="Stakeholder",
    ),
    PaperForm(
        "structure",
        "Community structure",
        "stakeholders:structure_new",
        "stakeholders.add_structure",
        lambda user: NewStructureForm(user=user),
    ),
    *(
        PaperForm(
            f"functionality-{family.value}",
            f"Functionality of a structure ({family.label})",
            "stakeholders:assess_functionality",
            "stakeholders.add_functionalityassessment",
            _functionality(family),
            parent=_structures,
            parent_label="Structure",
            parent_search=OF_STAKEHOLDER,
        )
        for family in StructureKind.Family
    ),
    PaperForm(
        "strategic-fit",
        "Assessment of strategic fit",
        "stakeholders:assess",
        "stakeholders.assess_stakeholder",
        _strategic_fit,
        headings=lambda form: (
            {f"score_{criterion.pk}": str(criterion) for criterion in form.criteria}
            | {"recommendation": "Recommendation"}
        ),
        parent=_open_proposals,
        parent_label="Proposal",
        parent_search=OF_STAKEHOLDER,
    ),
    PaperForm(
        "action-item",
        "Action item",
        "stakeholders:action_add",
        "stakeholders.add_actionitem",
        lambda user: ActionItemForm(user=user, instance=ActionItem()),
        parent=_registered,
        parent_label="Stakeholder",
    ),
)
