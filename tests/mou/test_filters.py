"""Each filter chooses exactly the rows its name says; unknown and foreign values are refused in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from mou.filters import ActivityFilter, DirectoryFilter, MoUFilter, PromiseFilter
from mou.models import Activity, MoU, Promise
from partnerships.core.models import User
from tests.factories import (
    ActivityQuarterFactory,
    FocusAreaFactory,
    ProvinceFactory,
    StakeholderFactory,
    ThrustFactory,
)
from tests.mou import scenes
from tests.people import gift, nomsa

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def filterset(kind: Any, user: User | None = None, /, **data: Any) -> Any:
    request = RequestFactory().get("/")
    request.user = user or nomsa()
    query = QueryDict(mutable=True)
    query.update({name: str(getattr(value, "pk", value)) for name, value in data.items()})
    model = {PromiseFilter: Promise, ActivityFilter: Activity}.get(kind, MoU)
    return kind(query, queryset=model.objects.visible_to(request.user), request=request)


def chosen(kind: Any, field: str, user: User | None = None, /, **data: Any) -> list[str]:
    """What one field of the chosen rows says, in the order of the list."""
    asked = filterset(kind, user, **data)
    assert asked.is_valid(), asked.errors
    return list(asked.qs.values_list(field, flat=True))


# Agreements


def test_agreements_by_kind_status_province_and_focus_area() -> None:
    second = FocusAreaFactory(code="2")
    gauteng = scenes.agreement("GP", title="Gauteng")
    national = scenes.agreement(title="National", signed=True)
    national.focus_areas.set([second])
    assert chosen(MoUFilter, "title", province=gauteng.province) == ["Gauteng"]
    assert chosen(MoUFilter, "title", province="null") == ["National"]
    assert chosen(MoUFilter, "title", status="signed") == ["National"]
    assert chosen(MoUFilter, "title", focus_area=second) == ["National"]
    assert set(chosen(MoUFilter, "title", kind=gauteng.kind)) == {"Gauteng", "National"}


def test_agreements_by_party_and_by_the_people_who_answer() -> None:
    partner = StakeholderFactory(name="Khanya Safety Trust")
    one, other = scenes.agreement(title="One", partner=partner), scenes.agreement(title="Other")
    assert chosen(MoUFilter, "title", partner=partner) == ["One"]
    assert chosen(MoUFilter, "title", partner="Khanya Safety Trust") == ["One"]
    assert chosen(MoUFilter, "title", business_owner=one.business_owner) == ["One"]
    assert chosen(MoUFilter, "title", partnership_manager=other.partnership_manager) == ["Other"]


def test_agreements_in_force_and_not_in_force_on_days_of_the_past() -> None:
    scenes.agreement(title="Old", signed=True, ends_on=date(2026, 9, 30))
    scenes.agreement(title="New", signed=True, signed_on=date(2026, 10, 5))
    scenes.agreement(title="Draft")
    assert chosen(MoUFilter, "title", in_force_on="2026-09-30") == ["Old"]
    assert chosen(MoUFilter, "title", in_force_on="2026-10-05") == ["New"]
    came = chosen(MoUFilter, "title", in_force_on="2026-10-05", not_in_force_on="2026-09-30")
    left = chosen(MoUFilter, "title", in_force_on="2026-09-30", not_in_force_on="2026-10-05")
    assert (came, left) == (["New"], ["Old"])


def test_agreements_by_signature_and_end() -> None:
    scenes.agreement(title="One", signed=True, ends_on=date(2027, 3, 31))
    scenes.agreement(title="Two", signed=True, signed_on=date(2026, 5, 1), ends_on=None)
    assert chosen(MoUFilter, "title", signed_on_after="2026-05-01") == ["Two"]
    assert chosen(MoUFilter, "title", signed_on_before="2026-04-30") == ["One"]
    assert chosen(MoUFilter, "title", ends_on_after="2027-03-31", ends_on_before="2027-03-31") == ["One"]
    asked = filterset(MoUFilter, ends_on_after="2027-03-31", ends_on_before="2027-03-01")
    assert not asked.is_valid()


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("title", ["Apples", "Bees", "Crows"]),
        ("-title", ["Crows", "Bees", "Apples"]),
        ("ends_on", ["Bees", "Apples", "Crows"]),
        ("-ends_on", ["Apples", "Bees", "Crows"]),
        ("-reference", ["Bees", "Apples", "Crows"]),
    ],
)
def test_agreements_are_sorted_and_what_has_no_end_comes_last(sort: str, titles: list[str]) -> None:
    scenes.agreement(title="Crows", reference="MOU-2026-901", ends_on=None)
    scenes.agreement(title="Apples", reference="MOU-2026-902", ends_on=date(2029, 3, 31))
    scenes.agreement(title="Bees", reference="MOU-2026-903", ends_on=date(2028, 3, 31))
    assert chosen(MoUFilter, "title", sort=sort) == titles


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (MoUFilter, {"status": "invented"}),
        (MoUFilter, {"province": "99999"}),
        (MoUFilter, {"in_force_on": "31 February"}),
        (MoUFilter, {"sort": "business_owner__password"}),
        (PromiseFilter, {"mine": "yours"}),
        (PromiseFilter, {"overdue_on": "tomorrow"}),
        (ActivityFilter, {"quarter": "5"}),
        (ActivityFilter, {"year": "1999"}),
        (ActivityFilter, {"state": "forgotten"}),
    ],
)
def test_unknown_values_are_refused(kind: Any, data: dict[str, str]) -> None:
    asked = filterset(kind, **data)
    assert not asked.is_valid()
    assert set(asked.errors) == set(data)


def test_a_foreign_record_cannot_be_chosen() -> None:
    foreign = scenes.agreement("LP", signed=True)
    someone = gift()
    for kind, data in (
        (MoUFilter, {"partner": scenes.theirs(foreign).stakeholder}),
        (MoUFilter, {"province": foreign.province}),
        (PromiseFilter, {"mou": foreign}),
        (ActivityFilter, {"mou": foreign}),
        (MoUFilter, {"business_owner": foreign.business_owner}),
    ):
        assert not filterset(kind, someone, **data).is_valid()


def test_only_people_of_agreements_that_one_may_see_are_offered() -> None:
    mine, foreign = scenes.agreement("GP"), scenes.agreement("LP")
    offered = str(filterset(MoUFilter, gift()).form["business_owner"])
    assert f'value="{mine.business_owner.pk}"' in offered
    assert f'value="{foreign.business_owner.pk}"' not in offered


def test_filters_that_only_links_set_appear_once_they_are_used() -> None:
    assert filterset(MoUFilter).form["in_force_on"].is_hidden
    assert not filterset(MoUFilter, in_force_on="2026-11-23").form["in_force_on"].is_hidden


def test_all_drop_downs_come_in_one_query(django_assert_num_queries: Any) -> None:
    ProvinceFactory(code="LP")
    scenes.agreement()
    asked = filterset(MoUFilter)
    with django_assert_num_queries(1):
        drawn = "".join(
            str(asked.form[name]) for name in ("kind", "province", "focus_area", "business_owner")
        )
    assert "Limpopo" in drawn


def test_the_directory_is_searched_by_party_of_any_province() -> None:
    foreign = scenes.agreement("LP", title="Rural safety")
    asked = DirectoryFilter(
        QueryDict(f"search={scenes.theirs(foreign).name[:10]}"),
        queryset=MoU.objects.headlines(),
        request=RequestFactory().get("/"),
    )
    assert [row["title"] for row in asked.qs] == ["Rural safety"]


# Obligations


def test_obligations_by_agreement_province_thrust_and_focus_area() -> None:
    thrust = ThrustFactory(code="2.1")
    gauteng = scenes.agreement("GP", signed=True)
    scenes.obligation(gauteng, clause="GP", thrust=thrust)
    scenes.obligation(clause="National")
    assert chosen(PromiseFilter, "obligation__clause", mou=gauteng) == ["GP"]
    assert chosen(PromiseFilter, "obligation__clause", mou=gauteng.reference) == ["GP"]
    assert chosen(PromiseFilter, "obligation__clause", province=gauteng.province) == ["GP"]
    assert chosen(PromiseFilter, "obligation__clause", province="null") == ["National"]
    assert chosen(PromiseFilter, "obligation__clause", thrust=thrust) == ["GP"]
    assert chosen(PromiseFilter, "obligation__clause", focus_area=thrust.focus_area) == ["GP"]


def test_obligations_by_status_and_by_what_is_not_settled() -> None:
    mou = scenes.agreement(signed=True)
    scenes.obligation(mou, clause="open", due_on=date(2026, 5, 1))
    scenes.obligation(mou, clause="returned", status="returned", due_on=date(2026, 5, 2))
    scenes.obligation(mou, clause="met", met=True)
    assert chosen(PromiseFilter, "obligation__clause", status="met") == ["met"]
    assert chosen(PromiseFilter, "obligation__clause", status="unsettled") == ["open", "returned"]


def test_obligations_by_due_date_and_accountable_person() -> None:
    someone = nomsa()
    mou = scenes.agreement(signed=True)
    scenes.obligation(mou, clause="mine", accountable=someone, due_on=date(2027, 3, 31))
    scenes.obligation(mou, clause="theirs", due_on=date(2027, 4, 1))
    assert chosen(PromiseFilter, "obligation__clause", someone, mine="yes") == ["mine"]
    assert chosen(PromiseFilter, "obligation__clause", due_on_after="2027-04-01") == ["theirs"]
    assert chosen(PromiseFilter, "obligation__clause", due_on_before="2027-03-31") == ["mine"]


def test_obligations_as_they_stood_on_a_past_day() -> None:
    mou = scenes.agreement(signed=True)
    due = {"due_on": date(2026, 6, 30)}
    scenes.obligation(mou, clause="open", **due)
    scenes.obligation(mou, clause="met", met=True, submitted_on=date(2026, 7, 20), **due)
    waived = {"released_by": nomsa(), "release_authority": "Minutes", "released_on": date(2026, 8, 1)}
    scenes.obligation(mou, clause="waived", status="waived", **waived, **due)
    scenes.obligation(scenes.agreement(), clause="draft", **due)
    assert set(chosen(PromiseFilter, "obligation__clause", overdue_on="2026-07-01")) == {
        "open",
        "met",
        "waived",
    }
    assert set(chosen(PromiseFilter, "obligation__clause", overdue_on="2026-07-20")) == {"open", "waived"}
    assert set(chosen(PromiseFilter, "obligation__clause", overdue_on="2026-08-01")) == {"open"}
    assert chosen(PromiseFilter, "obligation__clause", fulfilled_by="2026-07-19") == []
    assert chosen(PromiseFilter, "obligation__clause", fulfilled_by="2026-07-20") == ["met"]
    assert set(chosen(PromiseFilter, "obligation__clause", owed_on="2026-07-31")) == {"open", "met", "waived"}
    assert set(chosen(PromiseFilter, "obligation__clause", owed_on="2026-08-01")) == {"open", "met"}
    assert chosen(PromiseFilter, "obligation__clause", owed_on="2026-03-19") == []


# Workplans


def test_activities_by_year_quarter_thrust_and_agreement() -> None:
    thrust = ThrustFactory(code="2.1")
    line = scenes.activity(title="A", thrust=thrust, quarters=(1, 2))
    scenes.activity(title="B", year=2027, quarters=(3,))
    assert chosen(ActivityFilter, "title", year=2026) == ["A"]
    assert chosen(ActivityFilter, "title", quarter=3) == ["B"]
    assert chosen(ActivityFilter, "title", year=2026, quarter=3) == []
    assert chosen(ActivityFilter, "title", thrust=thrust) == ["A"]
    assert chosen(ActivityFilter, "title", focus_area=thrust.focus_area) == ["A"]
    assert chosen(ActivityFilter, "title", mou=line.mou) == ["A"]


def test_activities_by_state_in_a_quarter_as_at_a_day() -> None:
    mou = scenes.agreement(signed=True)
    for title, status, done_on in (
        ("on time", "done", date(2026, 9, 30)),
        ("late", "done", date(2026, 10, 20)),
        ("open", "under_way", None),
        ("given up", "not_done", None),
    ):
        line = scenes.activity(mou, title=title, quarters=())
        ActivityQuarterFactory(activity=line, number=2, status=status, done_on=done_on, narrative="Why.")

    def on(day: str, state: str) -> set[str]:
        return set(chosen(ActivityFilter, "title", year=2026, quarter=2, state=state, as_at=day))

    assert (on("2026-09-30", "done"), on("2026-09-30", "late")) == ({"on time"}, {"late", "open"})
    assert (on("2026-09-29", "late"), on("2026-09-29", "open")) == (set(), {"on time", "late", "open"})
    assert (on("2026-10-20", "done"), on("2026-10-20", "late")) == ({"on time", "late"}, {"open"})
    assert on("2026-09-30", "given_up") == {"given up"}
    # Without a day it is judged today.
    assert chosen(ActivityFilter, "title", state="late") == ["open"]


def test_the_state_is_asked_of_the_same_quarter_that_was_chosen() -> None:
    line = scenes.activity(title="A", quarters=(1,))
    ActivityQuarterFactory(activity=line, number=3, status="done", done_on=TODAY)
    assert chosen(ActivityFilter, "title", quarter=3, state="done") == ["A"]
    assert chosen(ActivityFilter, "title", quarter=1, state="done") == []


def test_a_day_leaves_out_plans_that_did_not_bind_yet() -> None:
    scenes.activity(scenes.agreement(signed=True, signed_on=date(2026, 10, 5)), title="Signed later")
    assert chosen(ActivityFilter, "title", quarter=2, as_at="2026-09-30") == []
    assert chosen(ActivityFilter, "title", quarter=2, as_at="2026-10-05") == ["Signed later"]
