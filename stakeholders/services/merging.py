"""Taking one entry of the register into another, and taking that back.

Every record that points to an entry is found through the models themselves, so that a higher app needs no line here.
What a person did to the entry itself stays with it: its history, its moves, who saw its contact people, its imports.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models import F
from django.utils import timezone

from partnerships.core import history
from partnerships.core.models import User, Versioned
from partnerships.core.numbers import date_long, number
from stakeholders.models import Contact, ContactAccess, ImportRow, Merge, Stakeholder
from stakeholders.services.checks import lock, need, said
from stakeholders.services.pairs import compare_anew

CHANGED = "Somebody changed “{}” since you opened this page. Look at both entries as they stand now, then decide again."
# What can be taken from the entry that is merged away.
FIELDS = (
    "name",
    "short_name",
    "group",
    "type",
    "level",
    "province",
    "district",
    "seat",
    "stakeholder_class",
    "relationship_manager",
    "mandate",
    "registration_number",
    "website",
    "source",
)
STAYING = (ContactAccess, ImportRow, Merge)


@dataclass(frozen=True)
class Pointing:
    """One field of one kind of record that points to a stakeholder."""

    model: Any
    field: str

    @property
    def label(self) -> str:
        """The kind of record, with the field where the kind alone does not say it."""
        named = str(self.model._meta.verbose_name_plural)
        named = f"{named[:1].upper()}{named[1:]}"
        if self.field in {"stakeholder", "documents"}:
            return named
        return f"{named}, as {self.model._meta.get_field(self.field).verbose_name}"

    def rows(self, stakeholder: Stakeholder) -> Any:
        if self.field == "documents":
            return stakeholder.documents.all()
        return self.model._base_manager.filter(**{self.field: stakeholder.pk})

    def aim(self, ids: Iterable[int], target: Stakeholder) -> None:
        """Point these rows to another entry."""
        column = "object_id" if self.field == "documents" else f"{self.field}_id"
        values: dict[str, Any] = {column: target.pk}
        if issubclass(self.model, Versioned):
            values["version"] = F("version") + 1
        self.model._base_manager.filter(pk__in=list(ids)).update(**values)


def pointing() -> list[Pointing]:
    """Everything that can point to a stakeholder, the history tables and what stays with an entry left out."""
    found = [
        Pointing(relation.related_model, relation.field.name)
        for relation in Stakeholder._meta.related_objects
        if relation.on_delete is not models.DO_NOTHING and relation.related_model not in STAYING
    ]
    shelf: Any = Stakeholder._meta.get_field("documents").related_model
    return [*found, Pointing(shelf, "documents")]


@dataclass(frozen=True)
class Moving:
    """What becomes of the records of one kind: how many are re-pointed, how many stay, and why."""

    label: str
    moved: int
    left: int = 0
    note: str = ""


def against_merging(kept: Stakeholder, merged: Stakeholder) -> str:
    """Why the one cannot be taken into the other now, or nothing."""
    if kept.pk == merged.pk:
        return "These are one entry. Choose two."
    for entry in (kept, merged):
        if entry.archived_on:
            return f"“{entry}” is archived. Only two registered entries can be merged."
    if merged.status == Stakeholder.Status.PARTNER:
        if kept.status == Stakeholder.Status.PARTNER:
            return (
                f"Both are partners. End the partnership with “{merged}” first; its decision stays on record."
            )
        return (
            f"“{merged}” is a partner and “{kept}” is not. Keep “{merged}” and merge the other one into it."
        )
    if merged.proposals.filter(status="open").exists():
        return (
            f"A proposal of “{merged}” is open. Set it aside or decide it first, or keep “{merged}” and merge the "
            "other one into it."
        )
    return ""


def preview(kept: Stakeholder, merged: Stakeholder, *, by: User) -> list[Moving]:
    """What a merge would re-point and what would stay: the merge itself, made and taken back at once."""
    moving: list[Moving] = []
    with transaction.atomic():
        _, moving = _repoint(kept, merged, by, "Preview")
        transaction.set_rollback(True)
    return moving


@transaction.atomic
def merge_stakeholders(
    kept: Stakeholder,
    merged: Stakeholder,
    *,
    by: User,
    reason: str,
    taken: Iterable[str] = (),
    versions: Mapping[int, int] | None = None,
) -> Merge:
    """Take ``merged`` into ``kept``: the fields in ``taken`` and all that points to it; it is archived, not deleted.

    ``versions`` are those that the person saw: what somebody changed since was not looked at, so nothing is merged.
    """
    need(by, "stakeholders.merge_stakeholder")
    for entry in sorted((kept, merged), key=lambda entry: entry.pk):
        lock(entry, by)
    for entry in (kept, merged):
        if versions is not None and versions.get(entry.pk) != entry.version:
            raise ValidationError(CHANGED.format(entry))
    if reason_against := against_merging(kept, merged):
        raise ValidationError(reason_against)
    reason = said(reason, "reason", "Say how you know that the two are one organisation: it is kept.")
    chosen = {}
    for name in [name for name in FIELDS if name in set(taken)]:
        column = Stakeholder._meta.get_field(name).attname  # type: ignore[union-attr]
        chosen[name] = {"before": getattr(kept, column), "taken": getattr(merged, column)}
        setattr(kept, column, getattr(merged, column))
    with history.acting(by, f"Merged: {reason}"):
        merged.archived_on = timezone.localdate()
        merged.archive_reason = f"Merged into “{kept}”: {reason}"[:500]
        merged.version += 1
        merged.save()
        kept.version += 1
        kept.full_clean()
        kept.save()
        moved, _ = _repoint(kept, merged, by, f"Merged: {reason}")
        merge = Merge.objects.create(
            kept=kept, merged=merged, chosen=chosen, moved=moved, reason=reason, merged_by=by
        )
    compare_anew(kept)
    return merge


def _repoint(
    kept: Stakeholder, merged: Stakeholder, by: User, reason: str
) -> tuple[list[dict[str, Any]], list[Moving]]:
    moved: list[dict[str, Any]] = []
    told: list[Moving] = []
    with history.acting(by, reason):
        for kind in pointing():
            ids = list(kind.rows(merged).order_by("pk").values_list("pk", flat=True))
            if not ids:
                continue
            eased = _ease(kept, ids) if kind.model is Contact else {}
            went = _aim_each(kind, ids, kept)
            entry: dict[str, Any] = {"model": kind.model._meta.label, "field": kind.field, "ids": went}
            if eased:
                entry["eased"] = eased
            moved.append(entry)
            told.append(Moving(kind.label, len(went), len(ids) - len(went), _note(kind, eased, ids, went)))
    return moved, told


def _ease(kept: Stakeholder, ids: list[int]) -> dict[str, list[int]]:
    """The kept entry's main and back-up contact stay so; those of the other become contacts like any."""
    eased = {}
    for flag in ("is_main", "is_backup"):
        current = {flag: True, "left_on": None}
        if Contact._base_manager.filter(stakeholder=kept.pk, **current).exists():
            rows = Contact._base_manager.filter(pk__in=ids, **current)
            if found := list(rows.values_list("pk", flat=True)):
                rows.update(**{flag: False})
                eased[flag] = found
    return eased


def _aim_each(kind: Pointing, ids: list[int], target: Stakeholder) -> list[int]:
    """Re-point all at once; where the database refuses that, one by one, so that only what clashes stays."""
    try:
        with transaction.atomic():
            kind.aim(ids, target)
    except DatabaseError:
        if len(ids) == 1:
            return []
    else:
        return ids
    return [pk for pk in ids if _aim_each(kind, [pk], target)]


def _note(kind: Pointing, eased: dict[str, list[int]], ids: list[int], went: list[int]) -> str:
    said_of = {"is_main": "main", "is_backup": "back-up"}
    notes = [
        f"The {said_of[flag]} contact of the kept entry stays the {said_of[flag]} contact; the other one is kept "
        "without that mark."
        for flag in eased
    ]
    if left := len(ids) - len(went):
        one = left == 1
        notes.append(
            f"{number(left)} {'stays' if one else 'stay'} with the entry merged away, because the kept one has "
            f"{'such a record' if one else 'such records'} already or would be joined to itself."
        )
    return " ".join(notes)


def against_undoing(merge: Merge) -> str:
    """Why a merge cannot be taken back, or nothing."""
    if merge.undone_at:
        return "This merge was undone already."
    if timezone.localdate() > merge.undo_until:
        return f"A merge can be undone for 30 days: this one until {date_long(merge.undo_until)}."
    return ""


@transaction.atomic
def undo_merge(merge: Merge, *, by: User, reason: str) -> list[str]:
    """Bring the entry merged away back with what came from it; says in sentences what was left as it is by now.

    A field or record that somebody changed since is theirs: it is not overwritten.
    """
    need(by, "stakeholders.merge_stakeholder")
    merge.refresh_from_db(from_queryset=Merge._base_manager.select_for_update(of=("self",)))
    kept, merged = merge.kept, merge.merged
    for entry in sorted((kept, merged), key=lambda entry: entry.pk):
        lock(entry, by)
    if reason_against := against_undoing(merge):
        raise ValidationError(reason_against)
    if kept.archived_on:
        raise ValidationError(f"“{kept}” is archived. Restore it first, then undo the merge.")
    reason = said(reason, "reason", "Give the reason: it is kept with the record.")
    left = []
    with history.acting(by, f"Merge undone: {reason}"):
        for name, values in merge.chosen.items():
            field: Any = Stakeholder._meta.get_field(name)
            if getattr(kept, field.attname) == values["taken"]:
                setattr(kept, field.attname, values["before"])
            else:
                left.append(f"{str(field.verbose_name).capitalize()} was changed since and stays as it is.")
        kept.version += 1
        kept.full_clean(validate_constraints=False)
        kept.save()
        merged.archived_on, merged.archive_reason = None, ""
        merged.version += 1
        merged.full_clean()
        merged.save()
        kept.full_clean()
        left += [sentence for entry in merge.moved if (sentence := _bring_back(entry, kept, merged))]
        merge.undone_at, merge.undone_by, merge.undo_reason = timezone.now(), by, reason
        merge.save()
    for entry in (kept, merged):
        compare_anew(entry)
    return left


def _bring_back(entry: dict[str, Any], kept: Stakeholder, merged: Stakeholder) -> str:
    kind = next(
        found
        for found in pointing()
        if found.model._meta.label == entry["model"] and found.field == entry["field"]
    )
    ids = list(kind.rows(kept).filter(pk__in=entry["ids"]).values_list("pk", flat=True))
    went = set(_aim_each(kind, ids, merged)) if ids else set()
    for flag, eased in entry.get("eased", {}).items():
        Contact._base_manager.filter(pk__in=set(eased) & went, redacted_on=None).update(**{flag: True})
    if missing := len(entry["ids"]) - len(went):
        return (
            f"{kind.label}: {number(missing)} moved on since and {'stays' if missing == 1 else 'stay'} there."
        )
    return ""
