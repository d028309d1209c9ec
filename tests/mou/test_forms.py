"""What a form offers, refuses and says; what nobody may choose is refused whatever is posted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from mou.forms.agreements import MoUDraftForm, MoUForm, PartyForm, SignatureForm
from mou.forms.obligations import ObligationForm, SubmitForm, VerifyForm
from mou.forms.planning import years_of
from mou.forms.workplans import ActivityForm
from mou.models import Activity, MoUParty, Obligation
from tests.factories import (
    AgreementKindFactory,
    FocusAreaFactory,
    IndicatorFactory,
    ProvinceFactory,
    StakeholderFactory,
    ThrustFactory,
)
from tests.mou import scenes
from tests.people import gift, nomsa, person

pytestmark = pytest.mark.django_db


def posted(**data: Any) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in data.items():
        values = value if isinstance(value, list) else [value]
        query.setlist(name, ["" if v is None else str(getattr(v, "pk", v)) for v in values])
    return query


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "kind": AgreementKindFactory(),
        "province": "",
        "title": "Safer schools",
        "purpose": "Fewer incidents.",
        "party_1": StakeholderFactory(),
        "focus_areas": [FocusAreaFactory()],
        "provinces": [],
        "business_owner": person("business_owner"),
        "partnership_manager": person("partnership_manager"),
        "starts_on": "2027-04-01",
        "ends_on": "2030-03-31",
        "notice_days": 30,
    } | changes


def draft_form(user: Any = None, **changes: Any) -> MoUDraftForm:
    return MoUDraftForm(posted(**typed(**changes)), user=user or nomsa())


# Drafting


def test_a_whole_draft_is_accepted_and_tells_the_service_its_parties() -> None:
    one, two = StakeholderFactory(), StakeholderFactory()
    form = draft_form(party_1=one, party_3=two)
    assert form.is_valid(), form.errors
    assert form.act()["parties"] == [one, two]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"ends_on": "2027-03-31"}, "ends_on", "The end date lies before the start date."),
        ({"starts_on": "31 February"}, "starts_on", "Enter a valid date."),
        ({"party_1": ""}, "party_1", "This field is required."),
        ({"party_1": "Nobody of this name"}, "party_1", "Nothing called “Nobody of this name” was found"),
        ({"focus_areas": []}, "focus_areas", "This field is required."),
        ({"notice_days": "-1"}, "notice_days", "greater than or equal to 0"),
    ],
)
def test_a_draft_that_cannot_be_says_what_to_correct(
    changes: dict[str, Any], field: str, sentence: str
) -> None:
    form = draft_form(**changes)
    assert not form.is_valid()
    assert sentence in form.errors[field][0]


def test_owner_and_manager_are_two_people() -> None:
    both = person(may={"mou.submit_obligation", "mou.verify_obligation"})
    form = draft_form(business_owner=both, partnership_manager=both)
    assert form.errors["partnership_manager"] == [
        "Business owner and partnership manager are the same person. Choose two different people."
    ]
    assert set(draft_form(business_owner="", partnership_manager="").errors) == {
        "business_owner",
        "partnership_manager",
    }


def test_a_party_is_named_once() -> None:
    one = StakeholderFactory()
    assert draft_form(party_1=one, party_2=one).errors["party_2"] == [
        "The same organisation is named twice. Name each party once."
    ]


def test_a_party_is_found_by_its_name_and_an_archived_one_is_not() -> None:
    found = StakeholderFactory(name="Khanya Safety Trust")
    StakeholderFactory(name="Khanya Archive", archived_on=date(2026, 1, 1), archive_reason="Closed.")
    form = draft_form(party_1="khanya")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["party_1"] == found


def test_a_foreign_record_posted_in_any_field_is_refused() -> None:
    limpopo = ProvinceFactory(code="LP")
    mine = {
        "business_owner": person("provincial_officer", province="GP"),
        "partnership_manager": person("provincial_head", province="GP"),
    }
    foreign = {
        "party_1": StakeholderFactory(province=limpopo),
        "party_2": StakeholderFactory(province=limpopo),
        "business_owner": person("provincial_officer", province="LP"),
        "partnership_manager": person("provincial_head", province="LP"),
        "kind": AgreementKindFactory(code="retired", is_active=False),
    }
    assert draft_form(gift(), **mine).is_valid()
    for field, record in foreign.items():
        form = draft_form(gift(), **mine | {field: record})
        assert set(form.errors) == {field}


def test_a_provincial_user_drafts_for_the_own_province_whatever_is_posted() -> None:
    someone = gift()
    form = draft_form(
        someone,
        province=ProvinceFactory(code="LP"),
        business_owner=person("provincial_officer", province="GP"),
        partnership_manager=person("provincial_head", province="GP"),
    )
    assert form.is_valid(), form.errors
    assert form.act()["province"] == someone.province


def test_a_national_user_is_told_when_a_person_does_not_fit_the_province() -> None:
    form = draft_form(
        province=ProvinceFactory(code="GP"),
        business_owner=person("provincial_officer", province="LP", name="Lindiwe"),
    )
    assert form.errors["__all__"] == [
        "Lindiwe cannot be business owner. Choose Gauteng's or a national colleague who may report progress."
    ]


def test_people_are_told_apart_by_post_and_place() -> None:
    person("business_owner", name="Anne Example", post="Director: Oversight")
    assert "Anne Example, Director: Oversight, national" in str(draft_form()["business_owner"])


# Changing a draft


def test_the_second_of_two_editors_sees_both_versions_and_loses_nothing() -> None:
    mou = scenes.agreement(title="Safer schools")
    fields = typed(business_owner=mou.business_owner, partnership_manager=mou.partnership_manager)
    first = MoUForm(posted(**fields | {"title": "First", "version": 1}), instance=mou, user=nomsa())
    assert first.is_valid(), first.errors
    first.save()
    mou.refresh_from_db()
    second = MoUForm(posted(**fields | {"title": "Second", "version": 1}), instance=mou, user=nomsa())
    assert not second.is_valid()
    assert ("Title", "First", "Second") in second.conflict
    assert second["title"].value() == "Second"
    assert {"kind", "province", "party_1"} & set(second.fields) == set()


def test_our_own_party_keeps_its_place_and_others_stay_once() -> None:
    mou = scenes.agreement()
    assert "stakeholder" not in PartyForm(instance=scenes.ours(mou), user=nomsa()).fields
    other = StakeholderFactory()
    added = MoUParty(mou=mou, position=3, stakeholder=other)
    added.save()
    form = PartyForm(
        posted(stakeholder=mou.parties.get(position=2).stakeholder, version=1), instance=added, user=nomsa()
    )
    assert form.errors["__all__"] == ["This organisation is a party already."]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"signed_on": "2026-11-24"}, "signed_on", "lies in the future"),
        ({"signatory": ""}, "signatory", "required"),
        ({"authority": " "}, "authority", "required"),
    ],
)
def test_a_signature_says_who_where_and_by_what_authority(
    changes: dict[str, str], field: str, sentence: str
) -> None:
    fields = {
        "signed_on": "2026-11-20",
        "signed_at": "Pretoria",
        "signatory": "The Secretary",
        "capacity": "Secretary",
        "authority": "Act 2 of 2011",
    }
    assert SignatureForm(fields).is_valid()
    assert sentence in SignatureForm(fields | changes).errors[field][0]


def test_a_signed_copy_is_checked_like_every_file() -> None:
    files = {"document": SimpleUploadedFile("copy.exe", b"MZ")}
    assert "is not an accepted kind of file" in SignatureForm({}, files).errors["document"][0]


# Obligations


def test_an_obligation_offers_the_parties_of_its_own_agreement() -> None:
    mou = scenes.agreement()
    data = {
        "clause": "5.1",
        "text": "Appoint a coordinator",
        "due_on": "2026-09-30",
        "owing_party": scenes.theirs(mou),
        "accountable": mou.business_owner,
        "thrust": ThrustFactory(),
    }

    def form(**changes: Any) -> ObligationForm:
        return ObligationForm(posted(**data | changes), instance=Obligation(mou=mou), user=nomsa())

    assert form().is_valid(), form().errors
    assert set(form(owing_party=scenes.theirs(scenes.agreement())).errors) == {"owing_party"}
    assert set(form(accountable=person("provincial_officer", province="GP")).errors) == {"accountable"}
    assert form(due_on="2026-03-31").errors["due_on"] == ["The due date lies before the agreement begins."]
    assert set(form(clause="", text="", due_on="").errors) == {"clause", "text", "due_on"}


def test_evidence_is_asked_for_unless_there_is_some() -> None:
    data = {"submission": "Done.", "submitted_on": "2026-11-23"}
    assert set(SubmitForm(data).errors) == {"documents"}
    assert SubmitForm(data, has_evidence=True).is_valid()
    files = MultiValueDict({"documents": [scenes.pdf("a.pdf"), SimpleUploadedFile("b.exe", b"MZ")]})
    assert "“b.exe” is not an accepted kind of file" in SubmitForm(data, files).errors["documents"][0]
    assert "lies in the future" in SubmitForm(data | {"submitted_on": "2026-11-24"}).errors["submitted_on"][0]


@pytest.mark.parametrize(
    ("finding", "sentence"),
    [
        ("partly_met", "Say which part is met and what is still missing."),
        ("returned", "Give the reason: it is sent back with the obligation."),
        ("met", ""),
    ],
)
def test_a_finding_other_than_met_says_why(finding: str, sentence: str) -> None:
    form = VerifyForm({"finding": finding, "verification": "", "verified_on": "2026-11-23"})
    assert form.errors.get("verification", []) == ([sentence] if sentence else [])


# Workplans


def activity_form(mou: Any, **changes: Any) -> ActivityForm:
    data = {
        "title": "Train patrollers",
        "output": "Register",
        "year": 2026,
        "quarters": [1, 2],
        "responsible_party": scenes.ours(mou),
        "responsible_person": mou.business_owner,
        "thrust": ThrustFactory(),
        "indicator": "",
    }
    return ActivityForm(posted(**data | changes), instance=Activity(mou=mou), user=nomsa())


def test_an_activity_lies_within_its_agreement() -> None:
    mou = scenes.agreement(starts_on=date(2026, 7, 1), ends_on=date(2027, 12, 31))
    assert activity_form(mou, quarters=[2]).is_valid(), activity_form(mou, quarters=[2]).errors
    assert "Q1 2026/27 lies outside the agreement" in activity_form(mou).errors["quarters"][0]
    assert set(activity_form(mou, quarters=[]).errors) == {"quarters"}
    assert set(activity_form(mou, year=2028).errors) == {"year"}
    assert set(activity_form(mou, quarters=[5]).errors) == {"quarters"}


def test_an_activity_names_a_party_and_a_person_of_its_agreement() -> None:
    mou = scenes.agreement()
    assert set(activity_form(mou, responsible_party=scenes.theirs(scenes.agreement())).errors) == {
        "responsible_party"
    }
    foreign = person("provincial_officer", province="GP")
    assert set(activity_form(mou, responsible_person=foreign).errors) == {"responsible_person"}


def test_an_indicator_belongs_to_the_thrust() -> None:
    other = IndicatorFactory(code="2.1.1")
    form = activity_form(scenes.agreement(), thrust=ThrustFactory(code="1.1"), indicator=other)
    assert form.errors["indicator"] == [f"“{other}” is not an indicator of thrust 1.1. Choose another."]


def test_the_year_is_settled_once_a_quarter_was_reported_on() -> None:
    line = scenes.activity(quarters=(1, 2))
    form = ActivityForm(instance=line, user=nomsa())
    assert (form.initial["quarters"], form.fields["year"].disabled) == ([1, 2], False)
    line.quarters.filter(number=1).update(status="under_way")
    assert ActivityForm(instance=line, user=nomsa()).fields["year"].disabled


def test_an_agreement_without_an_end_is_planned_five_years_ahead() -> None:
    years = [year for year, _ in years_of(scenes.agreement(starts_on=date(2025, 4, 1), ends_on=None))]
    assert years == [2025, 2026, 2027, 2028, 2029, 2030, 2031]
