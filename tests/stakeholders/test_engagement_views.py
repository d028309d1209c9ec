"""The pages of an engagement: writing it down, its points, its interview, its minutes and what follows it."""

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
    ActionItemFactory,
    EngagementFactory,
    EngagementKindFactory,
    EngagementModeFactory,
    EngagementPointFactory,
    GuideTopicFactory,
    InterviewAnswerFactory,
    ProvinceFactory,
    StakeholderFactory,
)
from tests.people import gift, lindiwe, nomsa, person
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


def test_an_engagement_is_recorded_on_one_page(client: Client) -> None:
    officer = gift()
    client.force_login(officer)
    fields = engagement_fields(
        officer,
        ours="Director",
        theirs="Patrol leaders (12)",
        said="concern: Transport.",
        uploads=SimpleUploadedFile("register.pdf", PDF),
        **{"steps-0-what": "Ask", "steps-0-owner": officer.pk, "steps-0-due_on": "2026-12-01"},
    )

    response = client.post(reverse("stakeholders:engagement_add"), fields)

    engagement = Engagement.objects.get()
    assert response["Location"] == engagement.get_absolute_url()
    assert (engagement.province, engagement.recorded_by) == (officer.province, officer)
    assert sorted(str(one) for one in engagement.participants.all()) == ["Director", "Patrol leaders (12)"]
    assert [(point.kind, point.text) for point in engagement.points.all()] == [("concern", "Transport.")]
    assert [(item.what, item.owner) for item in engagement.action_items.all()] == [("Ask", officer)]
    assert [document.original_name for document in engagement.documents.all()] == ["register.pdf"]


def test_all_that_is_wrong_is_named_at_once_and_nothing_typed_is_lost(client: Client) -> None:
    officer = gift()
    client.force_login(officer)
    fields = engagement_fields(
        officer, held_on="2026-11-24", purpose="", said="concern:", notes="Kept", **{"steps-0-what": "Ask"}
    )

    page = text(client.post(reverse("stakeholders:engagement_add"), fields))

    assert "Three things need your attention" in page
    for sentence in (
        "Purpose: write an answer here; it cannot stay empty.",
        "says nothing after the colon",
        "Say who will do it: one of us, or an office elsewhere.",
    ):
        assert sentence in page
    for kept in ('value="2026-11-24"', "Kept</textarea>", 'value="Ask"', 'value="Khanya (demo), Gauteng"'):
        assert kept in page
    assert not Engagement.objects.exists()


def test_what_the_service_refuses_stands_at_its_field(client: Client) -> None:
    officer = gift()
    client.force_login(officer)
    page = text(
        client.post(reverse("stakeholders:engagement_add"), engagement_fields(officer, held_on="2026-11-24"))
    )

    assert '<a href="#id_held_on">24 November 2026 lies in the future.' in page
    assert not Engagement.objects.exists()


def test_another_line_for_a_next_step_keeps_what_was_written_and_judges_nothing(client: Client) -> None:
    officer = gift()
    client.force_login(officer)
    fields = engagement_fields(
        officer, purpose="", said="concern: Transport.", add_step="1", **{"steps-0-what": "Ask"}
    )

    page = text(client.post(reverse("stakeholders:engagement_add"), fields))

    assert "your attention" not in page
    assert 'name="steps-1-what"' in page
    assert 'name="steps-2-what"' not in page
    assert 'value="Ask"' in page
    assert "concern: Transport.</textarea>" in page
    assert 'value="Khanya (demo), Gauteng"' in page
    assert not Engagement.objects.exists()


def test_a_stakeholder_is_preselected_when_it_may_be_seen(gauteng: Client) -> None:
    ours = StakeholderFactory(name="Ours (demo)", province=ProvinceFactory(code="GP"))
    theirs = StakeholderFactory(name="Theirs (demo)", province=ProvinceFactory(code="LP"))
    add = reverse("stakeholders:engagement_add")

    assert 'value="Ours (demo), Gauteng"' in text(gauteng.get(add, {"stakeholder": ours.pk}))
    assert "Theirs (demo)" not in text(gauteng.get(add, {"stakeholder": theirs.pk}))
    assert gauteng.get(add, {"stakeholder": "x"}).status_code == 200


def test_foreign_numbers_in_any_field_are_no_choices(client: Client) -> None:
    officer, stranger = gift(), lindiwe()
    foreign = StakeholderFactory(province=stranger.province)
    client.force_login(officer)
    fields = engagement_fields(
        officer, stakeholder=foreign.pk, **{"steps-0-what": "Ask", "steps-0-owner": stranger.pk}
    )

    page = text(client.post(reverse("stakeholders:engagement_add"), fields))

    assert "With whom: choose one of the entries that are offered." in page
    assert "Who of us: choose one of the entries that are offered." in page
    assert foreign.name not in page
    assert not Engagement.objects.exists()


def test_the_topics_of_the_guides_stand_beside_the_form(national: Client) -> None:
    topic = GuideTopicFactory(code="resources", name="Which resources do you have")
    GuideTopicFactory(code="old", name="Retired question", is_active=False)
    page = text(national.get(reverse("stakeholders:engagement_add")))

    assert str(topic.guide) in page
    assert "Which resources do you have" in page
    assert "Retired question" not in page


def test_an_engagement_is_changed_and_the_second_editor_is_told(national: Client) -> None:
    engagement = EngagementFactory(purpose="Safer schools")
    EngagementPointFactory(engagement=engagement, text="Transport.")
    address = reverse("stakeholders:engagement_edit", args=[engagement.pk])
    fields = engagement_fields(
        nomsa(),
        kind=engagement.kind_id,
        stakeholder=engagement.stakeholder_id,
        held_on="2026-07-15",
        version=1,
    )

    assert national.post(address, fields | {"said": "concern: Transport.\nVests."}).status_code == 302
    page = text(national.post(address, fields | {"said": "concern: Transport.\nHelmets."}))

    assert "Somebody else saved this record while you were editing" in page
    assert "Vests." in page
    assert "Helmets.</textarea>" in page
    assert [point.text for point in engagement.points.all()] == ["Transport.", "Vests."]


def test_the_page_of_an_engagement_shows_it_whole(national: Client) -> None:
    engagement = EngagementFactory(attendance=0, notes="First.\n\nSecond.")
    EngagementPointFactory(engagement=engagement)
    ActionItemFactory(engagement=engagement)
    ActionItemFactory(engagement=engagement, what="Call", done_on=date(2026, 9, 1), outcome="Called.")

    page = text(national.get(engagement.get_absolute_url()))

    for shown in (
        "Transport to meetings is not paid.",
        "Concern",
        "<p>Second.</p>",
        "Overdue",
        "84 days",
        "Called.",
    ):
        assert shown in page
    assert page.count("Record that it is done") == 1
    assert '<dd class="summary-list__value">0</dd>' in page


def test_a_reader_sees_no_way_to_change_an_engagement(client: Client) -> None:
    item = ActionItemFactory()
    client.force_login(person("auditor"))
    page = text(client.get(item.engagement.get_absolute_url()))

    assert "Record that it is done" not in page
    assert reverse("stakeholders:engagement_edit", args=[item.engagement_id]) not in page


def test_who_took_a_step_on_records_that_it_is_done_without_further_rights(client: Client) -> None:
    director = person("director")
    item = ActionItemFactory(owner=director)
    address = reverse("stakeholders:action_done", args=[item.pk])

    client.force_login(person("director"))
    assert client.get(address).status_code == 403
    client.force_login(director)
    assert item.what in text(client.get(address))
    assert "What was done: write an answer here" in text(client.post(address, {"done_on": "2026-11-20"}))
    response = client.post(address, {"outcome": "Sent.", "done_on": "2026-11-20"})
    assert response["Location"] == item.get_absolute_url()
    assert ActionItem.objects.get().outcome == "Sent."
    assert "This is recorded as “Done” now: Sent." in text(client.get(address))


# The form


def test_what_is_rarely_asked_is_folded_until_it_holds_something(national: Client) -> None:
    add = reverse("stakeholders:engagement_add")
    page = text(national.get(add))
    assert page.count('<details class="fold">') == 5
    assert '<details class="fold" open>' not in page

    page = text(
        national.post(add, engagement_fields(nomsa(), attendance="0", follow_up_on="soon", purpose=""))
    )
    opened = [
        part.split("<")[0]
        for part in page.split('<details class="fold" open> <summary class="fold__title">')[1:]
    ]
    assert opened == ["Who was there", "Follow-up planned"]


def test_how_languages_and_a_follow_up_are_kept(national: Client) -> None:
    mode = EngagementModeFactory()
    venda = Language.objects.create(code="ve", name="Tshivenḓa")
    national.post(
        reverse("stakeholders:engagement_add"),
        engagement_fields(
            nomsa(),
            mode=mode.pk,
            languages=[venda.pk],
            follow_up_on="2026-12-01",
            follow_up_purpose="Look again",
        ),
    )

    engagement = Engagement.objects.get()
    page = text(national.get(engagement.get_absolute_url()))
    for shown in (
        "In person",
        "Tshivenḓa",
        "Planned for 1 December 2026: Look again.",
        "Record the follow-up",
    ):
        assert shown in page


def test_a_follow_up_begins_with_what_was_planned(national: Client) -> None:
    earlier = EngagementFactory(
        follow_up_on=date(2026, 11, 20),
        follow_up_purpose="Look at the lamps",
        stakeholder__name="Khanya (demo)",
    )
    add = reverse("stakeholders:engagement_add")
    page = text(national.get(add, {"follows": earlier.pk}))
    for shown in ("Follow-up of:", 'value="Look at the lamps"', 'value="Khanya (demo), National"'):
        assert shown in page

    fields = engagement_fields(nomsa(), follows=earlier.pk, stakeholder=earlier.stakeholder_id)
    response = national.post(add, fields)
    later = Engagement.objects.get(follows=earlier)
    assert response["Location"] == later.get_absolute_url()
    page = text(national.get(earlier.get_absolute_url()))
    assert "Followed by" in page
    assert "Record the follow-up" not in page


def test_a_follow_up_of_a_foreign_engagement_is_neither_offered_nor_accepted(gauteng: Client) -> None:
    foreign = EngagementFactory(stakeholder__province=ProvinceFactory(code="LP"), purpose="Secret of Limpopo")
    add = reverse("stakeholders:engagement_add")

    assert "Secret of Limpopo" not in text(gauteng.get(add, {"follows": foreign.pk}))
    fields = engagement_fields(person(province="GP"), follows=foreign.pk)
    assert gauteng.post(add, fields).status_code == 200
    assert Engagement.objects.count() == 1


# Points


def test_after_saving_the_question_is_who_does_it_and_by_when(national: Client) -> None:
    add = reverse("stakeholders:engagement_add")
    said = "Forty members.\nrequest: Vests 🦺\ncommitment: We pay."
    response = national.post(add, engagement_fields(nomsa(), said=said))

    engagement = Engagement.objects.get()
    points = reverse("stakeholders:follow_up_points", args=[engagement.pk])
    assert response["Location"] == points
    page = text(national.get(points))
    assert ("Request: Vests 🦺" in page, "Commitment: We pay." in page, "Forty members." in page) == (
        True,
        True,
        False,
    )

    pay = engagement.points.get(kind="commitment").pk
    vests = engagement.points.get(kind="request").pk
    page = text(
        national.post(
            points,
            {
                f"point-{pay}-due_on": "2026-12-01",
                f"point-{vests}-due_on": "2026-11-01",
                f"point-{vests}-owner_elsewhere": "Chair",
            },
        )
    )
    assert "Say who will do it: one of us, or an office elsewhere." in page
    page = text(
        national.post(
            points, {f"point-{vests}-due_on": "2026-11-01", f"point-{vests}-owner_elsewhere": "Chair"}
        )
    )
    assert "lies before the engagement of 20 November 2026" in page
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
    first, second = (
        GuideTopicFactory(code="a", name="Old?"),
        GuideTopicFactory(code="b", name="New?", guide__code="other"),
    )
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

    assert label in text(national.get(forum.get_absolute_url()))
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
