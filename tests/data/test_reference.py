"""manage.py load_reference: the lists that ship, complete and in order; the Unit's own wording is never lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from mou.models import (
    AgreementKind,
    ChallengeCategory,
    ClearanceStep,
    RequiredFact,
    ResourceKind,
    StandardClause,
    StandardSection,
    TemplateActivity,
    WorkplanTemplate,
)
from partnerships.core.models import DigestDay, District, DocumentKind, Language, Province, ReminderLadder
from partnerships.roles import ROLES
from partnerships.strategy.models import (
    FocusArea,
    Indicator,
    IndicatorVersion,
    LibraryDocument,
    LibraryKind,
    PartnerGroup,
    Pillar,
    StrategicIssue,
    StrategicThrust,
    StrategyVersion,
    ThrustWording,
)
from partnerships.strategy.services import begin_version
from partnerships.strategy.wording import text_of
from reporting.models import NarrativePart, PeriodRule, ReturnRule
from stakeholders.models import (
    CollaborationForm,
    DecisionReason,
    EngagementKind,
    EngagementMode,
    ExecutivePost,
    FitCriteriaVersion,
    GuideTopic,
    InstrumentVersion,
    InterviewGuide,
    RelationshipKind,
    StakeholderClass,
    StakeholderGroup,
    StakeholderType,
    StructureKind,
)
from tests.data.conftest import told
from tests.people import nomsa

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

LISTS = [
    *(
        Province,
        District,
        StakeholderGroup,
        StakeholderType,
        CollaborationForm,
        DecisionReason,
        EngagementKind,
    ),
    *(InterviewGuide, GuideTopic, AgreementKind, ClearanceStep, StandardClause, Language, DocumentKind),
    *(StandardSection, RequiredFact, ResourceKind, ChallengeCategory, WorkplanTemplate, TemplateActivity),
    *(ReminderLadder, DigestDay),
    *(EngagementMode, StakeholderClass, RelationshipKind, StructureKind, ExecutivePost),
    *(Pillar, PartnerGroup, LibraryKind, LibraryDocument),
    *(PeriodRule, NarrativePart, ReturnRule),
]
STRATEGY = [StrategyVersion, FocusArea, StrategicThrust, StrategicIssue, Indicator]


@pytest.fixture(scope="module")
def reference(kept_database: None) -> Iterator[None]:
    call_command("load_reference", verbosity=0)
    yield


def test_the_provinces_stand_in_the_order_of_the_division_of_revenue_act() -> None:
    assert [*Province.objects.values_list("code", flat=True)] == [
        *("EC", "FS", "GP", "KZN", "LP", "MP", "NC", "NW", "WC")
    ]


def test_a_host_department_is_named_where_a_source_names_it() -> None:
    unnamed = Province.objects.filter(host_department="")

    assert [*unnamed.values_list("code", flat=True)] == ["LP"]
    assert Province.objects.get(code="NC").host_department == "Department of Transport, Safety and Liaison"


def test_there_are_8_metros_and_44_districts_in_their_provinces() -> None:
    metros = District.objects.filter(kind="metro").values_list("code", "province__code")
    districts = District.objects.filter(kind="district")

    assert {*metros} == {
        *(("BUF", "EC"), ("NMA", "EC"), ("MAN", "FS"), ("EKU", "GP"), ("JHB", "GP"), ("TSH", "GP")),
        *(("ETH", "KZN"), ("CPT", "WC")),
    }
    # The Demarcation Board's numbers run from 1 to 48; 11, 17, 41 and 46 are no longer in use.
    numbers = sorted(int(code.removeprefix("DC")) for code in districts.values_list("code", flat=True))
    assert numbers == [n for n in range(1, 49) if n not in {11, 17, 41, 46}]
    assert {p.code: districts.filter(province=p).count() for p in Province.objects.all()} == {
        "EC": 6, "FS": 4, "GP": 2, "KZN": 10, "LP": 5, "MP": 3, "NC": 5, "NW": 4, "WC": 5,
    }  # fmt: skip
    assert District.objects.get(code="DC9").name == "Frances Baard"


def test_the_interview_guides_hold_the_topics_of_the_report() -> None:
    counts = {g.source[-5:]: g.topics.count() for g in InterviewGuide.objects.all()}

    assert counts == {"3.2.1": 9, "3.2.2": 5, "3.2.3": 4, "3.2.4": 7, "3.2.5": 7}
    police = InterviewGuide.objects.get(code="police-agencies")
    assert [*police.topics.values_list("name", flat=True)] == [
        "Partnership strategy and programmes in place",
        "Community engagement approaches",
        "Partnerships arrangements and programmes",
        "Recommendations and lessons learned from community partnerships",
        "Collaborating with the Civilian Secretariat",
    ]


def test_every_group_of_stakeholders_has_types_and_one_guide() -> None:
    groups = StakeholderGroup.objects.all()

    assert groups.count() == 12
    assert all(group.types.exists() for group in groups)
    # Local government stands in none of the report's five lists of topics.
    assert {g.code: g.guides.count() for g in groups} == {
        g.code: int(g.code != "local-government") for g in groups
    }


def test_the_forms_of_collaboration_and_the_kinds_of_engagement_are_those_of_the_report() -> None:
    assert [*CollaborationForm.objects.values_list("name", flat=True)] == [
        "Information sharing",
        "Networking",
        "Cooperative initiative",
        "Joint policy",
        "Formal agreement",
        "Regulation with other sectors",
        "Coalition, alliance or partnership",
    ]
    assert [*EngagementKind.objects.values_list("name", flat=True)] == [
        *("Interview", "Group interview", "Workshop", "Presentation", "Meeting", "Telephone call"),
        *("Imbizo", "Forum meeting"),
    ]


def test_fit_is_weighed_by_ten_conditions_and_three_risks_of_an_adopted_version() -> None:
    version = FitCriteriaVersion.objects.get()
    assert (version.number, version.status, version.adopted_by) == (1, "adopted", None)
    assert version.criteria.filter(is_risk=False).count() == 10
    assert [*version.criteria.filter(is_risk=True).values_list("name", flat=True)] == [
        "Expects payment or a commercial contract",
        "Party politics",
        "Depends on funding from government",
    ]


def test_each_kind_of_agreement_has_its_clearances_and_somebody_who_may_give_each() -> None:
    steps = {
        kind.name: [*kind.clearance_steps.values_list("permission", flat=True)]
        for kind in AgreementKind.objects.all()
    }
    national = ["mou.clear_legal", "mou.clear_chief_director", "mou.clear_minister", "mou.clear_secretary"]

    assert steps == {
        "Memorandum of understanding": national,
        "Memorandum of agreement": national,
        "Implementation protocol": national,
        "Cooperation agreement": national,
        "Provincial cooperation agreement": ["mou.clear_provincial_head", "mou.clear_secretary"],
    }
    given = {right for role in ROLES.values() for right in role.rights}
    assert {right for rights in steps.values() for right in rights} <= given


def test_the_starting_strategy_is_marked_as_a_placeholder_in_every_part() -> None:
    version = StrategyVersion.objects.get()
    assert (version.number, version.status, version.adopted_by) == (1, "adopted", None)
    for model in STRATEGY:
        assert model.objects.exists()
        assert not model.objects.filter(is_placeholder=False).exists()
    for model in (FocusArea, StrategicThrust, StrategicIssue):
        assert all(name.endswith("(placeholder)") for name in model.objects.values_list("name", flat=True))


def test_the_indicators_show_every_way_of_measuring_once() -> None:
    """Percentages of four quarters do not add up, so none is cumulative at year-end; the Unit itself adds words."""
    ways = [
        *IndicatorVersion.objects.order_by().values_list("calculation_type", "desired_performance", "unit")
    ]

    possible = product(
        IndicatorVersion.CalculationType.values,
        IndicatorVersion.DesiredPerformance.values,
        ("number", "percentage"),
    )
    assert {*ways} == {way for way in possible if (way[0], way[2]) != ("cumulative_year_end", "percentage")}
    assert len(ways) == 15
    assert {*IndicatorVersion.objects.values_list("collected_from", flat=True)} == {"provinces", "national"}


def test_every_indicator_has_its_full_technical_description() -> None:
    described = (
        *("definition", "source_of_data", "method_of_calculation", "means_of_verification", "assumptions"),
        *("disaggregation", "reporting_cycle", "responsible_post", "baseline"),
    )
    versions = list(IndicatorVersion.objects.all())
    assert len(versions) == Indicator.objects.count()
    for version in versions:
        assert all(getattr(version, name) for name in described), version


def test_the_instrument_of_each_family_is_adopted_and_says_that_it_is_no_official_tool() -> None:
    for family, questions in (("cpf", 13), ("csf", 11)):
        version = InstrumentVersion.objects.get(family=family)
        assert (version.number, version.status, version.adopted_by) == (1, "adopted", None)
        assert version.introduction.startswith(
            "This list is derived from published practice; it is not an official"
        )
        assert version.starts() == {"functional": 75, "partly": 50, "not_functional": 0}
        rows = [*version.questions.all()]
        assert [row.position for row in rows] == [*range(1, questions + 1)]
        # Each question says where it comes from, and some decide alone.
        assert all("Source: " in row.help_text for row in rows)
        assert 0 < len([row for row in rows if row.is_essential]) < questions


def test_the_units_versions_of_the_instrument_are_never_overwritten() -> None:
    InstrumentVersion.objects.filter(family="cpf").update(introduction="The Unit’s own words")

    lines = told("load_reference", "instruments", update=True)

    assert lines == [
        "functionality instruments: 0 created, 0 updated, 0 changed by the Unit and kept, 2 unchanged"
    ]
    assert InstrumentVersion.objects.get(family="cpf").introduction == "The Unit’s own words"


def test_the_posts_needed_follow_from_family_and_level() -> None:
    needed = {
        (family, seat): ExecutivePost.objects.needed_in(family, seat).count()
        for family, seat in (("cpf", "station"), ("cpf", "province"), ("csf", "local"))
    }

    assert needed == {("cpf", "station"): 8, ("cpf", "province"): 7, ("csf", "local"): 3}


def test_every_row_keeps_every_rule() -> None:
    for model in (*LISTS, *STRATEGY):
        for row in model.objects.all():
            row.full_clean()


def test_a_second_run_changes_nothing() -> None:
    before = {model: [*model.objects.order_by("pk").values()] for model in LISTS}

    lines = told("load_reference")

    assert all(": 0 created, 0 updated, 0 changed by the Unit and kept, " in line for line in lines), lines
    assert (
        len(lines) == len(LISTS) + 4
    )  # and the engagements of Annexure A, the functionality instruments, the fit criteria and the strategy
    assert {model: [*model.objects.order_by("pk").values()] for model in LISTS} == before


def test_the_units_own_wording_stays_unless_the_fixture_is_asked_for() -> None:
    DecisionReason.objects.filter(code="timing").update(name="Bad time", is_active=False)

    lines = told("load_reference", "stakeholders")

    assert "decision reasons: 0 created, 0 updated, 1 changed by the Unit and kept, 16 unchanged" in lines
    assert DecisionReason.objects.get(code="timing").name == "Bad time"

    lines = told("load_reference", "stakeholders", update=True)

    assert "decision reasons: 0 created, 1 updated, 0 changed by the Unit and kept, 16 unchanged" in lines
    timing = DecisionReason.objects.get(code="timing")
    assert (timing.name, timing.is_active) == (
        "The time is not right",
        False,
    )  # what the fixture does not name stays


def test_each_outcome_of_a_decision_has_its_kinds_of_reason() -> None:
    outcomes = Counter(DecisionReason.objects.values_list("outcome", flat=True))
    assert outcomes == {"partner": 5, "not_now": 6, "declined": 6}


def test_the_groups_of_a_guide_are_given_back_with_the_fixture() -> None:
    guide = InterviewGuide.objects.get(code="provinces-and-cpfs")
    guide.groups.clear()

    assert any("interview guides: 0 created, 0 updated, 1 " in line for line in told("load_reference"))
    told("load_reference", update=True)

    assert {*guide.groups.values_list("code", flat=True)} == {"provincial-government", "community-structures"}


def test_an_entry_that_is_missing_is_created_again() -> None:
    GuideTopic.objects.filter(code="internal-9").delete()

    lines = told("load_reference", "stakeholders")

    assert "guide topics: 1 created, 0 updated, 0 changed by the Unit and kept, 31 unchanged" in lines


def test_the_strategy_that_the_unit_entered_is_never_overwritten_nor_joined_by_placeholders() -> None:
    FocusArea.objects.filter(code="1").update(name="The strategy’s own words", is_placeholder=False)
    StrategicIssue.objects.update(retired_on="2026-11-01")

    lines = told("load_reference", "strategy", update=True)

    assert (
        "versions of the strategy: 0 created, 0 updated, 0 changed by the Unit and kept, 1 unchanged" in lines
    )
    assert FocusArea.objects.get(code="1").name == "The strategy’s own words"
    assert not StrategicIssue.objects.in_use().exists()


def test_the_first_version_words_every_part_and_is_copied_into_the_next_draft() -> None:
    version = StrategyVersion.objects.get()
    assert {thrust.part.name for area in text_of(version) for thrust in area.listed} == {
        *StrategicThrust.objects.values_list("name", flat=True)
    }
    assert not ThrustWording.objects.filter(pillars=None).exists()

    draft = begin_version(by=nomsa())

    assert [str(area) for area in text_of(draft)] == [str(area) for area in text_of(version)]


def test_the_groups_that_the_strategy_names_are_those_of_stakeholders() -> None:
    codes = [*StakeholderGroup.objects.order_by("order").values_list("code", "name")]

    assert [*PartnerGroup.objects.order_by("order").values_list("code", "name")] == codes


def test_every_document_of_the_library_says_what_it_is_for_and_where_we_know_it_from() -> None:
    assert LibraryDocument.objects.count() == 16
    assert not LibraryDocument.objects.filter(says="").exists()
    assert not LibraryDocument.objects.filter(source="").exists()
    assert Pillar.objects.count() == 6


def test_a_part_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("load_reference", "geografy")

    assert str(refusal.value) == (
        "There is no part “geografy”. Name one of: geography, documents, reminders, stakeholders, instruments, "
        "criteria, agreements, strategy, calendar, library, annexure."
    )


def test_every_list_that_ships_is_covered_here() -> None:
    """A model with a natural key that no test above knows would load unseen."""
    keyed = {
        m
        for app in ("core", "strategy", "stakeholders", "mou", "reporting")
        for m in apps.get_app_config(app).get_models()
    }

    # Accounts are people; delegations are papers that each office has of its own.
    own = {"User", "SigningDelegation"}
    assert {m for m in keyed if hasattr(m, "natural_key") and m._meta.object_name not in own} == {*LISTS}
