"""manage.py load_demo: every rule kept, the same data for the same seed and day, and what is refused."""

from __future__ import annotations

import hashlib
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F, Q
from pypdf import PdfReader

from mou.models import Activity, ActivityQuarter, Clearance, MoU, MoUParty, Obligation
from mou.models.living import Life
from partnerships.core.calendar import Quarter
from partnerships.core.models import Document, Province, User
from partnerships.demo.people import ACCOUNTS
from partnerships.roles import ROLES
from partnerships.strategy.definitions import definitions_in
from partnerships.strategy.models import Indicator, Slot, Target
from reporting.models import Actual
from stakeholders.models import (
    ActionItem,
    Contact,
    Engagement,
    ExecutiveTerm,
    FitAssessment,
    FitCriteriaVersion,
    FunctionalityAnswer,
    FunctionalityAssessment,
    InstrumentVersion,
    InterviewAnswer,
    PartnerDecision,
    PartnershipProposal,
    PersonalInformationRequest,
    Relationship,
    Stakeholder,
    StakeholderAnalysis,
    Structure,
)
from tests.data.conftest import CLOSED, invented, told
from tests.data.conftest import DAY as TODAY
from tests.demonstration import load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

# --- the same every time --------------------------------------------------------


def test_seed_and_day_decide_how_much_there_is() -> None:
    models = [
        *(Structure, ExecutiveTerm, FunctionalityAssessment, FunctionalityAnswer, InstrumentVersion),
        *(StakeholderAnalysis, Relationship, InterviewAnswer, PersonalInformationRequest),
        *(User, Stakeholder, Contact, FitCriteriaVersion, PartnershipProposal, FitAssessment),
        *(PartnerDecision, Engagement, ActionItem),
        *(MoU, MoUParty, Clearance, Obligation, Activity, ActivityQuarter, Target, Actual, Document),
    ]

    assert {model.__name__: model.objects.count() for model in models} == {
        "Structure": 63,
        "ExecutiveTerm": 236,
        "FunctionalityAssessment": 88,
        "FunctionalityAnswer": 1136,
        "InstrumentVersion": 4,
        "StakeholderAnalysis": 167,
        "Relationship": 53,
        "InterviewAnswer": 217,
        "PersonalInformationRequest": 4,
        "User": 14 + 6,  # heads who only sign returns
        "Stakeholder": 127 + 37,  # and those of Annexure A
        "Contact": 340,
        "FitCriteriaVersion": 3,
        "PartnershipProposal": 70,
        "FitAssessment": 134,
        "PartnerDecision": 59,
        "Engagement": 248 + 12 + 43,  # meetings of steering committees, and Annexure A
        "ActionItem": 285 + 2,
        "MoU": 27 + 2,  # one quiet, one dormant,
        "MoUParty": 57 + 4,
        "Clearance": 100 + 4,
        "Obligation": 171 + 4,
        "Activity": 83 + 3,  # carried over
        "ActivityQuarter": 174 + 3,
        "Target": 890,
        "Actual": 470,
        "Document": 624 + 1 + 2,  # that came after a grade, and signed copies
    }


def test_one_agreement_is_quiet_and_one_is_dormant_with_two_sentences_on_what_will_be_done() -> None:
    quiet, dormant = (MoU.objects.in_life(life, TODAY).get() for life in (Life.QUIET, Life.DORMANT))
    assert (quiet.title, dormant.title) == ("Patrols on timber roads", "Peace desks at places of worship")
    assert dormant.revivals.count() == 2


def test_seed_and_day_decide_which_agreements_there_are_and_how_far_they_have_come() -> None:
    rows = MoU.objects.select_related("province").order_by("reference")

    assert [(m.reference, m.province.code if m.province else "", m.state_on(TODAY).label) for m in rows] == [
        ("CA-2023-001", "", "Completed"),
        ("CA-2025-001", "WC", "In force"),
        ("CA-2026-001", "", "Signed, not yet begun"),
        ("IP-2026-001", "", "In clearance"),
        ("IP-2026-002", "", "Draft"),
        ("MOA-2023-001", "", "In force, ending soon"),
        ("MOA-2024-001", "", "Terminated"),
        ("MOA-2024-002", "FS", "In force"),
        ("MOU-2023-001", "", "Expired"),
        ("MOU-2023-002", "NC", "In force, ending soon"),
        ("MOU-2024-001", "MP", "In force"),
        ("MOU-2024-002", "KZN", "In force"),
        ("MOU-2024-003", "", "In force"),
        ("MOU-2024-004", "", "In force, under notice"),
        ("MOU-2024-005", "", "In force"),
        ("MOU-2024-006", "NW", "In force"),
        ("MOU-2024-007", "WC", "In force"),
        ("MOU-2024-008", "", "Suspended"),
        ("MOU-2024-009", "EC", "In force"),
        ("MOU-2026-001", "", "Out for signature"),
        ("MOU-2026-002", "", "In clearance"),
        ("MOU-2026-003", "", "In consultation"),
        ("PCA-2024-001", "LP", "In force"),
        ("PCA-2024-002", "GP", "In force"),
        ("PCA-2024-003", "KZN", "In force"),
        ("PCA-2025-001", "GP", "In force"),
        ("PCA-2026-001", "GP", "In clearance"),
        ("PCA-2026-002", "LP", "Draft"),
        ("PCA-2026-003", "LP", "In force"),
    ]


def test_a_second_run_changes_nothing() -> None:
    before = User.objects.count(), Stakeholder.objects.count(), MoU.objects.count()

    assert told("load_demo", into=connection.settings_dict["NAME"], seed=2) == [
        "The demonstration is loaded already; nothing was changed."
    ]
    assert (User.objects.count(), Stakeholder.objects.count(), MoU.objects.count()) == before


# --- people ---------------------------------------------------------------------


def test_the_accounts_are_those_of_the_readme() -> None:
    stored = {
        user.email: (user.province and user.province.code, [*user.groups.values_list("name", flat=True)])
        for user in User.objects.select_related("province")
    }

    assert stored == {f"{a.login}@demo.example": (a.province, [ROLES[a.role].name]) for a in ACCOUNTS}
    assert [account.login for account in ACCOUNTS] == [
        *("officer", "manager", "owner", "director", "chief.director", "secretary", "auditor", "admin"),
        *("gauteng", "gauteng.head", "limpopo", "limpopo.head", "kwazulu-natal", "kwazulu-natal.head"),
        *("ec.head", "fs.head", "mp.head", "nc.head", "nw.head", "wc.head"),
    ]
    assert [*User.objects.filter(is_staff=True).values_list("email", flat=True)] == ["admin@demo.example"]
    assert not User.objects.filter(Q(is_demo=False) | Q(post="") | Q(is_superuser=True)).exists()


def test_every_account_can_sign_in_with_the_password() -> None:
    assert all(user.check_password("known to the tests") for user in User.objects.all())


def test_whoever_and_whatever_is_invented_says_so_in_its_name() -> None:
    assert not User.objects.exclude(name__endswith=" (demo)").exists()
    assert not Contact.objects.named().exclude(name__endswith=" (demo)").exists()
    assert not invented(Stakeholder).exclude(name__endswith=" (demo)").exists()
    real = Stakeholder.objects.exclude(pk__in=invented(Stakeholder))
    assert {*real.values_list("source", "status")} == {
        ("Annexure A, strategy report of January 2020", "identified")
    }
    assert not MoUParty.objects.filter(stakeholder__in=real).exists()


def test_names_with_the_letters_of_tshivenda_are_whole() -> None:
    names = [
        "Vhuṱali Community Trust (demo)",
        "Ḽifa Ḽashu Safety Forum (demo)",
        "Ṋemuḓi Youth Network (demo)",
    ]

    found = Stakeholder.objects.filter(name__in=names, province__code="LP")
    assert {*found.values_list("name", flat=True)} == {*names}


# --- everywhere, in both years ---------------------------------------------------


def test_all_nine_provinces_and_the_country_have_their_records() -> None:
    everywhere = {None, *Province.objects.values_list("code", flat=True)}

    assert len(everywhere) == 10
    for rows in (invented(Stakeholder), invented(Engagement), MoU.objects.all(), Actual.objects.all()):
        assert {*rows.values_list("province__code", flat=True)} == everywhere, rows.model
    assert {*Target.objects.values_list("province__code", flat=True)} == everywhere


def test_both_financial_years_are_covered() -> None:
    held = {str(Quarter.containing(day)) for day in invented(Engagement).values_list("held_on", flat=True)}

    assert held == {*map(str, CLOSED), "Q3 2026/27"}
    slots = (Slot.YEAR, Slot.Q1, Slot.Q2, Slot.Q3, Slot.Q4)
    assert {*Target.objects.values_list("year", "slot")} == {
        (y, slot) for y in (2025, 2026) for slot in slots
    }
    assert {*Actual.objects.values_list("year", "quarter")} == {(q.year, q.number) for q in CLOSED}
    assert {*Activity.objects.values_list("year", flat=True)} == {2025, 2026}


# --- the rules -------------------------------------------------------------------


def test_every_record_keeps_every_rule() -> None:
    """Foreign keys, uniqueness and check constraints are the database's, which has accepted these rows already."""
    for app in ("core", "strategy", "stakeholders", "mou", "reporting"):
        for model in apps.get_app_config(app).get_models():
            # What a view of the database puts together is nobody's to save.
            if model._meta.object_name.endswith("Event") or not model._meta.managed:
                continue
            relations = [field.name for field in model._meta.fields if field.is_relation]
            for record in model._base_manager.select_related():
                record.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)


def test_nothing_lies_after_the_day_of_the_demonstration() -> None:
    acts = {
        Engagement: ["held_on", "minutes_on"],
        PartnershipProposal: ["begun_on", "closed_on"],
        FitCriteriaVersion: ["adopted_on"],
        FitAssessment: ["assessed_on"],
        PartnerDecision: ["decided_on", "ended_on"],
        ActionItem: ["done_on", "verified_on", "dropped_on"],
        FunctionalityAssessment: ["assessed_on", "withdrawn_on"],
        InstrumentVersion: ["adopted_on"],
        StakeholderAnalysis: ["assessed_on"],
        Stakeholder: ["verified_on", "archived_on"],
        Contact: ["began_on", "left_on", "verified_on", "notified_on", "redacted_on"],
        PersonalInformationRequest: ["received_on", "answered_on"],
        MoU: ["signed_on", "suspended_on", "resumed_on", "notice_given_on", "completed_on"],
        MoUParty: ["signed_on"],
        Clearance: ["opened_on", "decided_on"],
        Obligation: ["submitted_on", "verified_on", "released_on"],
        ActivityQuarter: ["done_on"],
        Actual: ["captured_on"],
    }
    for model, fields in acts.items():
        for field in fields:
            assert not model.objects.filter(**{f"{field}__gt": TODAY}).exists(), (model, field)


def test_a_second_person_has_verified_with_evidence_at_hand() -> None:
    verified = Obligation.objects.filter(status__in=["met", "partly_met"])

    assert verified.exists()
    assert not verified.filter(submitted_by=F("verified_by")).exists()
    assert all(obligation.documents.exists() for obligation in verified)


def test_the_parties_were_partners_when_they_signed() -> None:
    for mou in MoU.objects.filter(signed_on__isnull=False):
        assert [*mou.parties_not_partners_on(mou.signed_on)] == [], mou


def test_one_agreement_still_runs_with_a_partner_that_became_a_service_provider() -> None:
    provider = PartnerDecision.objects.get(end_reason="service_provider").stakeholder

    assert [m.title for m in MoU.objects.in_force(TODAY).with_partner(provider)] == [
        "Safer trading spaces in inner cities"
    ]


def test_every_deviation_has_its_reason_and_corrective_action() -> None:
    differing = [a for a in Actual.objects.for_list() if a.value is not None and a.variance]

    assert {actual.variance > 0 for actual in differing} == {True, False}
    assert all(actual.reason_for_deviation and actual.corrective_action for actual in differing)
    assert Actual.objects.filter(value=None).exclude(not_measured_because="").count() == 2


def test_the_numbers_of_the_provinces_add_up_to_the_national_target() -> None:
    for year, slot in ((2025, Slot.Q1), (2026, Slot.Q4)):
        for indicator in definitions_in(Quarter(year, slot.quarter or 4)):
            targets = Target.objects.filter(indicator=indicator.indicator, year=year, slot=slot)
            if indicator.by_provinces and indicator.unit == "number":
                national = targets.get(province=None).value
                assert sum(t.value for t in targets.exclude(province=None)) == national, indicator


def test_who_changed_what_is_recorded_in_the_history_of_every_agreement() -> None:
    ours = {*User.objects.values_list("pk", flat=True)}

    for mou in MoU.objects.all():
        events = list(mou.events.all())
        assert events
        assert {event.pgh_context["user"] for event in events} <= ours


def test_evidence_is_a_real_pdf(demonstration: Path) -> None:
    document = Document.objects.filter(original_name="attendance-register.pdf").first()
    content = (demonstration / document.file.name).read_bytes()

    assert hashlib.sha256(content).hexdigest() == document.sha256
    assert len(content) == document.size
    assert PdfReader(BytesIO(content)).pages[0].extract_text().splitlines() == [
        "Attendance register",
        "Demonstration: this document is invented.",
    ]


# --- refusals --------------------------------------------------------------------


@pytest.fixture
def unloaded() -> None:
    """As if nothing had been loaded: the refusals come before the first invented record."""
    User.objects.update(is_demo=False)


def test_with_debug_off_the_database_must_be_named() -> None:
    name = connection.settings_dict["NAME"]

    with pytest.raises(CommandError) as refusal:
        call_command("load_demo", password="x")

    assert str(refusal.value) == (
        "DEBUG is off, so this may be a database that people work in. Nothing was loaded. "
        f"If the demonstration is meant for it, name it: load_demo --into {name}"
    )


def test_another_database_than_the_one_in_use_is_refused_even_with_debug_on(settings: Any) -> None:
    settings.DEBUG = True

    with pytest.raises(CommandError, match=r"The database in use is .*, not production. Nothing was loaded."):
        call_command("load_demo", password="x", into="production")


@pytest.mark.usefixtures("unloaded")
def test_a_day_to_come_is_refused() -> None:
    with pytest.raises(
        CommandError, match=r"24.November.2026 lies in the future. Give today or an earlier day."
    ):
        load(today=date(2026, 11, 24))


@pytest.mark.usefixtures("unloaded")
def test_a_database_with_a_strategy_of_its_own_is_refused() -> None:
    Indicator.objects.update(is_placeholder=False)
    before = User.objects.count()

    with pytest.raises(
        CommandError, match="is no longer the placeholder, so the demonstration does not fit it"
    ):
        load()

    assert User.objects.count() == before


def test_a_day_that_is_none_is_refused_with_an_example() -> None:
    with pytest.raises(CommandError, match=r"“23\.11\.2026” is not a day. Write it as 2026-11-23."):
        call_command("load_demo", "--today", "23.11.2026")
