"""What the lists of contact people and of their requests can be chosen by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from partnerships.core.listing import ListFilterSet, ProvinceFilter, RecordFilter, SortFilter, contains
from partnerships.core.scoping import visible
from partnerships.core.search import found_in_any
from stakeholders.models import Contact, PersonalInformationRequest, Stakeholder

YES = [("yes", "Yes")]


class ContactFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    stakeholder = RecordFilter(queryset=visible(Stakeholder), label="Stakeholder")
    province = ProvinceFilter(field_name="stakeholder__province")
    role = django_filters.ChoiceFilter(
        choices=[("main", "Main contact"), ("backup", "Back-up contact")],
        empty_label="Any",
        method="filter_role",
        label="Main or back-up",
    )
    in_post = django_filters.ChoiceFilter(
        choices=[("yes", "In the post"), ("no", "Left")],
        empty_label="Any",
        method="filter_in_post",
        label="In post",
    )
    unverified = django_filters.ChoiceFilter(
        choices=YES, empty_label="Any", method="filter_unverified", label="Not verified for a year"
    )
    do_not_contact = django_filters.ChoiceFilter(
        choices=[*YES, ("no", "No")],
        empty_label="Any",
        method="filter_do_not_contact",
        label="Do not contact",
    )
    # Absent means those with details: see filter_queryset.
    redacted = django_filters.ChoiceFilter(
        choices=YES, empty_label="No", method="filter_redacted", label="Redacted"
    )
    sort = SortFilter(
        fields=[
            ("name", "name"),
            ("stakeholder__name", "stakeholder"),
            ("stakeholder__province__order", "province"),
            ("verified_on", "verified_on"),
        ],
        nullable={"stakeholder__province__order", "verified_on"},
    )

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any):
        # Always bound, so that redacted people are left out of the plain list too.
        super().__init__(QueryDict() if data is None else data, *args, **kwargs)

    def filter_queryset(self, queryset: Any) -> Any:
        if not self.form.cleaned_data.get("redacted"):
            queryset = queryset.named()
        return super().filter_queryset(queryset)

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        """In the name, the post, the e-mail, or in the name of the organisation."""
        text = value.strip()
        user = self.request.user
        named = Stakeholder.objects.visible_to(user).filter(contains(text, "name", "short_name"))
        rows = Contact.objects.visible_to(user)
        return found_in_any(
            queryset,
            rows.filter(name__icontains=text),
            rows.filter(contains(text, "post", "email")),
            rows.filter(stakeholder__in=named.order_by()),
        )

    def filter_role(self, queryset: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        return queryset.in_post_on(today).filter(**{f"is_{value}": True})

    def filter_in_post(self, queryset: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        return queryset.in_post_on(today) if value == "yes" else queryset.filter(left_on__lte=today)

    def filter_unverified(self, queryset: Any, name: str, value: str) -> Any:
        """Of those who hold a post: nobody checks the details of who has left."""
        today = timezone.localdate()
        return queryset.in_post_on(today).unverified_on(today)

    def filter_do_not_contact(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(do_not_contact=value == "yes")

    def filter_redacted(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(redacted_on__isnull=False)


class RequestFilter(ListFilterSet):
    state = django_filters.ChoiceFilter(
        choices=[("open", "Open"), ("overdue", "Overdue"), ("answered", "Answered")],
        empty_label="Any",
        method="filter_state",
        label="State",
    )
    kind = django_filters.ChoiceFilter(choices=PersonalInformationRequest.Kind, label="What is asked")
    province = ProvinceFilter(field_name="contact__stakeholder__province")
    sort = SortFilter(
        fields=[("received_on", "received_on"), ("contact__stakeholder__province__order", "province")],
        nullable={"contact__stakeholder__province__order"},
    )

    def filter_state(self, queryset: Any, name: str, value: str) -> Any:
        rows = PersonalInformationRequest.objects.visible_to(self.request.user)
        today = timezone.localdate()
        chosen = {
            "open": rows.open(),
            "overdue": rows.overdue_on(today),
            "answered": rows.filter(~Q(answered_on__isnull=True)),
        }[value]
        return queryset.filter(pk__in=chosen.order_by().values("pk"))
