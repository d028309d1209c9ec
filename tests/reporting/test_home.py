"""The start page: what one person owes, who waits for that person, whom that person waits for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from mou.models import Clearance, MoU, Obligation
from reporting.reports.to_do import to_do
from stakeholders.models import ActionItem
from tests.factories import (
    ActionItemFactory,
    ActualFactory,
    ClearanceFactory,
    ClearanceStepFactory,
    EngagementFactory,
    EngagementKindFactory,
    IndicatorFactory,
    MoUFactory,
    MoUPartyFactory,
    ObligationFactory,
    ProvinceFactory,
    TargetFactory,
    UserFactory,
)
from tests.people import everything, gift, nomsa, person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
HOME = "reporting:home"


def found(user):
    return to_do(user, today=TODAY)


def province(code):
    return ProvinceFactory(code=code)


def titles(tasks):
    return [task.title for task in tasks.tasks]


def text(response):
    return response.content.decode()


# Obligations


def test_what_is_late_returned_or_due_soon_is_owed_the_earliest_first():
    user = nomsa()
    mine = {"accountable": user}
    ObligationFactory(text="In a month", due_on=TODAY + timedelta(days=30), **mine)
    ObligationFactory(text="Long ago", due_on=TODAY - timedelta(days=40), **mine)
    ObligationFactory(text="Yesterday", due_on=TODAY - timedelta(days=1), **mine)
    ObligationFactory(
        text="Returned", due_on=TODAY + timedelta(days=90), status=Obligation.Status.RETURNED, **mine
    )
    # None of these is owed this month, or not by this person.
    ObligationFactory(text="Later", due_on=TODAY + timedelta(days=31), **mine)
    ObligationFactory(text="Met", met=True, **mine)
    ObligationFactory(text="Submitted", submitted=True, **mine)
    ObligationFactory(text="Of a draft", due_on=TODAY, mou=MoUFactory(), **mine)
    ObligationFactory(text="Of somebody else", due_on=TODAY)

    owed = found(user).obligations

    assert titles(owed) == ["Long ago", "Yesterday", "In a month", "Returned"]
    assert (owed.total, owed.late) == (4, 2)
    assert [(task.left, task.urgency) for task in owed.tasks] == [
        ("40 days late", "overdue"),
        ("1 day late", "overdue"),
        ("in 30 days", ""),
        ("in 90 days", ""),
    ]


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, ("today", "due")), (1, ("tomorrow", "due")), (7, ("in 7 days", "due")), (8, ("in 8 days", ""))],
)
def test_days_are_said_as_people_say_them(days, words):
    user = nomsa()
    ObligationFactory(accountable=user, due_on=TODAY + timedelta(days=days))

    [task] = found(user).obligations.tasks

    assert (task.left, task.urgency) == words


def test_ten_are_shown_and_the_link_leads_to_all_of_them(client):
    user = nomsa()
    for number in range(12):
        ObligationFactory(accountable=user, due_on=TODAY - timedelta(days=number))
    client.force_login(user)

    response = client.get(reverse(HOME))
    owed = response.context["found"].obligations

    assert (len(owed.tasks), owed.total, owed.late) == (10, 12, 11)
    assert "The 10 due first of 12." in text(response)
    listed = client.get(owed.url)
    assert listed.context["page_obj"].paginator.count == 12


# Action items


def test_next_steps_are_those_that_this_person_took_on_and_has_not_done():
    user = nomsa()
    ActionItemFactory(what="Without a date", owner=user, owner_elsewhere="", due_on=None)
    ActionItemFactory(what="Late", owner=user, owner_elsewhere="", due_on=date(2026, 11, 1))
    ActionItemFactory(what="Done", owner=user, owner_elsewhere="", done_on=TODAY, outcome="Sent.")
    ActionItemFactory(what="Of somebody else", owner=UserFactory(), owner_elsewhere="")
    ActionItemFactory(what="Of the forum")

    items = found(user).action_items

    assert titles(items) == ["Late", "Without a date"]
    assert (items.total, items.late) == (2, 1)
    assert [task.state.label for task in items.tasks] == ["Overdue", "Open"]


def test_minutes_and_follow_ups_of_the_own_province_are_owed_and_those_of_others_are_not():
    user = person("provincial_officer", province="GP")
    forum = EngagementKindFactory(code="forum-meeting", needs_minutes=True)
    for code, purpose in (("GP", "Ours"), ("LP", "Theirs"), (None, "National")):
        scope = {"stakeholder__province": province(code) if code else None, "purpose": purpose}
        EngagementFactory(kind=forum, held_on=date(2026, 11, 16), **scope)
        EngagementFactory(kind=forum, held_on=date(2026, 11, 20), minutes_on=date(2026, 11, 21), **scope)
        for day in (date(2026, 12, 7), date(2026, 12, 8), date(2026, 11, 20)):
            EngagementFactory(follow_up_on=day, **scope)

    owed = found(user)

    assert [(task.title, task.due_on, task.left) for task in owed.minutes.tasks] == [
        ("Minutes: Ours", date(2026, 11, 21), "2 days late")
    ]
    assert [(task.title, task.due_on) for task in owed.follow_ups.tasks] == [
        ("Ours", date(2026, 11, 20)),
        ("Ours", date(2026, 12, 7)),
    ]
    assert (owed.minutes.late, owed.follow_ups.late, owed.late) == (1, 1, 2)
    assert found(person("director")).minutes.total == 0


# Who waits for me


def test_an_important_item_waits_for_whoever_may_verify_and_did_not_do_it():
    doer, head = person("provincial_officer", province="GP"), person("provincial_head", province="GP")
    done = {"done_on": TODAY, "outcome": "Sent.", "done_by": doer, "is_important": True}
    ActionItemFactory(what="Ours", engagement__stakeholder__province=province("GP"), **done)
    ActionItemFactory(what="Theirs", engagement__stakeholder__province=province("LP"), **done)

    assert [marker.what for marker in found(head).items_to_verify.markers] == [
        f"verify “Ours”, {ActionItem.objects.get(what='Ours').stakeholder}"
    ]
    assert found(doer).items_to_verify.total == 0


def test_evidence_waits_for_whoever_may_verify_and_did_not_submit():
    manager = person("partnership_manager")
    own = ObligationFactory(submitted=True, submitted_by=manager, clause="1.1")
    other = ObligationFactory(submitted=True, clause="2.2")
    ObligationFactory(clause="3.3")

    waits = found(manager)

    assert [marker.url for marker in waits.to_verify.markers] == [other.get_absolute_url()]
    assert [marker.url for marker in waits.submitted.markers] == [own.get_absolute_url()]
    [marker] = waits.to_verify.markers
    assert (marker.who, marker.since) == (
        other.submitted_by.name,
        "since 20\u00a0September\u00a02026, 64 days",
    )


def test_evidence_waits_for_nobody_without_the_right_to_verify():
    ObligationFactory(submitted=True)

    assert found(nomsa()).to_verify.total == 0


def test_a_provincial_head_verifies_in_the_own_province_alone():
    head = person("provincial_head", province="GP")
    own = ObligationFactory(submitted=True, mou=MoUFactory(signed=True, province=province("GP")))
    ObligationFactory(submitted=True, mou=MoUFactory(signed=True, province=province("LP")))
    ObligationFactory(submitted=True)

    assert [marker.url for marker in found(head).to_verify.markers] == [own.get_absolute_url()]


@pytest.fixture
def clearing():
    """An agreement in clearance, whose second step is the one that stands open."""
    mou = MoUFactory(status=MoU.Status.CLEARANCE)
    steps = [
        ClearanceStepFactory(code="legal", permission="mou.clear_legal"),
        ClearanceStepFactory(code="chief-director", permission="mou.clear_chief_director"),
        ClearanceStepFactory(code="secretary", permission="mou.clear_secretary"),
    ]
    statuses = (Clearance.Status.CLEARED, Clearance.Status.WAITING, Clearance.Status.WAITING)
    for place, (step, status) in enumerate(zip(steps, statuses, strict=True), start=1):
        ClearanceFactory(mou=mou, step=step, position=place, status=status)
    return mou


@pytest.mark.parametrize(("role", "count"), [("chief_director", 1), ("director", 0), ("secretary", 0)])
def test_a_clearance_waits_for_whoever_may_decide_the_step_that_stands_open(clearing, role, count):
    assert found(person(role)).to_clear.total == count


def test_a_clearance_of_another_province_waits_for_no_head_of_mine(clearing):
    step = ClearanceStepFactory(code="head", permission="mou.clear_provincial_head")
    own, other = (MoUFactory(status=MoU.Status.CLEARANCE, province=province(code)) for code in ("GP", "LP"))
    national = MoUFactory(status=MoU.Status.CLEARANCE)
    for mou in (own, other, national):
        ClearanceFactory(mou=mou, step=step)

    waits = found(person("provincial_head", province="GP")).to_clear

    assert [marker.url for marker in waits.markers] == [own.get_absolute_url()]


def test_the_manager_waits_for_the_step_that_stands_open(clearing):
    clearing.partnership_manager = manager = person("partnership_manager")
    clearing.save()

    waits = found(manager)

    assert waits.to_clear.total == 0
    assert [(marker.who, marker.url) for marker in waits.in_clearance.markers] == [
        ("Chief director", clearing.get_absolute_url())
    ]


def test_the_manager_is_told_how_many_signatures_are_missing():
    manager = person("partnership_manager")
    mine = MoUFactory(status=MoU.Status.SIGNATURE, partnership_manager=manager)
    MoUPartyFactory(mou=mine, stakeholder=None, signed_on=date(2026, 11, 1))
    MoUPartyFactory.create_batch(2, mou=mine)
    MoUFactory(status=MoU.Status.SIGNATURE)
    MoUFactory(partnership_manager=manager)

    [marker] = found(manager).out_for_signature.markers

    assert (marker.who, marker.url) == ("2 signatures missing", mine.get_absolute_url())


@pytest.mark.parametrize("part", ["to_verify", "to_clear"])
def test_of_many_ten_are_shown_and_all_are_counted(part):
    director = person("chief_director")
    step = ClearanceStepFactory(code="cd", permission="mou.clear_chief_director")
    for _ in range(12):
        ObligationFactory(submitted=True)
        ClearanceFactory(mou=MoUFactory(status=MoU.Status.CLEARANCE), step=step)

    waits = getattr(found(director), part)

    assert (len(waits.markers), waits.total) == (10, 12)


# Whom I wait for


def test_my_evidence_waits_for_the_manager_of_the_agreement():
    user = nomsa()
    obligation = ObligationFactory(submitted=True, submitted_by=user)
    ObligationFactory(met=True)
    ObligationFactory(submitted=True)

    [marker] = found(user).submitted.markers

    assert (marker.who, marker.url) == (
        obligation.mou.partnership_manager.name,
        obligation.get_absolute_url(),
    )


def test_the_managers_own_evidence_waits_for_a_second_person():
    manager = person("partnership_manager")
    ObligationFactory(
        submitted=True, submitted_by=manager, mou=MoUFactory(signed=True, partnership_manager=manager)
    )

    assert [marker.who for marker in found(manager).submitted.markers] == ["A second person"]


# Actuals


def test_the_actuals_of_the_last_closed_quarter_are_asked_of_whoever_captures():
    for code in ("GP", "LP"):
        TargetFactory(indicator=IndicatorFactory(), province=province(code))
    ActualFactory(indicator=IndicatorFactory(), province=province("LP"))

    asked = {
        user.name: [(scope.scope_label, len(scope.missing)) for scope in found(user).actuals]
        for user in (nomsa(), gift(), person("provincial_head", province="GP", name="Head"))
    }

    assert asked == {
        "Nomsa Dlamini": [("Gauteng", 1), ("Limpopo", 0)],
        "Gift Mahlangu": [("Gauteng", 1)],
        "Head": [],
    }


# The page


def test_whoever_owes_nothing_and_waits_for_nobody_is_told_so(client):
    ObligationFactory(submitted=True)
    client.force_login(person("auditor"))

    assert "Nothing waits for you" in text(client.get(reverse(HOME)))


def test_a_person_without_any_right_gets_a_start_page_too(client):
    client.force_login(person(may=()))

    response = client.get(reverse(HOME))

    assert (response.status_code, response.context["found"].is_empty) == (200, True)


def test_nothing_of_another_province_is_on_the_page_even_with_every_right(client):
    """The obligation is Gift's by name, and lies in Limpopo: an agreement that moved away is seen no more."""
    user = person(may=everything(), province="GP")
    limpopo = province("LP")
    step = ClearanceStepFactory(permission="mou.clear_legal")
    foreign = MoUFactory(signed=True, province=limpopo, reference="MOU-2026-LP1", partnership_manager=user)
    ObligationFactory(mou=foreign, accountable=user, text="Secret of Limpopo")
    ObligationFactory(mou=foreign, submitted=True, clause="9.9")
    ActionItemFactory(owner=user, owner_elsewhere="", engagement__province=limpopo, what="Step of Limpopo")
    clearing = MoUFactory(
        status=MoU.Status.CLEARANCE, province=limpopo, reference="MOU-2026-LP2", partnership_manager=user
    )
    ClearanceFactory(mou=clearing, step=step)
    MoUFactory(
        status=MoU.Status.SIGNATURE, province=limpopo, reference="MOU-2026-LP3", partnership_manager=user
    )
    TargetFactory(indicator=IndicatorFactory(), province=limpopo)
    client.force_login(user)

    page = text(client.get(reverse(HOME)))

    assert [word for word in ("Limpopo", "MOU-2026-LP", "9.9") if word in page] == []


def test_the_page_names_the_day_the_quarter_and_what_is_late(client):
    user = nomsa()
    ObligationFactory(accountable=user, text="Appoint a coordinator", due_on=date(2026, 11, 20))
    client.force_login(user)

    page = " ".join(text(client.get(reverse(HOME))).split())

    for words in (
        "Monday 23 November 2026",
        "Q3 2026/27, week 8",
        "1 overdue",
        "Appoint a coordinator",
        "3 days late",
        "nobody waits for you",
    ):
        assert words in page


def owe_everything(user, number):
    """One more of everything that the page can show to this person."""
    ObligationFactory(accountable=user, due_on=TODAY, mou=MoUFactory(signed=True, province=user.province))
    ActionItemFactory(owner=user, owner_elsewhere="", engagement__province=user.province)
    mine = {"province": user.province, "partnership_manager": user}
    for by in (user, UserFactory()):
        ObligationFactory(submitted=True, submitted_by=by, mou=MoUFactory(signed=True, **mine))
    clearing = {"status": MoU.Status.CLEARANCE}
    for permission in ("mou.clear_legal", "mou.not_mine"):
        step = ClearanceStepFactory(code=permission.replace(".", "-"), permission=permission)
        ClearanceFactory(mou=MoUFactory(**clearing, **mine), step=step)
    MoUPartyFactory(mou=MoUFactory(status=MoU.Status.SIGNATURE, **mine))
    indicator = IndicatorFactory(
        code=f"1.1.{number}", collected_from="provinces" if user.province else "national"
    )
    TargetFactory(indicator=indicator, province=user.province)


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize(("code", "queries"), [(None, 23), ("GP", 23)])
def test_the_page_asks_as_many_queries_for_one_row_as_for_four(
    client, django_assert_num_queries, count, code, queries
):
    user = person(may=everything(), province=code)
    for number in range(count):
        owe_everything(user, number)
    client.force_login(user)

    with django_assert_num_queries(queries):
        response = client.get(reverse(HOME))

    shown = response.context["found"]
    assert {
        "obligations": shown.obligations.total,
        "action items": shown.action_items.total,
        "to verify": shown.to_verify.total,
        "to clear": shown.to_clear.total,
        "for signature": shown.out_for_signature.total,
        "submitted": shown.submitted.total,
        "in clearance": shown.in_clearance.total,
        "actuals": shown.missing,
    } == dict.fromkeys(
        (
            "obligations",
            "action items",
            "to verify",
            "to clear",
            "for signature",
            "submitted",
            "in clearance",
            "actuals",
        ),
        count,
    )
