"""Lists that came as spreadsheets: taken in, matched with our fields, checked, imported, undone or dropped.

The slow steps (checking, importing, undoing) are done by the command ``run_import`` in a process of its own. Each is
one transaction: a step that is ended in its middle leaves nothing behind, and is begun again from the batch's page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from partnerships.core import files, history, jobs
from partnerships.core.models import Province, StatusChange, User
from partnerships.core.numbers import date_long
from partnerships.core.scoping import may_write_for
from partnerships.core.spreadsheets.workbook import Book, open_book
from stakeholders.importing.check import check_rows
from stakeholders.importing.fields import FIELD, NEEDED, folded
from stakeholders.importing.headings import Header, data_rows, find_header
from stakeholders.lifecycle.importing import IMPORT_LIFECYCLE, against_committing, against_dropping
from stakeholders.models import ImportBatch, ImportMapping, ImportRow
from stakeholders.services.checks import need
from stakeholders.services.import_undoing import undo_rows
from stakeholders.services.import_writing import write_rows

RIGHT = "stakeholders.import_stakeholder"
AT_ONCE = 1000
GOOD = (ImportRow.Outcome.CREATE, ImportRow.Outcome.UPDATE)
# The kinds of files that are read, by what they really are; the name may say something else.
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
}
UNEXPECTED = (
    "The step stopped for a reason that nobody foresaw, and nothing was changed. Try again, and tell the "
    "Partnerships Unit if it stops again."
)


# Taking in


def upload_list(file: Any, *, by: User, province: Province | None = None) -> ImportBatch:
    """Keep a list and find its headings. Raises ValidationError with a sentence for whoever sent it.

    Every row of a provincial sender's list belongs to the own province; a national one may name one for all rows.
    """
    need(by, RIGHT)
    place = province if by.is_national else by.province
    if not may_write_for(by, place.pk if place else None):
        raise PermissionDenied
    book = open_book(file, file.name)
    sheet, header = _first_list(book)
    batch = ImportBatch(
        uploaded_by=by,
        province=place,
        sheet=sheet,
        header_row=header.row_number,
        headings=header.headings,
        columns=_as_stored(remembered(by, header) or header.columns),
        **files.keep(file, media_type=MEDIA_TYPES[book.kind]),
    )
    batch.full_clean()
    with history.acting(by):
        batch.save()
    return batch


def _first_list(book: Book) -> tuple[str, Header]:
    """The first sheet on which a list is found; when there is none, why the first one is none."""
    refused: ValidationError | None = None
    found: list[tuple[str, Header]] = []
    for sheet in book.sheets[:10]:
        try:
            found.append((sheet, find_header(book.rows(sheet))))
        except ValidationError as error:
            refused = refused or error
    for sheet, header in found:
        if NEEDED in header.columns.values():
            return sheet, header
    if found:
        return found[0]
    raise refused or ValidationError("The workbook has no sheet with a list.")


def open_list(batch: ImportBatch) -> Book:
    try:
        with batch.file.open("rb") as stored:
            return open_book(stored, batch.original_name)
    except FileNotFoundError:
        raise ValidationError(
            f"“{batch.original_name}” is no longer kept. Drop this list and send the file again."
        ) from None


def twin_of(batch: ImportBatch, user: User) -> ImportBatch | None:
    """The same file, byte for byte, that was sent before and is still to be imported, or was."""
    done = (ImportBatch.Status.UNDONE, ImportBatch.Status.DROPPED)
    same = ImportBatch.objects.visible_to(user).filter(sha256=batch.sha256, province=batch.province_id)
    return same.exclude(pk=batch.pk).exclude(status__in=done).select_related("uploaded_by").first()


# Matching columns


def remembered(by: User, header: Header) -> dict[int, str]:
    """How this person last matched the same headings, or nothing."""
    known = ImportMapping._base_manager.filter(owner=by, headings=_known_by(header.headings)).first()
    if known is None:
        return {}
    return {
        place: known.columns[folded(heading)]
        for place, heading in enumerate(header.headings)
        if known.columns.get(folded(heading)) in FIELD
    }


def _known_by(headings: Sequence[str]) -> list[str]:
    return sorted(folded(heading) for heading in headings if heading)


def _as_stored(columns: Mapping[int, str]) -> dict[str, str]:
    """JSON knows no numbers as keys."""
    return {str(place): name for place, name in sorted(columns.items())}


def choose_columns(
    batch: ImportBatch,
    *,
    by: User,
    sheet: str,
    header: Header,
    columns: Mapping[int, str],
    later: bool = True,
) -> ImportBatch:
    """Say what each column is, remember it for this person's next list with these headings, and check the rows."""
    chosen = {place: name for place, name in columns.items() if name}
    for name in chosen.values():
        twice = [header.headings[place] for place, other in chosen.items() if other == name]
        if len(twice) > 1:
            raise ValidationError(
                f"“{FIELD[name].label}” is chosen for {len(twice)} columns: {', '.join(f'“{one}”' for one in twice)}. "
                "Choose it for one, and leave the others out."
            )
    if NEEDED not in chosen.values():
        raise ValidationError(
            f"Choose the column that holds the {FIELD[NEEDED].label.lower()}: a row without it says nothing."
        )
    stored = {
        folded(heading): chosen.get(place, "") for place, heading in enumerate(header.headings) if heading
    }
    with transaction.atomic():
        batch.sheet, batch.header_row, batch.headings = sheet, header.row_number, header.headings
        batch.columns = _as_stored(chosen)
        kept = {name: getattr(batch, name) for name in ("sheet", "header_row", "headings", "columns")}
        ImportMapping._base_manager.update_or_create(
            owner=by, headings=_known_by(header.headings), defaults={"columns": stored}
        )
        return check_list(batch, by=by, later=later, **kept)


# The steps


def check_list(batch: ImportBatch, *, by: User, later: bool = True, **fields: Any) -> ImportBatch:
    """Read every row and say what would become of it. Nothing of the register is changed.

    Without ``later`` whoever calls does the step itself, with ``run_step``.
    """
    return _begin(batch, "check", by, later=later, **fields)


def commit_list(batch: ImportBatch, *, by: User, later: bool = True) -> ImportBatch:
    """Import every row that is not refused, as one batch: all of it or nothing."""
    if against := against_committing(batch, good_rows(batch)):
        raise ValidationError(against)
    twin = twin_of(batch, by)
    if twin and twin.status == ImportBatch.Status.COMMITTING:
        raise ValidationError(
            f"{twin.uploaded_by} sent the same file, and it is being imported at this moment. "
            "Wait until that is done, then check this list again."
        )
    return _begin(batch, "commit", by, later=later)


def undo_import(batch: ImportBatch, *, by: User, reason: str) -> ImportBatch:
    """Take back everything the batch made and changed; refused where somebody touched any of it since."""
    if not reason.strip():
        raise ValidationError({"note": "Give the reason: it is kept with the records."})
    return _begin(batch, "undo", by, note=reason)


def drop_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Set a list aside that is not wanted. What was read from it, and the file, are not kept (POPIA s10)."""
    _check_scope(batch, by)
    if against := against_dropping(batch):
        raise ValidationError(against)
    with transaction.atomic():
        IMPORT_LIFECYCLE.apply(batch, "drop", by=by)
        batch.rows.all().delete()
        transaction.on_commit(lambda: files.discard(str(batch.file.name)))
    return batch


def good_rows(batch: ImportBatch) -> int:
    return batch.rows.filter(outcome__in=GOOD).count()


def _begin(
    batch: ImportBatch, move: str, by: User, *, note: str = "", later: bool = True, **fields: Any
) -> ImportBatch:
    _check_scope(batch, by)
    with transaction.atomic():
        IMPORT_LIFECYCLE.apply(batch, move, by=by, note=note, rows_done=0, problem="", **fields)
        if later:
            _start(batch, by)
    return batch


def _check_scope(batch: ImportBatch, by: User) -> None:
    need(by, RIGHT)
    if not ImportBatch.objects.editable_by(by).filter(pk=batch.pk).exists():
        raise PermissionDenied


def _start(batch: ImportBatch, by: User) -> None:
    jobs.start("run_import", str(batch.pk), "--by", str(by.pk))


# Doing them


def lock_of(batch: ImportBatch) -> str:
    return f"stakeholders.import {batch.pk}"


def is_interrupted(batch: ImportBatch) -> bool:
    """A step is under way, and the process that did it is gone."""
    if not batch.is_working or jobs.is_running(lock_of(batch)):
        return False
    begun = _last_move(batch)
    return begun is None or (timezone.now() - begun.changed_at).total_seconds() > jobs.STARTS_WITHIN


def resume_step(batch: ImportBatch, *, by: User) -> None:
    """Begin an interrupted step again. Of what it had done nothing was kept."""
    _check_scope(batch, by)
    if not is_interrupted(batch):
        raise ValidationError("This step is being worked on. Reload the page to see how far it is.")
    _start(batch, by)


def run_step(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Do the step that the batch waits for; only one import works at a time, and nobody does a step twice."""
    with jobs.alone(lock_of(batch)) as mine:
        if not mine:
            return batch
        with jobs.alone("stakeholders.imports", wait=True):
            batch.refresh_from_db()
            work = STEPS.get(batch.status)
            if work is None:
                return batch
            step, otherwise = work
            try:
                with transaction.atomic(), jobs.Progress(batch, "rows_done") as progress:
                    step(batch, by, progress)
            except ValidationError as error:
                _stop(batch, otherwise, by, " ".join(error.messages))
            except Exception:
                _stop(batch, otherwise, by, UNEXPECTED)
                raise
    return batch


def _stop(batch: ImportBatch, move: str, by: User, problem: str) -> None:
    longest = ImportBatch._meta.get_field("problem").max_length or 0
    problem = problem if len(problem) <= longest else f"{problem[: longest - 1]}…"
    IMPORT_LIFECYCLE.apply(batch, move, by=by, note=problem, problem=problem, rows_done=0)


def _check(batch: ImportBatch, by: User, progress: jobs.Progress) -> None:
    rows = open_list(batch).rows(batch.sheet)
    numbered = list(data_rows(rows, batch.header_row or 1))
    columns = {int(place): name for place, name in batch.columns.items()}
    batch.rows.all().delete()
    found: list[ImportRow] = []
    for row in check_rows(numbered, columns, by=by, province=batch.province, progress=progress):
        row.batch = batch
        found.append(row)
        if len(found) == AT_ONCE:
            ImportRow._base_manager.bulk_create(found)
            found = []
    ImportRow._base_manager.bulk_create(found)
    IMPORT_LIFECYCLE.apply(batch, "checked", by=by, rows_total=len(numbered), rows_done=len(numbered))


def _commit(batch: ImportBatch, by: User, progress: jobs.Progress) -> None:
    begun = StatusChange._base_manager.filter(_moves(batch), transition="check").first()
    twin = twin_of(batch, by)
    if twin and begun and twin.committed_at and twin.committed_at >= begun.changed_at:
        raise ValidationError(
            f"{twin.uploaded_by} imported the same file on {date_long(timezone.localdate(twin.committed_at))}, after "
            "this one was checked. Check this list again: what is in the register already is then left as it is."
        )
    done = write_rows(batch, by=by, progress=progress)
    jobs.start("find_duplicates")
    IMPORT_LIFECYCLE.apply(batch, "committed", by=by, committed_at=timezone.now(), rows_done=done)


def _undo(batch: ImportBatch, by: User, progress: jobs.Progress) -> None:
    move = _last_move(batch)
    undo_rows(batch, by=by, reason=move.note if move else "", progress=progress)
    jobs.start("find_duplicates")
    IMPORT_LIFECYCLE.apply(batch, "undone", by=by, undone_at=timezone.now(), rows_done=batch.rows_total)


def _moves(batch: ImportBatch) -> Q:
    return Q(content_type=ContentType._default_manager.get_for_model(batch), object_id=batch.pk)


def _last_move(batch: ImportBatch) -> StatusChange | None:
    return StatusChange._base_manager.filter(_moves(batch)).first()


# What a batch waits for, and the move back when it cannot be done.
STEPS: dict[str, tuple[Any, str]] = {
    ImportBatch.Status.CHECKING: (_check, "not-checked"),
    ImportBatch.Status.COMMITTING: (_commit, "not-committed"),
    ImportBatch.Status.UNDOING: (_undo, "not-undone"),
}
