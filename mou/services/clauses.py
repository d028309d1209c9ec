"""Sections and clauses of a draft: adding, placing, moving and taking them out, and the numbers they are quoted by."""

from __future__ import annotations

from itertools import count, product
from string import ascii_uppercase
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from mou.models import Clause, MoU, Section, StandardClause, StandardSection, number_quoted
from mou.services.acts import hold, require
from partnerships.core import history
from partnerships.core.models import User

CLAUSES_OF_A_DRAFT = "Clauses are changed in a draft only. Take the agreement back to draft first."
UP, DOWN = "up", "down"


def begin_text(mou: MoU) -> None:
    """Put the library's clauses for this kind into a new draft, under their sections; from then on they are its own."""
    library = list(StandardClause.of(mou.kind))
    headings = dict.fromkeys(standard.section.name for standard in library if standard.section)
    sections = {heading: section_of(mou, heading) for heading in headings}
    Clause.objects.bulk_create(
        Clause(
            mou=mou,
            section=sections[standard.section.name] if standard.section else None,
            position=place,
            number=str(place),
            heading=standard.name,
            text=standard.text,
            standard=standard,
            is_written=not standard.is_to_be_written,
        )
        for place, standard in enumerate(library, start=1)
    )


def section_of(mou: MoU, heading: str) -> Section:
    """The section of the text with this heading; one of the library, or a new one, is put at its end."""
    if known := mou.sections.filter(heading=heading).first():
        return known
    standard = StandardSection.objects.filter(name=heading).first()
    section = Section(mou=mou, position=_last(mou.sections) + 1, heading=heading, standard=standard)
    section.full_clean()
    section.save()
    return section


def _last(rows: Any) -> int:
    return rows.aggregate(last=models.Max("position"))["last"] or 0


# Sections


@transaction.atomic
def add_section(mou: MoU, *, by: User, heading: str) -> Section:
    """One more section at the end of a draft."""
    require(by, "mou.add_clause")
    _hold_draft(mou)
    if mou.sections.filter(heading=heading.strip()).exists():
        raise ValidationError({"heading": "The text has a section with this heading already."})
    with history.acting(by):
        return section_of(mou, heading.strip())


@transaction.atomic
def move_section(section: Section, *, by: User, way: str) -> Section:
    """Change places with the section before it (“up”) or after it (“down”), with all its clauses."""
    require(by, "mou.change_clause")
    _hold_draft(section.mou)
    section.refresh_from_db()
    with history.acting(by):
        _swap(section, section.mou.sections.all(), way)
        settle_numbers(section.mou)
    return section


@transaction.atomic
def remove_section(section: Section, *, by: User) -> None:
    """Take an empty section out of a draft."""
    require(by, "mou.change_clause")
    _hold_draft(section.mou)
    if reasons := why_section_stays(section):
        raise ValidationError(reasons)
    with history.acting(by):
        section.delete()


def why_section_stays(section: Section) -> list[str]:
    held = section.clauses.count()
    if not held:
        return []
    clauses = "1 clause stands" if held == 1 else f"{held} clauses stand"
    return [f"{clauses} under “{section}”. Put each into another section or remove it first."]


# Clauses


@transaction.atomic
def add_clause(
    mou: MoU,
    *,
    by: User,
    heading: str,
    text: str,
    section: str = "",
    standard: StandardClause | None = None,
) -> Clause:
    """One more clause of a draft, written here or taken from the library: the last one of its section.

    ``section`` is a heading; without one the clause stands where the library has it.
    """
    require(by, "mou.add_clause")
    _hold_draft(mou)
    chosen = section.strip() or (standard.section.name if standard and standard.section else "")
    words = text.strip()
    clause = Clause(
        mou=mou,
        position=_last(mou.clauses) + 1,
        heading=heading.strip(),
        text=words,
        standard=standard,
        is_written=not (standard and standard.is_to_be_written and words == standard.text.strip()),
    )
    with history.acting(by):
        clause.full_clean()
        clause.section = section_of(mou, chosen) if chosen else None
        clause.save()
        settle_numbers(mou)
    clause.refresh_from_db()
    return clause


@transaction.atomic
def place_clause(clause: Clause, *, by: User, section: str) -> Clause:
    """Put a clause of a draft under another heading, as the last one there. Under its own it stays where it is."""
    require(by, "mou.change_clause")
    _hold_draft(clause.mou)
    if section.strip() == clause.section_heading:
        return clause
    with history.acting(by):
        clause.section = section_of(clause.mou, section.strip()) if section.strip() else None
        clause.position = _last(clause.mou.clauses) + 1
        clause.save()
        settle_numbers(clause.mou)
    clause.refresh_from_db()
    return clause


@transaction.atomic
def move_clause(clause: Clause, *, by: User, way: str) -> Clause:
    """Change places with the clause before it (“up”) or after it (“down”) in its section; at its end nothing happens.

    Into another section it goes by ``place_clause`` only: nobody moves it there by one press too many.
    """
    require(by, "mou.change_clause")
    _hold_draft(clause.mou)
    clause.refresh_from_db()
    with history.acting(by):
        _swap(clause, clause.mou.clauses.filter(section=clause.section), way)
        settle_numbers(clause.mou)
    clause.refresh_from_db()
    return clause


def _swap(row: Any, among: Any, way: str) -> None:
    others = among.exclude(pk=row.pk)
    if way == UP:
        other = others.filter(position__lt=row.position).order_by("-position").first()
    else:
        other = others.filter(position__gt=row.position).order_by("position").first()
    if other is None:
        return
    row.position, other.position = other.position, row.position
    for moved in (row, other):
        moved.version += 1
        moved.save()


@transaction.atomic
def remove_clause(clause: Clause, *, by: User) -> None:
    """Take a clause out of a draft; what it said stays in the history. One that an obligation quotes stays."""
    require(by, "mou.change_clause")
    _hold_draft(clause.mou)
    if reasons := why_clause_stays(clause):
        raise ValidationError(reasons)
    with history.acting(by):
        clause.delete()
        settle_numbers(clause.mou)


def why_clause_stays(clause: Clause) -> list[str]:
    quotes = dict.fromkeys(owed.clause for owed in _owed(clause.mou))
    quoting = [quote for quote in quotes if number_quoted(quote) == clause.number]
    if not quoting:
        return []
    return [
        f"What is owed quotes this clause: {', '.join(quoting)}. Let it quote another clause, or remove it first."
    ]


def _hold_draft(mou: MoU) -> None:
    if hold(mou).status != MoU.Status.DRAFT:
        raise ValidationError(CLAUSES_OF_A_DRAFT)


# Numbers


def settle_numbers(mou: MoU) -> None:
    """Number the clauses of a draft by their places in the text. What obligations quote goes along."""
    renumbered: dict[str, str] = {}
    for place, clause in enumerate(mou.clauses.in_order(), start=1):
        if (clause.position, clause.number) == (place, str(place)):
            continue
        if clause.number:
            renumbered[clause.number] = str(place)
        clause.position, clause.number = place, str(place)
        clause.save(update_fields=["position", "number"])
    for owed in _owed(mou):
        number = number_quoted(owed.clause)
        if number in renumbered and renumbered[number] != number:
            owed.clause = owed.clause.replace(number, renumbered[number], 1)
            owed.version += 1
            owed.save()


def _owed(mou: MoU) -> list[Any]:
    """What quotes the text: single obligations and those of a rule, and the rules."""
    return [*mou.obligations.all(), *mou.recurring_obligations.all()]


def number_for(mou: MoU, section: Section | None) -> str:
    """The number of a clause that an amendment adds: 16 at the end of the text, otherwise 7A after clause 7.

    No number is given twice, also not that of a clause that was taken out: a quotation always means the same words.
    """
    clauses = list(mou.clauses.in_order())
    numbers = {clause.number for clause in clauses}
    place = section.position if section else 0
    before = [c for c in clauses if (c.section.position if c.section else 0) <= place]
    if len(before) == len(clauses):
        whole = [int(number) for number in map(_whole, numbers) if number]
        return str(max(whole, default=0) + 1)
    base = _whole(before[-1].number) if before else "0"
    letters = ("".join(found) for length in count(1) for found in product(ascii_uppercase, repeat=length))
    return next(f"{base}{letter}" for letter in letters if f"{base}{letter}" not in numbers)


def _whole(number: str) -> str:
    return number.rstrip(ascii_uppercase)
