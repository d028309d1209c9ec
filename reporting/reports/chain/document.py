"""The chain from a figure to the first engagement, as plain data: what stands before and behind one record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from partnerships.core.states import State

# From the figure down to the first engagement: heading, and what joins a record to the link above it.
LINKS: dict[str, tuple[str, str]] = {
    "indicator": ("Indicator", "What the report counts, and by which rule."),
    "actual": (
        "Actuals",
        "What was measured, by whom, by which version of the description, with its evidence.",
    ),
    "activity": ("Activities", "Lines of workplans that name the indicator."),
    "obligation": ("Obligations", "What a party owes under a clause, for the same indicator or thrust."),
    "mou": ("Agreements", "Under which this is done and owed."),
    "decision": ("Decisions", "By which the other parties became partners."),
    "assessment": (
        "Assessments",
        "On which these decisions rest: strategic fit, weighed by two people apart.",
    ),
    "stakeholder": ("Stakeholders", "The other parties."),
    "engagement": ("Engagements", "The first that is on record with each of them."),
}
ORDER = tuple(LINKS)
# A list on the page is no longer than this; the register has the rest.
LONGEST = 12
FORWARD, BACKWARD = "What this led to", "Where this comes from"


@dataclass(frozen=True, slots=True)
class Item:
    """One record: its name, where it stands, and what is to be known of it, in short phrases."""

    text: str
    url: str = ""
    facts: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    documents: tuple[Any, ...] = ()
    # The chain as seen from this record; none of the record that it is seen from already.
    chain_url: str = ""
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One link: the records that the reader may open, how many more there are, and how many others keep.

    ``headlines`` names of the latter what everybody may know.
    """

    key: str
    items: tuple[Item, ...]
    more: int = 0
    more_url: str = ""
    hidden: int = 0
    headlines: tuple[str, ...] = ()
    is_asked: bool = False

    @property
    def title(self) -> str:
        return LINKS[self.key][0]

    @property
    def explanation(self) -> str:
        return LINKS[self.key][1]

    @property
    def unnamed(self) -> int:
        return self.hidden - len(self.headlines)


@dataclass(frozen=True, slots=True)
class Chain:
    """``parts`` are those before the record, the record itself, and those behind it, in the order of the page."""

    title: str
    kind: str
    url: str
    as_at: str
    links: tuple[Link, ...]

    @property
    def parts(self) -> list[tuple[str, list[Link]]]:
        place = ORDER.index(self.kind)
        before = [link for link in self.links if ORDER.index(link.key) < place]
        asked = [link for link in self.links if link.key == self.kind]
        behind = [link for link in self.links if ORDER.index(link.key) > place]
        found = [(FORWARD, before), ("The record asked for", asked), (BACKWARD, behind)]
        return [(heading, links) for heading, links in found if links]


def chain_address(kind: str, pk: int, query: str = "") -> str:
    return reverse("reporting:chain", args=[kind, pk]) + (f"?{query}" if query else "")
