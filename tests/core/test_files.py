"""Files people send and open again: core/files.py and core/documents.py."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from partnerships.core import files
from partnerships.core.files import LARGEST, clean_name, validate_upload
from partnerships.core.models import Document, DocumentKind, StagedFile
from tests.factories import ActualFactory, ObligationFactory, ProvinceFactory, UserFactory
from tests.people import everything, gift, nomsa, person

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def office(part):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr(
            {"word/": "word/document.xml", "xl/": "xl/workbook.xml"}.get(part, f"{part}x.xml"), "<x/>"
        )
    return buffer.getvalue()


def picture(kind):
    buffer = io.BytesIO()
    Image.new("RGB", (2, 2)).save(buffer, kind)
    return buffer.getvalue()


ACCEPTABLE = {
    "report.pdf": PDF,
    "REPORT.PDF": PDF,
    "letter.docx": office("word/"),
    "figures.xlsx": office("xl/"),
    "photo.jpg": picture("JPEG"),
    "photo.jpeg": picture("JPEG"),
    "scan.png": picture("PNG"),
}


def sent(name, content=PDF):
    return SimpleUploadedFile(name, content)


# What is accepted


@pytest.mark.parametrize("name", ACCEPTABLE)
def test_the_accepted_kinds_are_accepted(name):
    validate_upload(sent(name, ACCEPTABLE[name]))


@pytest.mark.parametrize(
    "name", ["program.exe", "page.html", "drawing.svg", "old.doc", "macro.xlsm", "none", "pdf"]
)
def test_any_other_kind_is_refused_with_what_is_accepted(name):
    with pytest.raises(ValidationError) as refused:
        validate_upload(sent(name))

    assert refused.value.messages == [
        f"“{name}” is not an accepted kind of file. Send PDF, Word (.docx), Excel (.xlsx), JPEG or PNG."
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.pdf", b"<html><script>alert(1)</script></html>"),
        ("late.pdf", b"\n" + PDF),
        ("program.png", b"MZ\x90\x00"),
        ("letter.docx", office("xl/")),
        ("archive.docx", office("other/")),
        ("photo.jpg", picture("PNG")),
        ("scan.png", picture("JPEG")),
        ("figures.xlsx", PDF),
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused(name, content):
    with pytest.raises(ValidationError) as refused:
        validate_upload(sent(name, content))

    assert refused.value.messages == [
        f"The content of “{name}” is not what its name says. "
        "Open it in its program, save it again and send that copy."
    ]


def test_an_empty_file_is_refused():
    with pytest.raises(ValidationError, match="is empty"):
        validate_upload(sent("report.pdf", b""))


def test_a_file_may_have_twenty_megabytes_and_not_one_byte_more():
    largest = PDF[:9] + b" " * (LARGEST - len(PDF)) + PDF[9:]
    validate_upload(sent("report.pdf", largest))

    with pytest.raises(ValidationError, match="larger than 20 MB"):
        validate_upload(sent("report.pdf", largest + b" "))


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\report.pdf", "report.pdf"),
        ("report\u202efdp.exe.pdf", "reportfdp.exe.pdf"),
        ("line\r\nbreak.pdf", "linebreak.pdf"),
        ("  .hidden.pdf. ", "hidden.pdf"),
        ("", "file"),
        (None, "file"),
    ],
)
def test_a_name_is_kept_without_folders_and_without_marks_that_cannot_be_seen(given_name, kept):
    assert clean_name(given_name) == kept


@given(st.text(max_size=400))
def test_no_name_leads_elsewhere_or_is_too_long(name):
    kept = clean_name(name)

    assert 0 < len(kept) <= 255
    assert not set(kept) & set("/\\\r\n\x00")


# How it is kept


@pytest.mark.django_db
def test_a_stored_file_has_a_name_of_its_own_and_says_what_it_is(settings):
    obligation, by = ObligationFactory(), UserFactory()

    document = files.store(
        sent("../evidence of June.PDF"), record=obligation, kind=Document.Kind.EVIDENCE, by=by, title="June"
    )

    assert (
        document.original_name,
        document.title,
        document.media_type,
        document.size,
        document.uploaded_by,
    ) == (
        "evidence of June.PDF",
        "June",
        "application/pdf",
        len(PDF),
        by,
    )
    assert document.sha256 == hashlib.sha256(PDF).hexdigest()
    assert document.record == obligation
    path = Path(document.file.path)
    assert (path.parent, path.suffix, path.read_bytes()) == (settings.MEDIA_ROOT / "documents", ".pdf", PDF)
    assert "evidence" not in path.name


@pytest.mark.django_db
def test_what_is_refused_is_not_kept(settings):
    with pytest.raises(ValidationError):
        files.store(sent("x.exe"), record=ObligationFactory(), kind=Document.Kind.EVIDENCE, by=UserFactory())

    assert Document.objects.count() == 0
    assert not settings.MEDIA_ROOT.exists()


# Who may open it


def evidence(code=None, name="evidence.pdf", content=PDF):
    province = ProvinceFactory(code=code) if code else None
    return files.store(
        sent(name, content),
        record=ActualFactory(province=province),
        kind=Document.Kind.EVIDENCE,
        by=UserFactory(),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "may"), [("GP", True), (None, True), ("LP", False)])
def test_whoever_may_see_the_record_may_open_its_files(code, may):
    document = evidence(code)

    if may:
        assert files.visible_document(document.pk, gift()) == document
    else:
        with pytest.raises(Http404):
            files.visible_document(document.pk, gift())


@pytest.mark.django_db
def test_a_file_whose_record_is_gone_or_of_an_unknown_kind_is_not_found():
    document = evidence("GP")
    Document.objects.filter(pk=document.pk).update(object_id=4711)
    with pytest.raises(Http404):
        files.visible_document(document.pk, nomsa())

    Document.objects.filter(pk=document.pk).update(
        content_type=ContentType.objects.create(app_label="gone", model="thing")
    )
    with pytest.raises(Http404):
        files.visible_document(document.pk, nomsa())


def address(document):
    return reverse("document", args=[document.pk])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("evidence.pdf", 'attachment; filename="evidence.pdf"'),
        (
            "bewys van Junie, Mbômbela.pdf",
            "attachment; filename*=utf-8''bewys%20van%20Junie%2C%20Mb%C3%B4mbela.pdf",
        ),
        ('a "b".pdf', 'attachment; filename="a \\"b\\".pdf"'),
    ],
)
def test_a_file_is_downloaded_under_its_own_name_and_never_shown_inside_a_page(client, name, header):
    document = evidence("GP", name)
    client.force_login(gift())

    response = client.get(address(document))

    assert b"".join(response) == PDF
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"] == header
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_a_file_of_another_province_is_as_good_as_not_there(client):
    foreign = evidence("LP")
    client.force_login(person(may=everything(), province="GP"))

    refused, missing = client.get(address(foreign)), client.get(reverse("document", args=[4711]))

    assert (refused.status_code, missing.status_code) == (404, 404)
    assert "evidence.pdf" not in refused.content.decode()


@pytest.mark.django_db
def test_without_signing_in_a_file_leads_to_the_door(client):
    response = client.get(address(evidence()))

    assert (response.status_code, response.url.startswith(reverse("account_login"))) == (302, True)


@pytest.mark.django_db
def test_a_file_that_is_no_longer_on_disk_is_said_to_be_missing(client):
    document = evidence("GP")
    Path(document.file.path).unlink()
    client.force_login(gift())

    response = client.get(address(document))

    page = response.content.decode()
    assert response.status_code == 404
    assert "“evidence.pdf” was stored on 23\u00a0November\u00a02026" in page
    assert document.sha256 in page


@pytest.mark.django_db
def test_a_missing_file_of_another_province_is_not_even_said_to_be_missing(client):
    document = evidence("LP")
    Path(document.file.path).unlink()
    client.force_login(gift())

    assert "evidence.pdf" not in client.get(address(document)).content.decode()


@pytest.mark.django_db
def test_a_file_is_only_looked_at(client):
    document = evidence("GP")
    client.force_login(gift())

    assert client.post(address(document)).status_code == 405


# Files made to mislead


def refused_for(name, content):
    with pytest.raises(ValidationError) as refused:
        validate_upload(sent(name, content))
    return refused.value.messages[0]


def book(*parts, part="word/document.xml", **more):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in ("[Content_Types].xml", part, *parts):
            made.writestr(name, more.get("content", "<x/>"))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        PDF,
        b"%PDF-1.4\n" + book(),
        book() + PDF,
        book() + b"<script>",
        book("../../evil.xml"),
        book("/etc/passwd"),
        book(part="word/other.xml"),
    ],
    ids=[
        "pdf",
        "behind a pdf",
        "before a pdf",
        "with a tail",
        "outside",
        "absolute",
        "without its main part",
    ],
)
def test_an_office_file_is_a_zip_of_its_parts_from_first_byte_to_last(content):
    assert refused_for("letter.docx", content).startswith(
        "The content of “letter.docx” is not what its name says."
    )


def test_a_pdf_with_an_office_file_behind_its_end_is_refused():
    assert "is not what its name says" in refused_for("report.pdf", PDF + book())


def test_a_file_that_unpacks_to_far_more_than_its_size_is_refused():
    bomb = book("word/media/1.xml", "word/media/2.xml", content="\0" * (150 * files.MEGABYTE))

    assert len(bomb) < files.MEGABYTE
    assert refused_for("letter.docx", bomb) == (
        "“letter.docx” unpacks to far more than its size allows. Save it again in its program and send that copy."
    )


def test_macros_are_refused():
    assert "carries macros" in refused_for("letter.docx", book("word/vbaProject.bin"))


@pytest.mark.parametrize("name", ["report.pdf", "photo.jpg", "scan.png", "letter.docx"])
def test_a_file_that_ends_in_the_middle_is_refused(name):
    whole = {"docx": book("word/media/1.xml")}.get(name[-4:], ACCEPTABLE.get(name, PDF))

    assert refused_for(name, whole[: len(whole) // 2]) in {
        f"“{name}” ends in the middle: a part of it did not arrive. Choose the file again.",
        f"The content of “{name}” is not what its name says. "
        "Open it in its program, save it again and send that copy.",
    }


@pytest.mark.django_db
def test_a_kind_accepts_its_own_types_and_sizes():
    letter = DocumentKind.objects.create(
        code="letter", name="Letter", extensions=["pdf", "docx"], largest_megabytes=1
    )
    validate_upload(sent("letter.pdf"), kind=letter)

    with pytest.raises(ValidationError, match="cannot be kept as letter: that is PDF or Word"):
        validate_upload(sent("scan.png", picture("PNG")), kind=letter)
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        validate_upload(sent("letter.pdf", PDF[:9] + b" " * files.MEGABYTE + PDF[9:]), kind=letter)


@pytest.mark.django_db
def test_a_request_whose_line_drops_in_the_middle_is_refused_and_nothing_is_kept(client):
    """The file's beginning alone would pass for a PDF; the request says how long it should have been."""
    client.force_login(gift())
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n" + PDF
    )
    arrived = {"CONTENT_TYPE": "multipart/form-data; boundary=b", "CONTENT_LENGTH": str(len(body) + 900)}

    response = client.post(reverse("stakeholders:add"), **arrived, **{"wsgi.input": io.BytesIO(body)})

    assert response.status_code == 400
    assert "Nothing was saved" in response.content.decode()
    assert StagedFile.objects.count() == 0


def test_a_request_that_arrives_whole_is_read_as_ever(rf):
    request = rf.post("/", {"file": sent("a.pdf"), "what": "Done"})

    assert (request.POST["what"], request.FILES["file"].read()) == ("Done", PDF)
