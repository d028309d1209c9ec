"""What the Protection of Personal Information Act asks for: requests, the answer to them, and redaction."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone

from partnerships.core.pdf import PdfError, printed
from partnerships.core.views import (
    Crumbs,
    ScopedActView,
    ScopedChildCreateView,
    ScopedDetailView,
    ScopedListView,
)
from stakeholders.exports import REQUEST_COLUMNS
from stakeholders.filters import RequestFilter
from stakeholders.forms.contacts import AnswerForm, RedactForm, RequestForm
from stakeholders.models import Contact, ContactAccess, ExecutiveTerm, PersonalInformationRequest
from stakeholders.models.contact import accesses_to
from stakeholders.services import (
    answer_information_request,
    record_contacts_access,
    record_information_request,
    redact_contact,
)
from stakeholders.services.contacts import against_answering
from stakeholders.services.redaction import against_redacting, mentions
from stakeholders.views.contacts import LoggedMixin, log, marks, person_crumbs, person_of

ACCESSES_ON_A_PAGE = 50
# On paper nobody reads more; the page has them all.
ACCESSES_ON_PAPER = 1000


class RequestListView(ScopedListView):
    queryset = PersonalInformationRequest.objects.select_related(
        "contact__stakeholder__province", "received_by"
    ).order_by(F("answered_on").asc(nulls_first=True), "received_on", "pk")
    filterset_class = RequestFilter
    permission_required = "stakeholders.view_personalinformationrequest"
    template_name = "stakeholders/request_list.html"
    list_title = "Requests about personal details"
    export_columns = REQUEST_COLUMNS
    export_name = "requests-about-personal-details"

    def may_export(self) -> bool:
        """The file names people: it needs the right to take out contact details."""
        return self.user.has_perm("stakeholders.export_contact")

    def exported(self, rows: Any) -> None:
        people = Contact.objects.visible_to(self.user).filter(pk__in=rows.order_by().values("contact"))
        seen = people.named().order_by().values_list("pk", "stakeholder_id")
        record_contacts_access(seen, by=self.user, act=ContactAccess.Act.EXPORT)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown, today = list(context["object_list"]), timezone.localdate()
        log({request.contact for request in shown}, self.user)
        rows = [(request, request.state_on(today)) for request in shown]
        return context | {"rows": rows, "may_export": self.may_export()}


class HeldView(ScopedDetailView):
    """Answers an access request (POPIA s23): everything held about one person over all posts, and who saw it."""

    queryset = Contact.objects.for_list()
    permission_required = ("stakeholders.view_contact", "stakeholders.view_personalinformationrequest")  # type: ignore[assignment]
    template_name = "stakeholders/contact_held.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.object = self.get_object()
        if request.GET.get("format") == "pdf":
            return self.pdf()
        context = self.get_context_data(object=self.object) | self.held()
        log([self.object], self.user)
        accesses = Paginator(accesses_to(context["posts"]), ACCESSES_ON_A_PAGE)
        context["page_obj"] = accesses.get_page(request.GET.get("page"))
        return self.render_to_response(context)

    def breadcrumbs(self) -> Crumbs:
        return person_crumbs(self.object, "What is held")

    def held(self) -> dict[str, Any]:
        user, contact, today = self.user, self.object, timezone.localdate()
        posts = person_of(contact, user)
        requests = PersonalInformationRequest.objects.visible_to(user).filter(contact__in=posts)
        return {
            "contact": contact,
            "posts": posts,
            "hidden_count": Contact._default_manager.of_person(contact).count() - len(posts),
            "marks": marks(contact, today),
            "earlier_versions": earlier_versions(posts),
            "terms": ExecutiveTerm.objects.visible_to(user)
            .filter(contact__in=posts)
            .select_related("structure__stakeholder", "post"),
            "mentions": mentions(contact, by=user),
            "requests": [
                (request, request.state_on(today)) for request in requests.select_related("received_by")
            ],
            "may_record": Contact.objects.editable_by(user).filter(pk=contact.pk).exists(),
        }

    def pdf(self) -> HttpResponseBase:
        held = self.held()
        log([self.object], self.user, ContactAccess.Act.PRINT)
        accesses = accesses_to(held["posts"])
        html = render_to_string(
            "stakeholders/pdf/contact_held.html",
            held
            | {
                "accesses": accesses[:ACCESSES_ON_PAPER],
                "access_count": accesses.count(),
                "printed_at": timezone.now(),
                "printed_by": self.user,
                "demonstration": settings.DEMONSTRATION,
            },
        )
        try:
            content = printed(html, "person.css")
        except PdfError as error:
            messages.error(self.request, f"{error} This page can be printed from the browser instead.")
            return redirect(self.request.path)
        name = f"personal-details-{self.object.pk}-{timezone.localdate():%Y-%m-%d}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


def earlier_versions(posts: list[Contact]) -> list[Any]:
    """What the history still holds of the details, oldest first, without what only repeats the line before."""
    fields = ("name", "post", "email", "phone", "source")
    events = Contact.events.rel.related_model._base_manager.filter(  # type: ignore[attr-defined]
        pgh_obj_id__in=[post.pk for post in posts]
    ).order_by("pgh_id")
    found: list[Any] = []
    latest: dict[int, tuple[Any, ...]] = {}
    for event in events:
        said = tuple(str(getattr(event, name)) for name in fields)
        if latest.get(event.pgh_obj_id) != said:
            latest[event.pgh_obj_id] = said
            found.append(event)
    return found


class RequestCreateView(ScopedChildCreateView):
    model = PersonalInformationRequest
    form_class = RequestForm
    parent_queryset = Contact.objects.select_related("stakeholder")
    parent_field = "contact"
    permission_required = "stakeholders.add_personalinformationrequest"
    template_name = "stakeholders/request_form.html"

    def breadcrumbs(self) -> Crumbs:
        return person_crumbs(self.parent, "Record a request")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        log([self.parent], self.user)
        return super().get(request, *args, **kwargs)

    def save(self, form: Any) -> PersonalInformationRequest:
        return record_information_request(self.parent, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        objected = self.object.kind == PersonalInformationRequest.Kind.OBJECTION
        marked = " The person is marked “do not contact” from now on." if objected else ""
        return f"The request is recorded.{marked} Answer it within 30 days of receipt."

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class RequestAnswerView(ScopedActView):
    queryset = PersonalInformationRequest.objects.select_related("contact__stakeholder", "received_by")
    form_class = AnswerForm
    permission_required = "stakeholders.change_personalinformationrequest"
    template_name = "stakeholders/request_answer.html"
    title = "Answer a request"
    submit_label = "Record the answer"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        log([self.object.contact], self.user)
        return super().get(request, *args, **kwargs)

    def breadcrumbs(self) -> Crumbs:
        return person_crumbs(self.object.contact, self.title)

    def get_initial(self) -> dict[str, Any]:
        return {"answered_on": timezone.localdate()}

    def blockers(self) -> list[str]:
        return [against] if (against := against_answering(self.object)) else []

    def act(self, form: Any) -> None:
        answer_information_request(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "The answer is recorded."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(state=self.object.state_on(timezone.localdate()), **kwargs)


class RedactView(LoggedMixin, ScopedActView):
    """Shows where the name still stands before it asks for the reason."""

    queryset = Contact.objects.select_related("stakeholder")
    form_class = RedactForm
    permission_required = "stakeholders.redact_contact"
    template_name = "stakeholders/contact_redact.html"
    title = "Redact the personal details"
    submit_label = "Redact this person for ever"
    danger = True

    def breadcrumbs(self) -> Crumbs:
        return person_crumbs(self.object, "Redact")

    def blockers(self) -> list[str]:
        return [against] if (against := against_redacting(self.object, self.user)) else []

    def get_form_kwargs(self) -> dict[str, Any]:
        self.found = mentions(self.object, by=self.user)
        return super().get_form_kwargs() | {"found": self.found}

    def act(self, form: Any) -> None:
        redact_contact(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "The personal details are gone from this record, its history and the texts you chose."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        ticked = set(context["form"]["replace_in"].value() or ())
        return context | {"found": [(mention, mention.key in ticked) for mention in self.found]}
