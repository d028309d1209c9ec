"""What every page of the house shows round its content: where one can go, who one is, when this was true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject


@dataclass(frozen=True)
class Entry:
    """A word of navigation. ``belongs`` are beginnings of the URL names it covers; the longest match wins."""

    label: str
    url_name: str
    permission: str = ""
    belongs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    main: Entry
    entries: tuple[Entry, ...] = ()


# Navigation by job. What does not exist, or may not be opened, is not shown.
NAVIGATION = (
    Section(Entry("Home", "reporting:home", belongs=("reporting:home",))),
    Section(
        Entry("Stakeholders", "stakeholders:list", "stakeholders.view_stakeholder", ("stakeholders:",)),
        (
            Entry("Stakeholders", "stakeholders:list", "stakeholders.view_stakeholder", ("stakeholders:",)),
            Entry(
                "Engagements",
                "stakeholders:engagements",
                "stakeholders.view_engagement",
                ("stakeholders:engagement",),
            ),
            Entry(
                "Partner decisions",
                "stakeholders:decisions",
                "stakeholders.view_partnerdecision",
                ("stakeholders:decision", "stakeholders:assessment"),
            ),
            Entry("Directory", "stakeholders:directory", "", ("stakeholders:directory",)),
        ),
    ),
    Section(
        Entry("MoUs", "mou:list", "mou.view_mou", ("mou:",)),
        (
            Entry("MoUs", "mou:list", "mou.view_mou", ("mou:",)),
            Entry("Obligations", "mou:obligations", "mou.view_obligation", ("mou:obligation",)),
            Entry("Workplans", "mou:activities", "mou.view_activity", ("mou:activit", "mou:workplan")),
            Entry("Directory", "mou:directory", "", ("mou:directory",)),
        ),
    ),
    Section(
        Entry("Strategy", "strategy:overview", "", ("strategy:",)),
        (
            Entry("Strategy", "strategy:overview", "", ("strategy:",)),
            Entry("Indicators", "strategy:indicators", "", ("strategy:indicator", "strategy:target")),
        ),
    ),
    Section(
        Entry("Reports", "reporting:reports", "", ("reporting:",)),
        (
            Entry("Quarterly report", "reporting:reports", "", ("reporting:",)),
            Entry("Actuals", "reporting:actuals", "", ("reporting:actual",)),
        ),
    ),
)


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: str = ""


def house(request: HttpRequest) -> dict[str, Any]:
    """The context of the layouts. Navigation is worked out only when a page draws it."""
    place = SimpleLazyObject(lambda: _place(request))
    return {
        "navigation": SimpleLazyObject(lambda: place["navigation"]),  # type: ignore[index]
        "section": SimpleLazyObject(lambda: place["section"]),  # type: ignore[index]
        "search_url": SimpleLazyObject(lambda: place["search_url"]),  # type: ignore[index]
        "administration_url": SimpleLazyObject(lambda: place["administration_url"]),  # type: ignore[index]
        "demonstration": getattr(settings, "DEMONSTRATION", False),
        "now": timezone.now(),
    }


def _place(request: HttpRequest) -> dict[str, Any]:
    # A request that failed early, before the session was read, has no user: it gets no navigation.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": [], "section": {}, "search_url": "", "administration_url": ""}
    here = _closest([section.main for section in NAVIGATION], _url_name(request))
    chosen = next((section for section in NAVIGATION if section.main is here), None)
    entries = chosen.entries if chosen else ()
    return {
        "navigation": _links([section.main for section in NAVIGATION], request, user),
        "section": {"label": chosen.main.label, "entries": _links(entries, request, user)} if chosen else {},
        "search_url": _address("stakeholders:list") if user.has_perm("stakeholders.view_stakeholder") else "",
        "administration_url": _address("admin:index") if user.is_staff else "",
    }


def _links(entries: Any, request: HttpRequest, user: Any) -> list[Link]:
    here = _closest(entries, _url_name(request))
    links = []
    for entry in entries:
        url = _address(entry.url_name)
        if url and (not entry.permission or user.has_perm(entry.permission)):
            current = "page" if url == request.path else "true" if entry is here else ""
            links.append(Link(entry.label, url, current))
    return links


def _closest(entries: Any, url_name: str) -> Entry | None:
    """The entry whose pages this one is among; of several the most particular."""
    matches = [
        (len(beginning), place, entry)
        for place, entry in enumerate(entries)
        for beginning in entry.belongs
        if url_name.startswith(beginning)
    ]
    return max(matches, default=(0, 0, None), key=lambda match: match[:2])[2]


def _url_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
