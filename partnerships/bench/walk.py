"""Which pages are walked, by whom, and with which parameters. Every app has its lists, its records and its overview."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import NoReverseMatch, resolve, reverse

from mou.models import Activity, ChallengeCategory, MoU, Obligation, SteeringCommittee
from partnerships.bench.data import words
from partnerships.bench.data.people import ACCOUNTS
from partnerships.bench.yardsticks import admin_url, chosen_rows, exists, lists, view_of
from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.roles import ROLES
from partnerships.strategy.models import FocusArea, Indicator
from reporting.models import Actual
from stakeholders.models import (
    ActionItem,
    Contact,
    Engagement,
    FitAssessment,
    InstrumentVersion,
    PartnershipProposal,
    Stakeholder,
    StakeholderGroup,
    Structure,
)


@dataclass(frozen=True)
class Page:
    """An address to walk to; lists also say where their yardsticks stand."""

    name: str
    path: str
    list_name: str = ""
    bare: str = ""
    admin: str = ""


@dataclass(frozen=True)
class Variant:
    """A list with parameters."""

    label: str
    query: dict[str, Any]


COMMON, RARE = "Neighbourhood Watch", f"{words.PLACE_BEGINNINGS[0]}{words.PLACE_ENDINGS[0]} North"
SUBJECT = words.SUBJECTS[2]
SEARCH = "search"
# What people type into the one search box.
SEARCHES = (
    ("words of many", COMMON),
    ("words of few", RARE),
    ("a subject", SUBJECT),
    ("a person", words.LAST_NAMES[0]),
    ("a letter wrong", "Neighbuorhood Watch"),
    ("nothing there", "Zzyzx"),
)


HOME = "home"
ACTION_ITEMS = "stakeholders:action_items"
OBLIGATIONS = "mou:obligations"
DASHBOARD = "reporting:dashboard"
NARROWED = "three filters and a search"
FULLEST_STAKEHOLDER = "stakeholders.stakeholder, the fullest"
FULLEST_MOU = "mou.mou, the fullest"
FULLEST_MOU_ON_A_DAY = "mou:as_on of the fullest"
# Pages without parameters that show many records and are no lists of the one kind; walked as soon as they exist.
OVERVIEWS = (
    "strategy:overview",
    "reporting:reports",
    "stakeholders:matrix",
    "stakeholders:load",
    "stakeholders:instruments",
    "stakeholders:engagement_drafts",
    "reporting:actuals_to_capture",
    "reporting:periods",
    "reporting:returns",
    "paper",
    # Short lists: some dozens of rows in ten years.
    "strategy:library",
    "strategy:target_changes",
    # Lists of what people did with lists: the benchmark's data hold none, so a yardstick would measure nothing.
    "exports",
    "saved_views",
    # What the reminders did stands there once they ran, which no measurement waits for.
    "calendar",
    "reminders",
    "log_messages",
    "log_runs",
    "log_put_off",
)
# What functions ask for by themselves; a class says it.
NEEDED = {
    "reporting:actuals_to_capture": "reporting.add_actual",
    "reporting:periods": "reporting.view_reportingperiod",
    "reporting:returns": "reporting.view_provincialreturn",
}
# What belongs to the fullest stakeholder.
OF_STAKEHOLDER = ("stakeholders:timeline", "stakeholders:tree")


def pages(user: User, today: date) -> Iterator[Page]:
    """All pages of one person, in the order in which they are walked."""
    last = Quarter.containing(today).previous()
    province = user.province or Province.objects.get(code="GP")
    yield home()
    variants = _variants(today, last, province)
    for list_name in lists():
        if may_open(list_name, user):
            for variant in [Variant("", {}), *variants.get(list_name, ()), _deep(list_name, user)]:
                yield _list_page(list_name, variant)
    yield from _records(user)
    for name in OVERVIEWS:
        if exists(name) and may_open(name, user):
            yield Page(name, reverse(name))
    for label, text in SEARCHES:
        yield Page(f"{SEARCH}, {label}", f"{reverse('search')}?{urlencode({'q': text})}")
    yield Page("strategy:target_table", reverse("strategy:target_table", args=[last.year]))
    # One of the quarter and one of the year, with the indicators behind a figure.
    year = str(last.financial_year).replace("/", "-")
    for label, period in (("", last.slug), (", the year", year)):
        yield Page(f"{DASHBOARD}{label}", f"{reverse(DASHBOARD)}?period={period}")
    yield Page("reporting:dashboard_indicators", f"{reverse('reporting:dashboard_indicators')}?show=behind")
    if user.is_national:
        yield Page("reporting:quarterly", reverse("reporting:quarterly", args=[last.slug]))
    yield Page(
        "reporting:quarterly_province",
        reverse("reporting:quarterly_province", args=[last.slug, province.code]),
    )


def may_open(name: str, user: User) -> bool:
    """Whether the page's own condition is met; a page that names none is open to all who sign in."""
    view: Any = resolve(reverse(name)).func
    needed = NEEDED.get(name) or getattr(getattr(view, "view_class", None), "permission_required", "")
    return not needed or user.has_perm(needed)


def people() -> list[User]:
    """Those who sign in: what they may see in full differs, and so do their rights."""
    found = {user.email: user for user in User.objects.filter(email__in=ACCOUNTS).select_related("province")}
    return [found[email] for email in ACCOUNTS]


def others() -> list[User]:
    """One person of each other role: the longest standing, who so has most."""
    found: list[User] = []
    for role in (
        "partnership_manager",
        "business_owner",
        "chief_director",
        "provincial_head",
    ):
        rows = User.objects.filter(groups__name=ROLES[role].name, is_active=True).select_related("province")
        found += rows.order_by("pk")[:1]
    return found


def home() -> Page:
    return Page(HOME, reverse("reporting:home"))


def _list_page(list_name: str, variant: Variant) -> Page:
    query = f"?{urlencode(variant.query)}" if variant.query else ""
    return Page(
        name=f"{list_name}, {variant.label}" if variant.label else list_name,
        path=reverse(list_name) + query,
        list_name=list_name,
        bare=reverse("bare", args=[list_name]) + query,
        admin=admin_url(list_name, variant.query),
    )


def _deep(list_name: str, user: User) -> Variant:
    """Nine tenths down the list, where every row before must be passed over."""
    number = max(chosen_rows(list_name, user, "").count() * 9 // 10 // view_of(list_name).paginate_by, 1)
    return Variant(f"page {number}", {"page": number})


def _variants(today: date, last: Quarter, province: Province) -> dict[str, list[Variant]]:
    year_ago = today - timedelta(days=365)
    group = StakeholderGroup.objects.get(code="community-structures").pk
    area = FocusArea.objects.filter(code__startswith="B").first().pk  # type: ignore[union-attr]
    here = {"province": province.pk}
    return {
        "stakeholders:list": [
            Variant("search for many", {"search": COMMON}),
            Variant("search for few", {"search": RARE}),
            Variant("search for two letters", {"search": "vi"}),
            Variant("search for nothing there", {"search": "Zzyzx"}),
            Variant(
                "filtered",
                here | {"group": group, "status": "partner"},
            ),
            Variant(
                NARROWED,
                here | {"group": group, "level": "local", "search": COMMON},
            ),
            Variant("partners on a day", {"partner_on": year_ago.isoformat()}),
            Variant("by last engagement", {"sort": "-last_engaged_on"}),
            Variant("by province", {"sort": "province"}),
        ],
        "stakeholders:directory": [
            Variant("search", {"search": COMMON}),
            Variant("by group", {"sort": "group"}),
        ],
        "stakeholders:engagements": [
            Variant("search", {"search": SUBJECT}),
            Variant("filtered", here | {"group": group, "held_on_after": year_ago.isoformat()}),
            Variant("by stakeholder", {"sort": "stakeholder"}),
        ],
        "stakeholders:contacts": [
            Variant("search", {"search": words.LAST_NAMES[0]}),
            Variant("search for an organisation", {"search": RARE}),
        ],
        "stakeholders:structures": [Variant("search", {"search": COMMON})],
        ACTION_ITEMS: [
            Variant("all", {"state": "all"}),
            Variant("search", {"search": SUBJECT}),
            Variant("mine", {"mine": "yes"}),
            Variant("of a province", here),
            Variant("overdue", {"state": "overdue"}),
            Variant("overdue at the end of a quarter", {"overdue_on": last.next().start.isoformat()}),
            Variant("to verify", {"state": "to_verify"}),
            Variant("done, latest first", {"state": "done", "sort": "-due_on"}),
        ],
        "stakeholders:proposals": [
            Variant("waiting for a decision", {"waits_for": "decision"}),
            Variant("of a province", here | {"status": "open"}),
        ],
        "stakeholders:decisions": [
            Variant("to look at again", {"look_again": "due"}),
            Variant("filtered", here | {"outcome": "partner"}),
            Variant("by stakeholder", {"sort": "stakeholder"}),
        ],
        "mou:list": [
            Variant("search", {"search": SUBJECT}),
            Variant("in force", here | {"in_force_on": today.isoformat()}),
            Variant("by end", {"sort": "ends_on"}),
        ],
        "mou:directory": [Variant("search", {"search": SUBJECT})],
        OBLIGATIONS: [
            Variant("search", {"search": SUBJECT}),
            Variant("overdue", {"overdue_on": today.isoformat()}),
            Variant("overdue at the end of a quarter", {"overdue_on": last.next().start.isoformat()}),
            Variant("mine, not settled", {"mark": "in_mou", "mine": "yes", "status": "unsettled"}),
            Variant("of a focus area", here | {"focus_area": area, "fulfilled_by": last.end.isoformat()}),
            Variant("all, latest first", {"status": "", "sort": "-due_on"}),
        ],
        "mou:activities": [
            Variant("search", {"search": SUBJECT}),
            Variant("late", {"state": "late", "year": last.year, "quarter": last.number}),
            Variant("constrained", {"state": "constrained", "year": last.year}),
            Variant("with a challenge", {"challenge": _challenge(), "year": last.year}),
            Variant("of a focus area", here | {"focus_area": area, "year": last.year}),
        ],
        "mou:committees": [
            Variant("overdue", {"due": "overdue", "sort": "due_on"}),
            Variant("search", {"search": SUBJECT}),
        ],
        "strategy:indicators": [Variant("of a focus area", {"focus_area": area})],
        "reporting:actuals": [
            Variant(
                "of a quarter",
                {"year": last.year, "quarter": last.number},
            ),
            Variant("of a focus area", here | {"focus_area": area}),
            Variant("by value", {"sort": "-value"}),
        ],
    }


def _challenge() -> int:
    return ChallengeCategory.objects.order_by("order").values_list("pk", flat=True)[0]


def _texts(user: User) -> Iterator[Page]:
    """What the agreement with most amendments says, and what it said on the day of its signature."""
    if mou := most_amended(user):
        yield Page("mou:text of the fullest", reverse("mou:text", args=[mou.pk]))
        yield Page(FULLEST_MOU_ON_A_DAY, f"{reverse('mou:as_on', args=[mou.pk])}?day={mou.signed_on}")


def most_amended(user: User) -> MoU | None:
    """The fullest agreement, where this person may read it."""
    rows = MoU.objects.visible_to(user).filter(status="signed", amendments__isnull=False)
    return rows.order_by().annotate(parts=Count("amendments")).order_by("-parts", "pk").first()


def _workplans(user: User) -> Iterator[Page]:
    """The year of an agreement with most activities, and the quarter of it."""
    rows = Activity.objects.visible_to(user).filter(mou__status="signed").order_by()
    fullest = rows.values("mou", "year").annotate(parts=Count("pk")).order_by("-parts", "mou", "year")[0]
    args = [fullest["mou"], fullest["year"]]
    yield Page("mou:workplan, the fullest", reverse("mou:workplan", args=args))
    yield Page("mou:workplan_quarter of the fullest", reverse("mou:workplan_quarter", args=[*args, 3]))


def _records(user: User) -> Iterator[Page]:
    """The fullest record of each kind: whoever has most to show takes longest."""
    stakeholder = fullest_stakeholder(user)
    yield Page(FULLEST_STAKEHOLDER, stakeholder.get_absolute_url())
    for name in OF_STAKEHOLDER:
        with suppress(NoReverseMatch):
            yield Page(f"{name} of the fullest", reverse(name, args=[stakeholder.pk]))
    fullest = (
        (Structure.objects.visible_to(user), "assessments"),
        (InstrumentVersion.objects.filter(status="adopted"), "questions"),
        (ActionItem.objects.visible_to(user).filter(status="verified"), "documents"),
        (Contact.objects.visible_to(user).filter(redacted_on__isnull=True), "accesses"),
        (Engagement.objects.visible_to(user), "participants"),
        (MoU.objects.visible_to(user).filter(status="signed"), "amendments"),
        (Obligation.objects.visible_to(user).filter(status="met"), "documents"),
        (Activity.objects.visible_to(user).filter(mou__status="signed"), "quarters"),
        (SteeringCommittee.objects.visible_to(user), "meetings"),
        (FitAssessment.objects.visible_to(user), "scores"),
        (PartnershipProposal.objects.visible_to(user), "assessments"),
        (FocusArea.objects.filter(code__startswith="B"), "thrusts"),
    )
    for rows, parts in fullest:
        record: Any = rows.order_by().annotate(parts=Count(parts)).order_by("-parts", "pk").first()
        with suppress(NoReverseMatch):
            yield Page(f"{record._meta.label_lower}, the fullest", record.get_absolute_url())
    yield from _texts(user)
    yield from _workplans(user)
    indicator = Indicator.objects.filter(code__startswith="B").first()
    yield Page("strategy.indicator", indicator.get_absolute_url())  # type: ignore[union-attr]
    actual: Any = (
        Actual.objects.visible_to(user).filter(indicator=indicator).order_by("-year", "-quarter").first()
    )
    yield Page("reporting.actual", actual.get_absolute_url())


def fullest_stakeholder(user: User) -> Stakeholder:
    """The partner with most engagements."""
    partners = Stakeholder.objects.visible_to(user).registered().filter(status="partner")
    return partners.order_by().annotate(parts=Count("engagements")).order_by("-parts", "pk")[0]
