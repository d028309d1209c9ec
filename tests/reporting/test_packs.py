"""The audit pack of a quarter: what stands in it, that it can be checked by itself, and how it is asked for."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import subprocess
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from mou.models import Obligation
from partnerships.core import jobs
from partnerships.core.archive import Archive
from partnerships.core.calendar import Quarter
from partnerships.core.models import Document, ListExport, User
from reporting import issuing
from reporting.issuing import begin_report, issue_report, move
from reporting.models import Actual, AuditPack
from reporting.packing import contents, packs
from reporting.packing.packs import ask_for_pack, make_pack
from tests.people import gift, nomsa, person
from tests.reporting.world import World

pytestmark = pytest.mark.django_db

Q2 = Quarter(2026, 2)
PDF = b"%PDF-1.4 register of forums, signed\n%%EOF\n"


@pytest.fixture
def auditor() -> User:
    return person("auditor", name="Sipho Auditor")


def hand_in(actual: Actual, content: bytes, **fields: Any) -> Document:
    """Evidence with its bytes on the disk."""
    document: Document = Document.objects.create(
        record=actual,
        kind_id=Document.Kind.EVIDENCE,
        original_name="Register (1).PDF",
        file=default_storage.save("documents/y.pdf", ContentFile(content)),
        media_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=actual.captured_by,
        **fields,
    )
    return document


def made(by: User) -> AuditPack:
    return make_pack(ask_for_pack(by=by, quarter=Q2))


def files_of(pack: AuditPack) -> dict[str, bytes]:
    """What stands in it, by the names below its folder."""
    with zipfile.ZipFile(packs.folder() / pack.file) as held:
        assert held.testzip() is None
        return {name.removeprefix(f"{pack.number}/"): held.read(name) for name in held.namelist()}


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_pack_checks_out_without_the_system_and_says_which_evidence_is_wanting(
    world: World, auditor: User, tmp_path: Path
) -> None:
    # Of three files one is as it came, one was changed on the disk, and that of the small country was never there.
    forums = Actual.objects.get(indicator__code="1.1.1", province=world.gauteng, quarter=2)
    good, changed = hand_in(forums, PDF), hand_in(forums, b"as it came", title="Minutes")
    Path(changed.file.path).write_bytes(b"not as it came")
    never = Document.objects.get(original_name="register.pdf")

    pack = made(auditor)
    files = files_of(pack)

    def name(document: Document) -> str:
        return f"evidence/actuals/A{forums.pk:06}-D{document.pk:06}.pdf"

    assert pack.problem == ""
    assert [one["file"] for one in pack.missing] == [name(never)]
    assert [one["file"] for one in pack.altered] == [name(changed)]
    assert files[name(good)] == PDF
    assert name(never) not in files
    found = {row["File"]: row["Found"] for row in rows_of(files["entries/evidence.csv"])}
    assert found[name(good)] == "As it came"
    assert found[name(never)] == "Not on the disk"
    assert found[name(changed)] == f"Not as it came: {hashlib.sha256(b'not as it came').hexdigest()}"
    for told in (files["README.txt"].decode(), text_of(files["index.pdf"])):
        assert f"A{forums.pk:06}-D{never.pk:06}" in told
    assert pack.sha256 == hashlib.sha256((packs.folder() / pack.file).read_bytes()).hexdigest()
    assert pack.files == len(files)

    # Unpacked elsewhere, with nothing but the tool that every system has; one byte more is found.
    with zipfile.ZipFile(packs.folder() / pack.file) as held:
        held.extractall(tmp_path)
    unpacked = tmp_path / pack.number
    check = [shutil.which("sha256sum") or "sha256sum", "--strict", "-c", "SHA256SUMS"]
    done = subprocess.run(check, cwd=unpacked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == len(files) - 1  # all but the sums themselves
    with (unpacked / "entries/actuals.csv").open("ab") as file:
        file.write(b" ")
    done = subprocess.run(check, cwd=unpacked, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "entries/actuals.csv: FAILED" in done.stdout


def test_a_pack_holds_what_the_report_counts_and_how_each_figure_came_about(
    world: World, auditor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []
    monkeypatch.setattr(contents, "printed", lambda html, *_: printed.append(html) or b"%PDF")
    files = files_of(made(auditor))

    # Four of five figures: 1.1.1 Gauteng, 1.1.2 twice, 1.2.1 (not measured), 2.1.1.
    assert (
        len(rows_of(files["entries/actuals.csv"])) == Actual.objects.filter(year=2026, quarter=2).count() == 5
    )
    folders = {name.partition("/")[0] for name in files}
    assert folders == {
        "figures",
        "indicators",
        "entries",
        "approvals",
        "exceptions",
        "README.txt",
        "index.pdf",
        "SHA256SUMS",
    }
    # The obligations that the report calls due or overdue, each once.
    owed = rows_of(files["entries/obligations.csv"])
    assert len({row["Record"] for row in owed}) == len(owed) > 0
    assert {row["Record"] for row in owed} <= {
        f"O{pk:06}" for pk in Obligation.objects.values_list("pk", flat=True)
    }
    forums = files["indicators/1.1.1.html"].decode().replace("\u00a0", " ")
    assert "12 (Gauteng) = 12. Nothing was measured by: Limpopo." in forums
    assert "10 (Gauteng) + 20 (Limpopo) = 30." in forums  # the target: 10 + 20
    assert "12 − 30 = −18." in forums
    # Q1: 5 + 4 = 9; with Q2's 12 the year so far is 21.
    assert "9 (Q1) + 12 (Q2) = 21." in forums
    share = files["indicators/1.1.2.html"].decode().replace("\u00a0", " ")
    # (8 + 3) ÷ (10 + 6) × 100 = 68,75
    assert (
        "(8 (Gauteng) + 3 (Limpopo)) ÷ (10 (Gauteng) + 6 (Limpopo)) × 100, to two decimals = 68,75 %."
        in share
    )
    overview = {
        row["What is missing or late"]: row["Count"] for row in rows_of(files["exceptions/00-all.csv"])
    }
    assert overview["Indicators without an actual"] == "1"  # Limpopo said nothing about 1.1.1
    # Nobody can be reached by what stands in the tables.
    tables = b"".join(content for name, content in files.items() if name.endswith(".csv")).decode()
    assert not [user.email for user in User.objects.all() if user.email in tables]
    assert "entries/actuals.csv" in printed[0]


def test_the_pack_of_an_issued_report_holds_its_files_to_the_byte_and_what_changed_since(
    world: World, auditor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "render_pdf", lambda document: b"%PDF issued")
    monkeypatch.setattr(contents, "printed", lambda html, *_: b"%PDF")
    report = begin_report(by=nomsa(), quarter=Q2)
    move(report, "review", by=person("chief_director", name="Ayanda Mokoena"))
    move(report, "approve", by=person("secretary", name="Zanele Khumalo"))
    issue = issue_report(report, by=person("partnership_manager", name="Thabo Nkosi"))
    Actual.objects.filter(indicator__code="1.1.1", province=world.gauteng, quarter=2).update(value=13)

    files = files_of(made(auditor))

    for file in issue.files.all():  # type: ignore[attr-defined]
        assert files[f"issued/{file.name}"] == bytes(file.content)
    # The figure of the table is the issued one; the sheet says both.
    assert {row["Number"]: row["Actual"] for row in rows_of(files["figures/01-indicators.csv"])}[
        "1.1.1"
    ] == "12"
    assert "issued with 12; the records now give 13" in files["indicators/1.1.1.html"].decode()
    changed = rows_of(files["issued/changed-since.csv"])
    assert ("12", "13") in {(row["As issued"], row["Now"]) for row in changed}
    moves = rows_of(files["approvals/status-changes.csv"])
    assert [(row["Move"], row["By"]) for row in moves if row["Kind of record"] == "National report"] == [
        ("Reviewed", "Ayanda Mokoena"),
        ("Approve", "Zanele Khumalo"),
        ("Issue", "Thabo Nkosi"),
    ]


def test_an_archive_never_holds_a_file_in_memory_and_is_the_same_twice() -> None:
    class Away:
        """Where the archive goes: it counts and digests, keeps nothing and cannot be wound back."""

        def __init__(self) -> None:
            self.digest, self.longest = hashlib.sha256(), 0

        def write(self, piece: bytes) -> int:
            self.digest.update(piece)
            self.longest = max(self.longest, len(piece))
            return len(piece)

        def flush(self) -> None: ...

    piece = bytes(range(256)) * 256

    def many() -> Iterator[bytes]:
        for _ in range(1_000):  # 64 kB each: 66 MB together
            yield piece

    def written() -> tuple[str, int]:
        away = Away()
        archive = Archive(away, "pack", datetime(2026, 11, 23, tzinfo=UTC))  # type: ignore[arg-type]
        archive.add("a.pdf", many(), packed=False)
        archive.add("b.csv", many())
        archive.close()
        return away.digest.hexdigest(), away.longest

    tracemalloc.start()
    first = written()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000
    assert first == written()
    assert first[1] <= len(piece)

    archive = Archive(io.BytesIO(), "pack", datetime(2026, 11, 23, tzinfo=UTC))
    archive.add("a.txt", [b""])
    for name in ("a.txt", "../a.txt", "/etc/passwd", "a\nb", "a b"):
        with pytest.raises(ValueError, match="no name for a file"):
            archive.add(name, [b""])


# Asking


def test_a_pack_is_for_national_holders_of_the_right_and_for_a_quarter_that_is_over(auditor: User) -> None:
    for somebody in (gift(), person("director"), person(may=[packs.TAKE], province="LP")):
        with pytest.raises(PermissionDenied):
            ask_for_pack(by=somebody, quarter=Q2)
    with pytest.raises(ValidationError, match="Its pack is made after that day"):
        ask_for_pack(by=auditor, quarter=Quarter(2026, 3))
    assert not AuditPack.objects.exists()


def test_asked_for_twice_it_is_one_pack_and_what_was_interrupted_is_begun_again(
    auditor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = ask_for_pack(by=auditor, quarter=Q2)
    assert ask_for_pack(by=auditor, quarter=Q2) == pack
    with pytest.raises(ValidationError, match="is being made"):
        packs.try_again(pack, by=auditor)

    def killed(*_: Any, **__: Any) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(packs, "write_pack", killed)
        make_pack(pack)
    assert pack.problem == "The pack could not be made: No space left on device"
    assert list(packs.folder().iterdir()) == []
    packs.try_again(pack, by=auditor)
    assert AuditPack.objects.get().is_waiting
    # A process that was killed says nothing; its lock is gone, and the time in which it would have begun is over.
    AuditPack.objects.update(asked_at=timezone.now() - timedelta(seconds=jobs.STARTS_WITHIN + 1))
    assert packs.is_interrupted(AuditPack.objects.get())


def test_the_pages_tell_how_far_it_is_hand_the_file_over_and_note_who_took_it(
    client: Client,
    world: World,
    auditor: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(contents, "printed", lambda html, *_: b"%PDF")
    client.force_login(auditor)
    response = client.post(reverse("reporting:audit_pack_make"), {"quarter": "2026-27-q2"})
    pack = AuditPack.objects.get()
    assert response["Location"] == pack.get_absolute_url()
    page = client.get(pack.get_absolute_url())
    assert page["Refresh"] == "3"
    assert "It begins in a moment" in page.content.decode()
    AuditPack.objects.update(bytes_total=2_000_000, bytes_done=500_000)
    assert '<progress max="2000000" value="500000"' in client.get(pack.get_absolute_url()).content.decode()

    make_pack(pack)
    page = client.get(pack.get_absolute_url())
    assert "Refresh" not in page
    assert pack.sha256 in page.content.decode()
    assert "Not on the disk" in page.content.decode()
    answer = client.get(reverse("reporting:audit_pack_file", args=[pack.pk]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert hashlib.sha256(content).hexdigest() == pack.sha256
    noted = ListExport.objects.get()
    assert (noted.format, noted.rows, noted.exported_by) == ("zip", pack.files, auditor)
    assert "Audit pack" in client.get(reverse("exports")).content.decode()

    # After a week the file goes; what is known of it stays.
    AuditPack.objects.update(made_at=timezone.now() - timedelta(days=8))
    packs.tidy()
    assert list(packs.folder().iterdir()) == []
    assert client.get(reverse("reporting:audit_pack_file", args=[pack.pk])).status_code == 302
    assert "Make it anew" in client.get(pack.get_absolute_url()).content.decode()

    bad = client.post(reverse("reporting:audit_pack_make"), {"quarter": "no-quarter"}, follow=True)
    assert bad.status_code == 200
    assert AuditPack.objects.count() == 1
