"""The pages of one workplan: what they show, what they offer, and what comes back with a sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mou.models import Activity, Output, PlannedVisit, Resource
from stakeholders.models import Engagement
from tests.factories import (
    ActivityQuarterFactory,
    EngagementFactory,
    EngagementKindFactory,
    OutputFactory,
    PlannedVisitFactory,
    ProvinceFactory,
    ResourceFactory,
    ResourceKindFactory,
    StakeholderFactory,
    TemplateActivityFactory,
    ThrustFactory,
)
from tests.mou import scenes
from tests.mou.test_views_of_obligations import page, said, text
from tests.mou.test_views_of_workplans import planned
from tests.people import lindiwe, nomsa, person

pytestmark = pytest.mark.django_db


def workplan(mou: Any, year: int = 2026) -> str:
    return reverse("mou:workplan", args=[mou.pk, year])


def test_a_workplan_shows_outputs_grid_resources_by_side_and_visits(client: Client) -> None:
    mou = scenes.agreement(signed=True, contributions_value=90_000)
    output = OutputFactory(mou=mou, title="Trained patrollers", measure="A register")
    line = scenes.activity(
        mou, title="Train patrollers", output=output, measure="trained", milestone="Register",
        milestone_on=date(2026, 9, 15), quarters=(),
    )  # fmt: skip
    ActivityQuarterFactory(activity=line, number=2, planned_value=40, value=12, status="under_way")
    ActivityQuarterFactory(activity=line, number=3, planned_value=40)
    ResourceFactory(activity=line, party=scenes.ours(mou), what="A hall", value=4000)
    ResourceFactory(activity=line, party=scenes.ours(mou), what="Two officials", value=1500)
    ResourceFactory(activity=line, party=scenes.theirs(mou), what="A bus")
    PlannedVisitFactory(activity=line, place="Giyani")
    OutputFactory(mou=mou, title="Nothing leads here")
    scenes.activity(mou, title="Of next year", year=2027)
    client.force_login(nomsa())
    shown = text(client.get(workplan(mou))).replace("\xa0", " ")
    for words in (
        "Trained patrollers",
        "Measure: A register",
        "12 of 40",
        "Milestone 15 Sep",
        "Late",
        "R 5 500",  # our side: 4 000 and 1 500
        "1 without a value",
        "The agreement names R 90 000 for its whole term.",
        "Giyani",
        "No activity yet",
        "2027/28",
    ):
        assert words in shown, words
    assert "Of next year" not in shown
    assert client.get(workplan(mou, 1999)).status_code == 404


def test_outputs_are_added_changed_and_taken_out(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    line = scenes.activity(mou, output="Register")
    client.force_login(nomsa())
    add = reverse("mou:output_add", args=[mou.pk, 2026])
    assert "has an output with this title already" in text(client.post(add, {"title": "register"}))
    client.post(add, {"title": "Manual", "measure": "Second edition"})
    manual = Output.objects.get(title="Manual")
    assert (manual.position, manual.year) == (line.output.position + 1, 2026)  # type: ignore[union-attr]
    edit = reverse("mou:output_edit", args=[line.output_id])
    response = client.post(edit, {"title": "Signed register", "version": 1}, follow=True)
    assert "Signed register" in text(response)
    # What leads to it was agreed under its old name until today.
    change = mou.terms_changes.get(item=line.pk)
    assert (change.before["output"], change.after["output"]) == ("Register", "Signed register")
    assert "Somebody else saved this record" in text(client.post(edit, {"title": "Other", "version": 1}))
    stays = reverse("mou:output_remove", args=[line.output_id])
    assert "An activity leads to this output" in text(client.get(stays))
    client.post(stays)
    client.post(reverse("mou:output_remove", args=[manual.pk]))
    assert list(Output.objects.values_list("title", flat=True)) == ["Signed register"]


def test_a_figure_of_a_quarter_that_is_not_planned_and_a_word_in_a_figure_come_back(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    client.force_login(nomsa())
    address = reverse("mou:activity_add", args=[mou.pk])
    sent = planned(mou, measure="trained", planned_1="5", planned_2="7", planned_3="many")
    shown = text(client.post(address, sent))
    assert "Q2 is not planned. Tick it above, or leave the figure empty." in shown
    assert "Write a figure, for instance 1 234 or 12,5." in shown
    assert 'value="many"' in shown
    sent |= {"planned_2": "", "planned_3": ""}
    assert "Say how much is planned for Q3: trained. Zero is an answer." in text(client.post(address, sent))
    late = sent | {"planned_3": "0", "milestone": "Register", "milestone_on": "2030-01-01"}
    shown = text(client.post(address, late)).replace("\xa0", " ")
    assert "1 January 2030 lies outside the agreement" in shown
    assert not Activity.objects.exists()
    client.post(address, late | {"milestone_on": "2026-12-01"})
    line = Activity.objects.get()
    assert [float(q.planned_value) for q in line.quarters.all()] == [5, 0]
    assert "Register" in page(client, "mou:activity_edit", line.pk)


def test_rands_for_the_partner_come_back_with_the_rule(client: Client) -> None:
    line = scenes.activity()
    mou = line.mou
    client.force_login(nomsa())
    address = reverse("mou:resource_add", args=[line.pk])
    sent = {
        "party": scenes.ours(mou).pk,
        "kind": ResourceKindFactory().pk,
        "what": "Journeys of the volunteers",
        "form": "rand",
        "value": "5 000",
        "spent_by": scenes.theirs(mou).pk,
    }
    shown = text(client.post(address, sent | {"value": "a lot"}))
    assert "Write the rands as a figure, for instance 12 500." in shown
    shown = text(client.post(address, sent | {"value": "5000"}))
    assert "A partnership carries no payment" in shown
    assert "Journeys of the volunteers" in shown
    assert not Resource.objects.exists()
    response = client.post(address, sent | {"value": "5000", "spent_by": scenes.ours(mou).pk}, follow=True)
    assert said(response) == ["It is written down. Nothing is paid to a partner."]
    resource = Resource.objects.get()
    edit = reverse("mou:resource_edit", args=[resource.pk])
    own = sent | {"value": "6000", "spent_by": scenes.ours(mou).pk}
    client.post(edit, own | {"version": 1})
    assert "Somebody else saved this record" in text(client.post(edit, own | {"version": 1}))
    client.post(reverse("mou:resource_remove", args=[resource.pk]))
    assert not Resource.objects.exists()


def test_a_visit_is_recorded_as_an_engagement_that_links_back(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    line = scenes.activity(mou, quarters=(3,))
    client.force_login(nomsa())
    client.post(
        reverse("mou:visit_add", args=[line.pk]),
        {"number": "3", "place": "Giyani", "purpose": "See the patrols"},
    )
    visit = PlannedVisit.objects.get()
    address = reverse("mou:visit_record", args=[visit.pk])
    assert address in page(client, "mou:activity", line.pk)
    partner = scenes.theirs(mou).stakeholder
    form = text(client.get(address))
    for words in ("See the patrols", "Giyani", partner.name, f'action="{address}"'):
        assert words in form, words
    kind = EngagementKindFactory()
    sent = {
        "kind": kind.pk, "stakeholder": partner.pk, "held_on": "2026-11-20", "purpose": "See the patrols",
        "steps-TOTAL_FORMS": "0", "steps-INITIAL_FORMS": "0",
    }  # fmt: skip
    other = StakeholderFactory()
    shown = text(client.post(address, sent | {"stakeholder": other.pk}))
    assert f"{other} is no party of {mou.reference}" in shown
    assert not Engagement.objects.exists()
    response = client.post(address, sent)
    visit.refresh_from_db()
    assert response["Location"] == visit.get_absolute_url()
    engagement = Engagement.objects.get()
    assert visit.engagement == engagement
    assert engagement.get_absolute_url() in page(client, "mou:activity", line.pk)


def test_an_engagement_recorded_already_is_taken_for_the_visit_and_another_is_dropped(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    line = scenes.activity(mou, quarters=(3,))
    visit, dropped = (PlannedVisitFactory(activity=line, place=place) for place in ("Giyani", "Tzaneen"))
    held = EngagementFactory(
        stakeholder=scenes.theirs(mou).stakeholder, held_on=date(2026, 10, 5), purpose="Patrol seen"
    )
    foreign = EngagementFactory(
        stakeholder__province=ProvinceFactory(code="LP"),
        province=ProvinceFactory(code="LP"),
        held_on=date(2026, 10, 6),
    )
    client.force_login(line.responsible_person)
    address = reverse("mou:visit_made", args=[visit.pk])
    assert "Patrol seen" in text(client.get(address))
    assert "engagement" in client.post(address, {"engagement": foreign.pk}).context["form"].errors
    client.post(address, {"engagement": held.pk})
    client.post(reverse("mou:visit_drop", args=[dropped.pk]), {"reason": "The road was closed."})
    shown = page(client, "mou:activity", line.pk)
    for words in ("Made", "Patrol seen", "Dropped", "The road was closed."):
        assert words in shown, words


def test_what_is_left_is_carried_over_and_the_grid_says_so_in_both_years(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    line = scenes.activity(mou, title="Train patrollers", measure="trained", quarters=())
    ActivityQuarterFactory(activity=line, number=3, planned_value=40, value=10, status="under_way")
    address = reverse("mou:activity_carry", args=[line.pk])
    client.force_login(nomsa())
    assert "still has quarters to come" in text(client.get(address))
    with time_machine.travel("2027-01-11 09:00+02:00", tick=False):
        client.force_login(nomsa())
        assert address in page(client, "mou:activity", line.pk)
        sent = {"reason": "The bus came late.", "quarters": ["1"]}
        assert "Say how much is planned for Q1" in text(client.post(address, sent))
        response = client.post(address, sent | {"planned_1": "30"}, follow=True)
        later = Activity.objects.get(year=2027)
        assert said(response) == ["“Train patrollers” is carried over into 2027/28."]
        assert "The bus came late." in text(response)
        assert later.quarters.get().planned_value == 30
        assert "Carried over into 2027/28" in text(client.get(workplan(mou)))
        assert "Carried over from 2026/27" in text(client.get(workplan(mou, 2027)))
        assert "It was carried over into 2027/28 already." in text(client.get(address))
        client.post(address, sent | {"planned_1": "30"})
        assert Activity.objects.count() == 2


def test_last_year_is_copied_and_a_template_is_taken(client: Client) -> None:
    mou = scenes.agreement(signed=True, starts_on=date(2025, 4, 1))
    line = scenes.activity(mou, title="Train patrollers", year=2025, quarters=(1,))
    client.force_login(nomsa())
    copy = reverse("mou:workplan_copy", args=[mou.pk, 2026])
    shown = text(client.get(copy))
    assert "Train patrollers (Q1)" in shown
    assert reverse("mou:activity_carry", args=[line.pk]) in shown  # it was not finished
    response = client.post(copy, {"activities": [line.pk]}, follow=True)
    assert said(response) == ["1 activity is planned again in 2026/27."]
    assert "Nothing of 2025/26 is left to plan again" in text(client.get(copy))
    row = TemplateActivityFactory(name="Meetings of the committee", output="Minutes", quarters=[1, 2, 3, 4])
    take = reverse("mou:workplan_template", args=[mou.pk, 2026])
    assert "Meetings of the committee" in text(client.get(take))
    sent = {
        "template": row.template_id,
        "party": scenes.theirs(mou).pk,
        "responsible_person": mou.business_owner_id,
        "thrust": ThrustFactory().pk,
    }
    response = client.post(take, sent, follow=True)
    assert said(response) == ["1 activity of the template is planned."]
    assert "Nothing of this template is left to plan" in text(client.post(take, sent))
    assert mou.activities.filter(year=2026).count() == 2


def test_nothing_of_another_province_is_found_and_a_reader_is_offered_nothing(client: Client) -> None:
    line = scenes.activity(scenes.agreement("GP", signed=True), output="Register")
    client.force_login(lindiwe())
    assert client.get(workplan(line.mou)).status_code == 404
    national = scenes.activity(scenes.agreement(signed=True), output="Register")
    client.force_login(person("auditor"))
    shown = text(client.get(workplan(national.mou)))
    assert "Register" in shown
    assert "Add an activity" not in shown
