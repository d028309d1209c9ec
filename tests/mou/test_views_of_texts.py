"""The page of an agreement's text, and the acts on it."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from mou.models import MoU, text_digest
from mou.views import texts
from partnerships.core.pdf import PdfError
from tests import factories as make
from tests.mou.texts import headings, ours, put_in, theirs
from tests.people import person

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    page = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main", 1)[-1])
    return " ".join(page.replace("\u00a0", " ").split())


def page(client: Client, agreement: MoU) -> str:
    return text(client.get(reverse("mou:text", args=[agreement.pk])))


def test_the_text_reads_as_parties_clauses_and_obligations(client: Client, mou: Any, officer: Any) -> None:
    party = theirs(mou)
    party.established_by, party.signatory = "Trust deed IT 12/2019", "The chairperson"
    party.capacity, party.authority = "chairperson", "resolution of 3 March 2026"
    party.save()
    client.force_login(officer)
    shown = page(client, mou)
    assert (
        "Trust (demo) , established by Trust deed IT 12/2019, represented by The chairperson in the capacity of "
        "chairperson, authorised by resolution of 3 March 2026." in shown
    )
    assert (
        "Civilian Secretariat for Police Service , established by Civilian Secretariat for Police Service Act"
        in shown
    )
    assert shown.index("1. Purpose") < shown.index("2. No payment") < shown.index("Obligations")
    assert shown.count("Not accepted yet") == 2


def test_a_clause_of_the_library_comes_with_its_words_and_a_changed_one_voids_acceptance(
    client: Client,
    mou: Any,
    officer: Any,
) -> None:
    standard = make.StandardClauseFactory(name="Good faith", text="They consult each other.")
    client.force_login(officer)
    assert "Not in this text Good faith" in page(client, mou)
    address = reverse("mou:clause_add", args=[mou.pk])
    form = client.get(address, {"standard": standard.pk}).context["form"]
    assert (form["heading"].value(), form["text"].value()) == ("Good faith", "They consult each other.")
    client.post(address, {"heading": "Good faith", "text": "They consult.", "standard": standard.pk})
    assert headings(mou) == ["Purpose", "No payment", "Good faith"]
    assert "Not in this text" not in page(client, mou)

    client.post(
        reverse("mou:accept", args=[theirs(mou).pk]),
        {"accepted_on": "2026-11-20", "how": "Letter of the trust."},
    )
    assert "Accepted 20 November 2026: Letter of the trust." in page(client, mou)
    clause = mou.clauses.get(heading="Good faith")
    client.post(
        reverse("mou:clause_edit", args=[clause.pk]),
        {"heading": "Good faith", "text": "They consult early.", "version": clause.version},
    )
    assert "Changed since Accepted an earlier text on 20 November 2026." in page(client, mou)


def test_clauses_move_and_go_by_a_press(client: Client, mou: Any, officer: Any) -> None:
    client.force_login(officer)
    clause = mou.clauses.get(heading="No payment")
    client.post(reverse("mou:clause_move", args=[clause.pk, "up"]))
    assert headings(mou) == ["No payment", "Purpose"]
    # What is owed quoted clause 2.1 and followed it; a clause that is quoted stays.
    refused = client.post(reverse("mou:clause_remove", args=[clause.pk]))
    assert "What is owed quotes this clause: 1.1." in refused.content.decode()
    other = mou.clauses.get(heading="Purpose")
    response = client.post(reverse("mou:clause_remove", args=[other.pk]), follow=True)
    assert "“Purpose” is no longer in the text." in response.content.decode()
    assert headings(mou) == ["No payment"]


def test_of_two_who_change_a_clause_the_second_sees_both_wordings(
    client: Client,
    mou: Any,
    officer: Any,
) -> None:
    client.force_login(officer)
    clause = mou.clauses.get(heading="Purpose")
    address = reverse("mou:clause_edit", args=[clause.pk])
    seen = clause.version
    client.post(address, {"heading": "Purpose", "text": "The words of the first.", "version": seen})
    second = client.post(address, {"heading": "Purpose", "text": "The words of the second.", "version": seen})
    assert second.status_code == 200
    assert "The words of the first." in text(second)
    assert "The words of the second." in text(second)


def test_a_thread_is_held_on_the_page_by_both_sides_settled_and_opened_again(
    client: Client, mou: Any, officer: Any
) -> None:
    clause = mou.clauses.get(heading="No payment")
    client.force_login(person("director", name="Director (demo)"))
    asked = {"text": "Who pays for travel?", "party": theirs(mou).pk}
    client.post(reverse("mou:clause_remark", args=[clause.pk]), asked)
    remark = clause.remarks.get()
    assert "Trust (demo), told to Director (demo)" in page(client, mou)
    # Who remarks does not settle; who drafts does.
    reply, settle, reopen = (
        reverse("mou:remark_reply", args=[remark.pk]),
        *(reverse("mou:move_remark", args=[remark.pk, move]) for move in ("settle", "reopen")),
    )
    assert settle not in client.get(reverse("mou:text", args=[mou.pk])).content.decode()
    assert client.post(settle, {"note": "No."}).status_code == 403
    client.post(reply, {"text": "Travel of volunteers, that is.", "party": ""})
    client.force_login(officer)
    assert "1 remark to settle" in page(client, mou)
    # The whole thread stands above the form that settles it.
    assert "Travel of volunteers, that is." in text(client.get(settle))
    empty = client.post(settle, {"note": " "})
    assert "Write an answer here" in text(empty) and remark.is_open
    client.post(settle, {"note": "Each party its own."})
    shown = page(client, mou)
    assert "remark to settle" not in shown and "settled it" in shown and "Each party its own." in shown
    assert "The remark is settled already" in text(client.get(settle))
    assert "Open it again with a reason first" in text(client.get(reply))
    client.post(reopen, {"note": "Say what travel is."})
    shown = page(client, mou)
    assert "1 remark to settle" in shown and "opened it again" in shown and "Say what travel is." in shown
    said = ("Who pays for travel?", "Travel of volunteers", "Each party its own.", "Say what travel is.")
    assert [shown.index(words) for words in said] == sorted(shown.index(words) for words in said)


def test_whose_turn_it_is_stands_on_the_page_with_the_days(client: Client, mou: Any, officer: Any) -> None:
    client.force_login(officer)
    assert "Nobody was named." in page(client, mou)
    client.post(reverse("mou:turn", args=[mou.pk]), {"party": theirs(mou).pk, "on": "2026-11-03", "note": ""})
    assert "Trust (demo) , since 3 November 2026 (20 days)" in page(client, mou)
    again = client.get(reverse("mou:turn", args=[mou.pk]))
    assert [str(party) for party in again.context["form"].fields["party"].queryset] == [str(ours(mou))]


def test_a_locked_text_offers_nothing_and_a_forged_act_is_told_why(
    client: Client, mou: Any, officer: Any
) -> None:
    clause = mou.clauses.first()
    put_in(mou, MoU.Status.CLEARANCE)
    client.force_login(officer)
    shown = page(client, mou)
    for word in ("Add a clause", "Change", "Hand the draft over", "Record the acceptance"):
        assert word not in shown
    told = client.post(
        reverse("mou:clause_edit", args=[clause.pk]), {"heading": "X", "text": "Y", "version": 1}, follow=True
    )
    assert "Clauses are changed in a draft only." in told.content.decode()
    assert "A text is accepted before it is sent for clearance." in text(
        client.get(reverse("mou:accept", args=[theirs(mou).pk]))
    )
    moved = client.post(reverse("mou:clause_move", args=[clause.pk, "down"]), follow=True)
    assert "Clauses are changed in a draft only." in moved.content.decode()


def test_an_agreement_without_a_text_says_where_it_is(client: Client) -> None:
    signed = make.MoUFactory(province=None, signed=True, signed_on=date(2026, 3, 20))
    client.force_login(person("auditor"))
    assert "The text is not kept here" in page(client, signed)


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_the_paper_says_the_same_as_the_page_and_that_it_is_a_draft(
    client: Client, mou: Any, officer: Any
) -> None:
    clause = mou.clauses.get(heading="No payment")
    clause.text = "Ṱhohoyandou bears its own costs <b>always</b>."
    clause.save()
    client.force_login(officer)
    address = reverse("mou:text", args=[mou.pk])
    response = client.get(address, {"format": "pdf"})
    assert response["Content-Disposition"] == f'attachment; filename="{mou.reference.lower()}-text.pdf"'
    said = words(response.content).replace("\u00a0", " ")
    assert "Draft of 23 November 2026, not agreed" in said
    assert "1. Purpose" in said
    assert "2. No payment Ṱhohoyandou bears its own costs <b>always</b>." in said
    assert mou.obligations.get().text in said
    assert text_digest(mou) in said.replace(" ", "")
    catalogue = PdfReader(io.BytesIO(response.content)).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert client.get(address, {"format": "pdf"}).content == response.content

    put_in(mou, MoU.Status.SIGNATURE)
    assert "For signature" in words(client.get(address, {"format": "pdf"}).content)
    mou.clauses.all().delete()
    assert client.get(address, {"format": "pdf"}).status_code == 404


def test_a_paper_that_cannot_be_made_is_told_on_the_page(
    client: Client, mou: Any, officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> bytes:
        raise PdfError("Other PDFs are being made. Try again in a minute.")

    monkeypatch.setattr(texts, "text_pdf", fails)
    client.force_login(officer)
    told = client.get(reverse("mou:text", args=[mou.pk]), {"format": "pdf"}, follow=True).content.decode()
    assert "Try again in a minute. This page can be printed from the browser instead." in told
