"""The close-out report on its page and on paper."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from mou import services
from mou.models import MoU
from mou.views import ending
from partnerships.core.pdf import PdfError
from tests.mou import scenes
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed() -> MoU:
    mou = scenes.agreement(signed=True, title="Walks at night")
    scenes.obligation(mou, met=True, text="Train forty walkers")
    line = scenes.activity(mou, quarters=(1,), title="Training")
    line.quarters.update(status="done", done_on="2026-05-01")
    services.complete_mou(mou, by=person("partnership_manager", name="Mpho Manager"), **scenes.CLOSE_OUT)
    return mou


SAID = (
    *scenes.CLOSE_OUT.values(),
    *("Train forty walkers", "Training", "Q1 2026/27: done", "Mpho Manager"),
)


def test_the_report_says_what_became_of_everything(closed: MoU, client: Client) -> None:
    client.force_login(nomsa())
    assert (
        reverse("mou:close_out", args=[closed.pk]) in client.get(closed.get_absolute_url()).content.decode()
    )
    shown = client.get(reverse("mou:close_out", args=[closed.pk])).content.decode().replace("\xa0", " ")
    assert [words for words in SAID if words not in shown] == []
    assert "1: 1 met, 0 partly met, 0 waived, 0 lapsed" in shown and "1: 1 done, 0 given up" in shown


def test_the_report_is_printed(closed: MoU, client: Client) -> None:
    client.force_login(nomsa())
    answer = client.get(reverse("mou:close_out", args=[closed.pk]), {"format": "pdf"})
    assert answer["Content-Disposition"] == f'attachment; filename="{closed.reference.lower()}-close-out.pdf"'
    pages = PdfReader(io.BytesIO(answer.content)).pages
    printed = " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())
    assert [words for words in SAID if words not in printed] == []


def test_a_report_that_cannot_be_printed_says_so(
    closed: MoU, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise PdfError("It took too long.")

    monkeypatch.setattr(ending, "close_out_pdf", fail)
    client.force_login(nomsa())
    answer = client.get(reverse("mou:close_out", args=[closed.pk]), {"format": "pdf"}, follow=True)
    assert "It took too long." in answer.content.decode()


def test_an_agreement_that_was_not_completed_has_no_report(client: Client) -> None:
    client.force_login(nomsa())
    assert client.get(reverse("mou:close_out", args=[scenes.agreement(signed=True).pk])).status_code == 404


def test_the_form_asks_each_question_and_shows_what_became_of_the_duties(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    scenes.obligation(mou, met=True)
    client.force_login(person("partnership_manager"))
    url = reverse("mou:complete", args=[mou.pk])
    assert "What became of it" in client.get(url).content.decode()
    refused = client.post(url, scenes.CLOSE_OUT | {"completed_on": "2026-11-20", "theirs": ""})
    assert "Write an answer here" in refused.content.decode() and "Radios first." in refused.content.decode()
    mou.refresh_from_db()
    assert mou.status == "signed"
