"""The contact people of a row: new ones, those who are there already, and what changes on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from partnerships.core.numbers import phone
from stakeholders.importing.fields import folded
from stakeholders.importing.row import Row
from stakeholders.importing.values import calmed, emails, first_phone, yes_or_no
from stakeholders.models import Contact

if TYPE_CHECKING:
    from stakeholders.importing.check import Checker
    from stakeholders.importing.entry import Entry

NOBODY = "General enquiries"
LONGEST = 120
# fmt: off
TITLES = {
    "mr", "mrs", "ms", "miss", "me", "mnr", "mev", "mej", "adv", "dr", "prof", "rev", "pastor", "bishop", "past",
    "sr", "fr", "col", "lt", "gen", "brig", "capt", "maj", "cllr", "hon", "w", "o",
}
# fmt: on
TITLES |= {
    "wo",
    "sgt",
    "const",
    "insp",
    "supt",
    "cst",
    "ds",
    "imam",
    "sheikh",
    "kgosi",
    "inkosi",
    "chief",
    "ltcol",
}
LABELS = {"post": "the post", "email": "the work e-mail", "phone": "the work telephone"}


def person(name: str) -> str:
    """A name by which one person is known again: without titles and ranks."""
    words = folded(name).split()
    kept = [word for word in words if word not in TITLES]
    return " ".join(kept or words)


def read_contacts(row: Row, entry: Entry, checker: Checker) -> list[dict[str, Any]]:
    found = [read for part in ("contact", "contact2") if (read := _read(row, part))]
    return [contact for given in found if (contact := _placed(row, given, entry, checker))]


def _read(row: Row, part: str) -> dict[str, Any]:
    pieces = [row.text(f"{part}.{key}") for key in ("title", "name", "surname")]
    name = calmed(" ".join(piece for piece in pieces[1:] if piece), person=True)
    if name and pieces[0] and not folded(name).startswith(folded(pieces[0])):
        name = f"{calmed(pieces[0], person=True)} {name}"
    post = calmed(row.short(f"{part}.post"))
    email = row.read(f"{part}.email", emails) or ""
    number = _number(row, part)
    if not (name or email or number):
        if post:
            row.warn(
                f"{part}.post",
                f"The post “{post}” is left out: nobody stands with it.",
            )
        return {}
    if not name:
        name = post or NOBODY
        row.warn(f"{part}.name", f"No person is named: telephone and e-mail are kept under “{name}”.")
    if len(name) > LONGEST:
        row.refuse(
            f"{part}.name",
            f"The name of the contact person has {len(name)} characters and at most {LONGEST} can be kept. Shorten it.",
        )
    is_main = row.read("contact.is_main", yes_or_no) if part == "contact" else False
    return {"part": part, "name": name, "post": post, "email": email, "phone": number, "is_main": is_main}


def _number(row: Row, part: str) -> str:
    names = [name for name in (f"{part}.phone", f"{part}.mobile") if name in row.cells]
    found = first_phone(*(row.cells[name] for name in names))
    for sentence in found.warnings:
        row.warn(names[0], sentence)
    return found.value or ""


def _placed(row: Row, given: dict[str, Any], entry: Entry, checker: Checker) -> dict[str, Any]:
    """A new contact, the changes of a stored one, or nothing."""
    stored = checker.existing.contacts(entry.pk) if entry.pk else []
    part, wants_main = given.pop("part"), given.pop("is_main")
    who, address = person(given["name"]), given["email"].casefold()
    if any(who == name and (not address or not known or known == address) for name, known in entry.people):
        return {}
    same = [one for one in stored if address and one.email.casefold() == address] or [
        one for one in stored if person(one.name) == who
    ]
    entry.people.append((who, address))
    if same:
        return _changes(row, part, same[0], given)
    has_main = entry.has_main or any(one.is_main for one in stored)
    if wants_main and has_main:
        row.warn(
            "contact.is_main", f"There is a main contact already: {given['name']} becomes a further contact."
        )
    is_main = not has_main and wants_main is not False and (bool(wants_main) or not stored)
    entry.has_main = entry.has_main or is_main
    return {**given, "is_main": is_main}


def _changes(row: Row, part: str, stored: Contact, given: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for key, label in LABELS.items():
        value, before = given[key], str(getattr(stored, key) or "")
        if not value or folded(value) == folded(before):
            continue
        changes[key] = value
        if before:
            old, new = (phone(before), phone(value)) if key == "phone" else (before, value)
            row.warn(f"{part}.{key}", f"Changes {label} of {stored.name} from {old} to {new}.")
    return {"pk": stored.pk, **changes} if changes else {}
