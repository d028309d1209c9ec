"""What is marked above confidential is refused: core/markings.py, core/first_page.py."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from partnerships.core import files, markings
from partnerships.core.models import StagedFile
from tests.factories import UserFactory

PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def pdf(*lines, bottom=()):
    """A PDF of one page with lines at its head, and others at its foot, painted first."""
    painted = [f"BT /F1 12 Tf 60 {60 + 15 * n} Td ({text}) Tj ET" for n, text in enumerate(bottom)]
    painted += [f"BT /F1 12 Tf 60 {780 - 15 * n} Td ({text}) Tj ET" for n, text in enumerate(lines)]
    stream = "\n".join(painted).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            table,
            len(body),
        )
    )


def docx(*paragraphs, **parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("word/document.xml", "".join(PARAGRAPH.format(text) for text in paragraphs))
        for name, text in parts.items():
            book.writestr(f"word/{name}.xml", PARAGRAPH.format(text))
    return buffer.getvalue()


def said(content, name):
    return markings.refusal(io.BytesIO(content), name, files.extension_of(name))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "marking"),
    [
        ("plan.pdf", pdf("SECRET", "A plan"), "Secret"),
        ("plan.pdf", pdf("A plan", *["text"] * 20, bottom=["2 of 2", "TOP SECRET"]), "Top Secret"),
        ("plan.pdf", pdf("S E C R E T", "A plan"), "Secret"),
        ("plan.docx", docx("TOP SECRET", "A plan"), "Top Secret"),
        ("plan.docx", docx("A plan", header1="SECRET"), "Secret"),
        ("plan.docx", docx("A plan", footer2="- SECRET -"), "Secret"),
    ],
)
def test_a_marking_at_the_head_or_foot_of_the_first_page_is_refused(settings, name, content, marking):
    with pytest.raises(ValidationError) as refused:
        files.stage(SimpleUploadedFile(name, content), by=UserFactory())

    assert refused.value.messages == [
        f"“{name}” is marked {marking}. This system holds nothing above Confidential (Minimum Information "
        "Security Standards of 1996). Do not send it here: give it to your security manager, who keeps such documents."
    ]
    assert StagedFile.objects.count() == 0
    assert list((settings.MEDIA_ROOT / "documents").iterdir()) == []


@pytest.mark.parametrize(
    "name", ["SECRET plan.pdf", "plan_Top-Secret_v2.pdf", "top secret.pdf", "1-SECRET.pdf"]
)
def test_a_marking_in_the_name_is_refused_with_a_way_out(name):
    assert said(b"", name).endswith("If the word in its name is no marking, rename the file.")


@pytest.mark.parametrize(
    "name", ["Secretariat.pdf", "SECRETARIAT.PDF", "secret ballot.pdf", "desktop secretary.pdf"]
)
def test_a_word_that_only_sounds_like_it_is_no_marking(name):
    assert said(b"", name) == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf("Civilian Secretariat", "The ballot is SECRET", "CONFIDENTIAL")),
        ("a.pdf", pdf(*["text"] * 10, "SECRET", *["text"] * 10)),
        ("a.docx", docx("A plan", *["text"] * 9, "SECRET", *["text"] * 9, header1="RESTRICTED")),
    ],
)
def test_the_word_inside_the_text_is_no_marking(name, content):
    assert said(content, name) == ""


@pytest.mark.parametrize("content", [b"%PDF-1.4 /Font but nothing else\n%%EOF", b"PK\x03\x04 no zip"])
def test_what_cannot_be_read_counts_as_not_marked(tmp_path, content):
    for name in ("a.pdf", "a.docx"):
        path = tmp_path / name
        path.write_bytes(content)
        with path.open("rb") as file:
            assert markings.refusal(file, name, files.extension_of(name)) == ""


def test_a_page_that_takes_too_long_to_read_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(markings, "TIME_LIMIT", 0.01)
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf("SECRET"))
    with path.open("rb") as file:
        assert markings.refusal(file, "a.pdf", "pdf") == ""
