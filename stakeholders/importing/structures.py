"""What a row says of a community structure, and of an engagement that was held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from partnerships.core.numbers import date_long
from stakeholders.importing.fields import folded
from stakeholders.importing.row import Row
from stakeholders.importing.values import day, whole
from stakeholders.models.structure import COMMUNITY_STRUCTURES, StructureKind

if TYPE_CHECKING:
    from stakeholders.importing.check import Checker
    from stakeholders.importing.entry import Entry

Seat = StructureKind.Seat
MOST_YEARS = 10
WITHOUT = "it is registered without its description as a structure."


def read_structure(row: Row, entry: Entry, checker: Checker) -> dict[str, Any]:
    kind = entry.kind
    if kind is None or entry.is_described:
        return {}
    if entry.pk and (known := checker.existing.structures.get(entry.pk)):
        if known != kind.name:
            row.warn(
                "structure.kind", f"It is described as “{known}” already, which an import does not change."
            )
        return {}
    if reason := _against(row, entry, kind, checker):
        row.warn("structure.kind", reason)
        return {}
    entry.is_described = True
    launched = row.read("structure.launched_on", day)
    if launched and launched > checker.today:
        row.warn("structure.launched_on", f"{date_long(launched)} lies in the future: the day is left out.")
        launched = None
    station = row.short("structure.station") if kind.seat == Seat.STATION else ""
    municipality = row.short("structure.municipality") if kind.seat == Seat.LOCAL else ""
    return {
        "kind": kind.pk,
        "station_name": station,
        "municipality_name": municipality,
        "district": entry.given.get("district"),
        "launched_on": launched.isoformat() if launched else None,
        "term_years": row.read("structure.term_years", whole, most=MOST_YEARS),
    }


def _against(row: Row, entry: Entry, kind: StructureKind, checker: Checker) -> str:
    group = entry.group_code
    if entry.pk is not None and "group" not in entry.given:
        stored = checker.existing.find(entry.province_id, entry.name)
        group = checker.references.code_of_group(stored.group_id) if stored else group
    if group != COMMUNITY_STRUCTURES:
        return (
            f"Only what stands under “Community structures” is described as a {kind.name.lower()}: {WITHOUT}"
        )
    if entry.province_id is None:
        return f"A community structure belongs to a province: {WITHOUT}"
    if kind.seat == Seat.STATION and not row.text("structure.station"):
        return f"The police station of this {kind.name.lower()} is missing: {WITHOUT}"
    if kind.seat == Seat.LOCAL and not row.text("structure.municipality"):
        return f"The local municipality of this {kind.name.lower()} is missing: {WITHOUT}"
    if kind.seat == Seat.DISTRICT and not entry.given.get("district"):
        return f"The district of this {kind.name.lower()} is missing: {WITHOUT}"
    return ""


def read_engagement(row: Row, entry: Entry, checker: Checker) -> dict[str, Any]:
    held_on = row.read("engagement.held_on", day)
    words = row.text("engagement.purpose") or row.text("engagement.kind")
    if held_on is None:
        if words:
            row.warn(
                "engagement.held_on", "The engagement is left out: its day is missing or cannot be read."
            )
        return {}
    if held_on > checker.today:
        row.warn(
            "engagement.held_on",
            f"{date_long(held_on)} lies in the future: an engagement is recorded once it was held. It is left out.",
        )
        return {}
    references, written = checker.references, row.text("engagement.kind")
    kind = references.engagement_kinds.find(written) if written else None
    if kind is None:
        kind = references.engagement_kinds.by_code("meeting")
        if kind is None:
            row.warn("engagement.kind", "The engagement is left out: its kind is missing.")
            return {}
        said = (
            f"“{written[:60]}” is not a kind of engagement" if written else "No kind of engagement is given"
        )
        row.warn("engagement.kind", f"{said}: it is recorded as “{kind}”.")
    purpose = row.short("engagement.purpose")
    if not purpose:
        purpose = f"{kind}, taken over from a list"
        row.warn("engagement.purpose", f"No purpose is given: it is recorded as “{purpose}”.")
    key = (kind.pk, held_on, folded(purpose))
    if key in entry.engagements or (
        entry.pk and checker.existing.has_engagement(entry.pk, kind.pk, held_on, purpose)
    ):
        return {}
    entry.engagements.add(key)
    return {
        "kind": kind.pk,
        "held_on": held_on.isoformat(),
        "purpose": purpose,
        **_further(row, references),
    }


def _further(row: Row, references: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if written := row.text("engagement.mode"):
        if mode := references.modes.find(written):
            found["mode"] = mode.pk
        else:
            row.warn("engagement.mode", f"“{written[:60]}” is not a way of meeting: it is left out.")
    for key in ("place", "notes"):
        if words := row.short(f"engagement.{key}"):
            found[key] = words
    attendance = row.read("engagement.attendance", whole, most=1_000_000)
    if attendance is not None:
        found["attendance"] = attendance
    return found
