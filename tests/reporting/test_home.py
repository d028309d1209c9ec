"""The start page: what somebody owes, who waits for that person, and whom that person waits for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from mou.lifecycle import OBLIGATION_LIFECYCLE
from mou.models import Clearance, MoU
from partnerships.core.reminding.waiting import Wait, register
from partnerships.roles import ROLES
from tests.factories import (
    ActionItemFactory,
    ActivityFactory,
    ActivityQuarterFactory,
    ActualFactory,
    ClearanceFactory,
    ClearanceStepFactory,
    ContestedLineFactory,
    EngagementFactory,
    EngagementKindFactory,
    IndicatorFactory,
    MoUFactory,
    MoUPartyFactory,
    ObligationFactory,
    ProvinceFactory,
    SlipFactory,
    TargetFactory,
    UserFactory,
)
from tests.people import everything, gift, grant, nomsa, person
from tests.start_page import TODAY, owed, waits

pytestmark = pytest.mark.django_db

HOME = "reporting:home"
MOST_QUERIES = 15


def province(code):
    return ProvinceFactory(code=code)


def titles(part):
    return [task.title for task in part.tasks]


def text(response):
    return response.content.decode()


# What is owed


def test_what_is_late_comes_first_then_the_week_then_the_weeks_after():
    """Today is a Monday: the week ends on Sunday 29 November; thirty days on is 23 December."""
    user = nomsa()
    mine = {"accountable": user}
    for name, due_on in (
        ("Long ago", date(2026, 10, 14)),
        ("Yesterday", date(2026, 11, 22)),
        ("Today", TODAY),
        ("On Sunday", date(2026, 11, 29)),
        ("Next Monday", date(2026, 11, 30)),
        ("In thirty days", date(2026, 12, 23)),
        ("Later", date(2026, 12, 24)),
    ):
        ObligationFactory(text=name, due_on=due_on, **mine)
    ObligationFactory(text="Met", met=True, **mine)
    ObligationFactory(text="Submitted", submitted=True, **mine)
    ObligationFactory(text="Of a draft", due_on=TODAY, mou=MoUFactory(), **mine)
    ObligationFactory(text="Of somebody else", due_on=TODAY)

    found = owed(user)

    assert {part: titles(found[part]) for part in found} == {
        "late": ["Long ago", "Yesterday"],
        "week": ["Today", "On Sunday"],
        "coming": ["Next Monday", "In thirty days"],
        "others": [],
    }
    shown = [task for part in ("late", "week", "coming") for task in found[part].tasks]
    assert [(task.left, task.urgency) for task in shown] == [
        ("40 days late", "overdue"),
        ("1 day late", "overdue"),
        ("today", "due"),
        ("in 6 days", "due"),
        ("in 7 days", ""),
        ("in 30 days", ""),
    ]


def test_what_was_sent_back_stands_there_with_the_reason_whenever_it_is_due():
    user, manager = person("business_owner"), person("partnership_manager")
    back = ObligationFactory(accountable=user, due_on=date(2027, 6, 30), submitted=True, submitted_by=user)
    assert titles(owed(user)["coming"]) == []

    OBLIGATION_LIFECYCLE.apply(back, "return", by=manager, note="The register is not signed.")

    [task] = owed(user)["coming"].tasks
    assert (task.title, task.note) == (back.text, "Returned: The register is not signed.")
    assert task.acts == (("Submit with evidence", reverse("mou:submit_obligation", args=[back.pk])),)


def test_kinds_stand_together_and_what_is_more_than_ten_is_counted_with_the_list_of_each_kind(client):
    user = nomsa()
    for number in range(9):
        ObligationFactory(accountable=user, due_on=TODAY - timedelta(days=10 + number))
    for number in range(3):
        ActionItemFactory(what="Ring", owner=user, owner_elsewhere="", due_on=date(2026, 11, 22 - number))
    quarter = ActivityQuarterFactory(
        number=2, activity=ActivityFactory(mou=MoUFactory(signed=True), responsible_person=user, year=2026)
    )
    client.force_login(user)

    late = owed(user)["late"]
    page = " ".join(text(client.get(reverse(HOME))).split())

    # 30 September was the last day of Q2: the oldest of all.
    assert titles(late)[0] == quarter.activity.title
    assert (len(late.tasks), late.total) == (10, 13)
    assert [(label, count) for label, count, _ in late.kinds] == [
        ("Workplan activity", 1),
        ("Obligation", 9),
        ("Action item", 3),
    ]
    assert "The 10 due first of 13, and 3 more." in page
    for label, count, url in late.kinds:
        listed = client.get(url)
        assert listed.context["page_obj"].paginator.count == count, label


def test_who_is_told_second_waits_for_what_is_late_and_owes_what_is_nobodys():
    manager = person("partnership_manager")
    owner = person("business_owner", name="Olga Owner")
    mou = MoUFactory(signed=True, partnership_manager=manager)
    ObligationFactory(mou=mou, accountable=owner, text="Late", due_on=date(2026, 11, 20))
    ObligationFactory(mou=mou, accountable=owner, text="Tomorrow", due_on=date(2026, 11, 24))
    forum = EngagementKindFactory(code="forum-meeting", needs_minutes=True)
    EngagementFactory(
        kind=forum,
        purpose="Nobody's",
        held_on=date(2026, 11, 20),
        recorded_by=None,
        stakeholder__relationship_manager=manager,
    )

    found = owed(manager)

    assert [(task.title, task.who, task.left, task.acts) for task in found["others"].tasks] == [
        ("Late", "Olga Owner", "3 days late", ())
    ]
    # Five days after Friday.
    assert [(task.title, task.due_on) for task in found["week"].tasks] == [
        ("Minutes: Nobody's", date(2026, 11, 25))
    ]
    assert titles(owed(owner)["late"]) == ["Late"]


def test_actuals_are_owed_by_whoever_captures_them_in_the_own_office():
    for code in ("GP", "LP"):
        TargetFactory(indicator=IndicatorFactory(), province=province(code))
    ActualFactory(indicator=IndicatorFactory(), province=province("LP"))

    assert titles(owed(gift())["late"]) == ["1 actuals are missing: Gauteng"]
    for user in (nomsa(), person("provincial_head", province="GP"), person("auditor")):
        assert titles(owed(user)["late"]) == []


# Who waits for the person


def test_an_important_item_waits_for_whoever_may_verify_and_did_not_do_it():
    doer, head = person("provincial_officer", province="GP"), person("provincial_head", province="GP")
    done = {"done_on": TODAY, "outcome": "Sent.", "done_by": doer, "is_important": True}
    ours = ActionItemFactory(what="Ours", engagement__stakeholder__province=province("GP"), **done)
    ActionItemFactory(what="Theirs", engagement__stakeholder__province=province("LP"), **done)

    assert [marker.what for marker in waits(head, "action-item").markers] == [
        f"verify “Ours”, {ours.stakeholder}"
    ]
    assert waits(doer, "action-item").total == 0
    assert [marker.url for marker in waits(doer, "done-by-me").markers] == [ours.get_absolute_url()]


def test_evidence_waits_for_whoever_may_verify_and_who_sent_it_waits_for_them():
    manager, head = person("partnership_manager"), person("provincial_head", province="GP")
    own = ObligationFactory(submitted=True, submitted_by=manager, clause="1.1")
    other = ObligationFactory(
        submitted=True, clause="2.2", mou=MoUFactory(signed=True, province=province("GP"))
    )
    ObligationFactory(submitted=True, clause="3.3", mou=MoUFactory(signed=True, province=province("LP")))
    ObligationFactory(clause="4.4")

    assert [marker.url for marker in waits(head, "evidence").markers] == [other.get_absolute_url()]
    assert waits(manager, "evidence").total == 2
    [marker] = waits(head, "evidence").markers
    # 20 September to 23 November: 10 + 31 + 23 days.
    assert (marker.who, marker.since, marker.days) == (other.submitted_by.name, date(2026, 9, 20), 64)
    assert marker.act == ("Verify or return", reverse("mou:verify_obligation", args=[other.pk]))
    assert [(one.who, one.url) for one in waits(manager, "submitted").markers] == [
        (own.mou.partnership_manager.name, own.get_absolute_url())
    ]
    assert waits(nomsa(), "evidence").total == 0
    # It is not told twice: as evidence to verify, and as a day of the calendar.
    assert owed(own.mou.partnership_manager)["late"].total == 0


def test_a_clearance_waits_for_whoever_decides_the_step_that_stands_open_and_the_manager_waits_for_it():
    manager = person("partnership_manager")
    mou = MoUFactory(status=MoU.Status.CLEARANCE, partnership_manager=manager)
    steps = [
        ClearanceStepFactory(code="legal", permission="mou.clear_legal"),
        ClearanceStepFactory(code="chief-director", permission="mou.clear_chief_director"),
        ClearanceStepFactory(code="secretary", permission="mou.clear_secretary"),
    ]
    statuses = (Clearance.Status.CLEARED, Clearance.Status.WAITING, Clearance.Status.WAITING)
    for place, (step, status) in enumerate(zip(steps, statuses, strict=True), start=1):
        ClearanceFactory(mou=mou, step=step, position=place, status=status)
    # A head clears what is of the own province alone.
    step = ClearanceStepFactory(code="head", permission="mou.clear_provincial_head")
    own, theirs = (MoUFactory(status=MoU.Status.CLEARANCE, province=province(code)) for code in ("GP", "LP"))
    for other in (own, theirs, MoUFactory(status=MoU.Status.CLEARANCE)):
        ClearanceFactory(mou=other, step=step)

    asked = {
        role: [marker.url for marker in waits(person(role), "clearance").markers]
        for role in ("chief_director", "director", "secretary", "partnership_manager")
    }
    head = person("provincial_head", province="GP")

    assert {role: urls for role, urls in asked.items() if urls} == {
        "chief_director": [mou.get_absolute_url()]
    }
    assert [marker.url for marker in waits(head, "clearance").markers] == [own.get_absolute_url()]
    assert [(marker.who, marker.url) for marker in waits(manager, "in-clearance").markers] == [
        ("Chief director", mou.get_absolute_url())
    ]


def test_the_manager_is_told_how_many_signatures_are_missing():
    manager = person("partnership_manager")
    mine = MoUFactory(status=MoU.Status.SIGNATURE, partnership_manager=manager)
    MoUPartyFactory(mou=mine, stakeholder=None, signed_on=date(2026, 11, 1))
    MoUPartyFactory.create_batch(2, mou=mine)
    MoUFactory(status=MoU.Status.SIGNATURE)
    MoUFactory(partnership_manager=manager)

    [marker] = waits(manager, "signature").markers

    assert (marker.who, marker.url) == ("2 signatures missing", mine.get_absolute_url())


def test_what_a_partner_contests_waits_for_somebody_else_than_the_sender():
    manager, sender = person("partnership_manager"), nomsa()
    line = ContestedLineFactory(line__slip__made_by=sender)
    slip = line.line.slip
    SlipFactory(made_by=sender, mou=slip.mou)

    [marker] = waits(manager, "contested").markers
    # Answered on 18 November.
    assert (marker.who, marker.days, marker.url) == (slip.party.name, 5, slip.get_absolute_url())
    assert marker.what == f"settle 1 contested, {slip.mou.reference}, Q2 of 2026/2027"
    assert waits(sender, "contested").total == 0
    assert [one.url for one in waits(sender, "contested-of-mine").markers] == [slip.get_absolute_url()]
    # Made on 16 November, and not answered.
    assert [one.days for one in waits(sender, "slips").markers] == [7]


def test_of_many_the_longest_waiting_are_shown_and_all_are_counted(client):
    director = person("chief_director")
    for number in range(7):
        ObligationFactory(submitted=True, submitted_on=date(2026, 9, 20 - number))
    client.force_login(director)

    found = waits(director, "evidence")

    assert (len(found.markers), found.total) == (5, 7)
    assert found.markers[0].since == date(2026, 9, 14)
    assert "and 2 more" in text(client.get(reverse(HOME)))
    assert client.get(found.url).context["page_obj"].paginator.count == 7


def test_a_wait_has_a_name_of_its_own():
    with pytest.raises(ValueError, match="already"):
        register(Wait("evidence", "Again", "mou.view_mou", lambda user, day: MoU.objects.none(), "title", ""))


# The page


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_whoever_changes_nothing_is_told_so_in_words(client, role):
    ObligationFactory(submitted=True)
    client.force_login(person(role))

    page = text(client.get(reverse(HOME)))

    assert "Nothing here is yours to do" in page
    assert "overdue" not in page


def test_whoever_owes_nothing_and_waits_for_nobody_is_told_so(client):
    client.force_login(person("director"))

    assert "Nothing waits for you" in text(client.get(reverse(HOME)))


def test_nothing_of_another_province_is_on_the_page_even_with_every_right(client):
    """The obligation is Gift's by name, and lies in Limpopo: an agreement that moved away is seen no more."""
    user = person(may=everything(), province="GP")
    limpopo = province("LP")
    step = ClearanceStepFactory(permission="mou.clear_legal")
    mine = {"province": limpopo, "partnership_manager": user}
    foreign = MoUFactory(signed=True, reference="MOU-2026-LP1", **mine)
    ObligationFactory(mou=foreign, accountable=user, text="Secret of Limpopo")
    ObligationFactory(mou=foreign, submitted=True, clause="9.9")
    ActionItemFactory(owner=user, owner_elsewhere="", engagement__province=limpopo, what="Step of Limpopo")
    clearing = MoUFactory(status=MoU.Status.CLEARANCE, reference="MOU-2026-LP2", **mine)
    ClearanceFactory(mou=clearing, step=step)
    MoUFactory(status=MoU.Status.SIGNATURE, reference="MOU-2026-LP3", **mine)
    TargetFactory(indicator=IndicatorFactory(), province=limpopo)
    slip = SlipFactory(mou=foreign, made_by=user)
    ContestedLineFactory(line__slip=SlipFactory(mou=foreign, party=slip.party, number=1, answered=True))
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
        "Submit with evidence",
        "nobody waits for you",
    ):
        assert words in page


def owe_everything(user):
    """One more of everything that the page can show to this person."""
    mine = {"province": user.province, "partnership_manager": user}
    mou = MoUFactory(signed=True, ends_on=date(2027, 1, 31), **mine)
    ObligationFactory(accountable=user, due_on=TODAY, mou=mou)
    ObligationFactory(accountable=UserFactory(), due_on=date(2026, 11, 1), mou=mou)
    ActionItemFactory(owner=user, owner_elsewhere="", engagement__province=user.province, due_on=TODAY)
    for by in (user, UserFactory()):
        ObligationFactory(submitted=True, submitted_by=by, mou=mou)
    for permission in ("mou.clear_legal", "mou.not_mine"):
        step = ClearanceStepFactory(code=permission.replace(".", "-"), permission=permission)
        ClearanceFactory(mou=MoUFactory(status=MoU.Status.CLEARANCE, **mine), step=step)
    MoUPartyFactory(mou=MoUFactory(status=MoU.Status.SIGNATURE, **mine))
    SlipFactory(mou=mou, made_by=user)


@pytest.mark.parametrize("code", [None, "GP"])
def test_the_page_asks_a_fixed_number_of_queries_whatever_the_role(
    client, django_assert_max_num_queries, code
):
    """At most fifteen, for every role and for somebody with all rights; for one of everything as for three."""
    user = person(may=(), province=code)
    roles = {name: role.rights for name, role in ROLES.items() if name.startswith("provincial") == bool(code)}
    asked = {}
    for more in (1, 2):
        for _ in range(more):
            owe_everything(user)
        for name, rights in (roles | {"everything": everything()}).items():
            grant(user, rights)
            client.force_login(user)
            with django_assert_max_num_queries(MOST_QUERIES) as captured:
                client.get(reverse(HOME))
            asked.setdefault(name, []).append(len(captured))

    assert {name: counts for name, counts in asked.items() if counts[0] != counts[1]} == {}
