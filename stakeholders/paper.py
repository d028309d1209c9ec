"""The forms of the register on paper."""

from __future__ import annotations

from typing import Any

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
    FitCriterion,
    Stakeholder,
    Structure,
    StructureKind,
)
from stakeholders.models.functionality import instrument_on


def _registered(user: User) -> Any:
    return Stakeholder.objects.editable_by(user).registered().select_related("province")


def _structures(user: User) -> Any:
    return Structure.objects.editable_by(user).select_related("stakeholder__province", "kind")


def _functionality(family: str) -> Any:
    def form(user: User) -> FunctionalityForm | None:
        version = instrument_on(timezone.localdate(), family)
        return FunctionalityForm(version=version) if version else None

    return form


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
        )
        for family in StructureKind.Family
    ),
    PaperForm(
        "strategic-fit",
        "Assessment of strategic fit",
        "stakeholders:assess",
        "stakeholders.assess_stakeholder",
        lambda user: FitAssessmentForm(criteria=list(FitCriterion.objects.in_use()), earlier={}),
        headings=lambda form: (
            {f"score_{criterion.pk}": str(criterion) for criterion in form.criteria}
            | {"recommendation": "Recommendation"}
        ),
        parent=_registered,
        parent_label="Stakeholder",
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
