"""Records for tests, free of surprises: what a test does not name has a plain, valid value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from mou.models import (
    Activity,
    ActivityQuarter,
    AgreementKind,
    Clearance,
    ClearanceStep,
    MoU,
    MoUParty,
    Obligation,
)
from partnerships.core.models import District, Province, User
from partnerships.strategy.models import (
    FocusArea,
    Indicator,
    StrategicIssue,
    StrategicThrust,
    Strategy,
    Target,
)
from reporting.models import Actual
from stakeholders.models import (
    ActionItem,
    CollaborationForm,
    Contact,
    Engagement,
    EngagementKind,
    EngagementMode,
    EngagementParticipant,
    EngagementPoint,
    ExecutivePost,
    ExecutiveTerm,
    FitAssessment,
    FitCriterion,
    FitScore,
    FunctionalityAnswer,
    FunctionalityAssessment,
    FunctionalityBand,
    GuideTopic,
    ImportBatch,
    InstrumentQuestion,
    InstrumentVersion,
    InterviewAnswer,
    InterviewGuide,
    Merge,
    PartnerDecision,
    PersonalInformationRequest,
    PoliceStation,
    Relationship,
    RelationshipKind,
    Stakeholder,
    StakeholderAnalysis,
    StakeholderClass,
    StakeholderGroup,
    StakeholderType,
    Structure,
    StructureKind,
)

PROVINCES = {
    "EC": "Eastern Cape",
    "FS": "Free State",
    "GP": "Gauteng",
    "KZN": "KwaZulu-Natal",
    "LP": "Limpopo",
    "MP": "Mpumalanga",
    "NC": "Northern Cape",
    "NW": "North West",
    "WC": "Western Cape",
}


class ProvinceFactory(DjangoModelFactory):
    class Meta:
        model = Province
        django_get_or_create = ["code"]

    code = "GP"
    name = factory.LazyAttribute(lambda province: PROVINCES[province.code])
    order = factory.LazyAttribute(lambda province: list(PROVINCES).index(province.code) + 1)


class DistrictFactory(DjangoModelFactory):
    class Meta:
        model = District
        django_get_or_create = ["code"]

    code = "DC48"
    name = "West Rand"
    kind = District.Kind.DISTRICT
    province = factory.SubFactory(ProvinceFactory)


class UserFactory(DjangoModelFactory):
    """National without a province, provincial with one; rights are given by tests.people.person."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    name = factory.Sequence(lambda n: f"User {n}")
    post = "Official"
    province = None
    sphere = factory.LazyAttribute(lambda user: "provincial" if user.province else "national")


class ReferenceFactory(DjangoModelFactory):
    class Meta:
        abstract = True
        django_get_or_create = ["code"]

    name = factory.LazyAttribute(lambda item: item.code.replace("-", " ").capitalize())


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


class PartnerDecisionFactory(DjangoModelFactory):
    class Meta:
        model = PartnerDecision

    stakeholder = factory.SubFactory(StakeholderFactory)
    outcome = PartnerDecision.Outcome.PARTNER
    decided_on = date(2025, 4, 1)
    decided_by = factory.SubFactory(UserFactory)
    reason = "Shared purpose and a concrete plan."
    form_of_collaboration = factory.SubFactory(CollaborationFormFactory)


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


class FitCriterionFactory(ReferenceFactory):
    class Meta:
        model = FitCriterion

    code = factory.Sequence(lambda n: f"criterion-{n}")
    weight = 2


class FitAssessmentFactory(DjangoModelFactory):
    class Meta:
        model = FitAssessment

    stakeholder = factory.SubFactory(StakeholderFactory)
    assessed_on = date(2025, 3, 1)
    assessed_by = factory.SubFactory(UserFactory)
    purpose = "Safer schools"
    recommendation = FitAssessment.Recommendation.PARTNER
    recommendation_reason = "It fits."


class FitScoreFactory(DjangoModelFactory):
    class Meta:
        model = FitScore

    assessment = factory.SubFactory(FitAssessmentFactory)
    criterion = factory.SubFactory(FitCriterionFactory)
    weight = factory.LazyAttribute(lambda score: score.criterion.weight)
    score = 3
    reason = "Seen in two engagements."


class EngagementKindFactory(ReferenceFactory):
    class Meta:
        model = EngagementKind

    code = "meeting"


class InterviewGuideFactory(ReferenceFactory):
    class Meta:
        model = InterviewGuide

    code = "non-governmental-partners"


class GuideTopicFactory(ReferenceFactory):
    class Meta:
        model = GuideTopic

    code = factory.Sequence(lambda n: f"topic-{n}")
    guide = factory.SubFactory(InterviewGuideFactory)


class EngagementFactory(DjangoModelFactory):
    class Meta:
        model = Engagement

    stakeholder = factory.SubFactory(StakeholderFactory)
    province = factory.LazyAttribute(lambda engagement: engagement.stakeholder.province)
    kind = factory.SubFactory(EngagementKindFactory)
    held_on = date(2026, 7, 15)
    purpose = "Safer schools"


class EngagementParticipantFactory(DjangoModelFactory):
    class Meta:
        model = EngagementParticipant

    engagement = factory.SubFactory(EngagementFactory)
    side = EngagementParticipant.Side.THEIRS
    office = "Chairperson"


class EngagementPointFactory(DjangoModelFactory):
    class Meta:
        model = EngagementPoint

    engagement = factory.SubFactory(EngagementFactory)
    position = 1
    kind = EngagementPoint.Kind.CONCERN
    text = "Transport to meetings is not paid."


class InterviewAnswerFactory(DjangoModelFactory):
    class Meta:
        model = InterviewAnswer

    engagement = factory.SubFactory(EngagementFactory)
    position = factory.Sequence(lambda n: n + 1)
    question = "Which resources do you have?"


class EngagementModeFactory(ReferenceFactory):
    class Meta:
        model = EngagementMode

    code = "in-person"


class ActionItemFactory(DjangoModelFactory):
    class Meta:
        model = ActionItem

    engagement = factory.SubFactory(EngagementFactory)
    stakeholder = factory.SelfAttribute("engagement.stakeholder")
    province = factory.SelfAttribute("engagement.province")
    direction = "to_us"
    status = factory.LazyAttribute(lambda item: "done" if item.done_on else "open")
    done_on = None
    what = "Send the training manual"
    owner_elsewhere = "Secretary of the forum"
    due_on = date(2026, 8, 31)


class StrategyFactory(DjangoModelFactory):
    class Meta:
        model = Strategy
        django_get_or_create = ["code"]

    code = "partnership-strategy"
    title = "Partnership Strategy"
    starts_on = date(2020, 4, 1)
    is_current = True


class FocusAreaFactory(DjangoModelFactory):
    class Meta:
        model = FocusArea
        django_get_or_create = ["code"]

    code = "1"
    name = factory.LazyAttribute(lambda area: f"Focus area {area.code}")
    strategy = factory.SubFactory(StrategyFactory)


class ThrustFactory(DjangoModelFactory):
    class Meta:
        model = StrategicThrust
        django_get_or_create = ["code"]

    code = "1.1"
    name = factory.LazyAttribute(lambda thrust: f"Thrust {thrust.code}")
    focus_area = factory.SubFactory(
        FocusAreaFactory, code=factory.LazyAttribute(lambda area: area.factory_parent.code.split(".")[0])
    )


class StrategicIssueFactory(DjangoModelFactory):
    class Meta:
        model = StrategicIssue

    code = factory.Sequence(lambda n: f"1.1.i{n}")
    name = "Role of local government"
    thrust = factory.SubFactory(ThrustFactory)


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator
        django_get_or_create = ["code"]

    code = "1.1.1"
    name = "Number of community structures assessed"
    thrust = factory.SubFactory(
        ThrustFactory,
        code=factory.LazyAttribute(lambda thrust: ".".join(thrust.factory_parent.code.split(".")[:2])),
    )
    definition = "Structures assessed with the functionality instrument."
    source_of_data = "Assessment reports"
    method_of_calculation = "Simple count"
    means_of_verification = "Signed assessment form"
    calculation_type = Indicator.CalculationType.CUMULATIVE_YEAR_END
    desired_performance = Indicator.DesiredPerformance.HIGHER
    unit = Indicator.Unit.NUMBER
    collected_from = Indicator.CollectedFrom.PROVINCES
    responsible_post = "Director: Civil Society"


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = Target

    indicator = factory.SubFactory(IndicatorFactory)
    year = 2026
    quarter = 2
    value = Decimal(10)
    authority = "Annual Performance Plan 2026/27"


class ActualFactory(DjangoModelFactory):
    class Meta:
        model = Actual

    indicator = factory.SubFactory(IndicatorFactory)
    year = 2026
    quarter = 2
    value = Decimal(10)
    captured_by = factory.SubFactory(UserFactory)
    captured_on = date(2026, 10, 10)


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

    class Params:
        signed = factory.Trait(status=MoU.Status.SIGNED, signed_on=date(2026, 3, 20))


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


class StructureKindFactory(ReferenceFactory):
    class Meta:
        model = StructureKind

    code = "cpf"
    family = factory.LazyAttribute(lambda kind: kind.code[:3])
    seat = "station"


class PoliceStationFactory(DjangoModelFactory):
    class Meta:
        model = PoliceStation

    province = factory.SubFactory(ProvinceFactory)
    name = factory.Sequence(lambda n: f"Station {n:04}")


class StructureFactory(DjangoModelFactory):
    class Meta:
        model = Structure

    stakeholder = factory.SubFactory(
        StakeholderFactory, group__code="community-structures", province=factory.SubFactory(ProvinceFactory)
    )
    kind = factory.SubFactory(StructureKindFactory)


class ExecutivePostFactory(ReferenceFactory):
    class Meta:
        model = ExecutivePost

    code = "chairperson"
    is_required = True


class ExecutiveTermFactory(DjangoModelFactory):
    class Meta:
        model = ExecutiveTerm

    structure = factory.SubFactory(StructureFactory)
    post = factory.SubFactory(ExecutivePostFactory)
    contact = factory.SubFactory(
        ContactFactory,
        stakeholder=factory.LazyAttribute(lambda contact: contact.factory_parent.structure.stakeholder),
    )
    began_on = date(2024, 4, 1)
    ends_on = date(2029, 3, 31)


class InstrumentVersionFactory(DjangoModelFactory):
    """Two questions and three bands, adopted; ``adopted=False`` leaves it a draft, ``asks`` gives other questions."""

    class Meta:
        model = InstrumentVersion
        django_get_or_create = ["family", "number"]
        skip_postgeneration_save = True

    family = "cpf"
    number = 1

    @factory.post_generation
    def asks(self, create, extracted, **kwargs):
        if self.questions.exists():
            return
        for position, asked in enumerate(extracted or ["Are minutes kept?", "Is there a plan?"], start=1):
            given = {"text": asked} if isinstance(asked, str) else asked
            InstrumentQuestion.objects.create(version=self, position=position, **given)
        for result, begins in {"functional": 75, "partly": 50, "not_functional": 0}.items():
            FunctionalityBand.objects.create(version=self, result=result, from_per_cent=begins)

    @factory.post_generation
    def adopted(self, create, extracted, **kwargs):
        if extracted is not False and self.status == "draft":
            day = extracted if isinstance(extracted, date) else date(2025, 4, 1)
            earlier = InstrumentVersion.objects.filter(family=self.family, status="adopted")
            earlier.update(status="superseded")
            InstrumentVersion.objects.filter(pk=self.pk).update(status="adopted", adopted_on=day)
            self.refresh_from_db()


class FunctionalityAssessmentFactory(DjangoModelFactory):
    class Meta:
        model = FunctionalityAssessment

    structure = factory.SubFactory(StructureFactory)
    version = factory.SubFactory(
        InstrumentVersionFactory,
        family=factory.LazyAttribute(lambda version: version.factory_parent.structure.kind.family),
    )
    assessed_on = date(2026, 10, 5)
    assessed_by = factory.SubFactory(UserFactory)
    score = 80
    result = "functional"


class FunctionalityAnswerFactory(DjangoModelFactory):
    class Meta:
        model = FunctionalityAnswer

    assessment = factory.SubFactory(FunctionalityAssessmentFactory)
    question = factory.LazyAttribute(lambda answer: answer.assessment.version.questions.first())
    answer = "yes"


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
