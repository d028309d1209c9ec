"""The register: stakeholders, contacts, decisions, analysis, relationships, merges and imports."""

from __future__ import annotations

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from stakeholders.models import (
    CollaborationForm,
    Contact,
    DecisionReason,
    ImportBatch,
    Merge,
    PartnerDecision,
    PersonalInformationRequest,
    Relationship,
    RelationshipKind,
    Stakeholder,
    StakeholderAnalysis,
    StakeholderClass,
    StakeholderGroup,
    StakeholderType,
)
from tests.factories.core import ReferenceFactory, UserFactory


class StakeholderGroupFactory(ReferenceFactory):
    class Meta:
        model = StakeholderGroup

    code = "civil-society"


class StakeholderTypeFactory(ReferenceFactory):
    class Meta:
        model = StakeholderType

    code = "ngo"
    group = factory.SubFactory(StakeholderGroupFactory)


class StakeholderFactory(DjangoModelFactory):
    class Meta:
        model = Stakeholder
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Stakeholder {n:04}")
    group = factory.SubFactory(StakeholderGroupFactory)
    level = Stakeholder.Level.PROVINCIAL

    class Params:
        # A partner with the decision that made it one.
        partner = factory.Trait(
            status=Stakeholder.Status.PARTNER,
            decision=factory.RelatedFactory("tests.factories.PartnerDecisionFactory", "stakeholder"),
        )


class CollaborationFormFactory(ReferenceFactory):
    class Meta:
        model = CollaborationForm

    code = "formal-agreement"


class DecisionReasonFactory(ReferenceFactory):
    class Meta:
        model = DecisionReason

    code = factory.LazyAttribute(lambda reason: f"reason-{reason.outcome}")
    outcome = "partner"


class PartnerDecisionFactory(DjangoModelFactory):
    class Meta:
        model = PartnerDecision

    stakeholder = factory.SubFactory(StakeholderFactory)
    outcome = PartnerDecision.Outcome.PARTNER
    decided_on = date(2025, 4, 1)
    decided_by = factory.SubFactory(UserFactory)
    reason = "Shared purpose and a concrete plan."
    form_of_collaboration = factory.SubFactory(CollaborationFormFactory)
    look_again_on = factory.LazyAttribute(
        lambda decision: decision.decided_on + timedelta(days=365) if decision.outcome == "not_now" else None
    )


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    stakeholder = factory.SubFactory(StakeholderFactory)
    name = "Thandi Example"
    post = "Coordinator"
    email = "thandi@example.org"
    phone = "+27111234567"


class InformationRequestFactory(DjangoModelFactory):
    class Meta:
        model = PersonalInformationRequest

    contact = factory.SubFactory(ContactFactory)
    kind = PersonalInformationRequest.Kind.ACCESS
    received_on = date(2026, 11, 2)
    received_by = factory.SubFactory(UserFactory)
    how = "By letter"


class StakeholderClassFactory(ReferenceFactory):
    """Meets every 90 days, verifies every 180; meant for high influence and high interest."""

    class Meta:
        model = StakeholderClass

    code = "key-player"
    contact_every_days = 90
    verify_every_days = 180
    for_high_influence = True
    for_high_interest = True


class StakeholderAnalysisFactory(DjangoModelFactory):
    class Meta:
        model = StakeholderAnalysis

    stakeholder = factory.SubFactory(StakeholderFactory)
    assessed_on = date(2026, 9, 1)
    assessed_by = factory.SubFactory(UserFactory)
    influence = 4
    interest = 5
    position = StakeholderAnalysis.Position.SUPPORTS
    reason = "Two meetings in the last quarter."


class RelationshipKindFactory(ReferenceFactory):
    class Meta:
        model = RelationshipKind

    code = "part-of"
    name = "is part of"
    reverse_name = "consists of"
    is_hierarchy = True


class RelationshipFactory(DjangoModelFactory):
    class Meta:
        model = Relationship

    source = factory.SubFactory(StakeholderFactory)
    kind = factory.SubFactory(RelationshipKindFactory)
    target = factory.SubFactory(StakeholderFactory)


class MergeFactory(DjangoModelFactory):
    """The entry merged away is archived, as the service leaves it."""

    class Meta:
        model = Merge

    kept = factory.SubFactory(StakeholderFactory)
    merged = factory.LazyAttribute(
        lambda merge: StakeholderFactory(
            province=merge.kept.province, archived_on=date(2026, 11, 23), archive_reason="Merged."
        )
    )
    reason = "It is one organisation."
    merged_by = factory.SubFactory(UserFactory)


class ImportBatchFactory(DjangoModelFactory):
    """A list that is uploaded; its file is not there, as for one that was removed."""

    class Meta:
        model = ImportBatch

    uploaded_by = factory.SubFactory(UserFactory)
    original_name = "list.csv"
    file = "documents/none.csv"
    media_type = "text/csv"
    size = 100
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    sheet = "List"
    header_row = 1
    headings = factory.LazyFunction(lambda: ["Organisation"])
    columns = factory.LazyFunction(lambda: {"0": "stakeholder.name"})
