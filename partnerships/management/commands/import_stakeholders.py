"""Import a list of stakeholders from the command line: the same reading, checking and writing as the pages."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from partnerships.core import files
from partnerships.core.models import Province, User
from stakeholders.importing.fields import FIELD, folded
from stakeholders.importing.headings import header_at
from stakeholders.models import ImportBatch, ImportRow
from stakeholders.services.importing import (
    choose_columns,
    commit_list,
    good_rows,
    open_list,
    run_step,
    upload_list,
)

WORDS = {
    ImportRow.Outcome.CREATE: "created",
    ImportRow.Outcome.UPDATE: "updated",
    ImportRow.Outcome.UNCHANGED: "unchanged",
    ImportRow.Outcome.REFUSED: "refused",
    ImportRow.Outcome.LEFT_OUT: "left out",
}


class _DryRun(Exception):  # noqa: N818 -- nothing went wrong
    """Ends the transaction of a trial, so that nothing of it stays."""


class Command(BaseCommand):
    help = (
        "Import stakeholders from a spreadsheet: manage.py import_stakeholders list.xlsx --by officer@example.org. "
        "Prints how many rows were created, updated, unchanged and refused, and the reasons for each row."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--by", metavar="E-MAIL", help="In whose name; needed when more than one may import."
        )
        parser.add_argument(
            "--mapping", type=Path, metavar="FILE", help="JSON: heading in the list to our field."
        )
        parser.add_argument("--province", metavar="CODE", help="All rows belong to it, such as GP.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would happen and change nothing."
        )

    def handle(
        self,
        *args: Any,
        file: Path,
        by: str | None,
        mapping: Path | None,
        province: str | None,
        dry_run: bool,
        verbosity: int,
        **options: Any,
    ) -> None:
        person, place = _person(by), _province(province)
        columns = _mapping(mapping)
        try:
            if dry_run:
                self._try(file, person, place, columns)
            else:
                self._import(file, person, place, columns)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except PermissionDenied as error:
            raise CommandError(f"{person} may not import stakeholders there.") from error

    def _try(self, file: Path, by: User, province: Province | None, columns: dict[str, str]) -> None:
        batch: ImportBatch | None = None
        try:
            with transaction.atomic():
                batch = self._checked(file, by, province, columns)
                self._tell(batch, "would be ")
                raise _DryRun
        except _DryRun:
            pass
        finally:
            if batch:
                files.discard(str(batch.file.name))

    def _import(self, file: Path, by: User, province: Province | None, columns: dict[str, str]) -> None:
        batch = self._checked(file, by, province, columns)
        if good_rows(batch):
            commit_list(batch, by=by, later=False)
            batch = _done(batch, by, ImportBatch.Status.COMMITTED)
        self._tell(batch, "")

    def _checked(
        self, file: Path, by: User, province: Province | None, columns: dict[str, str]
    ) -> ImportBatch:
        try:
            with file.open("rb") as opened:
                batch = upload_list(File(opened, name=file.name), by=by, province=province)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        header = header_at(open_list(batch).rows(batch.sheet), batch.header_row or 1)
        matched = {int(place): name for place, name in batch.columns.items()}
        matched |= {
            place: columns[folded(heading)]
            for place, heading in enumerate(header.headings)
            if folded(heading) in columns
        }
        choose_columns(batch, by=by, sheet=batch.sheet, header=header, columns=matched, later=False)
        return _done(batch, by, ImportBatch.Status.CHECKED)

    def _tell(self, batch: ImportBatch, would: str) -> None:
        counts: Counter[str] = Counter()
        for row in batch.rows.iterator(chunk_size=2000):
            counts[row.outcome] += 1
            for level, _, text in row.messages:
                self.stdout.write(f"Row {row.number}, {level}: {text}")
        self.stdout.write(", ".join(f"{counts[outcome]} {would}{word}" for outcome, word in WORDS.items()))


def _done(batch: ImportBatch, by: User, wanted: str) -> ImportBatch:
    """Do the step here; what stopped it ends the command."""
    run_step(batch, by=by)
    batch.refresh_from_db()
    if batch.status != wanted:
        raise CommandError(batch.problem or f"The list is “{batch.get_status_display()}” now.")
    return batch


def _person(email: str | None) -> User:
    people = [
        one for one in User.objects.filter(is_active=True) if one.has_perm("stakeholders.import_stakeholder")
    ]
    if email:
        found = [one for one in people if one.email.lower() == email.lower()]
        if not found:
            raise CommandError(f"“{email}” is not the address of somebody who may import stakeholders.")
        return found[0]
    if len(people) != 1:
        raise CommandError("Say in whose name the list is imported: --by officer@example.org.")
    return people[0]


def _province(code: str | None) -> Province | None:
    if code is None:
        return None
    provinces = {province.code: province for province in Province.objects.all()}
    if code.upper() not in provinces:
        raise CommandError(f"“{code}” is not the code of a province. Write one of: {', '.join(provinces)}.")
    return provinces[code.upper()]


def _mapping(path: Path | None) -> dict[str, str]:
    """Folded headings to the names of our fields, or to nothing for a column that is left out."""
    if path is None:
        return {}
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read as JSON: {error}.") from error
    if not isinstance(given, dict):
        raise CommandError(f'{path} must hold headings and fields: {{"Organisation": "stakeholder.name"}}.')
    if unknown := [name for name in given.values() if name and name not in FIELD]:
        raise CommandError(f"“{unknown[0]}” is none of our fields. Write one of: {', '.join(FIELD)}.")
    return {folded(heading): name or "" for heading, name in given.items()}
