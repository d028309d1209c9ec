"""Clauses stand under sections, and the number by which a clause is quoted means the same words for ever."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import docx
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from mou import services
from mou.lifecycle import MOU_LIFECYCLE
from mou.models import MoU, Section, text_digest
from mou.services.clauses import number_for
from mou.terms import Part, places_of, terms_of, terms_on, under_sections
from mou.word import text_docx
from partnerships.core.models import User
from tests import factories as make
from tests.mou import scenes
from tests.mou.test_amendments import begin, change, clear, sign
from tests.mou.texts import accept, theirs
from tests.people import gift, lindiwe

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture
def written(mou: MoU) -> MoU:
    """Purpose under “Cooperation”; No payment and Costs under “Roles and resources”; what is owed quotes 2.1."""
    first, second = (
        make.SectionFactory(mou=mou, position=place, heading=heading)
        for place, heading in enumerate(("Cooperation", "Roles and resources"), start=1)
    )
    mou.clauses.filter(heading="Purpose").update(section=first)
    mou.clauses.filter(heading="No payment").update(section=second)
    make.ClauseFactory(mou=mou, section=second, position=3, heading="Costs")
    return mou


def read(mou: MoU) -> list[tuple[str, str, str]]:
    """Section, number and heading of each clause, in the order of the text."""
    return [(c.section_heading, c.number, c.heading) for c in mou.clauses.in_order()]


def quotes(mou: MoU) -> list[str]:
    return list(mou.obligations.values_list("clause", flat=True))


# In a draft


def test_a_new_draft_has_the_sections_of_its_clauses_in_the_order_of_the_library(officer: User) -> None:
    general = make.StandardSectionFactory(code="general", name="General", order=2)
    roles = make.StandardSectionFactory(code="roles", name="Roles", order=1)
    make.StandardSectionFactory(code="unused", name="Unused", order=3)
    make.StandardClauseFactory(code="notices", name="Notices", section=general, order=1)
    make.StandardClauseFactory(code="costs", name="Costs", section=roles, order=9)
    mou = scenes.agreement()
    successor = services.draft_mou(
        by=officer,
        kind=mou.kind,
        title="Safer schools",
        purpose="Fewer incidents.",
        province=None,
        parties=[make.StakeholderFactory(partner=True, province=None)],
        focus_areas=[make.FocusAreaFactory()],
        business_owner=mou.business_owner,
        partnership_manager=mou.partnership_manager,
        starts_on=date(2027, 1, 1),
    )
    assert read(successor) == [("Roles", "1", "Costs"), ("General", "2", "Notices")]
    # A wording of the library that changes later changes no text.
    general.name = "Final provisions"
    general.save()
    assert read(successor)[-1][0] == "General"


def test_a_clause_moves_within_its_section_and_no_further(written: MoU, officer: User) -> None:
    costs = written.clauses.get(heading="Costs")
    services.move_clause(costs, by=officer, way="up")
    assert [row[1:] for row in read(written)] == [("1", "Purpose"), ("2", "Costs"), ("3", "No payment")]
    services.move_clause(costs, by=officer, way="up")
    assert read(written)[0] == ("Cooperation", "1", "Purpose")
    # What quoted No payment quotes it still.
    assert quotes(written) == ["3.1"]


def test_a_clause_goes_into_another_section_knowingly_and_stands_last_there(
    written: MoU, officer: User, client: Client
) -> None:
    clause = written.clauses.get(heading="Costs")
    client.force_login(officer)
    url = reverse("mou:clause_edit", args=[clause.pk])
    asked = {"heading": "Costs", "text": "Each its own.", "version": clause.version}
    assert "Choose one" in client.post(url, asked | {"section": ""}).content.decode()
    client.post(url, asked | {"section": "Cooperation"})
    assert read(written) == [
        ("Cooperation", "1", "Purpose"),
        ("Cooperation", "2", "Costs"),
        ("Roles and resources", "3", "No payment"),
    ]
    assert quotes(written) == ["3.1"]


def test_sections_move_with_their_clauses_and_leave_once_they_are_empty(written: MoU, officer: User) -> None:
    first, second = written.sections.all()
    services.move_section(second, by=officer, way="up")
    assert [row[1:] for row in read(written)] == [("1", "No payment"), ("2", "Costs"), ("3", "Purpose")]
    assert quotes(written) == ["1.1"]
    with pytest.raises(ValidationError, match="1 clause stands under “Cooperation”"):
        services.remove_section(first, by=officer)
    services.remove_clause(written.clauses.get(heading="Purpose"), by=officer)
    services.remove_section(first, by=officer)
    assert list(written.sections.values_list("heading", flat=True)) == ["Roles and resources"]
    with pytest.raises(ValidationError, match="a section with this heading already"):
        services.add_section(written, by=officer, heading=" Roles and resources ")


def test_a_clause_of_the_library_comes_under_its_section(written: MoU, officer: User) -> None:
    general = make.StandardSectionFactory(code="general", name="General")
    standard = make.StandardClauseFactory(code="notices", name="Notices", section=general)
    words = {"heading": "Notices", "text": "By letter."}
    services.add_clause(written, by=officer, standard=standard, **words)
    assert read(written)[-1] == ("General", "4", "Notices")
    assert written.sections.get(heading="General").standard == general


def test_sections_of_a_draft_are_added_renamed_moved_and_removed_on_the_page(
    written: MoU, officer: User, client: Client
) -> None:
    client.force_login(officer)
    text = reverse("mou:text", args=[written.pk])
    make.StandardSectionFactory(code="general", name="General")
    assert "?heading=General" in client.get(text).content.decode()
    client.post(reverse("mou:section_add", args=[written.pk]), {"heading": "General"})
    section = written.sections.get(heading="General")
    shown = client.get(text).content.decode()
    assert "No clause yet." in shown and "?heading=General" not in shown
    client.post(
        reverse("mou:section_edit", args=[section.pk]), {"heading": "Final", "version": section.version}
    )
    client.post(reverse("mou:section_move", args=[section.pk, "up"]))
    assert [s.heading for s in written.sections.all()] == ["Cooperation", "Final", "Roles and resources"]
    client.post(reverse("mou:section_remove", args=[section.pk]))
    assert written.sections.count() == 2
    refused = client.post(reverse("mou:section_add", args=[written.pk]), {"heading": "Cooperation"})
    assert "a section with this heading already" in refused.content.decode()


def test_sections_are_of_a_draft_only_and_seen_with_their_agreement(written: MoU, officer: User) -> None:
    section = written.sections.first()
    MOU_LIFECYCLE.apply(written, "consult", by=officer)
    acts: list[Any] = [
        lambda: services.add_section(written, by=officer, heading="More"),
        lambda: services.move_section(section, by=officer, way="up"),
        lambda: services.remove_section(section, by=officer),
        lambda: services.place_clause(written.clauses.first(), by=officer, section="More"),
    ]
    for act in acts:
        with pytest.raises(ValidationError, match="Clauses are changed in a draft only"):
            act()
    gauteng = gift()
    own = make.SectionFactory(mou__province=gauteng.province)
    assert own in Section.objects.visible_to(gauteng)
    assert own not in Section.objects.visible_to(lindiwe())


def test_another_section_makes_an_acceptance_void(written: MoU, officer: User) -> None:
    party = accept(theirs(written), officer)
    services.place_clause(written.clauses.get(heading="Costs"), by=officer, section="Cooperation")
    assert not party.accepts(text_digest(written))


def test_what_is_owed_quotes_a_clause_that_the_text_has(written: MoU, officer: User) -> None:
    def against() -> list[str]:
        return MOU_LIFECYCLE.transitions["send-for-clearance"].blockers(written, officer)

    assert not any("quotes" in reason for reason in against())
    written.obligations.update(clause="17.2")
    [reason] = [reason for reason in against() if "quotes" in reason]
    assert reason == "The text has no clause with the number that what is owed quotes: 17.2."
    written.obligations.update(clause="Annexure A")
    assert not any("quotes" in reason for reason in against())


# On paper


def test_the_text_is_set_under_its_sections_on_the_page_and_in_word(
    written: MoU, officer: User, client: Client
) -> None:
    client.force_login(officer)
    shown = client.get(reverse("mou:text", args=[written.pk])).content.decode()
    at = [
        shown.index(words) for words in (">Cooperation</h2>", "</span> Purpose", ">Roles and resources</h2>")
    ]
    assert at == sorted(at)
    paper = docx.Document(BytesIO(text_docx(written, by=officer, day=TODAY)))
    told = [(p.style.name, p.text) for p in paper.paragraphs if p.style.name.startswith("Heading")]  # type: ignore[union-attr]
    begins = told.index(("Heading 2", "Cooperation"))
    assert told[begins : begins + 5] == [
        ("Heading 2", "Cooperation"),
        ("Heading 3", "1. Purpose"),
        ("Heading 2", "Roles and resources"),
        ("Heading 3", "2. No payment"),
        ("Heading 3", "3. Costs"),
    ]


# Once it is signed


@pytest.fixture
def signed(written: MoU) -> MoU:
    signed = scenes.agreement(signed=True)
    written.sections.update(mou=signed)
    written.clauses.update(mou=signed)
    make.ClearanceStepFactory(code="legal", kind=signed.kind, permission="mou.clear_legal", order=1)
    return signed


def test_a_clause_that_an_amendment_adds_is_quoted_by_a_letter_and_no_number_moves(
    signed: MoU, officer: User, client: Client
) -> None:
    before = terms_of(signed)
    amendment = begin(signed, officer)
    make.StandardSectionFactory(code="general", name="General")
    for section, heading in (("Cooperation", "Reach"), ("Cooperation", "Schools"), ("General", "Notices")):
        line = {"section": section, "heading": heading, "text": "Words."}
        change(amendment, officer, Part.CLAUSE, line)
    # Clause 3 goes into another section, and is quoted as before.
    costs = signed.clauses.get(heading="Costs")
    moved = before.clauses[costs.pk] | {"section": "Cooperation"}
    change(amendment, officer, Part.CLAUSE, moved, item=costs.pk)
    client.force_login(officer)
    shown = client.get(amendment.get_absolute_url()).content.decode()
    assert "Roles and resources" in shown and "Section" in shown
    clear(amendment, officer)
    sign(amendment, officer)
    assert read(signed) == [
        ("Cooperation", "1", "Purpose"),
        ("Cooperation", "3", "Costs"),
        ("Cooperation", "1A", "Reach"),
        ("Cooperation", "1B", "Schools"),
        ("Roles and resources", "2", "No payment"),
        ("General", "4", "Notices"),
    ]
    places = places_of(signed)
    assert [heading for heading, _ in under_sections(terms_of(signed), places)] == [
        "Cooperation",
        "Roles and resources",
        "General",
    ]
    # The day before: as it was.
    assert terms_on(signed, date(2026, 11, 22)) == before
    asked = client.get(reverse("mou:as_on", args=[signed.pk]), {"day": "2026-11-22"}).content.decode()
    assert ">Cooperation</h2>" in asked and ">General</h2>" not in asked and "Reach" not in asked


def test_no_number_is_given_twice(signed: MoU) -> None:
    amendment = make.AmendmentFactory(mou=signed)
    first, second = signed.sections.all()
    assert (number_for(signed, first), number_for(signed, second), number_for(signed, None)) == (
        "1A",
        "4",
        "0A",
    )
    make.ClauseFactory(mou=signed, section=first, position=4, number="1A", removed_by=amendment)
    make.ClauseFactory(mou=signed, section=second, position=5, number="4", removed_by=amendment)
    # Neither of those that were taken out comes back with other words.
    assert (number_for(signed, first), number_for(signed, second)) == ("1B", "5")


def test_a_successor_begins_with_the_sections_and_numbers_its_clauses_anew(
    signed: MoU, officer: User
) -> None:
    signed.clauses.filter(heading="Purpose").update(removed_by=make.AmendmentFactory(mou=signed))
    services.review_mou(
        signed,
        by=scenes.anybody(),
        decision="renew",
        **dict.fromkeys(("activity", "results", "our_duties", "their_duties", "reason"), "As agreed."),
    )
    successor = services.renew_mou(
        signed,
        by=officer,
        starts_on=date(2029, 4, 1),
        ends_on=None,
        business_owner=signed.business_owner,
        partnership_manager=signed.partnership_manager,
    )
    assert read(successor) == [
        ("Roles and resources", "1", "No payment"),
        ("Roles and resources", "2", "Costs"),
    ]
