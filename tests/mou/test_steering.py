"""Steering committees: who may sit there, by when they meet next, and which engagements were their meetings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from mou import services
from mou.models import CommitteeMember, SteeringCommittee, SteeringMeeting, meeting_due
from stakeholders.models import Engagement
from tests.factories import (
    ActionItemFactory,
    CommitteeFactory,
    CommitteeMemberFactory,
    ContactFactory,
    EngagementFactory,
    EngagementKindFactory,
    ProvinceFactory,
    StakeholderFactory,
    SteeringMeetingFactory,
    UserFactory,
)
from tests.mou import scenes
from tests.mou.test_services_of_obligations import TODAY
from tests.mou.test_services_of_obligations import said as sentences
from tests.mou.test_views_of_obligations import page, said, text
from tests.people import gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db
MONTHS, QUARTERS = SteeringCommittee.Every


# By when it meets


@pytest.mark.parametrize(
    ("since", "every", "counted_in", "due"),
    [
        (date(2026, 7, 1), 1, QUARTERS, date(2026, 12, 31)),
        (date(2026, 9, 30), 1, QUARTERS, date(2026, 12, 31)),
        (date(2026, 3, 31), 2, QUARTERS, date(2026, 9, 30)),
        (date(2026, 12, 1), 4, QUARTERS, date(2027, 12, 31)),
        (date(2027, 10, 2), 1, QUARTERS, date(2028, 3, 31)),
        (date(2026, 1, 31), 1, MONTHS, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, MONTHS, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, MONTHS, date(2029, 2, 28)),
        (date(2026, 11, 15), 2, MONTHS, date(2027, 1, 15)),
        (date(2026, 8, 31), 6, MONTHS, date(2027, 2, 28)),
    ],
)
def test_the_next_meeting_is_due_so_many_months_or_quarters_later(
    since: date, every: int, counted_in: str, due: date
) -> None:
    assert meeting_due(since, every, counted_in) == due


def test_the_database_works_out_the_same_days() -> None:
    """Every day of two years, among them a 29 February, in one rhythm after the other."""
    committee = CommitteeFactory()
    for number in range(0, 731, 17):
        since = date(2027, 6, 1) + timedelta(days=number)
        every = number % 12 + 1
        counted_in = QUARTERS if every <= 4 and number % 2 else MONTHS
        SteeringCommittee.objects.filter(pk=committee.pk).update(
            established_on=since, every=every, counted_in=counted_in
        )
        found = SteeringCommittee.objects.with_due(TODAY).get(pk=committee.pk)
        assert found.due_on == meeting_due(since, every, counted_in), (since, every, counted_in)


def test_it_is_counted_from_the_last_meeting_up_to_the_day_that_is_asked() -> None:
    mou = scenes.agreement(signed=True)
    committee = CommitteeFactory(mou=mou)
    for day in (date(2026, 5, 4), date(2026, 8, 10), date(2026, 11, 30)):  # the last one is still to come
        held = EngagementFactory(stakeholder=scenes.theirs(mou).stakeholder, held_on=day)
        SteeringMeetingFactory(committee=committee, engagement=held)

    def asked(day: date) -> tuple[date | None, date]:
        found = SteeringCommittee.objects.with_due(day).get()
        return found.last_met, found.due_on

    assert asked(date(2026, 4, 30)) == (None, date(2026, 9, 30))  # established on 1 April, in Q1
    assert asked(date(2026, 6, 30)) == (date(2026, 5, 4), date(2026, 9, 30))
    assert asked(TODAY) == (date(2026, 8, 10), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("every", "counted_in", "sentence"),
    [
        (5, "quarters", "meets at least once a year"),
        (13, "months", "less than or equal to 12"),
        (0, "months", "greater"),
    ],
)
def test_a_committee_meets_at_least_once_a_year(every: int, counted_in: str, sentence: str) -> None:
    mou = scenes.agreement(signed=True)
    with pytest.raises(ValidationError, match=sentence):
        services.establish_committee(
            mou, by=nomsa(), established_on=TODAY, every=every, counted_in=counted_in
        )
    assert not SteeringCommittee.objects.exists()


# Establishing it, and who sits there


def test_one_committee_steers_one_signed_agreement() -> None:
    mou = scenes.agreement(signed=True)
    committee = services.establish_committee(
        mou, by=nomsa(), chair=mou.partnership_manager, established_on=date(2026, 4, 1), every=1
    )
    chair = committee.members.get()
    assert (chair.role, chair.person, chair.party) == ("chair", mou.partnership_manager, scenes.ours(mou))
    assert services.parties_without_a_member(committee, TODAY) == [scenes.theirs(mou)]
    with pytest.raises(ValidationError, match="has a steering committee already"):
        services.establish_committee(mou, by=nomsa(), established_on=TODAY, every=1)
    with pytest.raises(ValidationError, match="is not signed yet"):
        services.establish_committee(scenes.agreement(), by=nomsa(), established_on=TODAY, every=1)
    with pytest.raises(PermissionDenied):
        services.establish_committee(mou, by=person("business_owner"), established_on=TODAY, every=1)


def member(committee: Any, **fields: Any) -> CommitteeMember:
    return services.add_member(committee, **{"by": nomsa(), "from_on": date(2026, 4, 1)} | fields)


def test_a_contact_sits_for_its_own_party_alone() -> None:
    mou = scenes.agreement(signed=True)
    committee = CommitteeFactory(mou=mou)
    theirs, ours = scenes.theirs(mou), scenes.ours(mou)
    contact = ContactFactory(stakeholder=theirs.stakeholder)
    assert member(committee, party=theirs, contact=contact).contact == contact
    foreign = ContactFactory()
    with pytest.raises(ValidationError, match="is no contact of"):
        member(committee, party=theirs, contact=foreign)
    with pytest.raises(ValidationError, match="For the Secretariat sits one of our people"):
        member(committee, party=ours, contact=contact)
    with pytest.raises(ValidationError, match="sits one of its contacts"):
        member(committee, party=theirs, person=UserFactory())
    with pytest.raises(ValidationError, match="Choose one of the parties of this agreement"):
        member(committee, party=scenes.theirs(scenes.agreement(signed=True)), contact=contact)
    with pytest.raises(ValidationError, match="Choose one of our people for us, or a contact"):
        member(committee, party=ours)
    assert committee.members.count() == 1


def test_nobody_of_another_province_sits_there() -> None:
    mou = scenes.agreement("GP", signed=True)
    committee = CommitteeFactory(mou=mou)
    ours = scenes.ours(mou)
    with pytest.raises(ValidationError, match="choose an active colleague of Gauteng or a national one"):
        member(committee, party=ours, person=lindiwe())
    with pytest.raises(ValidationError, match="cannot sit there"):
        member(committee, party=ours, person=UserFactory(is_active=False))
    assert member(committee, party=ours, person=gift()).party == ours


def test_one_person_is_in_the_chair_and_nobody_sits_there_twice() -> None:
    mou = scenes.agreement(signed=True)
    committee = CommitteeFactory(mou=mou)
    first, ours = person("partnership_manager", name="Mpho Manager"), scenes.ours(mou)
    chair = member(committee, party=ours, person=first, role="chair", until_on=date(2026, 8, 31))
    with pytest.raises(ValidationError, match="Mpho Manager is in the chair from"):
        member(committee, party=ours, person=UserFactory(), role="chair", from_on=date(2026, 8, 31))
    with pytest.raises(ValidationError, match="Mpho Manager sits on the committee in these days already"):
        member(committee, party=ours, person=first, from_on=date(2026, 6, 1))
    member(committee, party=ours, person=first, from_on=date(2026, 9, 1))
    later = member(committee, party=ours, person=UserFactory(), role="chair", from_on=date(2026, 9, 1))
    assert [chair.sits_on(TODAY), later.sits_on(TODAY)] == [False, True]
    with pytest.raises(ValidationError, match="The last day lies before the first"):
        member(committee, party=ours, person=UserFactory(), until_on=date(2026, 3, 1))


# Meetings


def test_a_meeting_is_an_engagement_with_a_party_since_the_committee_stands() -> None:
    mou = scenes.agreement(signed=True)
    committee = CommitteeFactory(mou=mou)
    partner, by = scenes.theirs(mou).stakeholder, mou.business_owner
    with pytest.raises(ValidationError, match="is no party of"):
        services.record_meeting(committee, EngagementFactory(held_on=TODAY), by=by)
    early = EngagementFactory(stakeholder=partner, held_on=date(2026, 3, 31))
    with pytest.raises(ValidationError, match="The committee was established on"):
        services.record_meeting(committee, early, by=by)
    held = EngagementFactory(stakeholder=partner, held_on=date(2026, 8, 3))
    services.record_meeting(committee, held, by=by)
    other = CommitteeFactory(mou=scenes.agreement(signed=True, partner=partner))
    with pytest.raises(ValidationError, match="as a meeting of the committee of"):
        services.record_meeting(other, held, by=nomsa())
    with pytest.raises(ValidationError, match="Only the business owner"):
        services.record_meeting(other, EngagementFactory(stakeholder=partner), by=person("business_owner"))
    with pytest.raises(PermissionDenied):
        services.record_meeting(other, EngagementFactory(stakeholder=partner), by=person("auditor"))
    assert SteeringMeeting.objects.count() == 1


def test_the_quorum_is_counted_among_those_who_sat_there_on_the_day() -> None:
    mou = scenes.agreement(signed=True)
    committee = CommitteeFactory(mou=mou, quorum=2)
    one, two = (CommitteeMemberFactory(committee=committee) for _ in range(2))
    late = CommitteeMemberFactory(committee=committee, from_on=date(2026, 11, 1))
    held = EngagementFactory(stakeholder=scenes.theirs(mou).stakeholder, held_on=date(2026, 8, 3))
    meeting = services.record_meeting(committee, held, by=nomsa())
    assert meeting.had_quorum is None
    assert services.note_present(meeting, by=nomsa(), members=[one]).had_quorum is False
    assert services.note_present(meeting, by=nomsa(), members=[one, two]).had_quorum is True
    foreign = CommitteeMemberFactory(committee__mou=scenes.agreement(signed=True))
    for wrong in (late, foreign):
        with pytest.raises(ValidationError, match="No member of this committee on that day"):
            services.note_present(meeting, by=nomsa(), members=[one, wrong])
    meeting.refresh_from_db()
    assert (meeting.present_count, set(meeting.present.all())) == (2, {one, two})


# Pages


def test_a_committee_is_established_and_peopled_from_the_page_of_the_agreement(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    contact = ContactFactory(stakeholder=scenes.theirs(mou).stakeholder, name="Thandi Contact")
    client.force_login(nomsa())
    add = reverse("mou:committee_add", args=[mou.pk])
    assert add in page(client, "mou:detail", mou.pk)
    sent = {"established_on": "2026-04-01", "every": "1", "counted_in": "quarters", "quorum": "3"}
    sent["terms"] = "They steer."
    refused = text(client.post(add, sent | {"every": "one"}))
    assert "Write a whole number." in refused
    assert "They steer." in refused
    response = client.post(add, sent | {"chair": mou.partnership_manager_id}, follow=True)
    committee = SteeringCommittee.objects.get()
    shown = text(response).replace("\xa0", " ")
    for words in ("Mandla Manager", "Every quarter", "Meeting overdue", "next meeting by 30 September 2026"):
        assert words in shown, words
    assert f"No member for: {scenes.theirs(mou).name}" in shown
    form = reverse("mou:member_add", args=[committee.pk])
    who = {"who": f"contact-{contact.pk}", "role": "member", "from_on": "2026-04-01"}
    foreign = ContactFactory()
    assert "who" in client.post(form, who | {"who": f"contact-{foreign.pk}"}).context["form"].errors
    assert said(client.post(form, who, follow=True)) == [
        f"{contact} sits on the committee for {scenes.theirs(mou).short_name}."
    ]
    assert "No member for" not in page(client, "mou:committee", committee.pk)
    edit = reverse("mou:member_edit", args=[committee.members.get(contact=contact).pk])
    client.post(edit, {"role": "secretary", "from_on": "2026-04-01", "until_on": "2026-05-31", "version": 1})
    assert "Members of other days, 1" in page(client, "mou:committee", committee.pk)
    terms = reverse("mou:committee_edit", args=[committee.pk])
    client.post(terms, sent | {"every": "2", "version": 1})
    assert "Somebody else saved this record" in text(client.post(terms, sent | {"every": "3", "version": 1}))
    panel = page(client, "mou:detail", mou.pk).replace("\xa0", " ")
    assert "31 December 2026" in panel  # two quarters after that of 1 April


def test_a_meeting_is_recorded_with_its_people_and_stands_with_minutes_and_items(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    committee = CommitteeFactory(mou=mou, quorum=1)
    sitting = CommitteeMemberFactory(committee=committee, person=mou.partnership_manager)
    client.force_login(nomsa())
    address = reverse("mou:meeting_record", args=[committee.pk])
    partner = scenes.theirs(mou).stakeholder
    kind = EngagementKindFactory(code="meeting", name="Meeting")
    form = text(client.get(address))
    for words in (str(committee), partner.name, f'action="{address}"'):
        assert words in form, words
    sent = {
        "kind": kind.pk, "stakeholder": partner.pk, "held_on": "2026-11-20", "purpose": "Steering committee",
        "steps-TOTAL_FORMS": "0", "steps-INITIAL_FORMS": "0",
    }  # fmt: skip
    other = StakeholderFactory()
    assert f"{other} is no party of" in text(client.post(address, sent | {"stakeholder": other.pk}))
    assert "The committee was established on" in text(client.post(address, sent | {"held_on": "2026-03-01"}))
    assert not Engagement.objects.exists()
    response = client.post(address, sent)
    meeting = SteeringMeeting.objects.get()
    present = reverse("mou:meeting_present", args=[meeting.pk])
    assert response["Location"] == present
    assert "Mandla Manager" in text(client.get(present))
    client.post(present, {"members": [sitting.pk]})
    ActionItemFactory(engagement=meeting.engagement)
    shown = page(client, "mou:committee", committee.pk).replace("\xa0", " ")
    for words in (
        "1 member",
        "Quorum",
        "No minutes filed",
        "1 open action item",
        "next meeting by 31 March 2027",
    ):
        assert words in shown, words
    held = EngagementFactory(stakeholder=partner, held_on=date(2026, 6, 2), purpose="Held before")
    link = reverse("mou:meeting_link", args=[committee.pk])
    assert "Held before" in text(client.get(link))
    client.post(link, {"engagement": held.pk})
    assert committee.meetings.count() == 2


def test_contact_people_are_named_to_those_alone_who_may_see_them(client: Client) -> None:
    mou = scenes.agreement(
        signed=True, partner=StakeholderFactory(partner=True, province=ProvinceFactory(code="GP"))
    )
    contact = ContactFactory(stakeholder=scenes.theirs(mou).stakeholder, name="Thandi Contact")
    committee = CommitteeFactory(mou=mou)
    client.force_login(nomsa())
    client.post(
        reverse("mou:member_add", args=[committee.pk]),
        {"who": f"contact-{contact.pk}", "role": "member", "from_on": "2026-04-01"},
    )
    held = EngagementFactory(
        stakeholder=contact.stakeholder,
        province=contact.stakeholder.province,
        held_on=date(2026, 8, 3),
        purpose="Said in trust",
    )
    SteeringMeetingFactory(committee=committee, engagement=held)
    for reader, sees in ((gift(), True), (lindiwe(), False)):
        client.force_login(reader)
        shown = page(client, "mou:committee", committee.pk)
        assert ("Thandi Contact" in shown, "Said in trust" in shown) == (sees, sees)
        assert ("A contact of" in shown) is not sees


def test_the_list_says_which_meetings_are_overdue_or_due_soon(client: Client) -> None:
    overdue, soon, ended, ahead = (
        scenes.agreement(signed=True, title=title) for title in ("Overdue", "Soon", "Over", "Ahead")
    )
    type(ended).objects.filter(pk=ended.pk).update(ends_on=date(2026, 10, 31))
    CommitteeFactory(mou=overdue)  # from Q1: by 30 September
    CommitteeFactory(mou=soon, every=8, counted_in=MONTHS)  # by 1 December
    CommitteeFactory(mou=ended)
    CommitteeFactory(mou=ahead, every=4)  # by 30 June 2027
    foreign = CommitteeFactory(mou=scenes.agreement("LP", signed=True, title="Of Limpopo"))
    client.force_login(gift())

    def titles(**query: str) -> list[str]:
        rows = client.get(reverse("mou:committees"), query).context["rows"]
        return [committee.mou.title for committee, _ in rows]

    assert titles() == ["Overdue", "Over", "Soon", "Ahead"]
    assert titles(due="overdue") == ["Overdue"]
    assert titles(due="soon") == ["Soon"]
    exported = b"".join(client.get(reverse("mou:committees"), {"format": "csv"})).decode()
    assert "Agreement not in force" in exported
    assert foreign.mou.reference not in exported


def test_the_committee_of_an_ended_agreement_is_closed(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    committee = CommitteeFactory(mou=mou)
    type(mou).objects.filter(pk=mou.pk).update(
        status="terminated", notice_given_on=date(2026, 9, 1), terminated_on=date(2026, 10, 1)
    )
    client.force_login(nomsa())
    for name in ("mou:committee_edit", "mou:member_add"):
        response = client.get(reverse(name, args=[committee.pk]), follow=True)
        assert said(response) == ["The agreement has ended: its committee is closed."]
    with pytest.raises(ValidationError) as refused:
        member(committee, party=scenes.ours(mou), person=UserFactory())
    assert sentences(refused) == ["The agreement has ended: its committee is closed."]
    with time_machine.travel("2026-09-15 09:00+02:00", tick=False):
        assert SteeringCommittee.objects.with_due(date(2026, 9, 15)).get().is_running
