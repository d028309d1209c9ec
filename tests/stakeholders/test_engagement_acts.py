"""The acts on an engagement: its points, its interview, its minutes; and choosing it from the list."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from partnerships.core.models import Language, User
from stakeholders.models import ActionItem, Engagement
from stakeholders.services import record_engagement
from tests.factories import (
    EngagementFactory,
    EngagementKindFactory,
    EngagementModeFactory,
    EngagementPointFactory,
    GuideTopicFactory,
    InterviewAnswerFactory,
    StakeholderFactory,
)
from tests.people import gift, nomsa
from tests.rules.chain import PDF

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    """The page with its spaces made plain."""
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


@pytest.fixture
def gauteng(client: Client) -> Client:
    client.force_login(gift())
    return client


@pytest.fixture
def national(client: Client) -> Client:
    client.force_login(nomsa())
    return client


def engagement_fields(by: User, **fields: Any) -> dict[str, Any]:
    return {
        "kind": EngagementKindFactory().pk,
        "stakeholder": StakeholderFactory(name="Khanya (demo)", province=by.province).pk,
        "held_on": "2026-11-20",
        "purpose": "Safer schools",
        "steps-TOTAL_FORMS": "1",
        "steps-INITIAL_FORMS": "0",
    } | fields


# Points


def test_after_saving_the_question_is_who_does_it_and_by_when(national: Client) -> None:
    add = reverse("stakeholders:engagement_add")
    said = "Forty members.\nrequest: Vests 🦺\ncommitment: We pay."
    response = national.post(add, engagement_fields(nomsa(), said=said))

    engagement = Engagement.objects.get()
    points = reverse("stakeholders:follow_up_points", args=[engagement.pk])
    assert response["Location"] == points
    page = text(national.get(points))
    assert "Request: Vests 🦺" in page
    assert "Commitment: We pay." in page
    assert "Forty members." not in page

    pay = engagement.points.get(kind="commitment").pk
    vests = engagement.points.get(kind="request").pk
    nobody = {f"point-{pay}-due_on": "2026-12-01"}
    too_early = {f"point-{vests}-due_on": "2026-11-01", f"point-{vests}-owner_elsewhere": "Chair"}
    page = text(national.post(points, nobody | too_early))
    assert "Say who will do it: one of us, or an office elsewhere." in page
    assert "lies before the engagement of 20 November 2026" in text(national.post(points, too_early))
    assert not ActionItem.objects.exists()
    response = national.post(
        points, {f"point-{pay}-owner_elsewhere": "Treasurer", f"point-{pay}-is_important": "on"}
    )
    assert response["Location"] == engagement.get_absolute_url()
    assert [(item.what, item.direction, item.is_important) for item in ActionItem.objects.all()] == [
        ("We pay.", "to_us", True)
    ]
    page = text(national.get(engagement.get_absolute_url()))
    assert "Treasurer" in page
    assert "One point without anybody to do it." in page


def test_editing_asks_only_for_what_is_new(national: Client) -> None:
    point = EngagementPointFactory(kind="request", text="Vests.")
    engagement = point.engagement
    edit = reverse("stakeholders:engagement_edit", args=[engagement.pk])
    fields = engagement_fields(
        nomsa(), stakeholder=engagement.stakeholder_id, kind=engagement.kind_id, held_on="2026-07-15"
    )

    response = national.post(edit, fields | {"version": 1, "said": "request: Vests."})
    assert response["Location"] == engagement.get_absolute_url()
    response = national.post(
        edit, fields | {"version": 2, "said": "request: Vests.\ndecision: Meet monthly."}
    )
    assert response["Location"] == reverse("stakeholders:follow_up_points", args=[engagement.pk])


# Interview


def test_questions_are_copied_when_the_engagement_is_recorded_and_never_rewritten(national: Client) -> None:
    topic = GuideTopicFactory(code="resources", name="Which resources do you have?")
    national.post(reverse("stakeholders:engagement_add"), engagement_fields(nomsa(), guide=topic.guide.pk))
    engagement = Engagement.objects.get()
    interview = reverse("stakeholders:interview", args=[engagement.pk])
    topic.name = "Another question"
    topic.save()
    GuideTopicFactory(code="added", name="An added question", guide=topic.guide)

    page = text(national.get(interview))
    assert ("Which resources do you have?" in page, "Another question" in page) == (True, False)
    response = national.post(interview, {"answer_1": "Two rooms. 🏠", "version": 1})
    assert response["Location"] == engagement.get_absolute_url()
    assert [(row.question, row.answer) for row in engagement.answers.all()] == [
        ("Which resources do you have?", "Two rooms. 🏠")
    ]
    assert "Two rooms. 🏠" in text(national.get(engagement.get_absolute_url()))


def test_the_guide_changes_while_nothing_is_answered_and_not_after(national: Client) -> None:
    first = GuideTopicFactory(code="a", name="Old?")
    second = GuideTopicFactory(code="b", name="New?", guide__code="other")
    engagement = record_engagement(
        by=nomsa(),
        stakeholder=StakeholderFactory(),
        kind=EngagementKindFactory(),
        held_on=date(2026, 11, 20),
        purpose="Safer schools",
        guide=first.guide,
        participants=[],
        points=[],
        action_items=[],
    )
    edit = reverse("stakeholders:engagement_edit", args=[engagement.pk])
    fields = engagement_fields(nomsa(), stakeholder=engagement.stakeholder_id)
    assert national.post(edit, fields | {"guide": second.guide.pk, "version": 1}).status_code == 302
    assert [row.question for row in engagement.answers.all()] == ["New?"]

    engagement.answers.update(answer="Two rooms.")
    page = text(national.post(edit, fields | {"guide": first.guide.pk, "version": 2}))
    assert "This interview has answers already, so its guide stays." in page
    assert [row.answer for row in engagement.answers.all()] == ["Two rooms."]


def test_of_two_who_write_answers_the_second_sees_both(national: Client) -> None:
    row = InterviewAnswerFactory(position=1, engagement__guide=GuideTopicFactory().guide)
    interview = reverse("stakeholders:interview", args=[row.engagement_id])
    national.post(interview, {"answer_1": "Two rooms.", "version": 1})

    page = text(national.post(interview, {"answer_1": "Three rooms.", "version": 1}))
    assert "Somebody else saved this record while you were editing" in page
    assert ("Two rooms." in page, "Three rooms.</textarea>" in page) == (True, True)
    assert national.post(interview, {"answer_1": "Three rooms.", "version": 2}).status_code == 302
    row.refresh_from_db()
    assert row.answer == "Three rooms."


def test_an_engagement_without_a_guide_says_how_to_get_questions(national: Client) -> None:
    page = text(national.get(reverse("stakeholders:interview", args=[EngagementFactory().pk])))

    assert "This engagement has no interview guide. Edit it and choose one first." in page


# Minutes


@pytest.fixture
def forum() -> Engagement:
    """A forum meeting whose five days have passed."""
    kind = EngagementKindFactory(code="forum-meeting", needs_minutes=True)
    return EngagementFactory(kind=kind, held_on=date(2026, 11, 16), purpose="Safety forum")


@pytest.mark.parametrize(
    ("held_on", "label", "found"),
    [
        (date(2026, 11, 16), "Minutes overdue, 2 days", "overdue"),
        (date(2026, 11, 17), "Minutes overdue, 1 day", "overdue"),
        (date(2026, 11, 18), "Minutes due, today", "due"),
        (date(2026, 11, 22), "Minutes due, in 4 days", "due"),
    ],
)
def test_minutes_are_due_five_days_after_a_forum_meeting(
    national: Client, forum: Engagement, held_on: date, label: str, found: str
) -> None:
    Engagement.objects.update(held_on=held_on)
    EngagementFactory(held_on=held_on, purpose="A plain meeting")
    engagements = reverse("stakeholders:engagements")

    forum.refresh_from_db()
    assert str(forum.minutes_on_day(date(2026, 11, 23))) == label
    assert label.partition(",")[0] in text(national.get(forum.get_absolute_url()))
    for asked in ("due", "overdue", "there"):
        rows = national.get(engagements, {"minutes": asked}).context["object_list"]
        assert [row.pk for row in rows] == ([forum.pk] if asked == found else [])


def test_minutes_come_with_their_file_or_say_where_they_are(national: Client, forum: Engagement) -> None:
    address = reverse("stakeholders:minutes", args=[forum.pk])

    page = text(national.post(address, {"minutes_on": "2026-11-20"}))
    assert "Choose the file of the minutes; if there is none, say below where they are kept." in page
    page = text(national.post(address, {"minutes_on": "2026-11-15", "note": "In the book."}))
    assert "The meeting was held on 16 November 2026" in page
    response = national.post(address, {"minutes_on": "2026-11-20", "note": "In the minute book."})
    assert response["Location"] == forum.get_absolute_url()
    page = text(national.get(forum.get_absolute_url()))
    assert "Complete on 20 November 2026; due by 21 November 2026. In the minute book." in page

    national.post(address, {"minutes_on": "2026-11-20", "documents": SimpleUploadedFile("minutes.pdf", PDF)})
    assert [(one.original_name, one.kind_id) for one in forum.documents.all()] == [("minutes.pdf", "minutes")]
    forum.refresh_from_db()
    assert forum.minutes_note == ""


def test_a_plain_meeting_owes_no_minutes(national: Client) -> None:
    engagement = EngagementFactory()
    address = reverse("stakeholders:minutes", args=[engagement.pk])

    assert "this engagement is none" in text(national.get(address))
    national.post(address, {"minutes_on": "2026-11-20", "note": "In the book."})
    assert Engagement.objects.get().minutes_on is None


# The list


def test_the_list_is_chosen_by_how_language_and_planned_follow_up(national: Client) -> None:
    venda = Language.objects.create(code="ve", name="Tshivenḓa")
    chosen = EngagementFactory(mode=EngagementModeFactory(), follow_up_on=date(2026, 11, 1))
    chosen.languages.add(venda)
    followed = EngagementFactory(follow_up_on=date(2026, 12, 1))
    EngagementFactory(follows=followed)
    engagements = reverse("stakeholders:engagements")

    for query in (
        {"mode": chosen.mode_id},
        {"language": venda.pk},
        {"follow_up": "planned"},
        {"follow_up": "overdue"},
    ):
        assert [row.pk for row in national.get(engagements, query).context["object_list"]] == [chosen.pk]
    exported = b"".join(national.get(engagements, {"format": "csv", "language": venda.pk})).decode()
    assert ("Tshivenḓa" in exported, "2026-11-01" in exported) == (True, True)
