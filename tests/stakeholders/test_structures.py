"""Structures: describing them, their executives, and what a list says of them as at a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from partnerships.core.calendar import FinancialYear, MunicipalYear
from stakeholders.models import (
    Contact,
    ExecutiveTerm,
    LocalMunicipality,
    PoliceStation,
    Stakeholder,
    Structure,
)
from stakeholders.models.structure_standing import as_at
from stakeholders.services.structures import (
    add_term,
    change_structure,
    change_term,
    describe_structure,
    register_structure,
)
from tests.factories import (
    ContactFactory,
    DistrictFactory,
    ExecutivePostFactory,
    ExecutiveTermFactory,
    FunctionalityAssessmentFactory,
    PoliceStationFactory,
    ProvinceFactory,
    StakeholderFactory,
    StakeholderGroupFactory,
    StructureFactory,
    StructureKindFactory,
)
from tests.people import gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db


def forum(code: str = "GP", **fields: Any) -> Stakeholder:
    return StakeholderFactory(
        province=ProvinceFactory(code=code), group__code="community-structures", **fields
    )


def cpf() -> Any:
    return StructureKindFactory(code="cpf")


def sentences(refused: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(refused.value.messages)


# --- describing -------------------------------------------------------------------


def test_a_forum_is_described_with_a_station_that_is_made_when_it_is_new() -> None:
    structure = describe_structure(forum(), by=gift(), kind=cpf(), station_name="  Kagiso   North ")

    assert (structure.station.name, structure.station.province.code) == ("Kagiso North", "GP")
    assert structure.belongs_to == "Kagiso North"


def test_a_station_that_is_known_is_found_whatever_its_case_and_only_in_its_province() -> None:
    known = PoliceStationFactory(name="Tshilwavhusiku", province=ProvinceFactory(code="LP"))
    by = nomsa()

    in_limpopo = describe_structure(forum("LP"), by=by, kind=cpf(), station_name="TSHILWAVHUSIKU")
    in_gauteng = describe_structure(forum("GP"), by=by, kind=cpf(), station_name="Tshilwavhusiku")

    assert in_limpopo.station == known
    assert in_gauteng.station != known
    assert PoliceStation.objects.count() == 2


def test_what_a_structure_belongs_to_follows_from_its_kind() -> None:
    by, district = gift(), DistrictFactory()
    local = StructureKindFactory(code="csf-local", seat="local")
    board = StructureKindFactory(code="cpf-district-board", seat="district")

    described = describe_structure(
        forum(), by=by, kind=local, municipality_name="Mogale City", station_name="Ignored"
    )
    assert (str(described.municipality), described.station) == ("Mogale City", None)
    assert describe_structure(forum(), by=by, kind=board, district=district).belongs_to == str(district)
    for kind, field in ((cpf(), "station_name"), (local, "municipality_name"), (board, "district")):
        with pytest.raises(ValidationError) as refused:
            describe_structure(forum(), by=by, kind=kind)
        assert [*refused.value.error_dict] == [field]
    assert LocalMunicipality.objects.count() == 1


def test_a_changed_kind_leaves_no_place_of_the_old_one() -> None:
    by = gift()
    structure = describe_structure(forum(), by=by, kind=cpf(), station_name="Kagiso")
    structure.kind = StructureKindFactory(code="csf-local", seat="local")

    change_structure(structure, by=by, version=1, kind=structure.kind, municipality_name="Mogale City")

    stored = Structure.objects.get()
    assert (stored.station, stored.municipality.name, stored.version) == (None, "Mogale City", 2)


def test_the_second_of_two_editors_is_told() -> None:
    structure = describe_structure(forum(), by=gift(), kind=cpf(), station_name="Kagiso")
    change_structure(structure, by=gift(), version=1, station_name="Kagiso South")

    with pytest.raises(ValidationError, match="Somebody else saved this record"):
        change_structure(structure, by=gift(), version=1, station_name="Kagiso East")


def test_a_district_of_another_province_is_refused() -> None:
    elsewhere = DistrictFactory(code="DC34", name="Vhembe", province=ProvinceFactory(code="LP"))

    with pytest.raises(ValidationError) as refused:
        describe_structure(forum(), by=gift(), kind=cpf(), station_name="Kagiso", district=elsewhere)

    assert sentences(refused) == "Vhembe (DC34) lies in Limpopo, not in Gauteng. Choose another."
    assert not PoliceStation.objects.exists()


def test_only_a_standing_community_structure_of_a_province_is_described_and_only_once() -> None:
    by = nomsa()
    described = forum()
    describe_structure(described, by=by, kind=cpf(), station_name="Kagiso")
    refusals = {
        "Only what stands under “Community structures”": StakeholderFactory(province=ProvinceFactory()),
        "belongs to a province": StakeholderFactory(group__code="community-structures"),
        "This record is archived": forum(archived_on=date(2026, 1, 1), archive_reason="Dissolved"),
        "described as a structure already": described,
    }
    for words, stakeholder in refusals.items():
        with pytest.raises(ValidationError, match=words):
            describe_structure(stakeholder, by=by, kind=cpf(), station_name="Kagiso")
    assert Structure.objects.count() == 1


def test_somebody_of_another_province_or_without_the_right_describes_nothing() -> None:
    for by in (lindiwe(), person("auditor"), person("provincial_head", province="GP")):
        with pytest.raises(PermissionDenied):
            describe_structure(forum(), by=by, kind=cpf(), station_name="Kagiso")
    assert not Structure.objects.exists()
    assert not PoliceStation.objects.exists()


def test_a_new_forum_enters_the_register_with_its_description_or_not_at_all() -> None:
    StakeholderGroupFactory(code="community-structures")
    entry = {"name": "Kagiso CPF", "province": ProvinceFactory(code="GP")}

    with pytest.raises(ValidationError):
        register_structure(by=gift(), stakeholder=entry, kind=cpf())
    assert not Stakeholder.objects.exists()

    structure = register_structure(by=gift(), stakeholder=entry, kind=cpf(), station_name="Kagiso")
    registered = structure.stakeholder
    assert (registered.name, registered.group.code, registered.level) == (
        "Kagiso CPF",
        "community-structures",
        "local",
    )


# --- the year of its host -----------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "host", "year"),
    [
        ("csf-local", "local-government", MunicipalYear),
        ("csf-local", "provincial-government", FinancialYear),
        ("csf-local", None, FinancialYear),
        ("cpf", "local-government", FinancialYear),
    ],
)
def test_only_a_safety_forum_that_a_municipality_hosts_keeps_the_municipal_year(
    kind: str, host: str | None, year: type
) -> None:
    hosted_by = StakeholderFactory(group__code=host) if host else None
    structure = StructureFactory(kind=StructureKindFactory(code=kind), host=hosted_by)

    assert structure.year_kind is year


# --- the executive -------------------------------------------------------------------

TERM: dict[str, Any] = {"began_on": date(2024, 4, 1), "ends_on": date(2029, 3, 31)}


def test_somebody_new_is_added_to_the_contact_people_by_name() -> None:
    structure = StructureFactory()

    term = add_term(
        structure,
        by=gift(),
        post=ExecutivePostFactory(),
        new_person="Nkosana  Khumalo",
        is_police=False,
        **TERM,
    )

    contact = Contact.objects.get()
    assert term.contact == contact
    assert (contact.name, contact.post, contact.stakeholder) == (
        "Nkosana Khumalo",
        "Chairperson",
        structure.stakeholder,
    )


def test_a_term_that_ends_before_it_begins_is_refused() -> None:
    structure = StructureFactory()
    dates = {"began_on": date(2026, 4, 1), "ends_on": date(2025, 3, 31)}

    with pytest.raises(ValidationError, match="cannot end before it began"):
        add_term(structure, by=gift(), post=ExecutivePostFactory(), new_person="Lerato", **dates)
    assert not ExecutiveTerm.objects.exists()
    assert not Contact.objects.exists()


def test_the_police_hold_no_post_that_is_closed_to_them() -> None:
    structure, chair = StructureFactory(), ExecutivePostFactory(is_closed_to_police=True)
    secretary = ExecutivePostFactory(code="secretary")

    with pytest.raises(ValidationError, match="A member of the police cannot be chairperson"):
        add_term(structure, by=gift(), post=chair, new_person="Sergeant", is_police=True, **TERM)
    add_term(structure, by=gift(), post=secretary, new_person="Sergeant", is_police=True, **TERM)


def test_two_people_never_serve_in_one_needed_post_at_once() -> None:
    structure, chair = StructureFactory(), ExecutivePostFactory()
    first = add_term(structure, by=gift(), post=chair, new_person="Lerato", **TERM)

    with pytest.raises(ValidationError) as refused:
        add_term(
            structure,
            by=gift(),
            post=chair,
            new_person="Sipho",
            began_on=date(2026, 11, 1),
            ends_on=date(2029, 3, 31),
        )
    assert "Lerato serves as chairperson from 1\u00a0April\u00a02024 to 31\u00a0March\u00a02029" in sentences(
        refused
    )
    change_term(first, by=gift(), version=1, left_on=date(2026, 11, 1))
    add_term(
        structure,
        by=gift(),
        post=chair,
        new_person="Sipho",
        began_on=date(2026, 11, 1),
        ends_on=date(2029, 3, 31),
    )


def test_of_additional_members_there_may_be_several() -> None:
    structure, post = StructureFactory(), ExecutivePostFactory(code="additional-member", is_required=False)

    for name in ("Lerato", "Sipho", "Thandi"):
        add_term(structure, by=gift(), post=post, new_person=name, **TERM)
    assert ExecutiveTerm.objects.serving_on(timezone.localdate()).count() == 3


def test_a_contact_of_another_organisation_is_refused() -> None:
    with pytest.raises(ValidationError, match="one of the contact people of this structure"):
        add_term(StructureFactory(), by=gift(), post=ExecutivePostFactory(), contact=ContactFactory(), **TERM)


def test_another_province_adds_nobody() -> None:
    with pytest.raises(PermissionDenied):
        add_term(StructureFactory(), by=lindiwe(), post=ExecutivePostFactory(), new_person="Lerato", **TERM)
    assert not Contact.objects.exists()


# --- as at a day ---------------------------------------------------------------------


def standing(structure: Structure, day: date) -> Any:
    return as_at(Structure.objects.filter(pk=structure.pk), day).get()


@pytest.mark.parametrize(
    ("result", "support", "needs"),
    [
        ("functional", "", False),
        ("partly", "", False),
        ("functional", "A room to meet in", True),
        ("not_functional", "", True),
        (None, "", True),
    ],
)
def test_support_is_needed_where_it_was_written_or_the_result_says_so(
    result: str | None, support: str, needs: bool
) -> None:
    structure = StructureFactory()
    if result:
        FunctionalityAssessmentFactory(structure=structure, result=result, support_needed=support)

    assert standing(structure, date(2026, 11, 23)).needs_support is needs


def test_the_latest_visit_speaks_and_after_a_year_none_does() -> None:
    structure = StructureFactory()
    FunctionalityAssessmentFactory(
        structure=structure, assessed_on=date(2026, 1, 10), result="not_functional", support_needed="A room"
    )
    FunctionalityAssessmentFactory(structure=structure, assessed_on=date(2026, 6, 10), score=81)

    now = standing(structure, date(2026, 11, 23))
    assert (now.result, now.score, now.needs_support) == ("functional", 81, False)
    later = standing(structure, date(2027, 11, 23))
    assert (later.result, later.needs_support, later.assessed_last_on) == (None, True, date(2026, 6, 10))


@pytest.mark.parametrize(
    ("host", "assessed_on", "day", "is_overdue"),
    [
        # April to March: the half-year that has ended is April to September.
        (None, date(2026, 4, 1), date(2026, 11, 23), False),
        (None, date(2026, 3, 31), date(2026, 11, 23), True),
        (None, date(2026, 10, 1), date(2026, 11, 23), False),  # late, but made
        # July to June: the half-year that has ended is January to June.
        ("local-government", date(2026, 3, 31), date(2026, 11, 23), False),
        ("local-government", date(2025, 12, 31), date(2026, 11, 23), True),
        ("local-government", date(2026, 3, 31), date(2027, 1, 1), True),
    ],
)
def test_an_assessment_is_overdue_when_a_half_year_of_its_own_year_ended_without_one(
    host: str | None, assessed_on: date, day: date, is_overdue: bool
) -> None:
    hosted_by = StakeholderFactory(group__code=host) if host else None
    structure = StructureFactory(kind=StructureKindFactory(code="csf-local", seat="local"), host=hosted_by)
    FunctionalityAssessmentFactory(structure=structure, assessed_on=assessed_on)

    assert standing(structure, day).is_overdue is is_overdue


def test_what_was_established_since_owes_nothing_for_the_time_before() -> None:
    assert not standing(StructureFactory(launched_on=date(2026, 10, 1)), date(2026, 11, 23)).is_overdue
    assert standing(StructureFactory(launched_on=date(2026, 9, 30)), date(2026, 11, 23)).is_overdue


def test_an_executive_is_complete_when_every_post_needed_at_its_level_is_held() -> None:
    structure = StructureFactory()
    chair = ExecutivePostFactory()
    ExecutivePostFactory(code="board-secretary", seat="province")
    ExecutivePostFactory(code="convenor", family="csf")
    ExecutivePostFactory(code="additional-member", is_required=False)
    assert standing(structure, date(2026, 11, 23)).has_vacancy

    ExecutiveTermFactory(structure=structure, post=chair)

    held = standing(structure, date(2026, 11, 23))
    assert (held.has_vacancy, held.has_lapsed_post) == (False, False)
    lapsed = standing(structure, date(2029, 4, 1))
    assert (lapsed.has_vacancy, lapsed.has_lapsed_post) == (True, True)


def test_a_post_that_somebody_left_is_vacant_but_did_not_lapse() -> None:
    structure = StructureFactory()
    ExecutiveTermFactory(structure=structure, left_on=date(2026, 10, 1))

    left = standing(structure, date(2026, 11, 23))
    assert (left.has_vacancy, left.has_lapsed_post) == (True, False)
