"""Annexure A of the strategy report of January 2020: all 43 engagements, as printed, without personal names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from partnerships.core.models import Province
from stakeholders.models import Engagement, EngagementParticipant, Stakeholder, StakeholderGroup
from tests.data.conftest import told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("annexure")]

CS = "Civilian Secretariat: "
INTERVIEW, GROUP, WORKSHOP, PRESENTATION, MEETING, TELEPHONE = (
    "Interview",
    "Group interview",
    "Workshop",
    "Presentation",
    "Meeting",
    "Telephone call",
)
# Number, organisation, province, kind, date; read from the annexure line by line. The year is inferred.
TABLE = [
    (1, CS + "Partnerships Unit", None, WORKSHOP, None),
    (2, CS + "Directorate Public-Private Partnerships", None, INTERVIEW, None),
    (3, CS + "Chief Directorate Policy and Research", None, GROUP, None),
    (4, CS + "Chief Directorate Oversight, Monitoring and Evaluation", None, GROUP, None),
    (5, CS + "Directorate Communications", None, INTERVIEW, None),
    (6, CS + "Directorate Intergovernmental Relations", None, INTERVIEW, None),
    (7, CS + "Directorate Civil Society", None, GROUP, None),
    (
        8,
        CS + "Chief Directorate Intersectoral Coordination and Strategic Partnerships",
        None,
        INTERVIEW,
        None,
    ),
    (9, CS + "Chief Directorate Legislation", None, GROUP, None),
    (10, CS + "Office of the Secretary", None, INTERVIEW, None),
    (11, "Northern Cape Department of Transport, Safety and Liaison", "NC", INTERVIEW, "2019-08-22"),
    (12, "Northern Cape Department of Transport, Safety and Liaison", "NC", INTERVIEW, "2019-08-22"),
    (13, "Northern Cape Department of Transport, Safety and Liaison", "NC", INTERVIEW, "2019-08-22"),
    (14, "CPF Cluster Frances Baard", "NC", INTERVIEW, "2019-09-18"),
    (15, "Northern Cape Department of Transport, Safety and Liaison", "NC", GROUP, "2019-09-18"),
    (16, "North West Provincial Community Police Board", "NW", PRESENTATION, "2019-08-28"),
    (17, "North West Department of Community Safety and Transport Management", "NW", GROUP, "2019-09-29"),
    (18, "KwaZulu-Natal Provincial Community Police Board", "KZN", INTERVIEW, "2019-09-01"),
    (19, "KwaZulu-Natal Department of Community Safety and Liaison", "KZN", INTERVIEW, "2019-09-01"),
    (20, "KwaZulu-Natal Department of Community Safety and Liaison", "KZN", PRESENTATION, None),
    (21, "KwaZulu-Natal Department of Community Safety and Liaison", "KZN", GROUP, "2019-09-01"),
    (22, "Eastern Cape Department of Community Safety", "EC", GROUP, "2019-09-05"),
    (23, "Eastern Cape Provincial Community Police Board", "EC", MEETING, "2019-09-06"),
    (24, "CPF Cluster Matatiele", "EC", INTERVIEW, "2019-09-06"),
    (25, "CPF Cluster Motherwell", "EC", INTERVIEW, "2019-09-06"),
    (26, "Eastern Cape Provincial Community Police Board", "EC", TELEPHONE, "2019-09-24"),
    (27, "Western Cape Department of Police Oversight and Community Safety", "WC", GROUP, "2019-09-06"),
    (28, "Mpumalanga Provincial Community Police Board", "MP", INTERVIEW, "2019-09-02"),
    (29, "Mpumalanga Department of Community Safety, Security and Liaison", "MP", INTERVIEW, "2019-09-03"),
    (30, "South African Police Service, Mpumalanga", "MP", GROUP, "2019-09-02"),
    (31, "South African Police Service, Mpumalanga", "MP", INTERVIEW, "2019-09-03"),
    (32, "Free State Department of Community Safety, Roads and Transport", "FS", GROUP, "2019-09-17"),
    (33, "Limpopo Provincial Community Police Board", "LP", INTERVIEW, "2019-09-19"),
    (34, "Limpopo department responsible for community safety", "LP", INTERVIEW, "2019-09-19"),
    (35, "Limpopo Community Safety Forum", "LP", INTERVIEW, "2019-09-19"),
    (36, "South African Police Service, Limpopo", "LP", INTERVIEW, "2019-09-20"),
    (37, "Gauteng Provincial Community Police Board", "GP", INTERVIEW, "2019-09-26"),
    (38, "Independent Police Investigative Directorate", None, GROUP, "2019-08-22"),
    (39, "Directorate for Priority Crime Investigation", None, INTERVIEW, "2019-08-30"),
    (40, "Business Against Crime South Africa", None, GROUP, "2019-09-19"),
    (41, "GIZ Inclusive Violence and Crime Prevention Programme", None, INTERVIEW, "2019-09-25"),
    (42, "South African Police Service: Social Crime Prevention", None, GROUP, "2019-10-23"),
    (43, "South African Social Security Agency", None, INTERVIEW, "2019-10-24"),
]
PRINTED = {11: "22/8", 14: "18/09", 17: "29/09", 18: "01/09", 26: "24/09", 42: "23/10", 20: "", 1: ""}
# All that the data says about people: offices and bodies. A personal name would be one line too many here.
OFFICES = [
    "Acting Provincial Head",
    "Chairperson of the cluster",
    "Chairperson, CPF",
    "Chairperson, CSF",
    "Chairperson, Provincial CPF",
    "Chief Director",
    "Chief Director, Civilian Secretariat",
    "Chief Director, Civilian Sub-directorate",
    "Chief Director, Legislation",
    "Chief Director, Oversight, Monitoring and Evaluation",
    "Chief Director, Partnerships",
    "Chief Director, Policy and Research",
    "Chief Executive Officer",
    "Colonel, Social Crime Prevention",
    "Community Police Board",
    "Component Head (Major General)",
    "Department of Community Safety",
    "Director, Civil Society",
    "Director, Communications",
    "Director, Crime Prevention",
    "Director, Intergovernmental Relations",
    "Director, Private Partnerships",
    "Director, Research",
    "Executive committee (Exco)",
    "General",
    "Head of department",
    "Head of department: Secretary for Police Service",
    "Lieutenant Colonel",
    "Manager, Community Police Relations, Civilian Oversight",
    "Manager, Monitoring and Evaluation, Civilian Oversight",
    "Manager, Partnerships Programmes",
    "Manager, Safety Promotion",
    "Member of staff",
    "Member of staff, Policy and Research",
    "Member of the team, Civil Society",
    "Member of the team, Civilian Secretariat",
    "Member of the team, Civilian Sub-directorate",
    "Member of the team, Legislation",
    "Member of the team, Oversight, Monitoring and Evaluation",
    "Member of the team, Policy and Research",
    "Partnerships Unit",
    "Police Board",
    "Police Reservist",
    "Previous Chief Executive Officer",
    "Secretary, Provincial CPF",
    "Senior Advisor, Inclusive Violence and Crime Prevention Programme",
    "Senior Manager, Partnerships and Business Development",
    "Social crime prevention team",
]


@pytest.fixture(scope="module")
def annexure(kept_database: None) -> Iterator[None]:
    call_command("load_reference", verbosity=0)
    yield


def test_the_table_of_the_annexure_is_what_the_database_holds() -> None:
    rows = Engagement.objects.filter(annexure_number__isnull=False).order_by("annexure_number")

    stored = [
        (e.annexure_number, e.stakeholder.name, e.province and e.province.code, e.kind.name, e.held_on)
        for e in rows.select_related("stakeholder", "province", "kind")
    ]
    assert stored == [(*row[:4], row[4] and date.fromisoformat(row[4])) for row in TABLE]
    assert [row[0] for row in TABLE] == [*range(1, 44)]


def test_the_year_is_marked_as_inferred_and_the_undated_stay_undated() -> None:
    bases = dict(Engagement.objects.values_list("annexure_number", "date_basis"))
    printed = dict(Engagement.objects.values_list("annexure_number", "date_as_printed"))

    assert bases == {row[0]: "inferred" if row[4] else "unknown" for row in TABLE}
    assert [number for number, basis in sorted(bases.items()) if basis == "unknown"] == [*range(1, 11), 20]
    assert {number: printed[number] for number in PRINTED} == PRINTED
    for number, _, _, _, day in TABLE:
        if day:
            assert [int(part) for part in printed[number].split("/")] == [int(day[8:]), int(day[5:7])]


def test_participants_are_offices_with_their_number() -> None:
    def of(number: int) -> list[tuple[str, int]]:
        rows = EngagementParticipant.objects.filter(engagement__annexure_number=number).order_by("pk")
        return [*rows.values_list("office", "count")]

    assert of(4) == [
        ("Chief Director, Oversight, Monitoring and Evaluation", 1),
        ("Member of the team, Oversight, Monitoring and Evaluation", 6),
    ]
    assert of(14) == [("Chairperson of the cluster", 1)]
    assert of(38) == [("Manager, Partnerships Programmes", 1), ("Member of staff", 4)]
    assert of(40) == [("Chief Executive Officer", 1), ("Previous Chief Executive Officer", 1)]
    assert all(of(number) for number in range(1, 44))
    assert {*EngagementParticipant.objects.values_list("side", flat=True)} == {"theirs"}


def test_people_appear_by_their_office_alone() -> None:
    offices = {*EngagementParticipant.objects.values_list("office", flat=True)}

    assert sorted(offices) == OFFICES


def test_the_groups_follow_from_the_annexure() -> None:
    counted: dict[str, int] = {}
    for name in Engagement.objects.values_list("stakeholder__group__name", flat=True).order_by():
        counted[name] = counted.get(name, 0) + 1

    # 10 internal; 11–13, 15, 17, 19–22, 27, 29, 32, 34 provincial; the boards, clusters and the CSF; SAPS, IPID, Hawks.
    assert counted == {
        "Civilian Secretariat (internal)": 10,
        "Provincial government": 13,
        "Community structures": 11,
        "Police agencies": 6,
        "Business": 1,
        "Donors": 1,
        "Other government departments": 1,
    }
    assert sum(counted.values()) == 43


def test_the_stakeholders_are_identified_with_their_source_and_nothing_is_decided_about_them() -> None:
    rows = Stakeholder.objects.all()

    assert rows.count() == 37
    assert {*rows.values_list("status", "source")} == {
        ("identified", "Annexure A, strategy report of January 2020")
    }
    assert not any(stakeholder.decisions.exists() for stakeholder in rows)
    # Named in 3.2.2 and printed in entry 39; the interview itself was held with the Hawks.
    assert rows.filter(short_name="DPCI Judge", engagements=None).count() == 1


def test_the_interview_guide_follows_the_group_and_only_interviews_have_one() -> None:
    rows = Engagement.objects.select_related("guide", "kind", "stakeholder__group")

    for row in rows:
        if row.kind.name in {INTERVIEW, GROUP, TELEPHONE}:
            assert row.guide is not None
            assert row.guide.groups.filter(pk=row.stakeholder.group_id).exists(), row
        else:
            assert row.guide is None
    assert {e.annexure_number for e in rows if e.guide is None} == {1, 16, 20, 23}


def test_every_record_keeps_every_rule() -> None:
    for model in (Stakeholder, Engagement, EngagementParticipant):
        for record in model.objects.all():
            record.full_clean()


def test_a_second_run_changes_nothing() -> None:
    lines = told("load_reference", "annexure")

    assert lines == [
        "engagements of Annexure A: 0 created, 0 updated, 0 changed by the Unit and kept, 43 unchanged"
    ]
    assert (Engagement.objects.count(), Stakeholder.objects.count()) == (43, 37)


def test_what_the_unit_renamed_or_archived_does_not_come_back() -> None:
    Stakeholder.objects.filter(short_name="GIZ").update(name="GIZ South Africa")
    Stakeholder.objects.filter(short_name="BACSA").update(
        archived_on=date(2026, 1, 5), archive_reason="Closed."
    )
    Engagement.objects.filter(annexure_number=41).update(purpose="Interview on violence prevention")

    told("load_reference", "annexure", update=True)

    assert Stakeholder.objects.count() == 37
    assert Engagement.objects.get(annexure_number=41).purpose == "Interview on violence prevention"


def test_an_engagement_that_is_missing_comes_back_to_its_stakeholder() -> None:
    before = Engagement.objects.get(annexure_number=43).stakeholder
    Engagement.objects.filter(annexure_number=43).update(annexure_number=None)

    told("load_reference", "annexure")

    assert Engagement.objects.get(annexure_number=43).stakeholder == before
    assert Stakeholder.objects.count() == 37


def test_without_the_lists_the_annexure_is_refused_with_what_to_do() -> None:
    entry = json.loads((Path(settings.FIXTURE_DIRS[0]) / "annexure_a.json").read_text(encoding="utf-8"))
    assert entry["stakeholders"][0]["group"] == "civilian-secretariat"
    Engagement.objects.filter(annexure_number=1).update(annexure_number=None)
    StakeholderGroup.objects.filter(code="civilian-secretariat").update(code="renamed")

    with pytest.raises(CommandError, match="names 'civilian-secretariat', which the lists do not hold"):
        call_command("load_reference", "annexure", verbosity=0)

    assert Province.objects.count() == 9
