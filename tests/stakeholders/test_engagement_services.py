"""Recording and correcting an engagement: who may, what is kept, what is refused and in which words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile

from partnerships.core import history
from partnerships.core.models import Document, Language, User
from stakeholders.models import ActionItem, Engagement, EngagementLanguage, EngagementPoint
from stakeholders.services import change_engagement, record_engagement
from tests.factories import (
    ActionItemFactory,
    EngagementFactory,
    EngagementKindFactory,
    EngagementParticipantFactory,
    EngagementPointFactory,
    ProvinceFactory,
    StakeholderFactory,
)
from tests.people import gift, lindiwe, nomsa
from tests.rules.chain import PDF

pytestmark = pytest.mark.django_db


def plain(error: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return [message.replace("\u00a0", " ") for message in error.value.messages]


def engage(by: User, **fields: Any) -> Engagement:
    given: dict[str, Any] = {
        "stakeholder": fields.pop("stakeholder", None) or StakeholderFactory(province=by.province),
        "province": by.province,
        "kind": EngagementKindFactory(),
        "held_on": date(2026, 11, 20),
        "purpose": "Safer schools",
        "participants": [{"side": "ours", "office": "Director", "count": 1}],
        "points": [
            {"kind": "concern", "text": "Transport."},
            {"kind": "information", "text": "Forty members."},
        ],
        "action_items": [
            {"what": "Ask the municipality", "owner": by, "owner_elsewhere": "", "due_on": date(2026, 12, 1)}
        ],
    }
    return record_engagement(by=by, **given | fields)


def test_an_engagement_keeps_who_was_there_what_was_said_and_what_follows() -> None:
    officer = gift()
    upload = ContentFile(PDF, name="register.pdf")

    engagement = engage(officer, documents=[upload])

    assert engagement.recorded_by == officer
    assert [str(one) for one in engagement.participants.all()] == ["Director"]
    assert [(point.position, point.kind, point.text) for point in engagement.points.all()] == [
        (1, "concern", "Transport."),
        (2, "information", "Forty members."),
    ]
    assert [(item.what, item.owner) for item in engagement.action_items.all()] == [
        ("Ask the municipality", officer)
    ]
    assert [document.original_name for document in engagement.documents.all()] == ["register.pdf"]


def test_an_engagement_with_a_provinces_own_stakeholder_belongs_to_that_province() -> None:
    gauteng = ProvinceFactory(code="GP")
    ours = StakeholderFactory(province=gauteng)

    assert engage(nomsa(), stakeholder=ours).province == gauteng
    with pytest.raises(ValidationError, match="belongs to that province"):
        engage(nomsa(), stakeholder=ours, province=ProvinceFactory(code="LP"))


def test_a_province_engages_a_national_body_in_its_own_name() -> None:
    officer = gift()

    assert engage(officer, stakeholder=StakeholderFactory(province=None)).province == officer.province
    with pytest.raises(PermissionDenied):
        engage(officer, stakeholder=StakeholderFactory(province=None), province=None)


def test_a_province_engages_no_stakeholder_of_another() -> None:
    foreign = StakeholderFactory(province=ProvinceFactory(code="LP"))

    with pytest.raises(PermissionDenied):
        engage(gift(), stakeholder=foreign)
    assert not Engagement.objects.exists()


def test_an_engagement_lies_in_the_past() -> None:
    with pytest.raises(ValidationError) as refused:
        engage(nomsa(), held_on=date(2026, 11, 24))
    assert plain(refused) == [
        "24 November 2026 lies in the future. An engagement is recorded once it was held: give today or an earlier day."
    ]
    assert engage(nomsa(), held_on=date(2026, 11, 23)).pk


def test_an_archived_stakeholder_is_not_engaged() -> None:
    archived = StakeholderFactory(archived_on=date(2026, 1, 1), archive_reason="Twice.")

    with pytest.raises(ValidationError, match="is archived"):
        engage(nomsa(), stakeholder=archived)


def test_a_next_step_needs_somebody_and_somebody_who_can_see_it() -> None:
    nobody = [{"what": "Ask", "owner": None, "owner_elsewhere": "", "due_on": None}]
    with pytest.raises(ValidationError, match="Say who will do it"):
        engage(nomsa(), action_items=nobody)

    blind = [{"what": "Ask", "owner": lindiwe(), "owner_elsewhere": "", "due_on": None}]
    with pytest.raises(ValidationError, match="has no access to the engagements of Gauteng"):
        engage(gift(), action_items=blind)
    assert not Engagement.objects.exists()


def test_a_refused_file_leaves_no_engagement_behind() -> None:
    with pytest.raises(ValidationError, match="not an accepted kind"):
        engage(nomsa(), documents=[ContentFile(PDF, name="ok.pdf"), ContentFile(b"MZ", name="run.exe")])
    assert not Engagement.objects.exists()
    assert not Document.objects.exists()


def test_changing_an_engagement_keeps_rows_that_stay_and_drops_rows_that_go() -> None:
    officer, engagement = nomsa(), EngagementFactory()
    kept = EngagementPointFactory(engagement=engagement, position=1, text="Stays")
    EngagementPointFactory(engagement=engagement, position=2, text="Goes")
    there = EngagementParticipantFactory(engagement=engagement)

    change_engagement(
        engagement,
        by=officer,
        purpose="Safer streets",
        points=[{"kind": "request", "text": "New"}, {"pk": kept.pk, "kind": "concern", "text": "Stays"}],
    )

    stored = Engagement.objects.get(pk=engagement.pk)
    assert (stored.purpose, stored.version) == ("Safer streets", 2)
    assert [(point.position, point.text) for point in stored.points.all()] == [(1, "New"), (2, "Stays")]
    assert stored.points.get(text="Stays").pk == kept.pk
    assert stored.participants.get() == there  # not given: left alone


def test_what_is_done_stays_when_the_engagement_is_changed() -> None:
    engagement = EngagementFactory()
    done = ActionItemFactory(engagement=engagement, done_on=date(2026, 9, 1), outcome="Sent.")
    ActionItemFactory(engagement=engagement, what="Still open")

    change_engagement(
        engagement,
        by=nomsa(),
        action_items=[{"pk": done.pk, "what": "Never happened", "owner_elsewhere": "X"}],
    )

    assert [item.what for item in engagement.action_items.all()] == [done.what]


def test_a_line_of_another_engagement_cannot_be_changed_through_this_one() -> None:
    engagement, other = EngagementFactory(), EngagementPointFactory(text="Theirs")

    change_engagement(
        engagement, by=nomsa(), points=[{"pk": other.pk, "kind": "concern", "text": "Mine now"}]
    )

    assert EngagementPoint.objects.get(pk=other.pk).text == "Theirs"
    assert [point.text for point in engagement.points.all()] == ["Mine now"]


def test_the_second_of_two_editors_is_told_and_changes_nothing() -> None:
    engagement = EngagementFactory()
    change_engagement(engagement, by=nomsa(), version=1, purpose="First")

    with pytest.raises(ValidationError, match="Somebody else saved this record"):
        change_engagement(Engagement.objects.get(pk=engagement.pk), by=nomsa(), version=1, purpose="Second")
    assert Engagement.objects.get(pk=engagement.pk).purpose == "First"


def test_another_provinces_engagement_is_not_changed_nor_moved_there() -> None:
    ours = EngagementFactory(stakeholder__province=ProvinceFactory(code="GP"))
    with pytest.raises(PermissionDenied):
        change_engagement(ours, by=lindiwe(), purpose="Ours")

    national = StakeholderFactory(province=None)
    held = EngagementFactory(stakeholder=national, province=ProvinceFactory(code="GP"))
    with pytest.raises(PermissionDenied):
        change_engagement(held, by=gift(), province=ProvinceFactory(code="LP"))


def test_a_date_that_the_source_left_out_can_be_found_later() -> None:
    engagement = EngagementFactory(held_on=None, date_basis="unknown")
    assert engagement.date_note == "Not dated in the source"

    change_engagement(engagement, by=nomsa(), held_on=date(2019, 9, 4))

    assert Engagement.objects.get(pk=engagement.pk).date_basis == "recorded"


def test_an_inferred_year_is_said_with_what_the_source_prints() -> None:
    engagement = EngagementFactory(held_on=date(2019, 8, 22), date_basis="inferred", date_as_printed="22/8")

    assert engagement.date_note == "Year inferred: the source prints 22/8"
    assert EngagementFactory().date_note == ""


def test_a_line_corrected_in_its_words_keeps_its_row_and_its_action_item() -> None:
    engagement = EngagementFactory()
    point = EngagementPointFactory(
        engagement=engagement, kind="commitment", text="Send the manuel to the forum"
    )
    item = ActionItemFactory(engagement=engagement, point=point, is_important=True)

    change_engagement(
        engagement,
        by=nomsa(),
        points=[{"pk": point.pk, "kind": "commitment", "text": "Send the manual to the forum"}],
    )

    assert ActionItem.objects.get(pk=item.pk).point.text == "Send the manual to the forum"


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"is_important": True}, "important"),
        ({"done_on": date(2026, 9, 1), "outcome": "Sent."}, "“Done”"),
    ],
)
def test_a_line_that_led_to_something_is_not_taken_out(fields: dict[str, Any], state: str) -> None:
    point = EngagementPointFactory(kind="commitment", text="Send the manual")
    ActionItemFactory(engagement=point.engagement, point=point, **fields)

    with pytest.raises(ValidationError) as refused:
        change_engagement(point.engagement, by=nomsa(), points=[])
    assert plain(refused) == [
        f"The line “Send the manual” has an action item that is {state}. Leave the line as it was."
    ]
    assert EngagementPoint.objects.get() == point


def test_a_promise_that_is_open_outlives_its_line() -> None:
    point = EngagementPointFactory(kind="request")
    item = ActionItemFactory(engagement=point.engagement, point=point)

    change_engagement(point.engagement, by=nomsa(), points=[], action_items=[])

    assert ActionItem.objects.get(pk=item.pk).point is None


def test_what_one_of_us_does_is_promised_by_us_and_what_another_does_to_us() -> None:
    officer = nomsa()
    engagement = engage(
        officer,
        action_items=[
            {"what": "Ask", "owner_id": officer.pk, "owner_elsewhere": "", "due_on": None},
            {"what": "Answer", "owner_id": None, "owner_elsewhere": "Chairperson", "due_on": None},
        ],
    )

    assert [(item.what, item.direction) for item in engagement.action_items.order_by("pk")] == [
        ("Ask", "by_us"),
        ("Answer", "to_us"),
    ]


def test_a_next_step_is_not_due_before_the_engagement() -> None:
    step = {"what": "Ask", "owner": None, "owner_elsewhere": "Chair", "due_on": date(2026, 11, 19)}

    with pytest.raises(ValidationError) as refused:
        engage(nomsa(), action_items=[step])
    assert plain(refused) == [
        "19 November 2026 lies before the engagement of 20 November 2026. "
        "Give that day or a later one, or leave it empty."
    ]


def test_languages_are_kept_and_changed() -> None:
    venda, zulu = (
        Language.objects.create(code=code, name=name)
        for code, name in (("ve", "Tshivenḓa"), ("zu", "isiZulu"))
    )
    engagement = engage(nomsa(), languages=[venda])
    change_engagement(engagement, by=nomsa(), languages=[venda, zulu])

    assert {language.name for language in engagement.languages.all()} == {"Tshivenḓa", "isiZulu"}


@pytest.mark.django_db(transaction=True)
def test_a_change_of_languages_alone_stands_in_the_history() -> None:
    venda, zulu, tsonga = (
        Language.objects.create(code=code, name=name)
        for code, name in (("ve", "Tshivenḓa"), ("zu", "isiZulu"), ("ts", "Xitsonga"))
    )
    engagement = engage(nomsa(), languages=[venda, tsonga])
    change_engagement(engagement, by=nomsa(), languages=[venda, zulu])

    told = history.with_lines(engagement, EngagementLanguage)
    assert [(entry.title, entry.who) for entry in told] == [
        ("Changed", "Nomsa Dlamini"),
        ("Recorded", "Nomsa Dlamini"),
    ]
    assert {(change.field, change.before, change.after) for change in told[0].changes} == {
        ("Language used “Xitsonga”", "Written down", "Taken out"),
        ("Language used “isiZulu”", "None", "Written down"),
    }
    assert told[1].changes == ()


def test_a_hundred_thousand_characters_emoji_and_diacritics_are_kept() -> None:
    notes = ("Ḽiṅwalo ḽa Tshivenḓa 🚓 " * 5000)[:99_999] + "🙂"
    engagement = engage(nomsa(), notes=notes, points=[{"kind": "request", "text": "Vho Ṋemutanzhela 🙏"}])

    stored = Engagement.objects.get(pk=engagement.pk)
    assert stored.notes == notes
    assert stored.points.get().text == "Vho Ṋemutanzhela 🙏"


def test_a_follow_up_comes_after_what_it_follows_and_never_leads_in_a_circle() -> None:
    first = EngagementFactory(held_on=date(2026, 11, 20))
    second = engage(nomsa(), follows=first)

    with pytest.raises(ValidationError, match="was held on"):
        engage(nomsa(), follows=first, held_on=date(2026, 11, 1), action_items=[])
    with pytest.raises(ValidationError, match="in a circle"):
        change_engagement(first, by=nomsa(), follows=second)


def test_an_engagement_of_another_province_is_followed_by_nobody_else() -> None:
    foreign = EngagementFactory(stakeholder__province=ProvinceFactory(code="LP"))

    with pytest.raises(PermissionDenied):
        engage(gift(), follows=foreign)
