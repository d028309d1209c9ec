"""The search over everything: what comes first, what is forgiven, and that nobody finds what they may not see."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.core import finding
from partnerships.core.models import Document, DocumentText
from tests.factories import (
    ActionItemFactory,
    ActualFactory,
    ContactFactory,
    EngagementFactory,
    MoUFactory,
    ProvinceFactory,
    StakeholderFactory,
)
from tests.people import gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db


def titles(text: str, user: Any) -> list[str]:
    found = finding.find(text, user)
    return [entry.title for entry in found.entries]


def document(record: Any, by: Any, name: str, text: str = "", title: str = "") -> Document:
    kept = Document.objects.create(
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        kind_id=Document.Kind.ATTACHMENT,
        original_name=name,
        title=title,
        file=f"documents/{name}",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        uploaded_by=by,
    )
    if text:
        DocumentText.objects.create(document=kept, outcome="read", text=text)
    return kept


@pytest.fixture
def register() -> Any:
    """Records of Gauteng, of Limpopo and of the national office, and Nomsa, who sees them all."""
    gauteng, limpopo = ProvinceFactory(code="GP"), ProvinceFactory(code="LP")
    officer = nomsa()
    alex = StakeholderFactory(
        name="Alexandra Community Police Forum", short_name="CPF Alex", province=gauteng, mandate="Patrols."
    )
    StakeholderFactory(name="Alexandra Business Chamber", province=gauteng, mandate="Funds the police forum.")
    StakeholderFactory(name="Community Safety Network", short_name="CSN", province=None)
    StakeholderFactory(name="Network of Communities for Safety", province=None)
    StakeholderFactory(name="Université Libre de Tshwane", province=None)
    far = StakeholderFactory(name="Mokopane Farm Watch", province=limpopo, mandate="Watches over farms.")
    ContactFactory(stakeholder=alex, name="Thabo Mokoena", post="Chairperson")
    ContactFactory(stakeholder=far, name="Khutso Mokoena", post="Secretary")
    EngagementFactory(
        stakeholder=alex, province=gauteng, purpose="Street lighting at the taxi rank", notes=""
    )
    ActionItemFactory(stakeholder=alex, province=gauteng, what="Report broken lights to the municipality")
    MoUFactory(province=None, title="Rural safety and stock theft", reference="MOU-2025-017")
    document(alex, officer, "minutes_2026-03.pdf", "The forum agreed that loitering after dusk is reported.")
    document(far, officer, "stock-list.pdf", "Loitering near kraals.", title="Register of kraals")
    return officer


# What is typed, and what must come first.
FIRST = [
    ("alexandra community police forum", "Alexandra Community Police Forum"),
    ("forum police alexandra", "Alexandra Community Police Forum"),
    ("cpf alex", "Alexandra Community Police Forum"),
    ("csn", "Community Safety Network"),
    ("community safety network", "Community Safety Network"),
    ("network communities", "Network of Communities for Safety"),
    ("alexan", "Alexandra Business Chamber"),
    ("alexandra forum funds", "Alexandra Business Chamber"),
    ("universite libre", "Université Libre de Tshwane"),
    ("UNIVERSITÉ", "Université Libre de Tshwane"),
    ("alexandar chamber", "Alexandra Business Chamber"),
    ("alexanda chamber", "Alexandra Business Chamber"),
    ("busness chamber", "Alexandra Business Chamber"),
    ("thabo mokoena", "Thabo Mokoena"),
    ("mokoena chairperson", "Thabo Mokoena"),
    ("thabo mokeona", "Thabo Mokoena"),
    ("taxi rank lighting", "Street lighting at the taxi rank"),
    ("street lights", "Street lighting at the taxi rank"),
    ("broken lights", "Report broken lights to the municipality"),
    ("municipalty", "Report broken lights to the municipality"),
    ("MOU-2025-017", "MOU-2025-017 Rural safety and stock theft"),
    ("2025-017", "MOU-2025-017 Rural safety and stock theft"),
    ("stock theft", "MOU-2025-017 Rural safety and stock theft"),
    ("minutes 2026-03", "minutes_2026-03.pdf"),
    ("loitering dusk", "minutes_2026-03.pdf"),
    ("register of kraals", "Register of kraals"),
]


def test_of_each_query_the_expected_record_comes_first(register: Any) -> None:
    found = {text: (titles(text, register) or ["nothing"])[0] for text, _ in FIRST}
    assert found == dict(FIRST)


def test_a_province_finds_its_own_and_the_national_records_alone(register: Any) -> None:
    assert titles("mokoena", gift()) == ["Thabo Mokoena"]
    assert titles("mokoena", lindiwe()) == ["Khutso Mokoena"]
    assert titles("loitering", gift()) == ["minutes_2026-03.pdf"]
    assert titles("kraals", gift()) == []
    assert titles("mokopane", gift()) == []
    assert sorted(titles("mokoena", register)) == ["Khutso Mokoena", "Thabo Mokoena"]


def test_a_mistyped_word_does_not_reach_another_province(register: Any) -> None:
    assert titles("mokopnae", gift()) == []
    assert titles("mokopnae", lindiwe()) == ["Mokopane Farm Watch"]


def test_a_kind_is_found_only_with_its_right(register: Any) -> None:
    reader = person(may=["stakeholders.view_stakeholder"], sphere="national", province=None)
    assert titles("mokoena", reader) == []
    assert titles("broken lights", reader) == []
    assert titles("loitering dusk", reader) == ["minutes_2026-03.pdf"]


def test_the_evidence_of_an_actual_is_found_by_its_words_within_the_scope(register: Any) -> None:
    actual = ActualFactory(province=ProvinceFactory(code="LP"))
    document(actual, register, "attendance-register.pdf", "Signed at Thohoyandou by forty members.")
    assert titles("attendance register", register) == ["attendance-register.pdf"]
    assert titles("signed at thohoyandou", lindiwe()) == ["attendance-register.pdf"]
    assert titles("signed at thohoyandou", gift()) == []


def test_a_redacted_person_is_not_found_and_leaves_no_word(register: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_word WHERE word IN ('mokoena', 'thabo', 'khutso')")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM core_word WHERE word = 'mokopane'")
        assert cursor.fetchone() == (1,)


def test_the_words_of_a_renamed_record_are_learned(register: Any) -> None:
    StakeholderFactory(name="Zamdela Watch", province=None)
    kept = StakeholderFactory(name="Old Name", province=None)
    type(kept).objects.filter(pk=kept.pk).update(name="Phomolong Watch")
    assert titles("phomolnog", register) == ["Phomolong Watch"]


@pytest.mark.parametrize(
    "text", ["' OR 1=1 --", "a & | ! ( ) :* <->", "\\", "%", "_", "…", "the", "😀", "ﬁ", "'"]
)
def test_signs_are_no_commands(register: Any, text: str) -> None:
    finding.find(text, register)


def test_ten_thousand_characters_are_refused_with_a_sentence(register: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        finding.find("a" * 10_000, register)
    assert refused.value.messages == [
        "That is 10\N{NO-BREAK SPACE}000 characters long. Search for a few words, at most 200 characters."
    ]


def test_a_search_takes_at_most_four_queries_and_its_page_one_more(register: Any) -> None:
    register.has_perm("mou.view_mou")
    ContentType.objects.get_for_model(Document)
    finding.find("warm", register)
    with CaptureQueriesContext(connection) as queries:
        found = finding.find("mokeona loitring", register)
        finding.shown(found, found.entries, register)
    # Which words are known, what has them as typed, which names are near, and what has those.
    assert len(queries) == 4
    with CaptureQueriesContext(connection) as queries:
        found = finding.find("police", register)
        finding.shown(found, found.entries, register)
    assert len(queries) <= 4


# The page


def test_the_page_marks_the_words_and_shows_where_they_stand(client: Any, register: Any) -> None:
    client.force_login(register)
    page = client.get(reverse("search"), {"q": "loitering dusk"}).content.decode()
    assert "that <mark>loitering</mark> after <mark>dusk</mark> is reported" in page
    page = client.get(reverse("search"), {"q": "universite"}).content.decode()
    assert "<mark>Université</mark> Libre de Tshwane" in page


def test_what_stands_in_a_record_is_never_markup(client: Any, register: Any) -> None:
    StakeholderFactory(name="<b>Bold</b> & <script>alert(1)</script>", province=None)
    client.force_login(register)
    page = client.get(reverse("search"), {"q": "bold"}).content.decode()
    assert "&lt;b&gt;<mark>Bold</mark>&lt;/b&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>" not in page


def test_the_page_can_be_chosen_by_kind(client: Any, register: Any) -> None:
    client.force_login(register)
    page = client.get(reverse("search"), {"q": "alexandra", "kind": "contacts"})
    assert page.context["chosen"] == ""
    page = client.get(reverse("search"), {"q": "light", "kind": "action-items"})
    assert [str(hit.one) for hit in page.context["hits"]] == ["Action item"]
    assert {group.label: group.count for group in page.context["groups"]} == {
        "Engagements": 1,
        "Action items": 1,
    }


def test_the_page_says_when_nothing_was_found_and_when_too_much_was_typed(client: Any, register: Any) -> None:
    client.force_login(register)
    assert "Nothing found" in client.get(reverse("search"), {"q": "zzyzx"}).content.decode()
    page = client.get(reverse("search"), {"q": "x" * 10_000}).content.decode()
    assert "Search for a few words, at most 200 characters." in page
    assert "xxxx" not in page
