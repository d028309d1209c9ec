"""Documents that stand by themselves: core/filing.py and the pages of core/documents.py."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partnerships.core import files, filing, history
from partnerships.core.models import Document, DocumentKind, StagedFile
from tests.factories import ActualFactory, EngagementFactory, StakeholderFactory
from tests.people import everything, gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def profile():
    return DocumentKind.objects.create(code="profile", name="Profile", extensions=["pdf", "docx"])


def pdf(name="profile.pdf", more=b""):
    return SimpleUploadedFile(name, PDF[:9] + more + PDF[9:])


def of_gauteng(by=None):
    by = by or gift()
    return by, StakeholderFactory(name="Mamelodi forum", province=by.province)


def added(record, by, kind, **more):
    return filing.add_document(record, by=by, kind=kind, **({"file": pdf()} | more))


def page(client, document):
    return client.get(reverse("document_about", args=[document.pk])).content.decode()


def test_a_document_is_added_with_its_kind_title_and_classification(client, profile):
    by, stakeholder = of_gauteng()
    client.force_login(by)

    response = client.post(
        reverse("stakeholders:document_add", args=[stakeholder.pk]),
        {"file": pdf(), "kind": profile.pk, "title": "Profile of 2026", "classification": "restricted"},
    )

    document = Document.objects.get()
    assert response.url == f"{stakeholder.get_absolute_url()}#documents"
    assert (
        document.record,
        document.kind,
        document.title,
        document.classification,
        document.uploaded_by,
    ) == (
        stakeholder,
        profile,
        "Profile of 2026",
        "restricted",
        by,
    )
    shown = client.get(stakeholder.get_absolute_url()).content.decode()
    assert "Profile of 2026" in shown
    assert "Restricted" in shown


def test_a_file_that_is_not_of_the_chosen_kind_is_refused_and_stays_kept(client, profile):
    by, stakeholder = of_gauteng()
    client.force_login(by)
    address = reverse("stakeholders:document_add", args=[stakeholder.pk])
    photograph = DocumentKind.objects.create(code="photograph", name="Photograph", extensions=["jpg", "png"])

    refused = client.post(address, {"file": pdf(), "kind": photograph.pk, "classification": "unclassified"})

    waiting = StagedFile.objects.get()
    assert "“profile.pdf” cannot be kept as photograph: that is JPEG or PNG." in refused.content.decode()
    client.post(address, {"file-held": waiting.pk, "kind": profile.pk, "classification": "unclassified"})
    assert Document.objects.get().file.name == waiting.file.name


def test_nothing_above_confidential_is_offered_or_taken(client, profile):
    by, stakeholder = of_gauteng()
    client.force_login(by)
    address = reverse("stakeholders:document_add", args=[stakeholder.pk])

    offered = re.findall(r'name="classification" value="(\w+)"', client.get(address).content.decode())
    client.post(address, {"file": pdf(), "kind": profile.pk, "classification": "secret"})

    assert offered == ["unclassified", "restricted", "confidential"]
    assert Document.objects.count() == 0


def test_a_new_version_takes_the_place_in_lists_and_the_old_one_stays_reachable(client, profile):
    by, stakeholder = of_gauteng()
    first = added(stakeholder, by, profile, title="Profile")
    client.force_login(by)

    client.post(
        reverse("document_version", args=[first.pk]),
        {"file": pdf("profile-2.pdf", b"2"), "classification": "confidential", "reason": "New chairperson."},
    )

    second = Document.objects.get(version=2)
    assert (second.replaces, second.title, second.kind, second.classification) == (
        first,
        "Profile",
        profile,
        "confidential",
    )
    assert filing.shelf(stakeholder).documents == [second]
    assert [one.version for one in filing.versions(first)] == [2, 1]
    newest, old = page(client, second), page(client, first)
    assert f'<a href="{first.get_absolute_url()}">profile.pdf</a>' in newest
    assert "This is version 1." in old
    assert reverse("document_version", args=[first.pk]) not in old
    assert b"".join(client.get(first.get_absolute_url())) == PDF


def test_two_people_replacing_the_same_version_are_told_apart(profile):
    by, stakeholder = of_gauteng()
    first = added(stakeholder, by, profile)
    filing.replace_document(first, by=by, file=pdf(), classification="unclassified")

    with pytest.raises(ValidationError, match="Somebody else added a newer version"):
        filing.replace_document(first, by=nomsa(), file=pdf(), classification="unclassified")
    assert Document.objects.count() == 2


def test_a_description_is_corrected_with_its_history(client, profile):
    by, stakeholder = of_gauteng()
    document = added(stakeholder, by, profile, title="Profle")
    client.force_login(by)

    client.post(
        reverse("document_edit", args=[document.pk]),
        {
            "kind": DocumentKind.objects.get(code="attachment").pk,
            "title": "Profile",
            "classification": "restricted",
        }
        | {"reason": "Spelling."},
    )

    newest = history.timeline(document)[0]
    assert (newest.who, newest.note) == (by.name, "Spelling.")
    assert {(one.field, one.before, one.after) for one in newest.changes} == {
        ("Kind", "Profile", "Attachment"),
        ("Title", "Profle", "Profile"),
        ("Classification", "Unclassified", "Restricted"),
    }
    assert "Spelling." in page(client, document)


def test_a_kind_that_the_file_cannot_be_is_refused(profile):
    by, stakeholder = of_gauteng()
    document = added(stakeholder, by, profile)
    photograph = DocumentKind.objects.create(code="photograph", name="Photograph", extensions=["jpg"])

    with pytest.raises(ValidationError, match="cannot be kept as photograph"):
        filing.describe_document(document, by=by, kind=photograph, title="", classification="unclassified")


def test_the_page_says_what_is_known(client, profile):
    by, stakeholder = of_gauteng()
    document = added(stakeholder, by, profile)
    client.force_login(by)

    shown = page(client, document)

    for fact in (document.sha256, "Not scanned", "Gift Mahlangu", "69 bytes", "Unclassified"):
        assert fact in shown.replace("\u00a0", " "), fact
    assert f'<a href="{stakeholder.get_absolute_url()}">Mamelodi forum</a>' in shown


def test_a_document_of_another_province_is_as_good_as_not_there(client, profile):
    by, stakeholder = of_gauteng()
    document = added(stakeholder, by, profile, title="Plan of Mamelodi")
    client.force_login(lindiwe())

    for name in ("document_about", "document_edit", "document_version"):
        response = client.get(reverse(name, args=[document.pk]))
        assert (response.status_code, "Plan of Mamelodi" in response.content.decode()) == (404, False), name


def test_acts_need_the_right_to_change_the_record(profile):
    by, stakeholder = of_gauteng()
    document = added(stakeholder, by, profile)
    reader = person("auditor")

    for act in (
        lambda: added(stakeholder, reader, profile),
        lambda: added(stakeholder, lindiwe(), profile),
        lambda: filing.replace_document(document, by=reader, file=pdf(), classification="unclassified"),
        lambda: filing.describe_document(
            document, by=lindiwe(), kind=profile, title="Mine", classification="unclassified"
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()
    document.refresh_from_db()
    assert (Document.objects.count(), document.title) == (1, "")


def test_evidence_of_a_figure_is_not_replaced_here(client):
    actual, by = ActualFactory(), person(may=everything())
    document = files.store(pdf(), record=actual, kind="evidence", by=by)
    client.force_login(by)

    assert client.get(reverse("document_version", args=[document.pk])).status_code == 404
    assert client.get(reverse("document_edit", args=[document.pk])).status_code == 404
    assert "Upload a new version" not in page(client, document)
    with pytest.raises(PermissionDenied):
        filing.replace_document(document, by=by, file=pdf(), classification="unclassified")


def test_an_engagement_takes_documents_of_its_own(client, profile):
    by = gift()
    engagement = EngagementFactory(province=by.province, stakeholder__province=by.province)
    client.force_login(by)

    client.post(
        reverse("stakeholders:engagement_document_add", args=[engagement.pk]),
        {"file": pdf("minutes.pdf"), "kind": profile.pk, "classification": "unclassified"},
    )

    assert engagement.documents.get().original_name == "minutes.pdf"


def test_fifty_documents_are_one_query_and_ten_of_them_open(django_assert_num_queries, profile):
    by, stakeholder = of_gauteng()
    for number in range(50):
        Document.objects.create(
            record=stakeholder,
            kind=profile,
            original_name=f"{number}.pdf",
            file=f"documents/{number}.pdf",
            media_type="application/pdf",
            size=1,
            sha256="0" * 64,
            uploaded_by=by,
        )
    with django_assert_num_queries(1):
        shelf = filing.shelf(stakeholder)
        kinds = {str(one.kind) for one in shelf.documents}

    assert (len(shelf.first), len(shelf.rest), kinds) == (10, 40, {"Profile"})
