"""What every page of the house shows round its content: where one can go, who one is, when this was true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject


@dataclass(frozen=True)
class Entry:
    """A word of navigation and the page it opens.

    It covers the pages of its namespace whose URL name holds one of ``words``; without words it covers all that
    no other entry claims.
    """

    label: str
    url_name: str
    permission: str = ""
    words: tuple[str, ...] = ()

    def covers(self, url_name: str) -> bool:
        namespace, _, name = url_name.rpartition(":")
        is_ours = namespace == self.url_name.rpartition(":")[0]
        return is_ours and (not self.words or any(word in name for word in self.words))


@dataclass(frozen=True)
class Section:
    main: Entry
    entries: tuple[Entry, ...] = ()


# Navigation by job. What does not exist, or may not be opened, is not shown.
NAVIGATION = (
    Section(
        Entry("Home", "reporting:home", words=("home",)),
        (
            Entry("This week", "reporting:home", words=("home",)),
            Entry("Calendar", "calendar", words=("calendar",)),
            Entry("Reminders", "reminders", words=("reminder", "snooze")),
            Entry("Reminder log", "log_messages", "core.view_remindermessage", ("log_",)),
        ),
    ),
    Section(
        Entry("Stakeholders", "stakeholders:list", "stakeholders.view_stakeholder"),
        (
            Entry("Stakeholders", "stakeholders:list", "stakeholders.view_stakeholder"),
            Entry(
                "Engagements",
                "stakeholders:engagements",
                "stakeholders.view_engagement",
                ("engagement", "interview", "minutes", "follow_up_points"),
            ),
            Entry("Action items", "stakeholders:action_items", "stakeholders.view_actionitem", ("action",)),
            Entry(
                "Structures",
                "stakeholders:structures",
                "stakeholders.view_structure",
                ("structure", "functionality", "instrument", "term_"),
            ),
            Entry("Contacts", "stakeholders:contacts", "stakeholders.view_contact", ("contact", "request")),
            Entry(
                "Proposals",
                "stakeholders:proposals",
                "stakeholders.view_partnershipproposal",
                ("proposal", "assess", "fit_criteria", "decide", "conclude_review"),
            ),
            Entry(
                "Partner decisions",
                "stakeholders:decisions",
                "stakeholders.view_partnerdecision",
                ("decision", "partnership"),
            ),
            Entry(
                "Matrix",
                "stakeholders:matrix",
                "stakeholders.view_stakeholderanalysis",
                ("matrix", "analyse"),
            ),
            Entry("Engagement load", "stakeholders:load", "stakeholders.view_engagement", ("load",)),
            Entry(
                "Verification",
                "stakeholders:verification",
                "stakeholders.view_stakeholder",
                ("verification",),
            ),
            Entry("Directory", "stakeholders:directory", "stakeholders.view_stakeholder", ("directory",)),
            Entry("Paper", "paper", "stakeholders.add_engagement", ("paper",)),
        ),
    ),
    Section(
        Entry("MoUs", "mou:list", "mou.view_mou"),
        (
            Entry("MoUs", "mou:list", "mou.view_mou"),
            Entry(
                "Obligations",
                "mou:obligations",
                "mou.view_obligation",
                ("obligation", "recurring", "promise", "propose"),
            ),
            Entry(
                "Workplans",
                "mou:activities",
                "mou.view_activity",
                (
                    "activit",
                    "workplan",
                    "output",
                    "resource",
                    "visit",
                    "report_activity",
                    "move_activity",
                    "planned",
                ),
            ),
            Entry(
                "Steering",
                "mou:committees",
                "mou.view_steeringcommittee",
                ("committee", "member", "meeting"),
            ),
            Entry("Directory", "mou:directory", "mou.view_mou", ("directory",)),
        ),
    ),
    Section(
        Entry("Strategy", "strategy:overview", "strategy.view_strategyversion"),
        (
            Entry("Strategy", "strategy:overview", "strategy.view_strategyversion"),
            Entry("Indicators", "strategy:indicators", "strategy.view_indicator", ("indicator", "target")),
            Entry(
                "Versions", "strategy:versions", "strategy.view_strategyversion", ("version", "_leave_out")
            ),
            Entry("Library", "strategy:library", "strategy.view_librarydocument", ("library",)),
        ),
    ),
    Section(
        Entry("Reports", "reporting:dashboard", "reporting.view_actual"),
        (
            Entry("Dashboard", "reporting:dashboard", "reporting.view_actual", ("dashboard",)),
            Entry("Quarterly report", "reporting:reports", "reporting.view_actual"),
            Entry(
                "National reports",
                "reporting:national_reports",
                "reporting.view_nationalreport",
                ("national_", "erratum", "section", "redacted_"),
            ),
            Entry("Returns", "reporting:returns", "reporting.view_provincialreturn", ("return",)),
            Entry("Forecast", "reporting:forecast", "reporting.view_actual", ("forecast",)),
            Entry(
                "Annual report",
                "reporting:annual",
                "reporting.view_national_report",
                ("annual", "audited_enter"),
            ),
            Entry("Audit packs", "reporting:audit_packs", "reporting.take_auditpack", ("audit_pack",)),
            Entry("Actuals", "reporting:actuals", "reporting.view_actual", ("actual",)),
            Entry(
                "Reporting calendar",
                "reporting:periods",
                "reporting.view_reportingperiod",
                ("period", "open_late"),
            ),
            Entry("Files taken out", "exports", "", ("exports",)),
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
    chosen = _section(_url_name(request))
    entries = chosen.entries if chosen else ()
    here = chosen.main if chosen else None
    return {
        "navigation": _links([section.main for section in NAVIGATION], here, request, user),
        "section": {
            "label": chosen.main.label,
            "entries": _links(entries, _closest(entries, _url_name(request)), request, user),
        }
        if chosen
        else {},
        "search_url": _address("search"),
        "administration_url": _address("admin:index") if user.is_staff else "",
    }


def _section(url_name: str) -> Section | None:
    """The section whose word covers this page; otherwise the first of which an entry does."""
    here = _closest([section.main for section in NAVIGATION], url_name)
    by_word = (section for section in NAVIGATION if section.main is here)
    by_entry = (section for section in NAVIGATION if _closest(section.entries, url_name))
    return next(by_word, None) or next(by_entry, None)


def _links(entries: Iterable[Entry], here: Entry | None, request: HttpRequest, user: Any) -> list[Link]:
    links = []
    for entry in entries:
        url = _address(entry.url_name)
        if url and (not entry.permission or user.has_perm(entry.permission)):
            current = "page" if url == request.path else "true" if entry is here else ""
            links.append(Link(entry.label, url, current))
    return links


def _closest(entries: Iterable[Entry], url_name: str) -> Entry | None:
    """The entry that covers this page; one that names it by a word comes before one that takes the rest."""
    covering = [entry for entry in entries if entry.covers(url_name)]
    return max(covering, key=lambda entry: bool(entry.words), default=None)


def _url_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
