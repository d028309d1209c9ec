"""What an agreement says, as plain data: now, under a change, and on any past day.

The rows of the database are the agreement as it is now. Each change that took effect is kept with what was before and
after; the text of an earlier day is the text of now with the later changes taken back, the newest first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Prefetch

from mou.models import Amendment, MoU, RecurringObligation, Resource, TermsChange

# What an amendment may change of the agreement itself.
TERMS = ("title", "purpose", "ends_on", "notice_days")
Part = TermsChange.Part
Line = dict[str, Any]


@dataclass(frozen=True)
class Terms:
    """``terms`` by name; clauses, obligations and activities by the number of their row."""

    terms: Line = field(default_factory=dict)
    clauses: dict[int, Line] = field(default_factory=dict)
    obligations: dict[int, Line] = field(default_factory=dict)
    recurring: dict[int, Line] = field(default_factory=dict)
    activities: dict[int, Line] = field(default_factory=dict)

    def lines(self, part: str) -> dict[int, Line]:
        return {
            Part.CLAUSE: self.clauses,
            Part.OBLIGATION: self.obligations,
            Part.RECURRING: self.recurring,
            Part.ACTIVITY: self.activities,
        }[Part(part)]

    def value(self, change: TermsChange) -> Any:
        """What stands now where the change would go; None when there is nothing."""
        if change.part == Part.TERM:
            return {change.field: self.terms[change.field]}
        return self.lines(change.part).get(change.item) if change.item else None


NAMES = {
    Part.CLAUSE: "clauses",
    Part.OBLIGATION: "obligations",
    Part.RECURRING: "recurring",
    Part.ACTIVITY: "activities",
}


def applied(terms: Terms, change: TermsChange) -> Terms:
    """The terms with the change made; the change has the number of its line."""
    return _put(terms, change, change.after)


def undone(terms: Terms, change: TermsChange) -> Terms:
    """The terms as they were before the change."""
    return _put(terms, change, change.before)


def _put(terms: Terms, change: TermsChange, value: Line | None) -> Terms:
    if change.part == Part.TERM:
        return replace(terms, terms=terms.terms | (value or {}))
    if change.item is None:
        raise ValueError("A line has a number once its change is in force.")
    lines = {key: line for key, line in terms.lines(change.part).items() if key != change.item}
    if value is not None:
        lines[change.item] = value
    changed: dict[str, Any] = {NAMES[Part(change.part)]: lines}
    return replace(terms, **changed)


def terms_of(mou: MoU) -> Terms:
    """The agreement as it is now, in seven queries at most. Dates are written 2027-03-31."""
    clauses = mou.clauses.standing().in_order()
    obligations = mou.obligations.agreed().order_by("due_on", "pk")
    recurring = mou.recurring_obligations.standing().order_by("first_period", "pk")
    activities = (
        mou.activities.filter(removed_by=None)
        .order_by("year", "pk")
        .select_related("output")
        .prefetch_related(
            "quarters", "provinces", Prefetch("resources", Resource._base_manager.select_related("kind"))
        )
    )
    return Terms(
        terms={name: as_data(getattr(mou, name)) for name in TERMS},
        clauses={row.pk: line_of(row) for row in clauses},
        obligations={row.pk: line_of(row) for row in obligations},
        recurring={row.pk: line_of(row) for row in recurring},
        activities={row.pk: line_of(row) for row in activities},
    )


FIELDS = {
    "Clause": ("section_heading", "number", "position", "heading", "text"),
    "Obligation": ("clause", "text", "owing_party_id", "due_on"),
    "RecurringObligation": (
        "clause",
        "text",
        "owing_party_id",
        "every",
        "year_kind",
        "days_after",
        "first_period",
    ),
    "Activity": ("year", "title", "responsible_party_id", "measure", "milestone", "milestone_on"),
}
# What a line says only where something is said: the lines of before it could be said are the same.
OPTIONAL = {
    "Obligation": ("quoted_text", "beneficiary_id", "measure"),
    "RecurringObligation": ("quoted_text", "beneficiary_id", "measure", "last_period"),
}


def line_of(row: Any) -> Line:
    """What the parties agreed in one line of the text or the workplan.

    No part of it is what our side alone decides: who reports, which thrust and indicator it serves, which visits we
    mean to make, and by what an output is measured.
    """
    kind = type(row).__name__
    names = [*FIELDS[kind], *(name for name in OPTIONAL.get(kind, ()) if getattr(row, name))]
    line = {name.removesuffix("_id").removesuffix("_heading"): as_data(getattr(row, name)) for name in names}
    return line | _planned(row) if kind == "Activity" else line


def _planned(activity: Any) -> Line:
    """What of a line of the workplan stands in rows of its own: when, how much, where, towards what, with what."""
    quarters = sorted(activity.quarters.all(), key=lambda quarter: quarter.number)
    return {
        "output": activity.output.title if activity.output else "",
        "quarters": [quarter.number for quarter in quarters],
        "planned": {
            str(q.number): figure_as_data(q.planned_value) for q in quarters if q.planned_value is not None
        },
        "provinces": sorted(province.code for province in activity.provinces.all()),
        "resources": [
            {"party": row.party_id, "what": row.says, "value": figure_as_data(row.value), "form": row.form}
            for row in sorted(activity.resources.all(), key=lambda row: row.pk)
        ],
    }


def rule_in_words(line: Line) -> str:
    """When a recurring obligation is owed: “Every quarter of the financial year, on its last day, from Q3 2026/27”."""
    days = {
        name: line.get(name) and date.fromisoformat(line[name]) for name in ("first_period", "last_period")
    }
    rule = {name: line[name] for name in ("every", "year_kind", "days_after")}
    return RecurringObligation(**rule, **days).in_words


def places_of(mou: MoU) -> dict[str, int]:
    """The order of the sections. Amendments only add sections, at the end, so that it holds for every day."""
    return dict(mou.sections.values_list("heading", "position"))


def under_sections(terms: Terms, places: dict[str, int]) -> list[tuple[str, list[Line]]]:
    """The clauses as they are read, under the headings of their sections; without one the heading is empty."""
    in_order = sorted(
        terms.clauses.values(), key=lambda line: (places.get(line["section"], 0), line["position"])
    )
    return [(heading, list(found)) for heading, found in groupby(in_order, key=lambda line: line["section"])]


def as_data(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def figure_as_data(value: Decimal | None) -> str | None:
    """12.50, as the column stores it; None where nothing was given."""
    return None if value is None else f"{value:.2f}"


def terms_on(mou: MoU, day: date) -> Terms:
    """The agreement as it stood at the end of that day, from its signature on; one query more than now."""
    later = mou.terms_changes.filter(effective_on__gt=day).order_by("-effective_on", "-pk")
    return rolled_back(terms_of(mou), later)


def rolled_back(terms: Terms, newest_first: Iterable[TermsChange]) -> Terms:
    for change in newest_first:
        terms = undone(terms, change)
    return terms


@dataclass(frozen=True)
class Version:
    """1 is the agreement as first signed; each signed amendment makes the next."""

    number: int
    since: date
    amendment: Amendment | None = None


def versions(mou: MoU) -> list[Version]:
    """All versions, the oldest first; empty before the last signature."""
    if mou.signed_on is None:
        return []
    signed = mou.amendments.filter(status=Amendment.Status.SIGNED).order_by("signed_on", "number")
    first = Version(1, mou.signed_on)
    return [
        first,
        *(Version(n, a.signed_on, a) for n, a in enumerate(signed, start=2) if a.signed_on),
    ]
