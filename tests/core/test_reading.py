"""The words of documents: read beside the request, within limits, and never tried twice."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from pypdf import PdfWriter

from partnerships.core import files, finding, reading, words_of_file
from partnerships.core.models import Document, DocumentText
from partnerships.core.reading import Outcome
from tests.factories import StakeholderFactory
from tests.people import nomsa

pytestmark = pytest.mark.django_db


def pdf(*pages: str) -> bytes:
    """A PDF of so many pages with a line of text on each."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for text in pages:
        stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET"
        kids.append(f"{len(objects) + 1} 0 R")
        font = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources {font} "
            f"/Contents {len(objects) + 2} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>"
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode()
    start = len(body)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return body + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def docx(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        for name, xml in parts.items():
            book.writestr(f"word/{name}.xml", xml)
    return made.getvalue()


class Stored:
    """Bytes on disk, opened as a stored file is."""

    def __init__(self, folder: Path, content: bytes):
        self.path = folder / "file"
        self.path.write_bytes(content)

    def open(self, mode: str) -> Any:
        return self.path.open(mode)


def words_of(folder: Path, content: bytes, extension: str) -> tuple[Outcome, str]:
    return reading.words_of(Stored(folder, content), extension)


def test_a_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    outcome, text = words_of(tmp_path, pdf("Minutes of the forum", "Loitering after dusk"), "pdf")
    assert (outcome, text.split("\n")) == (Outcome.READ, ["Minutes of the forum", "Loitering after dusk"])


def test_a_word_file_is_read_with_tables_and_headers(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>Safety &amp; </w:t></w:r><w:r><w:t xml:space='preserve'>security</w:t></w:r></w:p>"
        "<w:tbl><w:tc><w:p><w:t>Clause</w:t></w:p></w:tc><w:tc><w:p><w:t>Duty</w:t></w:p></w:tc></w:tbl>"
    )
    content = docx(document=body, header1="<w:p><w:t>Annexure B</w:t></w:p>")
    assert words_of(tmp_path, content, "docx") == (Outcome.READ, "Safety & security Clause Duty\nAnnexure B")


def test_a_file_without_text_is_told_from_one_that_cannot_be_read(tmp_path: Path) -> None:
    blank = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(blank)
    assert words_of(tmp_path, blank.getvalue(), "pdf") == (Outcome.NO_TEXT, "")
    assert words_of(tmp_path, b"%PDF-1.4 and then nothing", "pdf") == (Outcome.UNREADABLE, "")
    assert words_of(tmp_path, b"PK\x03\x04 no book", "docx") == (Outcome.UNREADABLE, "")


def test_a_pdf_that_never_ends_is_stopped_and_keeps_what_was_read(tmp_path: Path, monkeypatch: Any) -> None:
    """A reader that hangs on its second page: the first one is kept, and the process is ended."""
    reader = tmp_path / "reader.py"
    reader.write_text(
        "import sys, time\nsys.stdout.write('first page\\n')\nsys.stdout.flush()\ntime.sleep(600)\n"
    )
    monkeypatch.setattr(reading, "READER", reader)
    monkeypatch.setattr(reading, "TIME_LIMIT", 1)
    assert words_of(tmp_path, b"", "pdf") == (Outcome.READ, "first page")


def test_a_part_that_unpacks_to_more_than_its_limit_is_read_to_the_limit(tmp_path: Path) -> None:
    content = docx(
        document="<w:p><w:t>Beginning</w:t></w:p>" + " " * (words_of_file.LARGEST_PART + 1_000_000)
    )
    assert words_of(tmp_path, content, "docx") == (Outcome.READ, "Beginning")


def test_no_more_letters_are_kept_than_the_search_looks_at(tmp_path: Path) -> None:
    content = docx(document=f"<w:p><w:t>{'word ' * 40_000}</w:t></w:p>")
    _, text = words_of(tmp_path, content, "docx")
    assert len(text) <= words_of_file.MOST_LETTERS == finding.LOOKED_THROUGH


# Of documents


def store(name: str, content: bytes, by: Any) -> Document:
    sent = SimpleUploadedFile(name, content)
    return files.store(sent, record=StakeholderFactory(province=None), kind="attachment", by=by)


def test_a_document_is_found_by_its_words_once_its_upload_is_committed(
    settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    officer = nomsa()
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        kept = store("minutes.pdf", pdf("Loitering after dusk"), officer)
        store("more.pdf", pdf("Something else"), officer)
        assert not DocumentText.objects.exists()
    assert [entry.pk for entry in finding.find("dusk loitering", officer).entries] == [kept.pk]
    assert sum(callback is reading._start for callback in callbacks) == 1


def test_the_command_reads_what_is_missing_and_says_what_came_of_it(
    settings: Any, tmp_path: Path, capsys: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    officer = nomsa()
    store("minutes.pdf", pdf("Loitering after dusk"), officer)
    lost = store("lost.pdf", pdf("Gone from disk"), officer)
    Path(lost.file.path).unlink()
    call_command("read_documents")
    assert capsys.readouterr().out == "Documents read: 2. Without text: 0. Could not be read: 1.\n"
    call_command("read_documents")
    assert capsys.readouterr().out == "Documents read: 0. Without text: 0. Could not be read: 0.\n"
