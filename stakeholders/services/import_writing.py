"""Writing the good rows of a checked list into the register, in bulk and with history, inside one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Upper

from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.scoping import may_write_for
from stakeholders.models import (
    Contact,
    Engagement,
    ImportBatch,
    ImportedRecord,
    ImportRow,
    LocalMunicipality,
    PoliceStation,
    Stakeholder,
    Structure,
)

AT_ONCE = 500
AGAIN = "Nothing was imported. Check the list again: it then says what the register holds now."
Told = Callable[[int], None]


def write_rows(batch: ImportBatch, *, by: User, progress: Told) -> int:
    """Import every row that makes or changes something; how many those are. Raises ValidationError: then nothing is.

    A record that somebody changed after the check began is not what the check judged: that stops the import.
    """
    # By the clock of the database, as the events are.
    checks = batch.events.filter(status=ImportBatch.Status.CHECKING).order_by("-pgh_id")  # type: ignore[attr-defined]
    since = checks.values_list("pgh_created_at", flat=True).first()
    rows = list(batch.rows.filter(outcome__in=[ImportRow.Outcome.CREATE, ImportRow.Outcome.UPDATE]))
    try:
        with transaction.atomic(), history.acting(by, f"Import of {batch.original_name}"):
            return _Writing(batch, by, rows, progress).write(since)
    except IntegrityError as error:
        raise ValidationError(
            f"The register changed since the list was checked, and a row contradicts it now. {AGAIN}"
        ) from error


class _Writing:
    def __init__(self, batch: ImportBatch, by: User, rows: list[ImportRow], progress: Told):
        self.batch, self.by, self.rows, self.progress = batch, by, rows, progress
        # The stakeholder of each row, by the row's number: a later row may add to what an earlier one made.
        self.of_row: dict[int, Stakeholder] = {}
        self.records: list[ImportedRecord] = []
        self.source = f"Imported from {batch.original_name}"[:200]

    def write(self, since: datetime | None) -> int:
        existing = self._existing(since)
        new = [row for row in self.rows if row.outcome == ImportRow.Outcome.CREATE]
        self._create_stakeholders(new)
        for row in self.rows:
            if row.stakeholder_id:
                self.of_row.setdefault(row.number, existing[row.stakeholder_id])
        for row in self.rows:
            if (earlier := row.values.get("same_as")) and row.number not in self.of_row:
                self.of_row[row.number] = self._earlier(int(earlier), existing)
        self._change_stakeholders()
        self._write_contacts(since)
        self._write_structures()
        self._write_engagements()
        for row in self.rows:
            row.stakeholder = self.of_row[row.number]
        ImportRow._base_manager.bulk_update(self.rows, ["stakeholder"], batch_size=AT_ONCE)
        ImportedRecord._base_manager.bulk_create(self.records, batch_size=AT_ONCE)
        return len(self.rows)

    def _existing(self, since: datetime | None) -> dict[int, Stakeholder]:
        """The stakeholders that rows name, locked; refused outside the scope, and when somebody changed one since."""
        wanted = {row.stakeholder_id for row in self.rows if row.stakeholder_id}
        found = Stakeholder.objects.editable_by(self.by).select_for_update(of=("self",)).in_bulk(wanted)
        if wanted - found.keys():
            raise PermissionDenied
        _refuse_changed(Stakeholder, wanted, since)
        return found

    def _earlier(self, number: int, existing: dict[int, Stakeholder]) -> Stakeholder:
        """What an earlier row made, or the record that it names though it changes nothing of it."""
        if number in self.of_row:
            return self.of_row[number]
        row: Any = self.batch.rows.filter(number=number, stakeholder__isnull=False).first()
        if row is None or not Stakeholder.objects.editable_by(self.by).filter(pk=row.stakeholder_id).exists():
            raise ValidationError(f"A row adds to row {number}, which is not imported. {AGAIN}")
        return existing.setdefault(row.stakeholder_id, row.stakeholder)

    def _create_stakeholders(self, rows: list[ImportRow]) -> None:
        made = []
        for row in rows:
            stakeholder = _filled(Stakeholder(relationship_manager=self.by), row.values["stakeholder"])
            if not may_write_for(self.by, stakeholder.province_id):
                raise PermissionDenied
            made.append(stakeholder)
        for part in _parts(list(zip(rows, made, strict=True))):
            Stakeholder._base_manager.bulk_create([one for _, one in part])
            for row, one in part:
                self.of_row[row.number] = one
                self._note(row, one)
            self.progress(len(self.of_row))

    def _change_stakeholders(self) -> None:
        changes = [
            (row, self.of_row[row.number], row.values["stakeholder"])
            for row in self.rows
            if row.outcome == ImportRow.Outcome.UPDATE and row.values.get("stakeholder")
        ]
        self._change(Stakeholder, changes)

    def _write_contacts(self, since: datetime | None) -> None:
        given = [(row, values) for row in self.rows for values in row.values.get("contacts") or ()]
        known = {values["pk"] for _, values in given if values.get("pk")}
        people = Contact.objects.editable_by(self.by).named().select_for_update(of=("self",)).in_bulk(known)
        if known - people.keys():
            raise ValidationError(f"A contact person of the list is no longer in the register. {AGAIN}")
        _refuse_changed(Contact, known, since)
        self._change(
            Contact,
            [
                (row, people[values["pk"]], {name: value for name, value in values.items() if name != "pk"})
                for row, values in given
                if values.get("pk")
            ],
        )
        new = [(row, values) for row, values in given if not values.get("pk")]
        self._create(Contact, new, source=self.source)

    def _write_structures(self) -> None:
        given = [(row, row.values["structure"]) for row in self.rows if row.values.get("structure")]
        stations = self._places(PoliceStation, "station_name", given)
        municipalities = self._places(LocalMunicipality, "municipality_name", given)
        described = []
        for row, values in given:
            province = self.of_row[row.number].province_id
            named = {name: v for name, v in values.items() if not name.endswith("_name")}
            if station := values.get("station_name"):
                named["station"] = stations[province, station.upper()]
            if municipality := values.get("municipality_name"):
                named["municipality"] = municipalities[province, municipality.upper()]
            described.append((row, named))
        self._create(Structure, described)

    def _places(self, model: Any, name: str, given: list[tuple[ImportRow, dict[str, Any]]]) -> dict[Any, int]:
        """Stations or municipalities by province and name, whatever its case; those that are missing are made.

        They stay when the import is undone: a place is no record about anybody, and others may have named it since.
        """
        wanted = {
            (self.of_row[row.number].province_id, values[name].upper()): values[name]
            for row, values in given
            if values.get(name)
        }
        if not wanted:
            return {}
        provinces = {province for province, _ in wanted}
        known = model._base_manager.filter(province__in=provinces).annotate(upper_name=Upper("name"))
        missing = wanted.keys() - set(known.values_list("province", "upper_name"))
        model._base_manager.bulk_create(
            model(province_id=province, name=wanted[province, upper]) for province, upper in sorted(missing)
        )
        return {
            (province, upper): pk for province, upper, pk in known.values_list("province", "upper_name", "pk")
        }

    def _write_engagements(self) -> None:
        given = []
        for row in self.rows:
            if values := row.values.get("engagement"):
                province = self.of_row[row.number].province_id
                given.append((row, values | {"province": province, "source": self.source}))
        self._create(Engagement, given, recorded_by=self.by)

    def _create(self, model: Any, given: Iterable[tuple[ImportRow, dict[str, Any]]], **fixed: Any) -> None:
        for part in _parts(list(given)):
            made = [
                (row, _filled(model(stakeholder=self.of_row[row.number], **fixed), values))
                for row, values in part
            ]
            model._base_manager.bulk_create([one for _, one in made])
            for row, one in made:
                self._note(row, one)

    def _change(self, model: Any, changes: list[tuple[ImportRow, Any, dict[str, Any]]]) -> None:
        """Each record once, however many rows name it: the later row has the last word."""
        names: set[str] = set()
        changed: dict[int, Any] = {}
        befores: dict[int, tuple[ImportRow, dict[str, Any]]] = {}
        for row, record, values in changes:
            if not values:
                continue
            one = changed.setdefault(record.pk, record)
            _, before = befores.setdefault(record.pk, (row, {}))
            for name in values:
                before.setdefault(name, _plain(one, name))
            _filled(one, values)
            names |= set(values)
        for one in changed.values():
            one.version += 1
        model._base_manager.bulk_update(changed.values(), [*sorted(names), "version"], batch_size=AT_ONCE)
        for pk, one in changed.items():
            row, before = befores[pk]
            self._note(row, one, before)

    def _note(self, row: ImportRow, record: Any, before: dict[str, Any] | None = None) -> None:
        self.records.append(
            ImportedRecord(
                batch=self.batch,
                row=row,
                content_type=ContentType._default_manager.get_for_model(record),
                object_id=record.pk,
                made=before is None,
                before=before or {},
                version=record.version,
            )
        )


def _refuse_changed(model: Any, keys: set[int], since: datetime | None) -> None:
    if since is None or not keys:
        return
    events = model.events.rel.related_model._base_manager.filter(
        pgh_obj_id__in=keys, pgh_created_at__gt=since
    )
    if changed := events.values("pgh_obj_id").distinct().count():
        first = model._base_manager.get(pk=events.order_by("pgh_id").values_list("pgh_obj_id", flat=True)[:1])
        more = f" and {changed - 1} more" if changed > 1 else ""
        raise ValidationError(f"Somebody changed “{first}”{more} since the list was checked. {AGAIN}")


def _filled(record: Any, values: dict[str, Any]) -> Any:
    """References come as primary keys, days and numbers as JSON holds them."""
    for name, value in values.items():
        field = record._meta.get_field(name)
        if field.is_relation:
            setattr(record, field.attname, value)
        else:
            setattr(record, field.attname, field.to_python(value))
    return record


def _plain(record: Any, name: str) -> Any:
    """A field as JSON can keep it, so that ``_filled`` gives it back."""
    field = record._meta.get_field(name)
    value = getattr(record, field.attname)
    if value is not None and not field.is_relation:
        value = field.get_prep_value(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def refill(record: Any, before: dict[str, Any]) -> Any:
    """Give a record back what stood in it before the import."""
    return _filled(record, before)


def _parts(items: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]
