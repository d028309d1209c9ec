"""Forms on paper: core/paper.py, core/paper_pages.py, and what a saved form remembers of its sheet."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

import partnerships.sheets  # noqa: F401 -- offers the forms
from partnerships.core import paper
from partnerships.core.models import PaperSheet
from partnerships.core.pdf import PdfError
from stakeholders.models import Stakeholder
from tests.factories import (
    EngagementKindFactory,
    FitCriteriaFactory,
    ProvinceFactory,
    StakeholderFactory,
    StakeholderGroupFactory,
)
from tests.people import gift, nomsa, person

pytestmark = pytest.mark.django_db


def sheet(form="stakeholder", **fields):
    return PaperSheet.objects.create(form=form, printed_by=fields.pop("by", None) or nomsa(), **fields)


def form_of(code, user):
    offered = paper.OFFERED.get(code)
    shown = offered.form(user)
    return {line.label: line for part in paper.parts(shown, offered.headings(shown)) for line in part.lines}


def text(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_every_kind_of_field_has_its_shape_on_paper():
    EngagementKindFactory(code="meeting", name="Meeting")
    lines = form_of("engagement", gift())

    assert (lines["Kind"].shape, lines["Kind"].options, lines["Kind"].needed) == ("boxes", ("Meeting",), True)
    assert (lines["With whom"].shape, lines["With whom"].needed) == ("line", True)
    assert lines["Date"].shape == "date"
    assert (lines["Notes"].shape, lines["Notes"].count) == ("lines", 10)
    assert lines["Attendance register, notes or photographs"].hint == (
        "Staple it to this sheet, or write where it is."
    )
    assert form_of("contact", gift())["Main contact"].shape == "tick"


def test_a_criterion_stands_above_its_score():
    FitCriteriaFactory(weighs=[{"code": "purpose", "name": "Shared purpose"}])
    offered = paper.OFFERED.get("strategic-fit")
    shown = offered.form(gift())

    titles = [part.title for part in paper.parts(shown, offered.headings(shown))]

    assert titles == ["", "Shared purpose", "Recommendation"]


def test_a_printed_sheet_is_tagged_and_carries_its_number_at_head_and_foot(client):
    StakeholderGroupFactory(name="Tshivenḓa speakers")
    client.force_login(gift())

    response = client.post(reverse("paper"), {"form": "stakeholder"})

    printed = PaperSheet.objects.get()
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "application/pdf",
        f'attachment; filename="{printed.number}.pdf"',
    )
    reader = PdfReader(io.BytesIO(response.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    for page in reader.pages:
        assert page.extract_text().count(printed.number) >= 2
    said = text(response.content)
    assert "Tshivenḓa speakers" in said
    assert f"http://testserver/paper/{printed.number}/" in said


def test_printing_a_sheet_again_keeps_its_number(client):
    printed = sheet()
    client.force_login(gift())

    response = client.post(reverse("paper_sheet", args=[printed.number]))

    assert printed.number in text(response.content)
    assert PaperSheet.objects.get() == printed


@pytest.mark.parametrize("typed", ["P-{0:06}", "p-{0:06}", "P{0}", "{0}", " P-{0:06} "])
def test_a_number_is_found_however_it_is_typed(client, typed):
    printed = sheet()
    client.force_login(gift())

    response = client.get(reverse("paper"), {"number": typed.format(printed.pk)}, follow=True)

    assert response.redirect_chain[-1][0] == f"{reverse('stakeholders:add')}?sheet={printed.number}"


@pytest.mark.parametrize("number", ["P-999999", "P-0", "x", "9" * 40])
def test_a_number_that_nobody_printed_is_said_so(client, number):
    client.force_login(gift())

    assert client.get(reverse("paper_sheet", args=[number])).status_code == 404
    assert (
        f"There is no sheet “{number}”" in client.get(reverse("paper"), {"number": number}).content.decode()
    )


def test_a_sheet_of_a_form_of_one_record_asks_for_the_record(client):
    printed = sheet("contact")
    user = gift()
    ours = StakeholderFactory(name="Mamelodi forum", province=user.province)
    foreign = StakeholderFactory(name="Polokwane forum", province=ProvinceFactory(code="LP"))
    client.force_login(user)
    address = reverse("paper_sheet", args=[printed.number])

    assert "Polokwane" not in client.get(address).content.decode()
    assert client.get(address, {"record": foreign.pk}).status_code == 200
    found = client.get(address, {"record": "Mamelodi forum"})

    assert found.url == f"{reverse('stakeholders:contact_add', args=[ours.pk])}?sheet={printed.number}"


def test_the_saved_record_remembers_its_sheet_and_the_first_one_counts(client):
    printed, user = sheet(), gift()
    group = StakeholderGroupFactory()
    client.force_login(user)
    address = f"{reverse('stakeholders:add')}?sheet={printed.number}"

    for name in ("Mamelodi forum", "Another forum"):
        typed = {"name": name, "group": group.pk, "level": "local", "relationship_manager": user.pk}
        assert client.post(address, typed).status_code == 302

    printed.refresh_from_db()
    assert Stakeholder.objects.count() == 2
    assert str(printed.record) == "Mamelodi forum"
    page = client.get(reverse("paper_sheet", args=[printed.number])).content.decode()
    assert f'<a href="{printed.record.get_absolute_url()}">Mamelodi forum</a>' in page


def test_what_was_captured_elsewhere_is_not_named(client):
    foreign = StakeholderFactory(name="Polokwane forum", province=ProvinceFactory(code="LP"))
    printed = sheet(record=foreign)
    client.force_login(gift())

    page = client.get(reverse("paper_sheet", args=[printed.number])).content.decode()

    assert "Polokwane" not in page
    assert "as a record that you may not open" in page


def test_only_forms_that_one_may_fill_in_are_offered_and_printed(client):
    client.force_login(person(may={"stakeholders.add_contact"}))
    page = client.get(reverse("paper")).content.decode()

    assert ("Contact person" in page, "Engagement</th>" in page) == (True, False)
    assert client.post(reverse("paper"), {"form": "engagement"}).status_code == 403
    assert client.get(reverse("paper_sheet", args=[sheet("engagement").number])).status_code == 403
    assert client.post(reverse("paper"), {"form": "nothing"}).status_code == 404
    assert PaperSheet.objects.count() == 1


def test_people_are_not_listed_on_paper():
    user = gift()

    assert "Gift Mahlangu" not in str(form_of("action-item", user))


def test_a_pdf_that_does_not_come_about_is_said_so(client, monkeypatch):
    def fails(*args, **kwargs):
        raise PdfError("Other PDFs are being made. Try again in a minute.")

    monkeypatch.setattr(paper, "printed", fails)
    client.force_login(gift())

    page = client.post(reverse("paper"), {"form": "engagement"}, follow=True).content.decode()

    assert "Other PDFs are being made. Try again in a minute." in page
