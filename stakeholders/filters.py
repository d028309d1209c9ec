"""What the lists of stakeholders, engagements and decisions can be chosen by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, F, OuterRef, Value
from django.http import QueryDict
from django.utils import timezone

from partnerships.core.forms import DateInput
from partnerships.core.listing import (
    ListFilterSet,
    ProvinceFilter,
    RecordFilter,
    ReferenceFilter,
    SortFilter,
    contains,
)
from partnerships.core.models import Language, Province, User
from partnerships.core.scoping import visible
from partnerships.core.search import found_in_any
from stakeholders.models import (
    ActionItem,
    Engagement,
    EngagementKind,
    EngagementMode,
    PartnerDecision,
    Stakeholder,
    StakeholderClass,
    StakeholderGroup,
    StakeholderType,
    due,
    partner_on,
)
from stakeholders.models.action_item import owed_on
from stakeholders.models.stakeholder import dormant_on
from stakeholders.quadrant import INFLUENCE_WORDS, INTEREST_WORDS

# Asked for by reports of past days: who was a partner then may be archived since.
WITH_ARCHIVED = "all"


class DateFilter(django_filters.DateFilter):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **{"widget": DateInput()} | kwargs)


def group_filter(field_name: str = "group") -> ReferenceFilter:
    return ReferenceFilter(field_name=field_name, queryset=StakeholderGroup.objects.all(), label="Group")


def class_filter(field_name: str = "stakeholder_class") -> ReferenceFilter:
    return ReferenceFilter(
        field_name=field_name,
        queryset=StakeholderClass.objects.all(),
        null_label="None",
        null_value="none",
        label="Class",
    )


class ManagerFilter(ReferenceFilter):
    """Me, nobody, or a colleague who looks after a relationship that the reader may see."""

    MINE = "mine"

    def __init__(self, *args: Any, **kwargs: Any):
        defaults = {"null_label": "Nobody", "null_value": "none", "label": "Relationship manager"}
        super().__init__(*args, queryset=User.objects.all(), place=Value(0), **defaults | kwargs)

    def offered(self) -> Any:
        managed = Stakeholder.objects.visible_to(self.parent.request.user).filter(
            relationship_manager=OuterRef("pk")
        )
        return self.queryset.filter(Exists(managed))

    def choices(self) -> list[tuple[Any, str]]:
        return [(self.MINE, "Me"), *super().choices()]

    def filter(self, qs: Any, value: Any) -> Any:
        return super().filter(qs, self.parent.request.user.pk if value == self.MINE else value)


class DirectoryFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    group = group_filter()
    status = django_filters.ChoiceFilter(choices=Stakeholder.Status, label="Partner status")
    # All nine: the directory names every organisation.
    province = ReferenceFilter(queryset=Province.objects.all(), null_label="National", label="Province")
    sort = SortFilter(
        fields=[
            ("name", "name"),
            ("group__name", "group"),
            ("province__order", "province"),
            ("status", "status"),
        ],
        nullable={"province__order"},
    )

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(contains(value.strip(), "name", "short_name"))


class StakeholderFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    group = group_filter()
    type = ReferenceFilter(
        queryset=StakeholderType.objects.all(), place=F("group__order") * 1000 + F("order"), label="Type"
    )
    level = django_filters.ChoiceFilter(choices=Stakeholder.Level, label="Level")
    province = ProvinceFilter()
    status = django_filters.ChoiceFilter(choices=Stakeholder.Status, label="Partner status")
    partner_on = DateFilter(method="filter_partner_on", label="Partner on")
    dormant = django_filters.ChoiceFilter(
        choices=[("yes", "Yes")], empty_label="Any", method="filter_dormant", label="Dormant partner"
    )
    stakeholder_class = class_filter()
    relationship_manager = ManagerFilter()
    contact = django_filters.ChoiceFilter(
        choices=[("overdue", "Overdue"), ("soon", f"Due within {due.CONTACT_SOON_DAYS} days")],
        method="filter_contact",
        label="Contact",
    )
    verification = django_filters.ChoiceFilter(
        choices=[("overdue", "Overdue")], method="filter_verification", label="Verification"
    )
    # Absent means not archived: see filter_queryset.
    archived = django_filters.ChoiceFilter(
        choices=[("yes", "Yes"), (WITH_ARCHIVED, "Both")],
        empty_label="No",
        method="filter_archived",
        label="Archived",
    )
    sort = SortFilter(
        fields=[
            ("name", "name"),
            ("group__name", "group"),
            ("level", "level"),
            ("province__order", "province"),
            ("status", "status"),
            ("last_engaged_on", "last_engaged_on"),
            ("contact_due_on", "contact_due_on"),
        ],
        nullable={"last_engaged_on", "contact_due_on", "province__order"},
    )

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any):
        # Always bound, so that archived records are left out of the plain list too. "no" is what is done anyway.
        given = QueryDict(mutable=True) if data is None else data.copy()
        if given.get("archived") == "no":
            del given["archived"]
        super().__init__(given, *args, **kwargs)

    def filter_queryset(self, queryset: Any) -> Any:
        if not self.form.cleaned_data.get("archived"):
            queryset = queryset.registered()
        return super().filter_queryset(queryset)

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(contains(value.strip(), "name", "short_name"))

    def filter_partner_on(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.filter(partner_on(value))

    def filter_dormant(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(dormant_on(timezone.localdate()))

    def filter_contact(self, queryset: Any, name: str, value: str) -> Any:
        asked = due.contact_overdue_on if value == "overdue" else due.contact_due_within_on
        return queryset.filter(asked(timezone.localdate()))

    def filter_verification(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(due.verification_overdue_on(timezone.localdate()))

    def filter_archived(self, queryset: Any, name: str, value: str) -> Any:
        return queryset if value == WITH_ARCHIVED else queryset.filter(archived_on__isnull=False)


class VerificationFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    group = group_filter()
    province = ProvinceFilter()
    stakeholder_class = class_filter()
    relationship_manager = ManagerFilter()
    sort = SortFilter(
        fields=[
            ("verification_due_on", "verification_due_on"),
            ("name", "name"),
            ("province__order", "province"),
            ("verified_on", "verified_on"),
        ],
        nullable={"verified_on", "province__order"},
    )

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(contains(value.strip(), "name", "short_name"))


def _for_the_page(queryset: Any, name: str, value: Any) -> Any:
    """What the page itself asks for: the rows stay as they are."""
    return queryset


def _scale_filter(words: dict[int, str], label: str) -> django_filters.ChoiceFilter:
    """Which names the table lists. The drawing shows every cell, so the rows are not filtered here."""
    return django_filters.ChoiceFilter(
        choices=[(str(value), f"{value} · {word}") for value, word in words.items()],
        method=_for_the_page,
        label=label,
    )


class MatrixFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    on = DateFilter(method=_for_the_page, label="As seen on")
    group = group_filter()
    province = ProvinceFilter()
    stakeholder_class = class_filter()
    influence = _scale_filter(INFLUENCE_WORDS, "Names with influence")
    interest = _scale_filter(INTEREST_WORDS, "Names with interest")

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(contains(value.strip(), "name", "short_name"))


LOAD_DAYS = (30, 90, 180, 365)
DEFAULT_LOAD_DAYS = 90


class LoadFilter(ListFilterSet):
    search = django_filters.CharFilter(
        field_name="stakeholder__name", lookup_expr="icontains", label="Organisation"
    )
    days = django_filters.ChoiceFilter(
        choices=[(str(days), f"Last {days} days") for days in LOAD_DAYS if days != DEFAULT_LOAD_DAYS],
        empty_label=f"Last {DEFAULT_LOAD_DAYS} days",
        method=_for_the_page,
        label="Period",
    )
    group = group_filter("stakeholder__group")
    # All nine: the load is told of every organisation, as the directory is.
    province = ReferenceFilter(
        field_name="stakeholder__province",
        queryset=Province.objects.all(),
        null_label="National",
        label="Province of the organisation",
    )


class EngagementFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    kind = ReferenceFilter(queryset=EngagementKind.objects.all(), label="Kind")
    mode = ReferenceFilter(queryset=EngagementMode.objects.all(), label="How")
    stakeholder = RecordFilter(queryset=visible(Stakeholder), label="With whom")
    group = group_filter("stakeholder__group")
    province = ProvinceFilter()
    held_on_after = DateFilter(field_name="held_on", lookup_expr="gte", label="Held from")
    held_on_before = DateFilter(field_name="held_on", lookup_expr="lte", label="Held until")
    language = ReferenceFilter(field_name="languages", queryset=Language.objects.all(), label="Language")
    minutes = django_filters.ChoiceFilter(
        choices=[("due", "Due"), ("overdue", "Overdue"), ("there", "There")],
        empty_label="Any",
        method="filter_minutes",
        label="Minutes",
    )
    follow_up = django_filters.ChoiceFilter(
        choices=[("planned", "Planned"), ("overdue", "Planned, day passed")],
        empty_label="Any",
        method="filter_follow_up",
        label="Follow-up",
    )
    sort = SortFilter(
        fields=[
            ("held_on", "held_on"),
            ("stakeholder__name", "stakeholder"),
            ("kind__order", "kind"),
            ("province__order", "province"),
        ],
        nullable={"held_on", "province__order"},
    )

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        """In the purpose, or in the name of the organisation."""
        text = value.strip()
        named = Stakeholder.objects.visible_to(self.request.user).filter(contains(text, "name", "short_name"))
        rows = Engagement.objects.visible_to(self.request.user)
        return found_in_any(
            queryset, rows.filter(purpose__icontains=text), rows.filter(stakeholder__in=named.order_by())
        )

    def filter_minutes(self, queryset: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        if value == "there":
            return queryset.filter(minutes_on__isnull=False)
        return queryset.minutes_overdue_on(today) if value == "overdue" else queryset.minutes_due_on(today)

    def filter_follow_up(self, queryset: Any, name: str, value: str) -> Any:
        planned = queryset.follow_up_planned()
        return planned.filter(follow_up_on__lt=timezone.localdate()) if value == "overdue" else planned


def people_by_name(request: Any) -> Any:
    """Everybody who can own something is known by name to everybody in the house."""
    return User.objects.order_by("name")


class ActionItemFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    # Absent means not settled: see filter_queryset.
    state = django_filters.ChoiceFilter(
        choices=[
            ("open", "Open"),
            ("overdue", "Overdue"),
            ("due_soon", "Due soon"),
            ("to_verify", "To be verified"),
            ("done", "Done"),
            ("dropped", "No longer needed"),
            ("all", "All"),
        ],
        empty_label="Not settled",
        method="filter_state",
        label="State",
    )
    direction = django_filters.ChoiceFilter(
        choices=ActionItem.Direction, empty_label="Both ways", label="Promised"
    )
    mine = django_filters.ChoiceFilter(
        choices=[("yes", "Mine")], empty_label="Anybody", method="filter_mine", label="Whose"
    )
    owner = RecordFilter(queryset=people_by_name, search=("name", "email"), label="Who of us")
    stakeholder = RecordFilter(queryset=visible(Stakeholder), label="With whom")
    engagement = RecordFilter(queryset=visible(Engagement), search=("purpose",), label="Engagement")
    province = ProvinceFilter()
    important = django_filters.ChoiceFilter(
        choices=[("yes", "Important")], empty_label="Any", method="filter_important", label="Important"
    )
    due_on_after = DateFilter(field_name="due_on", lookup_expr="gte", label="Due from")
    due_on_before = DateFilter(field_name="due_on", lookup_expr="lte", label="Due until")
    overdue_on = DateFilter(method="filter_overdue_on", label="Overdue on")
    owed_on = DateFilter(method="filter_owed_on", label="Not dropped by")
    done_by = DateFilter(field_name="done_on", lookup_expr="lte", label="Done by")
    sort = SortFilter(
        fields=[
            ("due_on", "due_on"),
            ("stakeholder__name", "stakeholder"),
            ("province__order", "province"),
            ("owner__name", "owner"),
        ],
        nullable={"due_on", "province__order", "owner__name"},
    )

    shown_when_used = ("owed_on", "done_by")

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any):
        # Always bound, so that what is settled is left out of the plain list too.
        super().__init__(QueryDict() if data is None else data, *args, **kwargs)

    def filter_queryset(self, queryset: Any) -> Any:
        chosen = self.form.cleaned_data
        # Whoever asks for a day or for one engagement asks for everything of it.
        if not any(chosen.get(name) for name in ("state", "overdue_on", "owed_on", "engagement")):
            queryset = queryset.unsettled()
        return super().filter_queryset(queryset)

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        """In what is to be done, or in the name of the organisation."""
        text = value.strip()
        named = Stakeholder.objects.visible_to(self.request.user).filter(contains(text, "name", "short_name"))
        rows = ActionItem.objects.visible_to(self.request.user)
        return found_in_any(
            queryset, rows.filter(what__icontains=text), rows.filter(stakeholder__in=named.order_by())
        )

    def filter_state(self, queryset: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        match value:
            case "overdue":
                return queryset.open().filter(due_on__lt=today)
            case "due_soon":
                return queryset.due_soon_on(today)
            case "to_verify":
                return queryset.waiting_for_verification()
            case "done":
                return queryset.filter(status__in=("done", "verified"))
            case "all":
                return queryset
        return queryset.filter(status=value)

    def filter_mine(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(owner=self.request.user)

    def filter_important(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(is_important=True)

    def filter_overdue_on(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.overdue_on(value)

    def filter_owed_on(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.filter(owed_on(value))


class DecisionFilter(ListFilterSet):
    outcome = django_filters.ChoiceFilter(choices=PartnerDecision.Outcome, label="Outcome")
    stakeholder = RecordFilter(queryset=visible(Stakeholder), label="Stakeholder")
    province = ProvinceFilter(field_name="stakeholder__province")
    end_reason = django_filters.ChoiceFilter(choices=PartnerDecision.EndReason, label="Reason of the end")
    decided_on_after = DateFilter(field_name="decided_on", lookup_expr="gte", label="Decided from")
    decided_on_before = DateFilter(field_name="decided_on", lookup_expr="lte", label="Decided until")
    ended_on_after = DateFilter(field_name="ended_on", lookup_expr="gte", label="Ended from")
    ended_on_before = DateFilter(field_name="ended_on", lookup_expr="lte", label="Ended until")
    sort = SortFilter(
        fields=[("decided_on", "decided_on"), ("stakeholder__name", "stakeholder"), ("ended_on", "ended_on")],
        nullable={"ended_on"},
    )
