"""Agreements, what is owed under them, and their workplans."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import factory
from factory.django import DjangoModelFactory

from mou.models import (
    Activity,
    ActivityQuarter,
    AgreementKind,
    Amendment,
    Clause,
    ClauseRemark,
    Clearance,
    ClearanceStep,
    CloseOut,
    Dispute,
    Extension,
    Handover,
    MoU,
    MoUParty,
    Obligation,
    RecurringObligation,
    RequiredFact,
    Section,
    SigningDelegation,
    StandardClause,
    StandardSection,
    TermsChange,
)
from tests.factories.core import ReferenceFactory, UserFactory
from tests.factories.stakeholders import StakeholderFactory
from tests.factories.strategy import ThrustFactory


class AgreementKindFactory(ReferenceFactory):
    class Meta:
        model = AgreementKind

    code = "memorandum-of-understanding"


class ClearanceStepFactory(ReferenceFactory):
    class Meta:
        model = ClearanceStep

    code = "legal-opinion"
    kind = factory.SubFactory(AgreementKindFactory)
    permission = "mou.clear_legal"
    order = 1


class RequiredFactFactory(ReferenceFactory):
    class Meta:
        model = RequiredFact

    code = "mou-ends-on"
    name = "End date"
    kind = factory.SubFactory(AgreementKindFactory)
    fact = "ends_on"


class CloseOutFactory(DjangoModelFactory):
    class Meta:
        model = CloseOut

    reached = "All that was planned."
    not_reached = learnt = ours = theirs = "Nothing."
    reported_on = date(2026, 10, 1)
    reported_by = factory.SubFactory(UserFactory)


class MoUFactory(DjangoModelFactory):
    """A draft with two accountable people; ``signed=True`` makes it one that is in force in 2026/27."""

    class Meta:
        model = MoU

    reference = factory.Sequence(lambda n: f"MOU-2026-{n:03}")
    title = "Safer schools"
    kind = factory.SubFactory(AgreementKindFactory)
    purpose = "Fewer incidents at schools."
    business_owner = factory.SubFactory(UserFactory)
    partnership_manager = factory.SubFactory(UserFactory)
    starts_on = date(2026, 4, 1)
    ends_on = date(2029, 3, 31)
    close_out = factory.LazyAttribute(lambda mou: CloseOutFactory() if mou.status == "completed" else None)

    class Params:
        signed = factory.Trait(status=MoU.Status.SIGNED, signed_on=date(2026, 3, 20))


class StandardSectionFactory(ReferenceFactory):
    class Meta:
        model = StandardSection

    code = "roles"
    name = "Roles and resources"


class StandardClauseFactory(ReferenceFactory):
    class Meta:
        model = StandardClause

    code = "no-payment"
    name = "No payment"
    text = "Each party bears its own costs."


class MoUPartyFactory(DjangoModelFactory):
    """The other side; ``stakeholder=None`` is the Secretariat itself."""

    class Meta:
        model = MoUParty

    mou = factory.SubFactory(MoUFactory)
    position = factory.Sequence(lambda n: n % 30_000 + 1)
    stakeholder = factory.SubFactory(
        StakeholderFactory, province=factory.LazyAttribute(lambda s: s.factory_parent.mou.province)
    )


class ClearanceFactory(DjangoModelFactory):
    class Meta:
        model = Clearance

    mou = factory.SubFactory(MoUFactory)
    step = factory.SubFactory(ClearanceStepFactory)
    position = 1
    opened_on = date(2026, 2, 1)


class SigningDelegationFactory(ReferenceFactory):
    class Meta:
        model = SigningDelegation

    code = "secretary"
    name = "Secretary"
    reference = "Delegation 4 of 2025"
    valid_from = date(2025, 4, 1)


class HandoverFactory(DjangoModelFactory):
    """The business owner offers the duty to somebody new."""

    class Meta:
        model = Handover

    mou = factory.SubFactory(MoUFactory, signed=True)
    duty = Handover.Duty.BUSINESS_OWNER
    from_person = factory.LazyAttribute(lambda handover: handover.mou.business_owner)
    to_person = factory.SubFactory(UserFactory)
    note = "The papers are in the registry."
    asked_by = factory.LazyAttribute(lambda handover: handover.from_person)
    asked_on = date(2026, 11, 2)


class AmendmentFactory(DjangoModelFactory):
    class Meta:
        model = Amendment

    mou = factory.SubFactory(MoUFactory, signed=True)
    number = factory.Sequence(lambda n: n % 30_000 + 1)
    title = "A further year"
    reason = "The work goes on."
    based_on = 1
    drafted_by = factory.LazyAttribute(lambda amendment: amendment.mou.business_owner)
    drafted_on = date(2026, 10, 1)


class TermsChangeFactory(DjangoModelFactory):
    """A later end."""

    class Meta:
        model = TermsChange

    amendment = factory.SubFactory(AmendmentFactory)
    mou = factory.LazyAttribute(lambda change: change.amendment.mou)
    part = TermsChange.Part.TERM
    field = "ends_on"
    before: ClassVar[Any] = {"ends_on": "2029-03-31"}
    after: ClassVar[Any] = {"ends_on": "2030-03-31"}


class ObligationFactory(DjangoModelFactory):
    class Meta:
        model = Obligation

    mou = factory.SubFactory(MoUFactory, signed=True)
    clause = "5.1"
    text = "Appoint a coordinator"
    owing_party = factory.LazyAttribute(
        lambda obligation: obligation.mou.parties.first() or MoUPartyFactory(mou=obligation.mou)
    )
    accountable = factory.LazyAttribute(lambda obligation: obligation.mou.partnership_manager)
    due_on = date(2026, 9, 30)

    class Params:
        submitted = factory.Trait(
            status=Obligation.Status.SUBMITTED,
            submitted_on=date(2026, 9, 20),
            submitted_by=factory.SubFactory(UserFactory),
            submission="The coordinator was appointed.",
        )
        met = factory.Trait(
            status=Obligation.Status.MET,
            submitted_on=date(2026, 9, 20),
            submitted_by=factory.SubFactory(UserFactory),
            submission="The coordinator was appointed.",
            verified_on=date(2026, 9, 25),
            verified_by=factory.SubFactory(UserFactory),
        )


class RecurringObligationFactory(DjangoModelFactory):
    """The rule alone; what is owed under it the services make."""

    class Meta:
        model = RecurringObligation

    mou = factory.SubFactory(MoUFactory)
    clause = "6.1"
    text = "Send the figures of the quarter"
    owing_party = factory.LazyAttribute(
        lambda recurring: recurring.mou.parties.first() or MoUPartyFactory(mou=recurring.mou)
    )
    accountable = factory.LazyAttribute(lambda recurring: recurring.mou.partnership_manager)
    first_period = date(2026, 7, 1)


class ExtensionFactory(DjangoModelFactory):
    """More time from the end of June to the due date of the obligation."""

    class Meta:
        model = Extension

    obligation = factory.SubFactory(ObligationFactory)
    due_before = date(2026, 6, 30)
    due_on = factory.LazyAttribute(lambda extension: extension.obligation.due_on)
    decided_on = date(2026, 6, 20)
    authority = "Minutes of 20 June 2026"
    reason = "The venue was not ready."
    recorded_by = factory.LazyAttribute(lambda extension: extension.obligation.mou.partnership_manager)


class DisputeFactory(DjangoModelFactory):
    class Meta:
        model = Dispute

    obligation = factory.SubFactory(ObligationFactory)
    party = factory.LazyAttribute(lambda dispute: dispute.obligation.owing_party)
    about = "Two districts, not three."
    disputed_on = date(2026, 10, 1)
    recorded_by = factory.LazyAttribute(lambda dispute: dispute.obligation.mou.partnership_manager)


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = Activity

    mou = factory.SubFactory(MoUFactory, signed=True)
    year = 2026
    title = "Train patrollers"
    responsible_party = factory.LazyAttribute(
        lambda activity: activity.mou.parties.first() or MoUPartyFactory(mou=activity.mou)
    )
    responsible_person = factory.LazyAttribute(lambda activity: activity.mou.business_owner)
    thrust = factory.SubFactory(ThrustFactory)


class ActivityQuarterFactory(DjangoModelFactory):
    class Meta:
        model = ActivityQuarter

    activity = factory.SubFactory(ActivityFactory)
    number = 2


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = Section

    mou = factory.SubFactory(MoUFactory)
    position = factory.Sequence(lambda n: n % 30_000 + 1)
    heading = factory.Sequence(lambda n: f"Section on matter {n}")


class ClauseFactory(DjangoModelFactory):
    class Meta:
        model = Clause

    mou = factory.SubFactory(MoUFactory)
    position = factory.Sequence(lambda n: n % 30_000 + 1)
    number = factory.LazyAttribute(lambda clause: str(clause.position))
    heading = factory.Sequence(lambda n: f"Clause on matter {n}")
    text = "Each party bears its own costs."


class ClauseRemarkFactory(DjangoModelFactory):
    class Meta:
        model = ClauseRemark

    clause = factory.SubFactory(ClauseFactory)
    text = "Say from which day."
    written_by = factory.SubFactory(UserFactory)
