"""Pages of the acts on an obligation: submitting, verifying, more time, disputes, waiving and letting lapse."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from mou.forms.fields import PartyField
from mou.forms.obligations import DisputeForm, ExtendForm, ReleaseForm, SettleForm, SubmitForm, VerifyForm
from mou.lifecycle import OBLIGATION_LIFECYCLE
from mou.models import Obligation
from mou.quoting import clause_quoted, quote_of
from mou.services import (
    dispute_obligation,
    extend_obligation,
    lapse_obligation,
    settle_dispute,
    submit_obligation,
    verify_obligation,
    waive_obligation,
)
from mou.views.kinds import MoveActView
from mou.views.obligations import OfClauseMixin
from partnerships.core.numbers import date_long


class ObligationActView(OfClauseMixin, MoveActView):
    """An act on an obligation, with its text and its evidence beside the form."""

    lifecycle = OBLIGATION_LIFECYCLE
    template_name = "mou/obligation_act.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        owed: Obligation = self.object
        return super().get_context_data(
            mou=owed.mou,
            state=owed.state_on(timezone.localdate()),
            quote=quote_of(owed, clause_quoted(owed.mou, owed.clause)),
            extensions=owed.extensions.select_related("recorded_by").order_by("decided_on", "pk"),
            dispute=owed.disputes.select_related("party__stakeholder").filter(settled_on=None).first(),
            documents=owed.documents.order_by("uploaded_at"),
            **kwargs,
        )


class SubmitView(ObligationActView):
    move = "submit"
    form_class = SubmitForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"has_evidence": self.object.documents.exists()}

    def act(self, form: Any) -> None:
        submit_obligation(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "Submitted. Somebody else verifies it now."


class VerifyView(ObligationActView):
    move = "meet"
    form_class = VerifyForm
    title = "Verify"  # type: ignore[assignment]
    submit_label = "Record the finding"  # type: ignore[assignment]

    def act(self, form: Any) -> None:
        verify_obligation(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        found = f"{self.object.get_status_display()}: the finding is recorded."
        if self.object.status == Obligation.Status.PARTLY_MET:
            return f"{found} The rest is an obligation of its own now."
        return found


class ExtendView(ObligationActView):
    move = "extend"
    form_class = ExtendForm

    def act(self, form: Any) -> None:
        extend_obligation(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"It is due on {date_long(self.object.due_on)} now."


class DisputeView(ObligationActView):
    move = "dispute"
    form_class = DisputeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"parties": PartyField.of(self.object.mou)}

    def act(self, form: Any) -> None:
        dispute_obligation(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "The dispute is recorded. It stays open until it is settled."


class SettleView(ObligationActView):
    move = "settle"
    form_class = SettleForm

    def act(self, form: Any) -> None:
        settle_dispute(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"The dispute is settled: the obligation is “{self.object.get_status_display()}” again."


class WaiveView(ObligationActView):
    move = "waive"
    form_class = ReleaseForm
    danger = True

    def act(self, form: Any) -> None:
        waive_obligation(self.object, by=self.user, **form.cleaned_data)


class LapseView(ObligationActView):
    move = "lapse"
    form_class = ReleaseForm
    danger = True

    def act(self, form: Any) -> None:
        lapse_obligation(self.object, by=self.user, **form.cleaned_data)
