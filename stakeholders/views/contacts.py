"""Pages about people: the list, one person with the posts held, the forms, and what the stakeholder's page shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from partnerships.core.states import State
from partnerships.core.views import (
    Crumbs,
    ScopedActView,
    ScopedChildCreateView,
    ScopedDetailView,
    ScopedListView,
    ScopedUpdateView,
)
from stakeholders.exports import CONTACT_COLUMNS
from stakeholders.filters import ContactFilter
from stakeholders.forms.contacts import ContactForm, MovedForm
from stakeholders.models import Contact, ContactAccess, PersonalInformationRequest, Stakeholder
from stakeholders.models.contact import accesses_to
from stakeholders.services import move_contact, record_contact_access, record_contacts_access, verify_contact
from stakeholders.services.contacts import CARRIED_OVER, GONE, against_moving
from stakeholders.services.pairs import compare_anew
from stakeholders.views.bulk_acts import ON_CONTACTS

LATEST_ACCESSES = 5


def log(contacts: Iterable[Contact], user: User, act: str = ContactAccess.Act.VIEW) -> None:
    """Note that this person saw these people; who is redacted has no details to see."""
    rows = [(contact.pk, contact.stakeholder_id) for contact in contacts if not contact.is_redacted]
    if rows:
        record_contacts_access(rows, by=user, act=act)


def marks(contact: Contact, day: date) -> list[State]:
    """What must be known before one writes or telephones."""
    found = []
    if contact.is_redacted:
        return [State("Redacted", "stopped")]
    if contact.do_not_contact:
        found.append(State("Do not contact", "stopped"))
    if contact.left_on and contact.left_on <= day:
        found.append(State("Left", "none", f"on {date_long(contact.left_on)}"))
    elif contact.began_on and contact.began_on > day:
        found.append(State("Not yet in the post", "draft", f"from {date_long(contact.began_on)}"))
    elif contact.is_unverified_on(day):
        when = f"last on {date_long(contact.verified_on)}" if contact.verified_on else "never yet"
        found.append(State("To be verified", "due", when))
    return found


@dataclass(frozen=True)
class Row:
    """One person as the lists show it."""

    contact: Contact
    marks: list[State]


def rows_of(contacts: Iterable[Contact]) -> list[Row]:
    today = timezone.localdate()
    return [Row(contact, marks(contact, today)) for contact in contacts]


# What the stakeholder's page shows


@dataclass(frozen=True)
class ContactsOfStakeholder:
    """Those in the post, main and back-up contact first; those who left; how many are redacted."""

    present: list[Row] = field(default_factory=list)
    left: list[Row] = field(default_factory=list)
    redacted_count: int = 0


def contacts_of(stakeholder: Stakeholder, user: User) -> ContactsOfStakeholder | None:
    """The context of ``_contacts.html``, noting that this person saw them; None when the right is missing."""
    if not user.has_perm("stakeholders.view_contact"):
        return None
    found = list(Contact.objects.visible_to(user).for_list().filter(stakeholder=stakeholder))
    today = timezone.localdate()
    named = [contact for contact in found if not contact.is_redacted]
    if named:
        record_contact_access(stakeholder, by=user, act=ContactAccess.Act.VIEW)
    left = [contact for contact in named if contact.left_on and contact.left_on <= today]
    present = [contact for contact in named if contact not in left]
    return ContactsOfStakeholder(rows_of(present), rows_of(left), len(found) - len(named))


def person_crumbs(contact: Contact, *more: str) -> Crumbs:
    """Stakeholders / the stakeholder / the person / the page."""
    trail = [
        ("Stakeholders", reverse("stakeholders:list")),
        (str(contact.stakeholder), contact.stakeholder.get_absolute_url()),
        (contact.name, contact.get_absolute_url() if more else ""),
    ]
    return [*trail, *[(label, "") for label in more]]


# The list


class ContactListView(ScopedListView):
    """Every person on the page, and every person in a file, is noted as seen."""

    queryset = Contact.objects.for_list().order_by("name", "pk")
    filterset_class = ContactFilter
    permission_required = "stakeholders.view_contact"
    export_columns = CONTACT_COLUMNS
    export_name = "contacts"
    bulk_acts = ON_CONTACTS
    bulk_url_name = "stakeholders:contacts_bulk"
    extra_context = {"default_sort": "name"}

    def may_export(self) -> bool:
        return self.user.has_perm("stakeholders.export_contact")

    def exported(self, rows: Any) -> None:
        seen = rows.named().order_by().values_list("pk", "stakeholder_id")
        record_contacts_access(seen, by=self.user, act=ContactAccess.Act.EXPORT)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = list(context["object_list"])
        log(shown, self.user)
        return context | {"rows": rows_of(shown)}


# One person


class LoggedMixin:
    """A page that shows the details of one person: opening it is noted."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().get(request, *args, **kwargs)  # type: ignore[misc]
        log([self.object], self.user)  # type: ignore[attr-defined]
        return response


class ContactDetailView(ScopedDetailView):
    queryset = Contact.objects.for_list()
    permission_required = "stakeholders.view_contact"

    def breadcrumbs(self) -> Crumbs:
        return person_crumbs(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contact, user, today = self.object, self.user, timezone.localdate()
        posts = person_of(contact, user)
        log([contact], user)
        requests = PersonalInformationRequest.objects.visible_to(user).filter(contact__in=posts)
        may_change = Contact.objects.editable_by(user).filter(pk=contact.pk).exists()
        return super().get_context_data(
            marks=marks(contact, today),
            posts=[(post, marks(post, today)) for post in posts] if len(posts) > 1 else [],
            hidden_count=Contact._default_manager.of_person(contact).count() - len(posts),
            requests=[(request, request.state_on(today)) for request in requests],
            accesses=accesses_to(posts)[:LATEST_ACCESSES],
            entries=history.timeline(contact),
            may_change=may_change and not contact.is_redacted,
            may_record=may_change,
            against_moving=against_moving(contact),
            **kwargs,
        )


def person_of(contact: Contact, user: User) -> list[Contact]:
    """Every post of the person that this user may see, the newest first."""
    return list(Contact.objects.visible_to(user).for_list().of_person(contact).order_by("-pk"))


class ComparedMixin:
    """The address of a contact person can tell that two entries are one organisation."""

    def save(self, form: Any) -> Contact:
        contact: Contact = super().save(form)  # type: ignore[misc]
        if "email" in form.changed_data:
            compare_anew(contact.stakeholder)
        return contact


class ContactCreateView(ComparedMixin, ScopedChildCreateView):
    model = Contact
    form_class = ContactForm
    parent_queryset = Stakeholder.objects.select_related("province")
    parent_field = "stakeholder"
    permission_required = "stakeholders.add_contact"
    extra_context = {"title": "Add a contact person", "submit_label": "Add this person"}

    def breadcrumbs(self) -> Crumbs:
        return [
            ("Stakeholders", reverse("stakeholders:list")),
            (str(self.parent), self.parent.get_absolute_url()),
            ("Add a contact person", ""),
        ]

    def saved_message(self) -> str:
        return f"{self.object.name} is a contact person of {self.parent} now."


class ContactUpdateView(ComparedMixin, LoggedMixin, ScopedUpdateView):
    queryset = Contact.objects.select_related("stakeholder")
    form_class = ContactForm
    permission_required = "stakeholders.change_contact"
    extra_context = {"title": "Edit a contact person", "submit_label": "Save changes"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.has_permission() and self.get_object().is_redacted:
            messages.error(request, GONE)
            return redirect(self.get_object())
        return super().dispatch(request, *args, **kwargs)

    def breadcrumbs(self) -> Crumbs:
        return person_crumbs(self.object, "Edit")

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parent=self.object.stakeholder, **kwargs)


class ContactMovedView(LoggedMixin, ScopedActView):
    """Ends one post and begins the next; a person who only leaves gets the day of leaving on the edit page."""

    queryset = Contact.objects.select_related("stakeholder")
    form_class = MovedForm
    permission_required = "stakeholders.change_contact"
    template_name = "stakeholders/contact_moved.html"
    title = "This person moved"
    submit_label = "Record the move"

    def breadcrumbs(self) -> Crumbs:
        return person_crumbs(self.object, self.title)

    def blockers(self) -> list[str]:
        return [against] if (against := against_moving(self.object)) else []

    def get_form_kwargs(self) -> dict[str, Any]:
        contact = self.object
        carried = Contact(**{name: getattr(contact, name) for name in CARRIED_OVER})
        return super().get_form_kwargs() | {"user": self.user, "instance": carried}

    def get_initial(self) -> dict[str, Any]:
        last_day = self.object.left_on or timezone.localdate()
        return {"stakeholder": self.object.stakeholder_id, "last_day": last_day, "began_on": last_day}

    def act(self, form: Any) -> None:
        self.later = move_contact(self.object, by=self.user, **form.facts())

    def save(self, form: Any) -> Contact:
        self.act(form)
        return self.later

    def saved_message(self) -> str:
        return f"{self.later.name} is recorded at {self.later.stakeholder}. The earlier post stays in the history."


class ContactVerifyView(LoggedMixin, ScopedActView):
    """The buttons of the lists post here; opened, it shows what is confirmed."""

    queryset = Contact.objects.for_list()
    form_class = forms.Form
    permission_required = "stakeholders.change_contact"
    template_name = "stakeholders/contact_verify.html"
    title = submit_label = "Still correct"

    def breadcrumbs(self) -> Crumbs:
        return person_crumbs(self.object, self.title)

    def blockers(self) -> list[str]:
        return [GONE] if self.object.is_redacted else []

    def act(self, form: Any) -> None:
        verify_contact(self.object, by=self.user)

    def saved_message(self) -> str:
        return f"The details of {self.object.name} are confirmed as of today."

    def get_success_url(self) -> str:
        if self.request.POST.get("back") == "stakeholder":
            return f"{self.object.stakeholder.get_absolute_url()}#contacts"
        return self.object.get_absolute_url()
