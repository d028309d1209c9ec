"""Which pages are walked, by whom, and with which parameters. Every app has its lists, its records and its overview."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from mou.models import Activity, MoU, Obligation
from partnerships.bench.data import words
from partnerships.bench.data.people import ACCOUNTS
from partnerships.bench.yardsticks import admin_url, chosen_rows, view_of
from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.strategy.models import FocusArea, Indicator
from reporting.models import Actual
from stakeholders.models import Engagement, FitAssessment, Stakeholder, StakeholderGroup


@dataclass(frozen=True)
class Page:
    """An address to walk to; lists also say where their yardsticks stand."""

    name: str
    path: str
    bare: str = ""
    admin: str = ""

    is_search: bool = False

    @property
    def is_list(self) -> bool:
        return bool(self.bare)


@dataclass(frozen=True)
class Variant:
    """A list with parameters; ``admin`` are the administration's words for the same, None where it has none."""

    label: str
    query: dict[str, Any]
    admin: dict[str, Any] | None = None


COMMON, RARE = "Neighbourhood Watch", f"{words.PLACE_BEGINNINGS[0]}{words.PLACE_ENDINGS[0]} North"
SUBJECT = words.SUBJECTS[2]


def pages(user: User, today: Any) -> Iterator[Page]:
    """All pages of one person, in the order in which they are walked."""
    last = Quarter.containing(today).previous()
    province = user.province or Province.objects.get(code="GP")
    yield Page("home", reverse("reporting:home"))
    for list_name, variants in _lists(today, last, province).items():
        for variant in [Variant("", {}, {}), *variants, _deep(list_name, user)]:
            yield _list_page(list_name, variant)
    yield from _records(user, today)
    yield Page("strategy:overview", reverse("strategy:overview"))
    yield Page("reporting:reports", reverse("reporting:reports"))
    if user.is_national:
        yield Page("reporting:quarterly", reverse("reporting:quarterly", args=[last.slug]))
    yield Page(
        "reporting:quarterly_province",
        reverse("reporting:quarterly_province", args=[last.slug, province.code]),
    )
    if user.has_perm("reporting.add_actual"):
        yield Page("reporting:actuals_to_capture", reverse("reporting:actuals_to_capture"))


def people() -> list[User]:
    """Those who sign in: what they may see in full differs, and so do their rights."""
    found = {user.email: user for user in User.objects.filter(email__in=ACCOUNTS).select_related("province")}
    return [found[email] for email in ACCOUNTS]


def _list_page(list_name: str, variant: Variant) -> Page:
    query = f"?{urlencode(variant.query)}" if variant.query else ""
    admin = ""
    if variant.admin is not None:
        admin = admin_url(list_name) + (f"?{urlencode(variant.admin)}" if variant.admin else "")
    return Page(
        name=f"{list_name}, {variant.label}" if variant.label else list_name,
        path=reverse(list_name) + query,
        bare=reverse("bare", args=[list_name]) + query,
        admin=admin,
        is_search="search" in variant.query,
    )


def _deep(list_name: str, user: User) -> Variant:
    """Nine tenths down the list, where every row before must be passed over."""
    number = max(chosen_rows(list_name, user, "").count() * 9 // 10 // view_of(list_name).paginate_by, 1)
    return Variant(
        f"page {number}", {"page": number}, None if list_name.endswith("directory") else {"p": number}
    )


def _lists(today: Any, last: Quarter, province: Province) -> dict[str, list[Variant]]:
    year_ago = today - timedelta(days=365)
    group = StakeholderGroup.objects.get(code="community-structures").pk
    area = FocusArea.objects.filter(code__startswith="B").first().pk  # type: ignore[union-attr]
    here = {"province": province.pk}
    return {
        "stakeholders:list": [
            Variant("search for many", {"search": COMMON}, {"q": COMMON}),
            Variant("search for few", {"search": RARE}, {"q": RARE}),
            Variant("search for two letters", {"search": "vi"}, {"q": "vi"}),
            Variant("search for nothing there", {"search": "Zzyzx"}, {"q": "Zzyzx"}),
            Variant(
                "filtered",
                here | {"group": group, "status": "partner"},
                {"province__id__exact": province.pk, "group__id__exact": group, "status__exact": "partner"},
            ),
            Variant("partners on a day", {"partner_on": year_ago.isoformat()}),
            Variant("by last engagement", {"sort": "-last_engaged_on"}),
            Variant("by province", {"sort": "province"}),
        ],
        "stakeholders:directory": [
            Variant("search", {"search": COMMON}, {"q": COMMON}),
            Variant("by group", {"sort": "group"}),
        ],
        "stakeholders:engagements": [
            Variant("search", {"search": SUBJECT}, {"q": SUBJECT}),
            Variant("filtered", here | {"group": group, "held_on_after": year_ago.isoformat()}),
            Variant("by stakeholder", {"sort": "stakeholder"}),
        ],
        "stakeholders:decisions": [
            Variant("filtered", here | {"outcome": "partner"}),
            Variant("by stakeholder", {"sort": "stakeholder"}),
        ],
        "mou:list": [
            Variant("search", {"search": SUBJECT}, {"q": SUBJECT}),
            Variant("in force", here | {"in_force_on": today.isoformat()}),
            Variant("by end", {"sort": "ends_on"}),
        ],
        "mou:directory": [Variant("search", {"search": SUBJECT}, {"q": SUBJECT})],
        "mou:obligations": [
            Variant("search", {"search": SUBJECT}, {"q": SUBJECT}),
            Variant("overdue", {"overdue_on": today.isoformat()}),
            Variant("overdue at the end of a quarter", {"overdue_on": last.next().start.isoformat()}),
            Variant("of a focus area", here | {"focus_area": area, "fulfilled_by": last.end.isoformat()}),
            Variant("all, latest first", {"status": "", "sort": "-due_on"}),
        ],
        "mou:activities": [
            Variant("search", {"search": SUBJECT}, {"q": SUBJECT}),
            Variant("late", {"state": "late", "year": last.year, "quarter": last.number}),
            Variant("of a focus area", here | {"focus_area": area, "year": last.year}),
        ],
        "strategy:indicators": [Variant("of a focus area", {"focus_area": area})],
        "reporting:actuals": [
            Variant(
                "of a quarter",
                {"year": last.year, "quarter": last.number},
                {"year": last.year, "quarter": last.number},
            ),
            Variant("of a focus area", here | {"focus_area": area}),
            Variant("by value", {"sort": "-value"}),
        ],
    }


def _records(user: User, today: Any) -> Iterator[Page]:
    """The fullest record of each kind: whoever has most to show takes longest."""
    fullest = (
        (Stakeholder.objects.visible_to(user).registered().filter(status="partner"), "engagements"),
        (Engagement.objects.visible_to(user), "participants"),
        (MoU.objects.visible_to(user).filter(status="signed"), "obligations"),
        (Obligation.objects.visible_to(user).filter(status="met"), "documents"),
        (Activity.objects.visible_to(user).filter(mou__status="signed"), "quarters"),
        (FitAssessment.objects.visible_to(user), "scores"),
        (FocusArea.objects.filter(code__startswith="B"), "thrusts"),
    )
    for rows, parts in fullest:
        record: Any = rows.order_by().annotate(parts=Count(parts)).order_by("-parts", "pk").first()
        yield Page(f"{record._meta.label_lower}, the fullest", record.get_absolute_url())
    indicator = Indicator.objects.filter(code__startswith="B").first()
    yield Page("strategy.indicator", indicator.get_absolute_url())  # type: ignore[union-attr]
    actual: Any = (
        Actual.objects.visible_to(user).filter(indicator=indicator).order_by("-year", "-quarter").first()
    )
    yield Page("reporting.actual", actual.get_absolute_url())
