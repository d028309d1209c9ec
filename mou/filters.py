"""What the lists of agreements, obligations and workplans can be chosen by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone

from mou.models import (
    AgreementKind,
    ChallengeCategory,
    MoU,
    Obligation,
    ProgressReport,
    Promise,
    carried_by,
    done_by,
    due_within,
    in_force_on,
    late_at,
    open_at,
)
from mou.models.living import Life
from mou.models.obligation import DUE_SOON_DAYS, ages_on
from mou.models.promise import kept_by
from mou.models.steering import MEETING_SOON_DAYS
from partnerships.core.calendar import FinancialYear
from partnerships.core.forms import DateInput
from partnerships.core.listing import ListFilterSet, ProvinceFilter, RecordFilter, ReferenceFilter, SortFilter
from partnerships.core.models import Province, User
from partnerships.core.scoping import visible
from partnerships.strategy.models import FocusArea, Indicator, StrategicThrust
from stakeholders.filters.parts import people_by_name
from stakeholders.models import ActionItem, Stakeholder

# Number and name, as the strategy is quoted.
NUMBERED = Concat("code", Value(" "), "name")
FIRST_YEAR = 2019


class DateFilter(django_filters.DateFilter):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **{"widget": DateInput()} | kwargs)


class PersonFilter(ReferenceFilter):
    """The people who hold this office in an agreement that the reader may see."""

    def __init__(self, role: str, **kwargs: Any):
        self.role = role
        super().__init__(field_name=role, queryset=User.objects.all(), place=Value(0), **kwargs)

    def offered(self) -> Any:
        held = MoU.objects.visible_to(self.parent.request.user).filter(**{self.role: OuterRef("pk")})
        return self.queryset.filter(Exists(held))


def focus_area_filter(field_name: str) -> ReferenceFilter:
    return ReferenceFilter(
        field_name=field_name, queryset=FocusArea.objects.all(), text=NUMBERED, label="Focus area"
    )


def thrust_filter(**kwargs: Any) -> ReferenceFilter:
    return ReferenceFilter(queryset=StrategicThrust.objects.all(), text=NUMBERED, label="Thrust", **kwargs)


class RegisterFilterSet(ListFilterSet):
    """Searches as the records themselves know how to be found."""

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.matching(value.strip())


class MoUFilter(RegisterFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    kind = ReferenceFilter(queryset=AgreementKind.objects.all(), label="Kind")
    status = django_filters.ChoiceFilter(choices=MoU.Status, label="Status")
    province = ProvinceFilter()
    focus_area = focus_area_filter("focus_areas")
    business_owner = PersonFilter("business_owner", label="Business owner")
    partnership_manager = PersonFilter("partnership_manager", label="Partnership manager")
    partner = RecordFilter(queryset=visible(Stakeholder), method="filter_partner", label="Party")
    in_force_on = DateFilter(method="filter_in_force_on", label="In force on")
    not_in_force_on = DateFilter(method="filter_not_in_force_on", label="Not in force on")
    signed_on_after = DateFilter(field_name="signed_on", lookup_expr="gte", label="Signed from")
    signed_on_before = DateFilter(field_name="signed_on", lookup_expr="lte", label="Signed until")
    ends_on_after = DateFilter(field_name="ends_on", lookup_expr="gte", label="Ends from")
    ends_on_before = DateFilter(field_name="ends_on", lookup_expr="lte", label="Ends until")
    without_active_people = django_filters.ChoiceFilter(
        choices=[("yes", "Owner or manager has left")],
        method="filter_without_active_people",
        label="Who answers for it",
    )
    lost_party = django_filters.ChoiceFilter(
        choices=[("yes", "One is no partner any more")], method="filter_lost_party", label="Parties"
    )
    life = django_filters.ChoiceFilter(choices=Life, method="filter_life", label="Sign of life")
    sort = SortFilter(
        fields=[
            ("reference", "reference"),
            ("title", "title"),
            ("province__order", "province"),
            ("ends_on", "ends_on"),
            ("last_sign_on", "last_sign"),
            ("signed_on", "signed_on"),
            ("business_owner__name", "business_owner"),
        ],
        nullable={"ends_on", "signed_on", "province__order"},
    )

    shown_when_used = (
        "partner",
        "without_active_people",
        "lost_party",
        "life",
        "in_force_on",
        "not_in_force_on",
        "signed_on_after",
        "signed_on_before",
        "ends_on_after",
        "ends_on_before",
    )

    def filter_without_active_people(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.without_active_people(timezone.localdate()) if value else queryset

    def filter_lost_party(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.with_lost_party(timezone.localdate()) if value else queryset

    def filter_life(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.in_life(value, timezone.localdate())

    def filter_partner(self, queryset: Any, name: str, value: Stakeholder) -> Any:
        return queryset.with_partner(value)

    def filter_in_force_on(self, queryset: Any, name: str, value: date) -> Any:
        return queryset.filter(in_force_on(value))

    def filter_not_in_force_on(self, queryset: Any, name: str, value: date) -> Any:
        in_force = MoU.objects.visible_to(self.request.user).filter(in_force_on(value))
        return queryset.exclude(pk__in=in_force.order_by().values("pk"))


class DirectoryFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    status = django_filters.ChoiceFilter(choices=MoU.Status, label="Status")
    # All nine: the directory names every agreement.
    province = ReferenceFilter(queryset=Province.objects.all(), null_label="National", label="Province")
    focus_area = focus_area_filter("focus_areas")
    sort = SortFilter(
        fields=[("reference", "reference"), ("title", "title"), ("province__order", "province")],
        nullable={"province__order"},
    )

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.matching(value.strip())


# Not a status of its own: everything that somebody still has to do something about.
UNSETTLED = "unsettled"
# Of what was only said, the word for what became of it: an action item has statuses of its own.
SAID: dict[str, Q] = {
    Obligation.Status.OPEN: Q(item_status=ActionItem.Status.OPEN),
    Obligation.Status.SUBMITTED: Q(item_status=ActionItem.Status.DONE, is_important=True),
    Obligation.Status.MET: Q(item_status=ActionItem.Status.VERIFIED)
    | Q(item_status=ActionItem.Status.DONE, is_important=False),
    ActionItem.Status.DROPPED: Q(item_status=ActionItem.Status.DROPPED),
    ActionItem.Status.TAKEN: Q(item_status=ActionItem.Status.TAKEN),
}
# How far off the due date is, as ``ages_on`` counts it.
AGES = (
    ("later", "Not due, or no day"),
    ("soon", f"Due within {DUE_SOON_DAYS} days"),
    ("30", "Late up to 30 days"),
    ("90", "Late 31 to 90 days"),
    ("old", "Late more than 90 days"),
)


class PromiseFilter(RegisterFilterSet):
    """Obligations and what was only said, chosen by what both have; what one lacks leaves it out."""

    search = django_filters.CharFilter(method="filter_search", label="Search")
    status = django_filters.ChoiceFilter(
        choices=[
            (UNSETTLED, "Not settled"),
            *Obligation.Status.choices,
            (ActionItem.Status.DROPPED, "No longer needed"),
            (ActionItem.Status.TAKEN, "Taken into the MoU"),
        ],
        method="filter_status",
        label="State",
    )
    mark = django_filters.ChoiceFilter(
        choices=Promise.Mark, empty_label="All", method="filter_mark", label="Agreed or said"
    )
    side = django_filters.ChoiceFilter(
        choices=[("us", "We owe it"), ("them", "They owe it")],
        empty_label="Both sides",
        method="filter_side",
        label="Who owes",
    )
    age = django_filters.ChoiceFilter(choices=AGES, empty_label="Any", method="filter_age", label="Age")
    province = ProvinceFilter(method="filter_province")
    party = RecordFilter(queryset=visible(Stakeholder), method="filter_party", label="Party")
    mou = RecordFilter(queryset=visible(MoU), search=("reference", "title"), label="Agreement")
    focus_area = focus_area_filter("thrust__focus_area")
    thrust = thrust_filter(null_label="No thrust")
    indicator = ReferenceFilter(queryset=Indicator.objects.all(), text=NUMBERED, label="Indicator")
    mine = django_filters.ChoiceFilter(
        choices=[("yes", "Me")], empty_label="Anybody", method="filter_mine", label="Accountable"
    )
    person = RecordFilter(
        field_name="accountable", queryset=people_by_name, search=("name", "email"), label="Who of us"
    )
    recurring = django_filters.ChoiceFilter(
        choices=[("yes", "In every period"), ("no", "Once")],
        empty_label="Any",
        method="filter_recurring",
        label="How often",
    )
    due_on_after = DateFilter(method="filter_none", label="Due from")
    due_on_before = DateFilter(method="filter_none", label="Due until")
    fulfilled_by = DateFilter(method="filter_fulfilled_by", label="Fulfilled by")
    overdue_on = DateFilter(method="filter_overdue_on", label="Overdue on")
    owed_on = DateFilter(method="filter_owed_on", label="Owed on")
    sort = SortFilter(
        fields=[
            ("due_on", "due_on"),
            ("party_name", "owing_party"),
            ("mou__reference", "mou"),
            ("place", "province"),
        ],
        nullable={"due_on", "party_name", "mou__reference", "place"},
    )

    shown_when_used = ("focus_area", "fulfilled_by", "overdue_on", "owed_on")

    def filter_none(self, queryset: Any, name: str, value: Any) -> Any:
        """The days from and until which something is due are one question: see ``filter_queryset``."""
        return queryset

    def filter_queryset(self, queryset: Any) -> Any:
        chosen = self.form.cleaned_data
        first, last = chosen.get("due_on_after"), chosen.get("due_on_before")
        if first or last:
            # Asked of a past day, the due date is the one that held then.
            as_at = chosen.get("owed_on") or timezone.localdate()
            queryset = queryset.filter(due_within(first, last, as_at=as_at))
        return super().filter_queryset(queryset)

    def filter_status(self, queryset: Any, name: str, value: str) -> Any:
        if value == UNSETTLED:
            return queryset.unsettled()
        return queryset.filter(SAID.get(value, Q()) | Q(status=value))

    def filter_mark(self, queryset: Any, name: str, value: str) -> Any:
        chosen = self.form.cleaned_data
        return queryset.marked(value, self.request.user, chosen.get("owed_on") or chosen.get("overdue_on"))

    def filter_side(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.owed_by(value)

    def filter_age(self, queryset: Any, name: str, value: str) -> Any:
        place = [key for key, _ in AGES].index(value)
        return queryset.filter(ages_on(timezone.localdate())[place])

    def filter_province(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.of_province(None if value == "null" else value)

    def filter_party(self, queryset: Any, name: str, value: Stakeholder) -> Any:
        return queryset.with_party(value)

    def filter_mine(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(accountable=self.request.user)

    def filter_recurring(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(recurring__isnull=value == "no")

    def filter_fulfilled_by(self, queryset: Any, name: str, value: date) -> Any:
        return queryset.filter(kept_by(value))

    def filter_overdue_on(self, queryset: Any, name: str, value: date) -> Any:
        return queryset.overdue_on(value)

    def filter_owed_on(self, queryset: Any, name: str, value: date) -> Any:
        return queryset.owed_on(value)


def years() -> list[tuple[int, str]]:
    """The financial years that are offered, from the first of the register to five years ahead."""
    last = FinancialYear.containing(timezone.localdate()).start_year + 5
    return [(year, str(FinancialYear(year))) for year in range(last, FIRST_YEAR - 1, -1)]


# How a planned quarter is judged at the close of a day.
JUDGEMENTS = {
    "done": ("Done", done_by),
    "late": ("Late", late_at),
    "open": ("Open", open_at),
    "given_up": ("Given up", lambda day: Q(status="not_done")),
    "carried": ("Carried over", carried_by),
    "constrained": ("Constrained or no progress", lambda day: Q(status__in=("constrained", "no_progress"))),
}


class ActivityFilter(RegisterFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    year = django_filters.ChoiceFilter(choices=years, empty_label="All years", label="Financial year")
    quarter = django_filters.ChoiceFilter(
        choices=[(n, f"Q{n}") for n in (1, 2, 3, 4)], method="filter_none", label="Planned in"
    )
    state = django_filters.ChoiceFilter(
        choices=[(key, label) for key, (label, _) in JUDGEMENTS.items()], method="filter_none", label="State"
    )
    province = ProvinceFilter(field_name="mou__province")
    focus_area = focus_area_filter("thrust__focus_area")
    thrust = thrust_filter()
    challenge = ReferenceFilter(
        queryset=ChallengeCategory.objects.all(), method="filter_none", label="What stands in the way"
    )
    carried = django_filters.ChoiceFilter(
        choices=[("into", "Into the next year"), ("from", "From the year before")],
        method="filter_carried",
        label="Carried over",
    )
    mine = django_filters.ChoiceFilter(
        choices=[("yes", "Me")], empty_label="Anybody", method="filter_mine", label="Responsible"
    )
    mou = RecordFilter(queryset=visible(MoU), search=("reference", "title"), label="Agreement")
    indicator = RecordFilter(queryset=Indicator.objects.all(), search=("code", "name"), label="Indicator")
    as_at = DateFilter(method="filter_none", label="As at")
    sort = SortFilter(
        fields=[
            ("year", "year"),
            ("title", "title"),
            ("mou__reference", "mou"),
            ("responsible_person__name", "responsible_person"),
        ],
    )

    shown_when_used = ("mou", "indicator", "as_at", "carried", "challenge")

    def filter_none(self, queryset: Any, name: str, value: Any) -> Any:
        """Quarter, state, challenge and day are one question: see ``filter_queryset``."""
        return queryset

    def filter_carried(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(**{f"carried_{'to' if value == 'into' else 'from'}__isnull": False})

    def filter_mine(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(responsible_person=self.request.user)

    def filter_queryset(self, queryset: Any) -> Any:
        chosen = self.form.cleaned_data
        quarter, state, day = chosen.get("quarter"), chosen.get("state"), chosen.get("as_at")
        if day:
            # A plan binds from the last signature on.
            queryset = queryset.filter(mou__signed_on__lte=day)
        challenge = chosen.get("challenge")
        if quarter or state or challenge:
            judged = JUDGEMENTS[state][1](day or timezone.localdate()) if state else Q()
            if challenge:
                told = ProgressReport.objects.visible_to(self.request.user).filter(challenges=challenge)
                judged &= Q(pk__in=told.order_by().values("quarter"))
            queryset = queryset.with_quarter(judged, int(quarter) if quarter else None)
        return super().filter_queryset(queryset)


class CommitteeFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    province = ProvinceFilter(field_name="mou__province")
    due = django_filters.ChoiceFilter(
        choices=[("overdue", "Meeting overdue"), ("soon", "Meeting due soon")],
        method="filter_due",
        label="Next meeting",
    )
    mine = django_filters.ChoiceFilter(
        choices=[("yes", "Me")], empty_label="Anybody", method="filter_mine", label="Owner or manager"
    )
    sort = SortFilter(
        fields=[("due_on", "due_on"), ("last_met", "last_met"), ("mou__province__order", "province")],
        nullable={"last_met", "mou__province__order"},
    )

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        found = MoU.objects.visible_to(self.request.user).matching(value.strip())
        return queryset.filter(mou__in=found.order_by().values("pk"))

    def filter_due(self, queryset: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        running = queryset.filter(is_running=True)
        if value == "overdue":
            return running.filter(due_on__lt=today)
        return running.filter(due_on__range=(today, today + timedelta(days=MEETING_SOON_DAYS)))

    def filter_mine(self, queryset: Any, name: str, value: str) -> Any:
        me = self.request.user
        return queryset.filter(Q(mou__business_owner=me) | Q(mou__partnership_manager=me))
