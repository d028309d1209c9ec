"""The library of laws, white papers and strategies, with the thrusts that rest on them and the files that are kept."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partnerships.core.models import DocumentKind
from partnerships.strategy.models import LibraryDocument
from tests.factories import LibraryDocumentFactory, LibraryKindFactory, ThrustFactory
from tests.people import gift, nomsa
from tests.strategy.test_versions import PDF

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def test_a_document_is_added_linked_and_a_file_of_it_kept(client):
    client.force_login(nomsa())
    thrust = ThrustFactory()
    said = {
        "title": "White Paper on Policing",
        "kind": LibraryKindFactory().pk,
        "year": "2016",
        "citation": "Gazette 41082",
        "says": "Community-centred policing.",
        "thrusts": [thrust.pk],
        "is_active": "on",
    }

    wrong = client.post(reverse("strategy:library_add"), said | {"link": "not an address", "year": "1066"})
    right = client.post(reverse("strategy:library_add"), said | {"link": "sabinetlaw.co.za/white-paper"})

    assert set(wrong.context["form"].errors) == {"link", "year"}
    document = LibraryDocument.objects.get()
    assert right.url == document.get_absolute_url()
    assert document.link == "https://sabinetlaw.co.za/white-paper"
    client.post(
        reverse("strategy:library_file_add", args=[document.pk]),
        {
            "file": SimpleUploadedFile("gazette.pdf", PDF, "application/pdf"),
            "kind": DocumentKind.objects.get(code="attachment").pk,
            "classification": "unclassified",
        },
    )
    page = text(client.get(document.get_absolute_url()))
    assert "gazette.pdf" in page
    assert str(thrust.name) in page


def test_a_province_reads_the_library_with_its_files_and_changes_nothing(client):
    document = LibraryDocumentFactory()
    client.force_login(gift())

    assert client.get(document.get_absolute_url()).status_code == 200
    assert client.get(reverse("strategy:library_edit", args=[document.pk])).status_code == 403
    assert client.get(reverse("strategy:library_add")).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["White paper", "Act"]),
        ("search=gazette", ["White paper"]),
        ("in_use=False", ["Act"]),
        ("sort=-year", ["White paper", "Act"]),
    ],
)
def test_the_library_is_filtered_and_sorted(client, query, found):
    client.force_login(nomsa())
    LibraryDocumentFactory(title="Act", is_active=False, year=2011)
    LibraryDocumentFactory(title="White paper", citation="Gazette 41082", year=2016)

    response = client.get(f"{reverse('strategy:library')}?{query}")

    assert [document.title for document in response.context["object_list"]] == found
