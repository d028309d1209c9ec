"""Asking a scanner about a file: core/scanning.py and what core/files.py makes of the answer."""

from __future__ import annotations

import socket
import struct
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from partnerships.core import files
from partnerships.core.models import StagedFile
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class FakeScanner:
    """Takes one conversation on a local socket, keeps what it was sent, and gives the answer."""

    def __init__(self, path, answer: bytes):
        self.path, self.answer, self.command, self.content = str(path), answer, b"", b""
        self.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.server.bind(self.path)
        self.server.listen(1)
        self.thread = threading.Thread(target=self.talk)
        self.thread.start()

    def talk(self):
        talk, _ = self.server.accept()
        with talk, talk.makefile("rb") as said:
            self.command = said.read(10)
            while length := struct.unpack("!L", said.read(4))[0]:
                self.content += said.read(length)
            talk.sendall(self.answer)
        self.server.close()


@pytest.fixture
def scanner(settings, tmp_path):
    started = []

    def start(answer):
        fake = FakeScanner(tmp_path / "clamd.sock", answer)
        settings.CLAMD_SOCKET = fake.path
        started.append(fake)
        return fake

    yield start
    for fake in started:
        fake.thread.join(5)
        assert not fake.thread.is_alive()


def sent(content=PDF):
    return files.stage(SimpleUploadedFile("report.pdf", content), by=UserFactory())


def test_without_a_scanner_a_file_says_that_it_was_not_scanned():
    assert sent().get_scan_display() == "Not scanned"


def test_a_clean_file_was_sent_whole_and_says_so(scanner):
    content = PDF[:9] + b" " * 200_000 + PDF[9:]
    fake = scanner(b"stream: OK\0")

    waiting = sent(content)

    assert waiting.get_scan_display() == "Scanned, nothing found"
    assert (fake.command, fake.content) == (b"zINSTREAM\0", content)


def test_an_infected_file_is_refused_and_nothing_of_it_is_kept(scanner, settings):
    scanner(b"stream: Eicar-Test-Signature FOUND\0")

    with pytest.raises(ValidationError) as refused:
        sent()

    assert refused.value.messages == [
        "“report.pdf” is infected (Eicar-Test-Signature) and was not kept. Tell whoever sent it to you, "
        "and have your computer looked at."
    ]
    assert StagedFile.objects.count() == 0
    assert list((settings.MEDIA_ROOT / "documents").iterdir()) == []


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"OK", b"stream: OK but\0"]
)
def test_an_answer_that_is_no_verdict_never_makes_a_file_clean(scanner, answer):
    scanner(answer)

    assert sent().scan == "not_scanned"


def test_a_scanner_that_is_away_keeps_nobody_from_work(settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "nobody.sock")

    assert sent().scan == "not_scanned"
