"""The text of an agreement as a Word document, and the agreements that may say the same."""

from __future__ import annotations

import time
from datetime import date
from io import BytesIO

import docx
import pytest
from django.test import Client
from django.urls import reverse

from mou.models import MoU
from mou.overlap import overlaps_of
from mou.word import DOCX, text_docx
from partnerships.core.models import User
from tests import factories as make
from tests.mou import scenes
from tests.people import gift, nomsa

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def read(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Its headings and paragraphs, and the rows of its tables."""
    paper = docx.Document(BytesIO(content))
    rows = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    return [p.text.replace("\N{NO-BREAK SPACE}", " ") for p in paper.paragraphs], rows


def test_the_word_document_says_what_the_page_says(mou: MoU, officer: User, client: Client) -> None:
    client.force_login(officer)
    answer = client.get(reverse("mou:text", args=[mou.pk]), {"format": "docx"})
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        DOCX,
        f'attachment; filename="{mou.reference.lower()}-text.docx"',
    )
    said, rows = read(answer.content)
    assert mou.title in said and "Draft of 23 November 2026, not agreed" in said
    assert [line for line in said if line[:2] in {"1.", "2."}] == ["1. Purpose", "2. No payment"]
    assert rows[1][:3] == ["2.1", "Civilian Secretariat for Police Service", "Appoint a coordinator"]
    assert rows[-1][0] == "Trust (demo)" and rows[-1][-1] == "To be signed"


def test_what_was_taken_out_by_an_amendment_is_not_printed(mou: MoU, officer: User) -> None:
    amendment = make.AmendmentFactory(mou=mou)
    mou.clauses.filter(heading="No payment").update(removed_by=amendment)
    said, _ = read(text_docx(mou, by=officer, day=TODAY))
    assert "1. Purpose" in said and "2. No payment" not in said


def test_a_signed_text_says_where_and_when_each_party_signed(officer: User) -> None:
    mou = scenes.agreement(signed=True)
    mou.parties.update(signed_at="Durban")
    make.ClauseFactory(mou=mou, position=1, text="First.\n\nSecond.")
    said, rows = read(text_docx(mou, by=officer, day=TODAY))
    assert "First." in said and "Second." in said
    assert rows[-1][2].replace("\N{NO-BREAK SPACE}", " ") == "Durban, 20 March 2026"


def test_an_agreement_without_clauses_has_no_word_document(officer: User, client: Client) -> None:
    client.force_login(officer)
    url = reverse("mou:text", args=[scenes.agreement().pk])
    assert client.get(url, {"format": "docx"}).status_code == 404


def test_a_text_of_thirty_pages_is_written_within_a_second(mou: MoU, officer: User) -> None:
    for position in range(3, 93):
        make.ClauseFactory(
            mou=mou, position=position, heading=f"Clause {position}", text="Words of it. " * 90
        )
    began = time.process_time()
    text_docx(mou, by=officer, day=TODAY)
    assert time.process_time() - began < 1


# Overlap


def test_agreements_with_the_same_party_or_a_like_purpose_or_title_are_told_by_their_headline(
    officer: User,
) -> None:
    partner = make.StakeholderFactory(partner=True)
    aim = "Pupils reach school and their homes without being robbed on the way."
    mine = scenes.agreement(title="Safer schools in Vhembe", partner=partner, purpose=aim)
    same_party = scenes.agreement(title="Radio links", partner=partner, purpose="Patrols hear each other.")
    alike = scenes.agreement("GP", title="Safer schools in Tshwane", signed=True)
    means = scenes.agreement(title="Walking buses", purpose=f"{aim} Parents walk with them.")
    scenes.agreement(title="Rural roads", purpose="Stock theft on farms is reported early.")
    scenes.agreement(title="Safer schools in Vhembe", signed=True, ends_on=date(2026, 11, 22))
    found = overlaps_of(mine, viewer=officer, day=TODAY)
    assert [(o.headline["reference"], o.why) for o in found] == [
        (same_party.reference, "the same party"),
        (means.reference, "a purpose much like this"),
        (alike.reference, "a title much like this"),
    ]


def test_of_another_province_the_headline_is_told_and_no_way_there(client: Client) -> None:
    mine = scenes.agreement("GP", title="Safer schools in Tshwane")
    other = scenes.agreement("LP", title="Safer schools in Vhembe")
    [found] = overlaps_of(mine, viewer=gift(), day=TODAY)
    assert (found.may_open, set(found.headline) & {"purpose", "business_owner"}) == (False, set())
    client.force_login(gift())
    shown = client.get(mine.get_absolute_url()).content.decode()
    assert other.reference in shown and other.get_absolute_url() not in shown


def test_a_signed_agreement_asks_no_more(client: Client) -> None:
    partner = make.StakeholderFactory(partner=True)
    mine = scenes.agreement(signed=True, partner=partner)
    scenes.agreement(partner=partner)
    client.force_login(nomsa())
    assert "may say the same" not in client.get(mine.get_absolute_url()).content.decode()
