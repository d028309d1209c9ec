"""Pages of an amendment: what it changes as a red line, its clearance and its signatures."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from mou.forms.agreements import RemoveForm, SignatureForm
from mou.forms.amendments import LINE_FORMS, AmendForm, TermsForm
from mou.lifecycle import AMENDMENT_LIFECYCLE, against_amending, version_of
from mou.models import Amendment, AmendmentSignature, MoU, MoUParty, SigningDelegation, TermsChange
from mou.redline import rows_of
from mou.services import (
    begin_amendment,
    drop_change,
    move_amendment,
    propose_change,
    sign_amendment,
    take_present_over,
)
from mou.services.amendments import NOT_A_DRAFT
from mou.terms import TERMS, Part, Terms, as_data, terms_of
from mou.views.acts import blocked_acts_on_amendment
from mou.views.clearances import actions_with_clearance, rounds_of
from mou.views.kinds import crumbs
from partnerships.core import history
from partnerships.core.numbers import date_long
from partnerships.core.scoping import may_write_for
from partnerships.core.views import Crumbs, ScopedActView, ScopedDetailView, TransitionView
from stakeholders.models import ActionItem


class OfAmendmentMixin:
    """Where a page of an amendment finds it."""

    queryset = Amendment.objects.select_related("mou__kind", "mou__province", "drafted_by")


class AmendView(ScopedActView):
    queryset = MoU.objects.select_related("kind", "province")
    permission_required = "mou.send_mou"
    form_class = AmendForm
    template_name = "mou/text_act.html"
    title = "Amend this agreement"
    submit_label = "Begin the amendment"
    extra_context = {
        "lead": "An amendment collects changes of the terms, the clauses, the obligations and the workplan. It has a "
        "clearance and signatures of its own, and changes the agreement on the day of the last one."
    }

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.title)

    def blockers(self) -> list[str]:
        return [against] if (against := against_amending(self.object)) else []

    def act(self, form: Any) -> None:
        self.amendment = begin_amendment(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"Amendment {self.amendment.number} is begun. Put into it what it changes."

    def get_success_url(self) -> str:
        begun = getattr(self, "amendment", None)
        return begun.get_absolute_url() if begun else super().get_success_url()


class AmendmentDetailView(OfAmendmentMixin, ScopedDetailView):
    permission_required = "mou.view_mou"
    template_name = "mou/amendment.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.mou, f"Amendment {self.object.number}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        amendment, mou, user = self.object, self.object.mou, self.user
        parties = list(mou.parties.select_related("stakeholder").order_by("position"))
        names = {party.pk: party.name for party in parties}
        clearances = list(
            amendment.clearances.visible_to(user)
            .select_related("step", "mou", "decided_by", "delegated_to", "delegated_by")
            .order_by("round", "position", "pk")
        )
        may_change = may_write_for(user, mou.province_id)
        changes = list(amendment.changes.visible_to(user).order_by("pk"))
        proposed = [change.promise_id for change in changes if change.promise_id]
        # What was said elsewhere is read by those of its own province only.
        promises = ActionItem.objects.visible_to(user).in_bulk(proposed) if proposed else {}
        is_draft = amendment.status == Amendment.Status.DRAFT
        may_write = may_change and is_draft and user.has_perm("mou.send_mou")
        terms = terms_of(mou) if may_write else Terms()
        signatures = self._signatures(parties, may_change)
        return super().get_context_data(
            mou=mou,
            state=amendment.state,
            changes=[
                {
                    "change": change,
                    "title": title_of(change),
                    "rows": rows_of(change, names),
                    "promise": promises.get(change.promise_id),
                }
                for change in changes
            ],
            may_write=may_write,
            lines=_lines(terms, changes) if may_write else [],
            is_old=is_draft and amendment.based_on != version_of(mou),
            rounds=rounds_of(clearances, user, may_change),
            actions=[
                *actions_with_clearance(AMENDMENT_LIFECYCLE, amendment, clearances, user),
                *blocked_acts_on_amendment(amendment, user),
            ]
            if may_change
            else [],
            later=AMENDMENT_LIFECYCLE.later(amendment, user) if may_change else [],
            signatures=signatures,
            may_copy=may_change
            and user.has_perm("mou.sign_mou")
            and any(row["signature"] for row in signatures),
            documents=amendment.documents.order_by("uploaded_at"),
            entries=history.with_lines(amendment, TermsChange, AmendmentSignature),
            **kwargs,
        )

    def _signatures(self, parties: list[MoUParty], may_change: bool) -> list[dict[str, Any]]:
        amendment = self.object
        signed = {s.party_id: s for s in amendment.signatures.visible_to(self.user)}
        may_sign = (
            may_change
            and amendment.status == Amendment.Status.SIGNATURE
            and self.user.has_perm("mou.sign_mou")
        )
        return [
            {
                "party": party,
                "signature": signed.get(party.pk),
                "url": reverse("mou:sign_amendment", args=[amendment.pk, party.pk])
                if may_sign and party.pk not in signed
                else "",
            }
            for party in parties
        ]


def title_of(change: TermsChange) -> str:
    """“Clause 4, Costs: changed”."""
    line = change.before or change.after or {}
    what = {
        Part.TERM: "Terms",
        Part.CLAUSE: f"Clause {line.get('number', '')} {line.get('heading', '')}".replace("  ", " "),
        Part.OBLIGATION: f"Obligation {line.get('clause', '')}",
        Part.RECURRING: f"Recurring obligation {line.get('clause', '')}",
        Part.ACTIVITY: f"Activity “{line.get('title', '')}”",
    }[Part(change.part)]
    done = "new" if change.before is None else "taken out" if change.after is None else "changed"
    return f"{what}: {done}"


def _lines(terms: Terms, changes: list[TermsChange]) -> list[dict[str, Any]]:
    """What stands in the agreement now and can be changed, part by part."""
    touched = {(change.part, change.item) for change in changes}
    return [
        {
            "part": part,
            "label": label,
            "lines": [
                (key, " ".join(str(line[name]) for name in said if line[name]), (part, key) in touched)
                for key, line in terms.lines(part).items()
            ],
        }
        for part, label, said in (
            (Part.CLAUSE, "Clauses", ("number", "heading")),
            (Part.OBLIGATION, "Obligations", ("clause", "text")),
            (Part.RECURRING, "Recurring obligations", ("clause", "text")),
            (Part.ACTIVITY, "Workplan", ("year", "title")),
        )
    ]


class DraftView(OfAmendmentMixin, ScopedActView):
    """An act on what a draft changes; it ends on the amendment's page."""

    permission_required = "mou.send_mou"

    def breadcrumbs(self) -> Crumbs:
        amendment = (f"Amendment {self.object.number}", self.object.get_absolute_url())
        return crumbs(self.object.mou, amendment, self.title)

    def blockers(self) -> list[str]:
        return [] if self.object.status == Amendment.Status.DRAFT else [NOT_A_DRAFT]

    def saved_message(self) -> str:
        return "The amendment is changed."


class TermsView(DraftView):
    form_class = TermsForm
    title = "Change the terms"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"mou": self.object.mou}

    def get_initial(self) -> dict[str, Any]:
        proposed = self.object.changes.filter(part=Part.TERM).values_list("field", "after")
        now: dict[str, Any] = {name: as_data(getattr(self.object.mou, name)) for name in TERMS}
        for field, after in proposed:
            now[field] = after[field]
        return now

    def act(self, form: Any) -> None:
        for name in TERMS:
            after = {name: as_data(form.cleaned_data[name])}
            propose_change(self.object, by=self.user, part=Part.TERM, field=name, after=after)


ARTICLES = {Part.CLAUSE: "a", Part.OBLIGATION: "an", Part.RECURRING: "a", Part.ACTIVITY: "an"}


class LineView(DraftView):
    """Adds a line, or changes one that stands in the agreement now."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if kwargs["part"] not in LINE_FORMS:
            raise Http404
        self.part, self.item = Part(kwargs["part"]), kwargs.get("item")
        return super().dispatch(request, *args, **kwargs)

    @property
    def title(self) -> str:  # type: ignore[override]
        noun = self.part.label.lower()
        return f"Change the {noun}" if self.item else f"Add {ARTICLES[self.part]} {noun}"

    def get_form_class(self) -> Any:
        return LINE_FORMS[self.part]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"mou": self.object.mou, "is_new": self.item is None}

    def get_initial(self) -> dict[str, Any]:
        if self.item is None:
            return {}
        proposed = self.object.changes.filter(part=self.part, item=self.item).first()
        self.present = terms_of(self.object.mou).lines(self.part).get(self.item)
        if self.present is None:
            raise Http404
        return (proposed and proposed.after) or self.present

    def act(self, form: Any) -> None:
        line = form.line()
        if self.item and self.part == Part.CLAUSE:
            # Wherever an amendment puts it, a clause is quoted as before.
            line |= {name: (self.present or {})[name] for name in ("number", "position")}
        if self.item and self.part == Part.ACTIVITY:
            line |= {"resources": (self.present or {}).get("resources", [])}
        propose_change(
            self.object, by=self.user, part=self.part, item=self.item, after=line, ours=form.ours()
        )


class TakeOutView(DraftView):
    form_class = RemoveForm
    template_name = "mou/remove.html"
    title = submit_label = "Take it out of the agreement"
    danger = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if kwargs["part"] not in LINE_FORMS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: Any) -> None:
        propose_change(
            self.object, by=self.user, part=self.kwargs["part"], item=self.kwargs["item"], after=None
        )


class DropChangeView(ScopedActView):
    queryset = TermsChange.objects.filter(amendment__isnull=False).select_related(
        "amendment__mou", "mou__province"
    )
    permission_required = "mou.send_mou"
    form_class = RemoveForm
    template_name = "mou/remove.html"
    title = submit_label = "Leave this change out"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.mou, (str(self.object.amendment), self.get_success_url()), self.title)

    def blockers(self) -> list[str]:
        return [] if self.object.amendment.status == Amendment.Status.DRAFT else [NOT_A_DRAFT]

    def act(self, form: Any) -> None:
        self.amendment = self.object.amendment
        drop_change(self.object, by=self.user)

    def get_success_url(self) -> str:
        return (getattr(self, "amendment", None) or self.object.amendment).get_absolute_url()

    def saved_message(self) -> str:
        return "The change is left out of the amendment."


class TakeOverView(DraftView):
    form_class = RemoveForm
    template_name = "mou/text_act.html"
    title = submit_label = "Take the present text over"
    extra_context = {
        "lead": "Another amendment was signed since this one was written. Each change is compared with the agreement "
        "as it is now; what is done already is taken out."
    }

    def act(self, form: Any) -> None:
        self.told = take_present_over(self.object, by=self.user)

    def saved_message(self) -> str:
        return " ".join(["The amendment is written against the present text.", *self.told])


class MoveAmendmentView(OfAmendmentMixin, TransitionView):
    lifecycle = AMENDMENT_LIFECYCLE

    def breadcrumbs(self) -> Crumbs:
        amendment = (f"Amendment {self.object.number}", self.object.get_absolute_url())
        return crumbs(self.object.mou, amendment, self.transition.label)

    def move(self, note: str) -> None:
        move_amendment(self.object, by=self.user, move=self.transition.name, note=note)


class SignAmendmentView(OfAmendmentMixin, ScopedActView):
    permission_required = "mou.sign_mou"
    form_class = SignatureForm
    template_name = "mou/sign_amendment.html"
    title = "Record a signature"
    submit_label = "Record the signature"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.party_pk = kwargs["party"]
        return super().dispatch(request, *args, **kwargs)

    @property
    def party(self) -> MoUParty:
        parties = self.object.mou.parties.select_related("stakeholder")
        found: MoUParty = get_object_or_404(parties, pk=self.party_pk)
        return found

    def breadcrumbs(self) -> Crumbs:
        amendment = (f"Amendment {self.object.number}", self.object.get_absolute_url())
        return crumbs(self.object.mou, amendment, self.title)

    def get_initial(self) -> dict[str, Any]:
        party = self.party
        return {"signatory": party.signatory, "capacity": party.capacity, "authority": party.authority}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        delegations = SigningDelegation.covering(self.object.mou.province)
        if self.party.is_ours and delegations.exists():
            kwargs["delegations"] = delegations
        return kwargs

    def blockers(self) -> list[str]:
        if self.object.status != Amendment.Status.SIGNATURE:
            return [f"The amendment is “{self.object.get_status_display()}”, not out for signature."]
        signed = self.object.signatures.filter(party=self.party_pk).first()
        return [f"{self.party.name} signed on {date_long(signed.signed_on)}."] if signed else []

    def act(self, form: Any) -> None:
        sign_amendment(self.object, self.party, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        if self.object.status == Amendment.Status.SIGNED:
            return f"The last signature is recorded: {self.object.mou.reference} is amended."
        return f"The signature of {self.party.name} is recorded."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(party=self.party, **kwargs)
