"""The pages of an engagement: writing it down, reading it, following it up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from partnerships.core.models import Language, User
from stakeholders.models import ActionItem, Engagement
from tests.factories import (
    ActionItemFactory,
    EngagementFactory,
    EngagementKindFactory,
    EngagementModeFactory,
    EngagementPointFactory,
    GuideTopicFactory,
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
        stakeholder__name="Thuso (demo)",
    )
    add = reverse("stakeholders:engagement_add")
    page = text(national.get(add, {"follows": earlier.pk}))
    for shown in ("Follow-up of:", 'value="Look at the lamps"', 'value="Thuso (demo), National"'):
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
