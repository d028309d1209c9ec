"""Asking for an audit pack, making it in a process of its own, and handing it over.

What is made is written beside its name and takes it when it is whole: a process that is ended in its middle leaves no
pack behind, and is begun again from its page.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from partnerships.core import jobs
from partnerships.core.archive import Counted
from partnerships.core.calendar import Quarter
from partnerships.core.models import ListExport, User
from partnerships.core.numbers import date_long, file_size
from partnerships.core.pdf import PdfError
from reporting.models import AuditPack
from reporting.packing.contents import bytes_of_evidence, write_pack

TAKE = "reporting.take_auditpack"
COMMAND = "make_audit_pack"
KEPT_FOR = timedelta(days=7)
# What stands in a pack beside the evidence, at the most.
ROOM = 200 * 10**6
UNEXPECTED = (
    "The making stopped for a reason that nobody foresaw. Try again, and tell the Partnerships Unit if it "
    "stops again."
)


def folder() -> Path:
    found = Path(settings.MEDIA_ROOT) / "packs"
    found.mkdir(parents=True, exist_ok=True)
    return found


def ask_for_pack(*, by: User, quarter: Quarter) -> AuditPack:
    """Have the pack of a quarter made; returns at once. Asked for again while it is made, it is the same one."""
    _need(by)
    if not quarter.is_closed_on(timezone.localdate()):
        raise ValidationError(
            f"{quarter} runs until {date_long(quarter.end)}. Its pack is made after that day."
        )
    with transaction.atomic():
        jobs.in_turn("audit packs that are asked for")
        same = AuditPack.objects.visible_to(by).filter(year=quarter.year, quarter=quarter.number)
        if under_way := same.waiting().filter(asked_by=by).first():
            return under_way
        pack = AuditPack(year=quarter.year, quarter=quarter.number, asked_by=by)
        pack.full_clean()
        pack.save()
        jobs.start(COMMAND, str(pack.pk))
    return pack


def try_again(pack: AuditPack, *, by: User) -> None:
    """What could not be made, or was interrupted, is begun once more."""
    _need(by)
    if pack.made_at is not None or not (pack.problem or is_interrupted(pack)):
        raise ValidationError("This pack is being made. Reload the page to see how far it is.")
    with transaction.atomic():
        AuditPack.objects.filter(pk=pack.pk, made_at=None).update(
            problem="", bytes_done=0, asked_at=timezone.now()
        )
        jobs.start(COMMAND, str(pack.pk))


def is_interrupted(pack: AuditPack) -> bool:
    """It is to be made, and no process does."""
    if not pack.is_waiting or jobs.is_running(_lock(pack)):
        return False
    return (timezone.now() - pack.asked_at).total_seconds() > jobs.STARTS_WITHIN


def make_pack(pack: AuditPack) -> AuditPack:
    """Make it, one at a time of all that were asked for; what stood against it is kept in words."""
    with jobs.alone(_lock(pack)) as mine:
        if mine:
            with jobs.alone("reporting.audit packs", wait=True):
                pack.refresh_from_db()
                if pack.is_waiting:
                    _try_to_make(pack)
                tidy()
    return pack


def _try_to_make(pack: AuditPack) -> None:
    draft = folder() / f"{pack.number}.part"
    try:
        _make(pack, draft)
    except ValidationError as error:
        _give_up(pack, " ".join(error.messages))
    except (OSError, PdfError) as error:
        _give_up(pack, f"The pack could not be made: {error}")
    except Exception:
        _give_up(pack, UNEXPECTED)
        raise
    finally:
        draft.unlink(missing_ok=True)


def _give_up(pack: AuditPack, problem: str) -> None:
    AuditPack.objects.filter(pk=pack.pk).update(problem=problem[:400], bytes_done=0)
    pack.refresh_from_db()


def _make(pack: AuditPack, draft: Path) -> None:
    total = bytes_of_evidence(pack.period, pack.asked_by)
    if (free := shutil.disk_usage(draft.parent).free) < total + ROOM:
        raise ValidationError(
            f"The evidence is {file_size(total)}, and the server has room for {file_size(free)}. "
            "Ask for more room, then try again."
        )
    AuditPack.objects.filter(pk=pack.pk).update(bytes_total=total, bytes_done=0)
    moment = timezone.now()
    with draft.open("wb") as file, jobs.Progress(pack, "bytes_done") as progress, _one_moment():
        counted = Counted(file)
        made = write_pack(
            counted,  # type: ignore[arg-type]  # all that a ZIP file needs of it
            pack.period,
            name=pack.number,
            viewer=pack.asked_by,
            moment=moment,
            progress=progress,
        )
    final = f"{pack.number}.zip"
    draft.replace(folder() / final)
    pack.made_at, pack.file, pack.size = moment, final, counted.size
    pack.sha256, pack.files = counted.digest.hexdigest(), len(made.files)
    pack.missing, pack.altered = made.missing, made.altered
    pack.bytes_total = pack.bytes_done = total
    pack.save()


@contextmanager
def _one_moment() -> Iterator[None]:
    """Everything is read as it stood at one moment, whatever is saved while the pack is written."""
    if connection.in_atomic_block:  # a caller's own transaction decides
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def take_out(pack: AuditPack, *, by: User) -> Path:
    """Where the file is; that it was taken out is written down like every export. Raises FileNotFoundError."""
    _need(by)
    path = folder() / pack.file
    if not pack.file or not path.is_file():
        raise FileNotFoundError(pack.number)
    ListExport.objects.create(
        list_name="reporting:audit_packs",
        query=f"quarter={pack.period.slug}",
        format="zip",
        rows=pack.files or 0,
        exported_by=by,
    )
    return path


def tidy() -> None:
    """Files older than they are kept for go, and drafts that a process left behind; what is known of them stays."""
    old = AuditPack.objects.exclude(file="").filter(made_at__lt=timezone.now() - KEPT_FOR)
    for pack in old:
        (folder() / pack.file).unlink(missing_ok=True)
    old.update(file="")
    for draft in folder().glob("*.part"):
        draft.unlink(missing_ok=True)


def _lock(pack: AuditPack) -> str:
    return f"reporting.audit pack {pack.pk}"


def _need(by: User) -> None:
    if not (by.is_national and by.has_perm(TAKE)):
        raise PermissionDenied
