"""PDFs that are made beside the pages: the queue, its processes, and the pages of whoever waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from partnerships.core import jobs, printing
from partnerships.core.models import PrintJob, User
from partnerships.core.pdf import PdfError
from tests.people import person

pytestmark = pytest.mark.django_db

PAPER = '<html lang="en"><head><title>Ḽifa</title></head><body><p>Ḽifa</p></body></html>'


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What processes were begun; none is."""
    begun: list[str] = []
    monkeypatch.setattr(jobs, "start", begun.append)
    return begun


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was printed, instead of a PDF of it."""
    seen: list[str] = []

    def printed(html: str, *names: str, time_limit: float) -> bytes:
        seen.append(html)
        if "broken" in html:
            raise PdfError("The PDF could not be made: its process ended, probably for lack of memory.")
        return b"%PDF-" + html.encode()

    monkeypatch.setattr(printing, "printed", printed)
    return seen


def text_of(response: Any) -> str:
    return response.content.decode()


def asked(html: str, by: User, said: str = "") -> PrintJob:
    return printing.ask(
        html,
        "report.css",
        by=by,
        title="Quarterly report Q2 2026/27, National",
        file_name="report.pdf",
        came_from="/reports/2026-27-q2/",
        said=said,
    )


def test_what_is_asked_for_is_made_by_the_command_with_the_real_engine() -> None:
    job = asked(PAPER, person("director"))
    call_command("make_pdfs", verbosity=0)
    job.refresh_from_db()
    assert bytes(job.content or b"").startswith(b"%PDF-1.7")
    assert (job.html, job.problem, job.is_waiting) == ("", "", False)


def test_the_same_asked_for_again_is_the_same_file_and_is_made_once(
    starts: list[str], engine: list[str]
) -> None:
    director, other = person("director"), person("director")
    first = asked("at 10:05", director, said="the same figures")
    assert asked("at 10:06", director, said="the same figures") == first
    printing.make_all()
    assert asked("at 10:07", director, said="the same figures") == first
    assert asked("at 10:08", director, said="other figures") != first
    assert asked("at 10:09", other, said="the same figures") != first
    assert engine == ["at 10:05"]


def test_of_fifty_asked_for_only_so_many_processes_begin_as_may_work(
    starts: list[str], engine: list[str], settings: Any
) -> None:
    settings.PDFS_AT_ONCE = 2
    director = person("director")
    for number in range(50):
        last = asked(f"paper {number}", director)
    assert starts == ["make_pdfs"] * 2
    assert printing.before(last) == 49
    assert printing.make_all() == 50
    assert engine == [f"paper {number}" for number in range(50)]


def test_what_fails_is_told_and_stops_nothing_behind_it(starts: list[str], engine: list[str]) -> None:
    director = person("director")
    broken, good = asked("broken", director), asked("good", director)
    assert printing.make_all() == 2
    broken.refresh_from_db()
    good.refresh_from_db()
    assert broken.problem.endswith("probably for lack of memory.")
    assert bytes(good.content or b"") == b"%PDF-good"
    printing.try_again(broken)
    assert printing.make_all() == 1
    assert engine == ["broken", "good", "broken"]


def test_what_a_lost_process_left_is_begun_again_when_somebody_looks(
    starts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = asked("paper", person("director"))
    PrintJob.objects.update(asked_at=timezone.now() - timedelta(seconds=jobs.STARTS_WITHIN + 1))
    job.refresh_from_db()
    monkeypatch.setattr(jobs, "is_running", lambda name: True)
    printing.look_after(job)
    assert starts == ["make_pdfs"]
    monkeypatch.setattr(jobs, "is_running", lambda name: False)
    printing.look_after(job)
    assert starts == ["make_pdfs"] * 2


def test_old_files_go_after_a_week_and_the_oldest_when_they_are_too_many(
    starts: list[str], engine: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    director = person("director")
    old = asked("old", director)
    PrintJob.objects.update(asked_at=timezone.now() - timedelta(days=8))
    papers = [asked(f"paper {number}", director) for number in range(3)]
    monkeypatch.setattr(printing, "KEPT_BYTES", 2 * len(b"%PDF-paper 0"))
    printing.make_all()
    assert list(PrintJob.objects.order_by("pk")) == papers[1:]
    assert not PrintJob.objects.filter(pk=old.pk).exists()


# The pages


def test_the_page_tells_the_place_then_fetches_the_file(
    client: Client, starts: list[str], engine: list[str]
) -> None:
    director = person("director")
    asked("first", person("director"))
    job = asked("second", director)
    client.force_login(director)
    waiting = client.get(job.get_absolute_url())
    assert waiting["Refresh"] == "2"
    assert "1 other is made before it." in text_of(waiting)
    assert client.get(f"{job.get_absolute_url()}file/").status_code == 404

    printing.make_all()
    ready = client.get(job.get_absolute_url())
    assert ready["Refresh"] == f"0; url={job.get_absolute_url()}file/"
    assert "The PDF is ready" in text_of(ready)
    file = client.get(f"{job.get_absolute_url()}file/")
    assert file["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert file.content == b"%PDF-second"


def test_a_failure_is_said_with_what_to_do_and_can_be_tried_again(
    client: Client, starts: list[str], engine: list[str]
) -> None:
    director = person("director")
    job = asked("broken", director)
    printing.make_all()
    client.force_login(director)
    failed = client.get(job.get_absolute_url())
    assert "Refresh" not in failed
    assert "its process ended, probably for lack of memory." in text_of(failed)
    assert client.post(job.get_absolute_url()).url == job.get_absolute_url()  # type: ignore[attr-defined]
    job.refresh_from_db()
    assert job.is_waiting


def test_nobody_else_finds_the_paper(client: Client, starts: list[str], engine: list[str]) -> None:
    job = asked("paper", person("director"))
    printing.make_all()
    client.force_login(person("administrator"))
    for address in (job.get_absolute_url(), f"{job.get_absolute_url()}file/"):
        assert client.get(address).status_code == 404
