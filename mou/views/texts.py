"""The text of an agreement: reading it with what is said about it, acceptance, and whose turn it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from mou.forms.texts import AcceptForm, TurnForm
from mou.lifecycle import WRITTEN
from mou.models import (
    Clause,
    MoU,
    MoUParty,
    Section,
    StandardClause,
    StandardSection,
    number_quoted,
    text_digest,
)
from mou.paper import text_pdf
from mou.services import (
    accept_text,
    pass_turn,
)
from mou.services.texts import (
    against_accepting,
    against_passing,
)
from mou.views.agreement_acts import PartyActView
from mou.views.kinds import crumbs, crumbs_of_text
from mou.views.remarks import Thread, threads_of
from mou.word import DOCX, text_docx
from partnerships.core import history
from partnerships.core.numbers import date_long
from partnerships.core.pdf import PdfError
from partnerships.core.scoping import may_write_for
from partnerships.core.states import State
from partnerships.core.views import (
    Crumbs,
    ScopedActView,
    ScopedDetailView,
)


class TextView(ScopedDetailView):
    """Parties, clauses and obligations in the order in which they are read; what is still open beside them."""

    queryset = MoU.objects.select_related("kind", "province", "turn__stakeholder")
    permission_required = "mou.view_mou"
    template_name = "mou/text.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "Text")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        formats = {"pdf": self.pdf, "docx": self.docx}
        wanted = formats.get(request.GET.get("format", ""))
        return wanted() if wanted else super().get(request, *args, **kwargs)

    def docx(self) -> HttpResponseBase:
        """The same words to work on."""
        mou = self.get_object()
        if not mou.clauses.exists():
            raise Http404
        headers = {"Content-Disposition": f'attachment; filename="{mou.reference.lower()}-text.docx"'}
        content = text_docx(mou, by=self.user, day=timezone.localdate())
        return HttpResponse(content, content_type=DOCX, headers=headers)

    def pdf(self) -> HttpResponseBase:
        """The same words on paper; without a clause there is nothing to print."""
        mou = self.get_object()
        if not mou.clauses.exists():
            raise Http404
        try:
            content = text_pdf(mou, by=self.user, day=timezone.localdate())
        except PdfError as error:
            messages.error(self.request, f"{error} This page can be printed from the browser instead.")
            return redirect(self.request.path)
        headers = {"Content-Disposition": f'attachment; filename="{mou.reference.lower()}-text.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mou, user = self.object, self.user
        clauses = list(mou.clauses.visible_to(user).standing().in_order())
        parties = list(mou.parties.select_related("stakeholder").order_by("position"))
        threads = threads_of(mou, user)
        obligations = mou.obligations.visible_to(user).agreed()
        recurring = mou.recurring_obligations.visible_to(user).standing()
        may_change = may_write_for(user, mou.province_id)
        may_write = may_change and mou.status == MoU.Status.DRAFT and user.has_perm("mou.change_clause")
        may_send = may_change and mou.status in WRITTEN and user.has_perm("mou.send_mou")
        digest = text_digest(mou)
        return super().get_context_data(
            state=mou.state_on(timezone.localdate()),
            clauses=clauses,
            sections=_sections(mou, clauses, threads, with_empty=may_write),
            parties=[_shown(party, digest, may_send=may_send and bool(clauses)) for party in parties],
            obligations=_quoting(obligations, clauses),
            recurring=_quoting(recurring, clauses),
            open_count=sum(thread.remark.is_open for thread in threads),
            library=_library(mou, clauses) if may_write else [],
            sections_left=_sections_left(mou) if may_write else [],
            may_write=may_write,
            may_send=may_send,
            may_remark=may_change and mou.status in WRITTEN and user.has_perm("mou.add_clauseremark"),
            days_waiting=(timezone.localdate() - mou.turn_since).days if mou.turn_since else 0,
            is_written=mou.status in WRITTEN,
            unwritten=State("To be written", "draft"),
            entries=history.with_lines(mou, Section, Clause),
            **kwargs,
        )


def _sections(
    mou: MoU, clauses: list[Clause], threads: list[Thread], *, with_empty: bool
) -> list[dict[str, Any]]:
    """The text as it is read: each section with its clauses and their threads; who writes sees empty sections too."""
    own: list[Section | None] = list(mou.sections.all())
    found = []
    for place, section in enumerate([None, *own]):
        under = [c for c in clauses if c.section_id == (section.pk if section else None)]
        if under or (section and with_empty):
            found.append(
                {
                    "section": section,
                    "clauses": [
                        (clause, [t for t in threads if t.remark.clause_id == clause.pk]) for clause in under
                    ],
                    "is_first": place == 1,
                    "is_last": place == len(own),
                }
            )
    return found


def _quoting(owed: Any, clauses: list[Clause]) -> list[tuple[Any, Clause | None]]:
    """What is owed, once or in every period, each with the clause that it quotes."""
    by_number = {clause.number: clause for clause in clauses}
    rows = owed.select_related("owing_party__stakeholder", "beneficiary__stakeholder")
    return [(one, by_number.get(number_quoted(one.clause))) for one in rows]


def _shown(party: MoUParty, digest: str, *, may_send: bool) -> dict[str, Any]:
    # Whoever signs in the end is recorded with the signature: that is no change of what was accepted.
    is_settled = party.mou.status not in {*WRITTEN, MoU.Status.CLEARANCE}
    accepts = party.accepts(digest) or (is_settled and party.accepted_on is not None)
    detail = ""
    if accepts and party.accepted_on:
        state, detail = State("Accepted", "good"), f"{date_long(party.accepted_on)}: {party.accepted_how}"
    elif party.accepted_on:
        state = State("Changed since", "behind")
        detail = f"Accepted an earlier text on {date_long(party.accepted_on)}."
    else:
        state = State("Not accepted yet", "waiting")
    url = reverse("mou:accept", args=[party.pk]) if may_send and not accepts else ""
    return {"party": party, "state": state, "detail": detail, "accept_url": url}


def _library(mou: MoU, clauses: list[Clause]) -> list[StandardClause]:
    """The clauses of the library that this text does not have."""
    taken = {clause.standard_id for clause in clauses}
    return [standard for standard in StandardClause.of(mou.kind) if standard.pk not in taken]


def _sections_left(mou: MoU) -> list[str]:
    """The headings of the library that this text does not have."""
    own = mou.sections.values("heading")
    return list(StandardSection.objects.in_use().exclude(name__in=own).values_list("name", flat=True))


class AcceptView(PartyActView):
    """What a party told us is put on record; the record is of these very words."""

    permission_required = "mou.send_mou"
    form_class = AcceptForm
    template_name = "mou/text_act.html"
    title = submit_label = "Record the acceptance of the text"
    extra_context = {
        "lead": "The party accepts the text as it stands at this moment. Whatever is changed later makes that void."
    }

    def blockers(self) -> list[str]:
        return against_accepting(self.object)

    def act(self, form: Any) -> None:
        accept_text(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"{self.object.name} accepts the text as it stands."

    def get_success_url(self) -> str:
        return reverse("mou:text", args=[self.object.mou_id])


class TurnView(ScopedActView):
    queryset = MoU.objects.select_related("kind", "province", "turn__stakeholder")
    permission_required = "mou.send_mou"
    form_class = TurnForm
    template_name = "mou/text_act.html"
    title = submit_label = "Hand the draft over"
    extra_context = {"lead": "Everybody sees which party has the draft before it, and since when."}

    def breadcrumbs(self) -> Crumbs:
        return crumbs_of_text(self.object, self.title)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"mou": self.object}

    def blockers(self) -> list[str]:
        return against_passing(self.object)

    def act(self, form: Any) -> None:
        pass_turn(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"The draft is with {self.object.turn}."

    def get_success_url(self) -> str:
        return reverse("mou:text", args=[self.object.pk])
