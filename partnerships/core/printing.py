"""PDFs that are made beside the pages: asked for, made in turn by a process of their own, kept for some days.

The table of what waits is the queue: nothing is lost when a server or a process ends, and what was under way is begun
again (docs/decisions/0006-pdf.md). At most ``settings.PDFS_AT_ONCE`` processes work through it.
"""

from __future__ import annotations

import time
from datetime import timedelta
from hashlib import sha256
from statistics import fmean

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from partnerships.core import jobs
from partnerships.core.models import PrintJob, User
from partnerships.core.pdf import BROWSER_SHEET, PdfError, printed, styles

COMMAND = "make_pdfs"
# Nobody's page waits for it: a long report on a busy machine is let come about.
TIME_LIMIT = 600.0
KEPT_FOR = timedelta(days=7)
# All files together; the oldest go first.
KEPT_BYTES = 500 * 2**20
# Of how many of the latest the usual time is told.
LATEST = 20


def ask(
    html: str, *sheets: str, by: User, title: str, file_name: str, came_from: str, said: str = ""
) -> PrintJob:
    """Have the document printed, beside the pages; returns at once. The same asked for again is the same job.

    ``said`` is what makes two documents the same, where ``html`` also holds what differs each time, as the minute.
    """
    job, is_new = _job(html, sheets, by=by, title=title, file_name=file_name, came_from=came_from, said=said)
    # Who works already takes this one too, in its turn.
    if is_new and PrintJob.objects.waiting().count() <= settings.PDFS_AT_ONCE:
        jobs.start(COMMAND)
    return job


@transaction.atomic
def _job(
    html: str, sheets: tuple[str, ...], *, by: User, title: str, file_name: str, came_from: str, said: str
) -> tuple[PrintJob, bool]:
    style = styles(*sheets, BROWSER_SHEET)
    digest = sha256("\0".join((file_name, said or html, style)).encode()).hexdigest()
    jobs.in_turn(f"printing for {by.pk}")  # asked for twice at the same moment, it is made once
    known = PrintJob.objects.visible_to(by).filter(digest=digest, problem="").defer("html", "content").first()
    if known is not None:
        return known, False
    job = PrintJob.objects.create(
        html=html,
        sheets=list(sheets),
        digest=digest,
        asked_by=by,
        title=title,
        file_name=file_name,
        came_from=came_from,
    )
    return job, True


def try_again(job: PrintJob) -> None:
    """What could not be made is asked for once more. What it is made of is kept until it is made."""
    PrintJob.objects.filter(pk=job.pk).exclude(problem="").update(problem="", asked_at=timezone.now())
    jobs.start(COMMAND)


def before(job: PrintJob) -> int:
    """How many are to be made before this one, those under way included."""
    count: int = PrintJob.objects.waiting().filter(pk__lt=job.pk).count()
    return count


def usual_seconds() -> float | None:
    """What one of the latest took, in the mean; None when none was made lately."""
    made = PrintJob.objects.filter(made_at__isnull=False).order_by("-pk")
    latest = [seconds or 0.0 for seconds in made.values_list("seconds", flat=True)[:LATEST]]
    return fmean(latest) if latest else None


def look_after(job: PrintJob) -> None:
    """Begin again when nobody works: the process may have been ended, or never have begun."""
    began = job.asked_at + timedelta(seconds=jobs.STARTS_WITHIN)
    if timezone.now() > began and not any(jobs.is_running(place) for place in _places()):
        jobs.start(COMMAND)


def make_all() -> int:
    """Make what waits, the oldest first, also what comes meanwhile. How many were made or given up.

    None when as many processes as may work do so already.
    """
    for place in _places():
        with jobs.alone(place) as held:
            if held:
                done = 0
                while _make_next():
                    done += 1
                tidy()
                return done
    return 0


def _places() -> list[str]:
    return [f"printing {number}" for number in range(settings.PDFS_AT_ONCE)]


@transaction.atomic
def _make_next() -> bool:
    """The lock on its row tells the others that it is under way, and goes with the process however that ends."""
    job = PrintJob.objects.waiting().select_for_update(skip_locked=True).first()
    if job is None:
        return False
    begun = time.monotonic()
    try:
        job.content = printed(job.html, *job.sheets, time_limit=TIME_LIMIT)
    except PdfError as error:
        job.problem = str(error)[:400]
    else:
        job.made_at, job.seconds, job.html = timezone.now(), time.monotonic() - begun, ""
    job.save()
    return True


def tidy() -> None:
    """What is older than it is kept for goes, and the oldest while all together are too many bytes."""
    PrintJob.objects.filter(asked_at__lt=timezone.now() - KEPT_FOR).delete()
    total = 0
    for pk, size in PrintJob.objects.filter(made_at__isnull=False).sizes():
        total += size
        if total > KEPT_BYTES:
            PrintJob.objects.filter(pk=pk).delete()
