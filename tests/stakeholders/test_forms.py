"""What people type into the forms of the register, and what each form makes of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from partnerships.core.models import User
from stakeholders.forms.engagements import EngagementForm
from stakeholders.forms.lines import offices_from, points_from, written_offices, written_points
from stakeholders.forms.next_steps import next_steps, people_for, written_steps
from stakeholders.forms.partnership import DecisionForm, FitAssessmentForm, score_choices
from stakeholders.forms.register import StakeholderForm
from stakeholders.models import EngagementParticipant, EngagementPoint, Stakeholder
from tests.factories import (
    ActionItemFactory,
    CollaborationFormFactory,
    DecisionReasonFactory,
    DistrictFactory,
    EngagementFactory,
    EngagementKindFactory,
    EngagementParticipantFactory,
    EngagementPointFactory,
    FitCriteriaFactory,
    InterviewGuideFactory,
    ProvinceFactory,
    StakeholderFactory,
    StakeholderGroupFactory,
    StakeholderTypeFactory,
)
from tests.people import gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db


# A stakeholder


def stakeholder_form(by: User, instance: Stakeholder | None = None, **typed: Any) -> StakeholderForm:
    given = {
        "name": "Khanya (demo)",
        "group": StakeholderGroupFactory().pk,
        "level": "provincial",
        "relationship_manager": by.pk,
    }
    if instance:
        given["version"] = instance.version
    return StakeholderForm(given | typed, instance=instance, user=by)


def test_a_provincial_user_is_not_asked_for_the_province() -> None:
    officer = gift()
    form = stakeholder_form(officer, province=ProvinceFactory(code="LP").pk)

    assert "province" not in form.fields
    assert form.is_valid(), form.errors
    assert form.instance.province == officer.province


def test_a_provincial_user_is_offered_the_districts_of_the_own_province() -> None:
    ours = DistrictFactory(province=ProvinceFactory(code="GP"))
    theirs = DistrictFactory(code="DC35", name="Capricorn", province=ProvinceFactory(code="LP"))
    form = stakeholder_form(gift(), district=theirs.pk)

    assert form.fields["district"].choices == [  # type: ignore[attr-defined]
        ("", "None in particular"),
        ("Gauteng", [(ours.pk, "West Rand (DC48)")]),
    ]
    assert list(form.errors) == ["district"]


def test_the_district_must_lie_in_the_province_chosen() -> None:
    west_rand = DistrictFactory(province=ProvinceFactory(code="GP"))
    form = stakeholder_form(nomsa(), district=west_rand.pk, province=ProvinceFactory(code="LP").pk)

    assert "lies in Gauteng" in form.errors["district"][0]
    assert "lies in Gauteng" in stakeholder_form(nomsa(), district=west_rand.pk).errors["district"][0]


def test_types_stand_under_their_group_and_must_belong_to_it() -> None:
    business, chamber = StakeholderGroupFactory(code="business"), StakeholderTypeFactory(code="chamber")
    form = stakeholder_form(nomsa(), group=business.pk, type=chamber.pk)

    assert form.fields["type"].choices == [("", "Not known"), ("Civil society", [(chamber.pk, "Chamber")])]  # type: ignore[attr-defined]
    assert "not a type of the group chosen" in form.errors["type"][0]


def test_a_retired_entry_is_offered_only_to_the_record_that_names_it() -> None:
    retired = StakeholderGroupFactory(code="old", is_active=False)
    stakeholder = StakeholderFactory(group=retired)

    assert list(stakeholder_form(nomsa(), group=retired.pk).errors) == ["group"]
    assert stakeholder_form(nomsa(), stakeholder, group=retired.pk).is_valid()


@pytest.mark.parametrize("by", [nomsa, gift])
def test_a_name_that_is_taken_is_refused_on_the_form_also_when_editing(by: Any) -> None:
    officer = by()
    StakeholderFactory(name="Taken (demo)", province=officer.province)
    other = StakeholderFactory(province=officer.province)

    for instance in (None, other):
        form = stakeholder_form(officer, instance, name="TAKEN (demo)")
        assert not form.is_valid()
        assert "already registered for this province" in str(form.errors)


def test_an_archived_name_is_free_again() -> None:
    StakeholderFactory(name="Taken (demo)", archived_on=date(2026, 1, 1), archive_reason="Twice.")

    assert stakeholder_form(nomsa(), name="Taken (demo)").is_valid()


def test_an_address_of_the_web_is_checked() -> None:
    assert stakeholder_form(nomsa(), website="www.example.org").is_valid()
    assert list(stakeholder_form(nomsa(), website="java script:alert(1)").errors) == ["website"]


def test_the_second_of_two_editors_sees_both_versions_and_can_save_then() -> None:
    stakeholder = StakeholderFactory(name="Khanya (demo)", seat="Soweto")
    mine = Stakeholder.objects.get(pk=stakeholder.pk)
    theirs = stakeholder_form(nomsa(), stakeholder, seat="Tembisa")
    assert theirs.is_valid(), theirs.errors
    theirs.save()

    form = StakeholderForm(
        QueryDict(
            f"name=Khanya (demo)&group={mine.group_id}&level=provincial&seat=Diepsloot&version={mine.version}"
        ),
        instance=mine,
        user=nomsa(),
    )

    assert "Somebody else saved this record" in str(form.non_field_errors())
    assert form.conflict == [("Seat", "Tembisa", "Diepsloot")]
    assert form["seat"].value() == "Diepsloot"
    assert form["version"].value() == "2"
    assert Stakeholder.objects.get(pk=stakeholder.pk).seat == "Tembisa"


# Offices and points as lines of text


def test_offices_are_lines_with_a_number_in_brackets() -> None:
    assert offices_from("Director\r\n\n  Patrol leaders (12) \nBoard (Gauteng)\nGuests(3)", "theirs") == [
        {"side": "theirs", "office": "Director", "count": 1},
        {"side": "theirs", "office": "Patrol leaders", "count": 12},
        {"side": "theirs", "office": "Board (Gauteng)", "count": 1},
        {"side": "theirs", "office": "Guests", "count": 3},
    ]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("x" * 161, "too long for an office"),
        ("Guests (0)", "write 1 or more"),
        ("Guests (99999)", "write 1 or more"),
    ],
)
def test_an_office_that_cannot_be_kept_is_named(typed: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        offices_from(typed, "ours")


def test_points_are_lines_whose_beginning_says_the_kind() -> None:
    typed = (
        "Forty members.\nconcern: Transport.\nREQUESTS : Vests.\n"
        "Decision:Meet monthly.\nCommitment: We pay.\nNote: a colon"
    )

    assert [(point["kind"], point["text"]) for point in points_from(typed)] == [
        ("information", "Forty members."),
        ("concern", "Transport."),
        ("request", "Vests."),
        ("decision", "Meet monthly."),
        ("commitment", "We pay."),
        ("information", "Note: a colon"),
    ]


def test_a_kind_without_a_point_is_named() -> None:
    with pytest.raises(ValidationError, match="says nothing after the colon"):
        points_from("concern:")


line = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=40)


@given(st.lists(st.tuples(line, st.integers(1, 500)), max_size=6))
def test_offices_survive_being_shown_and_read_again(typed: list[tuple[str, int]]) -> None:
    people = [EngagementParticipant(side="ours", office=office, count=count) for office, count in typed]
    read = offices_from("\n".join(f"{office} ({count})" for office, count in typed), "ours")

    assert [(one["office"], one["count"]) for one in read] == typed
    shown = written_offices(people, "ours")
    assert (
        written_offices([EngagementParticipant(**one) for one in offices_from(shown, "ours")], "ours")
        == shown
    )


@given(st.lists(st.tuples(st.sampled_from(EngagementPoint.Kind.values), line), max_size=6))
def test_points_survive_being_shown_and_read_again(typed: list[tuple[str, str]]) -> None:
    shown = written_points(EngagementPoint(kind=kind, text=text) for kind, text in typed)

    assert written_points(EngagementPoint(**point) for point in points_from(shown)) == shown


# An engagement


def engagement_form(by: User, instance: Any = None, files: Any = None, **typed: Any) -> EngagementForm:
    given: dict[str, Any] = {
        "kind": EngagementKindFactory().pk,
        "stakeholder": typed.pop("stakeholder", None) or StakeholderFactory(province=by.province).pk,
        "held_on": "2026-11-20",
        "purpose": "Safer schools",
    }
    if instance:
        given["version"] = instance.version
    return EngagementForm(given | typed, MultiValueDict(files or {}), instance=instance, user=by)


def test_four_answers_are_enough() -> None:
    form = engagement_form(gift())

    assert form.is_valid(), form.errors
    assert form.participants() == form.points() == form.cleaned_data["uploads"] == []


def test_a_foreign_stakeholder_is_no_choice() -> None:
    foreign = StakeholderFactory(province=ProvinceFactory(code="LP"))

    assert list(engagement_form(gift(), stakeholder=foreign.pk).errors) == ["stakeholder"]
    assert list(engagement_form(gift(), stakeholder=foreign.name).errors) == ["stakeholder"]


def test_an_archived_stakeholder_is_no_choice_but_for_the_engagement_that_names_it() -> None:
    archived = StakeholderFactory(archived_on=date(2026, 1, 1), archive_reason="Twice.")
    engagement = EngagementFactory(stakeholder=archived)

    assert list(engagement_form(nomsa(), stakeholder=archived.pk).errors) == ["stakeholder"]
    assert engagement_form(nomsa(), engagement, stakeholder=archived.pk).is_valid()


def test_notes_of_a_hundred_thousand_characters_are_kept_whole() -> None:
    """A browser sends two characters for the end of a line, and counts one."""
    notes = "\r\n".join(["x" * 99] * 1000)  # 99 × 1 000 + 999 ends of lines = 99 999 as counted on the page
    form = engagement_form(nomsa(), notes=notes + "x")

    assert form.is_valid(), form.errors
    assert len(form.cleaned_data["notes"]) == 100_000
    assert list(engagement_form(nomsa(), notes="x" * 100_001).errors) == ["notes"]


def test_a_file_is_checked_before_anything_is_stored() -> None:
    upload = SimpleUploadedFile("run.exe", b"MZ")

    assert (
        "not an accepted kind of file"
        in engagement_form(nomsa(), files={"uploads": [upload]}).errors["uploads"][0]
    )


def test_what_was_typed_wrongly_is_named_at_its_field() -> None:
    form = engagement_form(nomsa(), held_on="2026-02-30", ours="x" * 161, said="concern:", attendance="-1")

    assert sorted(form.errors) == ["attendance", "held_on", "ours", "said"]


def test_an_engagement_is_shown_as_it_was_written_and_keeps_its_rows() -> None:
    engagement = EngagementFactory()
    leaders = EngagementParticipantFactory(engagement=engagement, office="Patrol leaders", count=12)
    concern = EngagementPointFactory(engagement=engagement, text="Transport\nis not paid.")
    shown = EngagementForm(instance=engagement, user=nomsa())

    assert (shown["theirs"].value(), shown["said"].value()) == (
        "Patrol leaders (12)",
        "Concern: Transport is not paid.",
    )
    form = engagement_form(
        nomsa(), engagement, theirs="Patrol leaders (12)\nChair", said="New\nconcern: Transport is not paid."
    )
    assert form.is_valid(), form.errors
    assert [one.get("pk") for one in form.participants()] == [leaders.pk, None]
    assert [one.get("pk") for one in form.points()] == [None, concern.pk]


def test_of_two_editors_the_second_sees_the_lines_of_both() -> None:
    engagement = EngagementFactory()
    EngagementPointFactory(engagement=engagement, text="Theirs")
    type(engagement).objects.filter(pk=engagement.pk).update(version=2)
    form = engagement_form(
        nomsa(), engagement, said="Mine", stakeholder=engagement.stakeholder_id, held_on="2026-07-15"
    )

    assert not form.is_valid()
    assert form.conflict == [("Points, one on a line", "Concern: Theirs", "Mine")]


def test_an_undated_engagement_of_the_source_may_stay_undated() -> None:
    undated = EngagementFactory(held_on=None, date_basis="unknown")

    assert engagement_form(nomsa(), undated, held_on="").is_valid()
    assert list(engagement_form(nomsa(), held_on="").errors) == ["held_on"]


# Next steps


def posted(*lines: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    data["steps-TOTAL_FORMS"], data["steps-INITIAL_FORMS"] = str(len(lines)), "0"
    for number, line_ in enumerate(lines):
        for name, value in line_.items():
            data[f"steps-{number}-{name}"] = str(value)
    return data


def test_empty_lines_are_left_out_and_written_ones_need_somebody() -> None:
    officer = gift()
    steps = next_steps(
        officer, None, posted({"what": "Ask", "owner": officer.pk, "due_on": "2026-12-01"}, {})
    )
    assert steps.is_valid(), steps.errors
    assert steps.lines() == [
        {
            "pk": None,
            "what": "Ask",
            "owner_id": officer.pk,
            "owner_elsewhere": "",
            "due_on": date(2026, 12, 1),
        }
    ]

    nobody = next_steps(officer, None, posted({"what": "Ask"}, {"due_on": "2026-12-01"}))
    assert not nobody.is_valid()
    assert nobody.errors == [
        {"owner": ["Say who will do it: one of us, or an office elsewhere."]},
        {"what": ["Say what is to be done, or empty the whole line."]},
    ]


def test_people_of_another_province_are_not_offered_and_not_accepted() -> None:
    officer, stranger, director = gift(), lindiwe(), person("director")
    gone = gift(is_active=False)

    assert set(people_for(officer)) == {officer.pk, director.pk}
    assert {stranger.pk, officer.pk} <= set(people_for(director))
    for somebody in (stranger, gone):
        steps = next_steps(officer, None, posted({"what": "Ask", "owner": somebody.pk}))
        assert list(steps.errors[0]) == ["owner"]


def test_a_stored_step_is_changed_taken_out_or_left_but_never_somebody_elses() -> None:
    engagement, officer = EngagementFactory(), nomsa()
    first, second, third = (ActionItemFactory(engagement=engagement, what=str(n)) for n in range(3))
    foreign = ActionItemFactory()

    steps = next_steps(
        officer,
        engagement,
        posted(
            {"pk": first.pk, "what": "Changed", "owner_elsewhere": "Chair"},
            {"pk": second.pk, "what": ""},
            {"pk": foreign.pk, "what": "Not mine", "owner_elsewhere": "Chair"},
        ),
    )
    assert steps.is_valid(), steps.errors
    assert [(one["pk"], one.get("what")) for one in steps.lines()] == [
        (first.pk, "Changed"),
        (None, "Not mine"),
        (third.pk, None),
    ]


def test_who_took_a_step_on_stays_on_offer_after_leaving() -> None:
    gone = person(name="Gone Official", is_active=False)
    engagement = EngagementFactory()
    ActionItemFactory(engagement=engagement, owner=gone)

    assert "Gone Official" in str(next_steps(nomsa(), engagement).forms[0]["owner"])


def test_written_lines_come_back_as_they_were_written() -> None:
    assert written_steps(posted({"what": "<b>", "due_on": "next week"})) == [
        {"pk": "", "what": "<b>", "owner": "", "owner_elsewhere": "", "due_on": "next week"}
    ]
    assert written_steps(QueryDict("steps-TOTAL_FORMS=many")) == []
    assert len(written_steps(QueryDict("steps-TOTAL_FORMS=99999999"))) == 40


# Assessment and decision


def test_the_words_of_a_risk_run_the_other_way() -> None:
    purpose, payment = FitCriteriaFactory().criteria.all()
    assert score_choices(purpose)[4] == (4, "4 · Fully")
    assert score_choices(payment)[4] == (4, "4 · None seen")


def test_an_assessment_asks_every_criterion_in_the_order_of_the_page() -> None:
    version = FitCriteriaFactory()
    form = FitAssessmentForm({}, version=version)

    assert list(form.errors) == [
        "assessed_on",
        *[f"{kind}_{one.pk}" for one in version.criteria.all() for kind in ("score", "reason")],
        "recommendation",
        "recommendation_reason",
    ]


@pytest.mark.parametrize("score", ["5", "-1", "many", ""])
def test_a_score_is_one_of_five(score: str) -> None:
    version = FitCriteriaFactory()
    name = f"score_{version.criteria.first().pk}"

    assert name in FitAssessmentForm({name: score}, version=version).errors


def test_what_is_retired_is_not_offered_for_a_decision() -> None:
    CollaborationFormFactory(code="old", is_active=False)
    DecisionReasonFactory(code="old", is_active=False)
    used, reason = CollaborationFormFactory(), DecisionReasonFactory()

    fields: Any = DecisionForm().fields
    assert list(fields["form_of_collaboration"].queryset) == [used]
    assert list(fields["reason_category"].queryset) == [reason]


def test_retired_guides_are_not_offered() -> None:
    InterviewGuideFactory(code="old", is_active=False)

    assert str(EngagementForm(user=nomsa())["guide"]).count("<option") == 1
