"""What a row says of the stakeholder itself: who it is, where it belongs, and what of it is new."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from partnerships.core.models import Province, User
from partnerships.core.scoping import sees_in_full
from stakeholders.importing.fields import FIELD, folded
from stakeholders.importing.references import NATIONAL, References
from stakeholders.importing.row import Row
from stakeholders.importing.values import calmed, website
from stakeholders.models import Stakeholder
from stakeholders.models.structure import COMMUNITY_STRUCTURES, StructureKind
from stakeholders.services.structures import LEVELS, POLICE_TYPES, SAFETY_TYPE

if TYPE_CHECKING:
    from stakeholders.importing.check import Checker

PLAIN = ("short_name", "seat", "mandate", "registration_number", "source")
REFERENCES = ("group", "type", "district", "stakeholder_class", "relationship_manager")
NO_NAME = "The name is missing. Where a row belongs to the stakeholder above it, write that name again."
LEVEL_OF_GROUP = {
    "local-government": "local",
    "provincial-government": "provincial",
    "multilaterals": "global",
}


@dataclass
class Entry:
    """``given`` is what the row says, ``derived`` what follows from it and never changes what is registered."""

    number: int
    name: str
    province_id: int | None
    given: dict[str, Any] = field(default_factory=dict)
    derived: dict[str, Any] = field(default_factory=dict)
    group_code: str = ""
    kind: StructureKind | None = None
    pk: int | None = None
    # What earlier rows of the file added to the same stakeholder.
    people: list[tuple[str, str]] = field(default_factory=list)
    has_main: bool = False
    is_described: bool = False
    engagements: set[tuple[Any, Any, str]] = field(default_factory=set)

    def to_create(self) -> dict[str, Any]:
        plain = dict.fromkeys((*PLAIN, "website"), "")
        empty = dict.fromkeys(REFERENCES, None)
        who = {"name": self.name, "province": self.province_id}
        return plain | empty | self.derived | self.given | who

    def changes_to(self, stored: Stakeholder, row: Row, references: References) -> dict[str, Any]:
        """The fields that change, each change of a filled one told."""
        changes: dict[str, Any] = {}
        for key, value in self.given.items():
            is_reference = key in REFERENCES
            before = getattr(stored, f"{key}_id" if is_reference else key)
            if before == value or (isinstance(value, str) and folded(str(before)) == folded(value)):
                continue
            changes[key] = value
            if before not in (None, ""):
                label = FIELD[f"stakeholder.{key}"].label
                old, new = references.said(key, before), references.said(key, value)
                row.warn(f"stakeholder.{key}", f"Changes “{label}” from “{_short(old)}” to “{_short(new)}”.")
        if "group" in changes and "type" not in changes and stored.type_id:
            changes["type"] = None
        return changes

    def differs_from(self, later: Entry) -> list[str]:
        """The labels of what a later row of the file says otherwise."""
        return [
            FIELD[f"stakeholder.{key}"].label
            for key, value in later.given.items()
            if key in self.given and self.given[key] != value
        ]


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:60]}…"


def read_entry(row: Row, checker: Checker) -> Entry | None:
    written = row.short("stakeholder.name")
    if not written:
        row.refuse("stakeholder.name", NO_NAME)
        return None
    name = calmed(written)
    references = checker.references
    district = _district(row, references)
    province = _province(row, checker, district)
    entry = Entry(row.number, name, province.pk if province else None)
    if district and (province is None or district.province_id != province.pk):
        row.warn(
            "stakeholder.district",
            f"{district} lies in {district.province}, not in {province or 'the list of national bodies'}: "
            "the district is left out.",
        )
        district = None
    if district:
        entry.given["district"] = district.pk
    _read_kind(row, entry, references)
    _read_group(row, entry, checker)
    _read_level(row, entry, references)
    _read_plain(row, entry, checker)
    _read_manager(row, entry, checker)
    if name != written and checker.existing.find(entry.province_id, name) is None:
        row.warn("stakeholder.name", f"Written in capitals: it is registered as “{name}”.")
    return entry


def _district(row: Row, references: References) -> Any:
    written = row.text("stakeholder.district")
    if not written:
        return None
    district = references.district(written)
    if district is None:
        row.warn(
            "stakeholder.district",
            f"“{_short(written)}” is not one of the districts and metros: it is left out.",
        )
    return district


def _province(row: Row, checker: Checker, district: Any) -> Province | None:
    name, written, own = "stakeholder.province", row.text("stakeholder.province"), checker.province
    is_national = folded(written) in NATIONAL
    found = None if is_national or not written else checker.references.province(written)
    if written and not is_national and found is None:
        codes = ", ".join(province.code for province in checker.references.provinces.entries)
        row.refuse(
            name, f"“{_short(written)}” is not a province. Write its name, or one of {codes}, or National."
        )
        return own
    if own is not None:
        if written and found != own:
            row.refuse(
                name,
                f"This row is for {found or 'the national office'}, and this import is for {own} alone. "
                "Take it out, or ask the national office to import it.",
            )
        return own
    if found is None and not written:
        if district is not None:
            province: Province = district.province
            return province
        if checker.references.level(row.text("stakeholder.level")) not in {"national", "global"}:
            row.warn(name, "No province is given: it is registered as National.")
    return found


def _read_kind(row: Row, entry: Entry, references: References) -> None:
    """The kind of community structure; a station or municipality without one tells it with the name or the type."""
    written = row.text("structure.kind")
    if written:
        entry.kind = references.kinds.find(written)
        if entry.kind is None:
            row.warn(
                "structure.kind",
                f"“{_short(written)}” is not a kind of community structure: it is registered without its description. "
                f"Write one of: {references.kinds.offered}.",
            )
        return
    words = folded(f"{entry.name} {row.text('stakeholder.type')} {row.text('stakeholder.group')}")
    if row.text("structure.station") and ("cpf" in words.split() or ("polic" in words and "forum" in words)):
        entry.kind = references.kinds.by_code("cpf")
    elif row.text("structure.municipality") and ("csf" in words.split() or "safety forum" in words):
        entry.kind = references.kinds.by_code("csf-local")


def _read_group(row: Row, entry: Entry, checker: Checker) -> None:
    """Group and type, each told by the other where one is missing; the name alone tells the group with a warning.

    A stakeholder that is registered already, or stands in an earlier row, has its group.
    """
    references = checker.references
    said_group, said_type = row.text("stakeholder.group"), row.text("stakeholder.type")
    group, kind_of = references.groups.find(said_group), references.types.find(said_type)
    if said_group and group is None:
        # Many lists call by one word what is a group with us and a type.
        kind_of = kind_of or references.types.find(said_group)
        group = kind_of.group if kind_of else None
        if group is None:
            row.refuse(
                "stakeholder.group",
                f"“{_short(said_group)}” is not one of the groups. Write one of: {references.groups.offered}.",
            )
            return
    if said_type and kind_of is None:
        group = group or references.groups.find(said_type)
        if references.groups.find(said_type) is None:
            row.warn(
                "stakeholder.type", f"“{_short(said_type)}” is not one of the types: the type is left out."
            )
    if kind_of and group and kind_of.group_id != group.pk:
        row.warn(
            "stakeholder.type", f"“{kind_of}” is not a type of the group “{group}”: the type is left out."
        )
        kind_of = None
    if group or kind_of:
        group = group or kind_of.group
        entry.given["group"] = group.pk
        if kind_of:
            entry.given["type"] = kind_of.pk
    elif entry.kind:
        group = references.groups.by_code(COMMUNITY_STRUCTURES)
    elif not checker.knows(entry) and (group := references.group_by_name(entry.name)):
        entry.derived["group"] = group.pk
        row.warn("stakeholder.group", f"No group is given: the name says “{group}”.")
    if group is None:
        if not checker.knows(entry):
            _refuse_without_group(row, entry, references)
        return
    entry.derived.setdefault("group", group.pk)
    entry.group_code = group.code
    _derive(entry, references, kind_of)


def _refuse_without_group(row: Row, entry: Entry, references: References) -> None:
    row.refuse(
        "stakeholder.group",
        f"The group is missing. Add a column “Group” with one of: {references.groups.offered}.",
    )


def _read_level(row: Row, entry: Entry, references: References) -> None:
    written = row.text("stakeholder.level")
    if level := references.level(written):
        entry.given["level"] = level
    elif written:
        row.warn("stakeholder.level", f"“{_short(written)}” is not one of the levels: it is left out.")


def _derive(entry: Entry, references: References, kind_of: Any) -> None:
    """Type and level of a community structure follow from its kind, the level of others from group and province."""
    default = "provincial" if entry.province_id else "national"
    entry.derived["level"] = LEVEL_OF_GROUP.get(entry.group_code, default)
    if kind_of and kind_of.code in {"cpf", "csf", "patrol", "local-municipality"}:
        entry.derived["level"] = "local"
    if entry.kind and entry.group_code == COMMUNITY_STRUCTURES:
        seat = StructureKind.Seat(entry.kind.seat)
        entry.derived["level"] = str(LEVELS[seat])
        code = POLICE_TYPES.get(seat, "") if entry.kind.family == StructureKind.Family.POLICE else SAFETY_TYPE
        kind_of = references.types.by_code(code)
        if kind_of and kind_of.group.code == COMMUNITY_STRUCTURES:
            entry.derived["type"] = kind_of.pk


def _read_plain(row: Row, entry: Entry, checker: Checker) -> None:
    for key in PLAIN:
        if words := row.short(f"stakeholder.{key}"):
            entry.given[key] = words
    if "seat" not in entry.given and entry.kind is None and row.text("structure.municipality"):
        entry.given["seat"] = row.short("structure.municipality")[:80]
    if address := row.read("stakeholder.website", website):
        entry.given["website"] = address
    if written := row.text("stakeholder.stakeholder_class"):
        found = checker.references.classes.find(written)
        if found:
            entry.given["stakeholder_class"] = found.pk
        else:
            row.warn(
                "stakeholder.stakeholder_class",
                f"“{_short(written)}” is not one of the classes: it is left out.",
            )


def _read_manager(row: Row, entry: Entry, checker: Checker) -> None:
    """A colleague by e-mail or by the whole name, who may open the record; without one it is the sender."""
    entry.derived["relationship_manager"] = checker.by.pk
    name, written = "stakeholder.relationship_manager", row.text("stakeholder.relationship_manager")
    if not written:
        return
    people: list[User] = checker.references.people(written)
    if len(people) != 1:
        why = "bears an account here" if not people else "is one person alone: write the e-mail address"
        row.warn(name, f"Nobody called “{_short(written)}” {why}. You look after the entry instead.")
    elif entry.province_id and not sees_in_full(people[0], entry.province_id):
        where = checker.references.province_of[entry.province_id]
        row.warn(name, f"{people[0]} may not open records of {where}. You look after the entry instead.")
    else:
        entry.given["relationship_manager"] = people[0].pk
