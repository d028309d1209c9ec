"""Acts on one agreement: its parties, their signatures, the steps of clearance, and its plain moves."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from mou.forms.agreements import (
    DecisionForm,
    PartyForm,
    RemoveForm,
    SignatureForm,
    SignedCopyForm,
)
from mou.lifecycle import CLEARANCE_LIFECYCLE, MOU_LIFECYCLE
from mou.models import Amendment, Clearance, MoU, MoUParty, SigningDelegation
from mou.services import (
    add_party,
    add_signed_copy,
    against_a_signed_copy,
    decide_clearance,
    let_lapse,
    record_signature,
    remove_party,
    send_for_clearance,
    why_party_stays,
)
from mou.views.kinds import WhileOpenMixin, WhileOpenUpdateView, crumbs, locked_unless_draft
from partnerships.core.numbers import date_long
from partnerships.core.views import (
    Crumbs,
    ScopedActView,
    ScopedChildCreateView,
    TransitionView,
)


class PartyCreateView(WhileOpenMixin, ScopedChildCreateView):
    model = MoUParty
    form_class = PartyForm
    parent_queryset = MoU.objects.select_related("province")
    parent_field = "mou"
    permission_required = "mou.add_mouparty"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.parent, "Add a party")

    def locked(self) -> str:
        return locked_unless_draft(self.parent)

    def locked_url(self) -> str:
        return self.parent.get_absolute_url()

    def save(self, form: Any) -> MoUParty:
        return add_party(self.parent, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"{self.object.name} is a party now."


class PartyUpdateView(WhileOpenUpdateView):
    queryset = MoUParty.objects.select_related("mou__province", "stakeholder")
    form_class = PartyForm
    permission_required = "mou.change_mouparty"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.mou, "Change a party")

    def locked(self) -> str:
        return locked_unless_draft(self.get_object().mou)

    def locked_url(self) -> str:
        return self.get_object().mou.get_absolute_url()

    def get_success_url(self) -> str:
        return self.object.mou.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parent=self.object.mou, **kwargs)


class PartyActView(ScopedActView):
    """An act on a party; it ends on the agreement's page."""

    queryset = MoUParty.objects.select_related("mou__kind", "mou__province", "stakeholder")

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.mou, self.title)

    def get_success_url(self) -> str:
        return self.object.mou.get_absolute_url()


class PartyRemoveView(PartyActView):
    permission_required = "mou.change_mouparty"
    form_class = RemoveForm
    template_name = "mou/remove.html"
    title = "Remove this party"
    submit_label = "Remove it"
    danger = True

    def blockers(self) -> list[str]:
        locked = locked_unless_draft(self.object.mou)
        return [locked] if locked else why_party_stays(self.object)

    def act(self, form: Any) -> None:
        self.name = self.object.name
        remove_party(self.object, by=self.user)

    def saved_message(self) -> str:
        return f"{self.name} is no longer a party."


class SignView(PartyActView):
    """A signature on paper is recorded; nothing is signed here."""

    permission_required = "mou.sign_mou"
    form_class = SignatureForm
    template_name = "mou/sign.html"
    title = "Record a signature"
    submit_label = "Record the signature"

    def get_initial(self) -> dict[str, Any]:
        party = self.object
        return {"signatory": party.signatory, "capacity": party.capacity, "authority": party.authority}

    def blockers(self) -> list[str]:
        party, mou = self.object, self.object.mou
        if party.signed_on:
            return [f"{party.name} signed on {date_long(party.signed_on)} in {party.signed_at}."]
        if mou.status != MoU.Status.SIGNATURE:
            return [
                f"The agreement is “{mou.get_status_display()}”. Signatures are recorded once it is out for signature."
            ]
        return []

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        delegations = SigningDelegation.covering(self.object.mou.province)
        if self.object.is_ours and delegations.exists():
            kwargs["delegations"] = delegations
        return kwargs

    def act(self, form: Any) -> None:
        record_signature(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        mou = self.object.mou
        if mou.status == MoU.Status.SIGNED:
            return f"The last signature is recorded: {mou.reference} is signed."
        return f"The signature of {self.object.name} is recorded."


class CopyView(ScopedActView):
    """The scan of what was signed, where it came later than the signature."""

    permission_required = "mou.sign_mou"
    form_class = SignedCopyForm
    title = "Add a signed copy"
    submit_label = "Keep the copy"

    def blockers(self) -> list[str]:
        return against_a_signed_copy(self.object)

    def act(self, form: Any) -> None:
        add_signed_copy(self.object, by=self.user, document=form.cleaned_data["document"])

    def saved_message(self) -> str:
        return "The copy is kept with its SHA-256."


class SignedCopyView(CopyView):
    queryset = MoU.objects.select_related("kind", "province")

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.title)


class AmendmentCopyView(CopyView):
    queryset = Amendment.objects.select_related("mou__kind", "mou__province")

    def breadcrumbs(self) -> Crumbs:
        amendment = (f"Amendment {self.object.number}", self.object.get_absolute_url())
        return crumbs(self.object.mou, amendment, self.title)


class DecideClearanceView(TransitionView):
    lifecycle = CLEARANCE_LIFECYCLE
    queryset = Clearance.objects.select_related("mou__kind", "mou__province", "step", "amendment")
    form_class = DecisionForm
    template_name = "mou/decide_clearance.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.mou, str(self.object.step))

    def move(self, note: str) -> None:
        raise NotImplementedError("A decision carries its day: see save.")

    def save(self, form: Any) -> Any:
        decide_clearance(
            self.object,
            by=self.user,
            move=self.transition.name,
            reason=form.cleaned_data["note"],
            on=form.cleaned_data["decided_on"],
        )
        return self.object

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if not self.transition.needs_reason:
            form.fields["note"].label = "Remark"
        return form

    def get_success_url(self) -> str:
        return (self.object.amendment or self.object.mou).get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.object.status not in self.transition.sources:
            context["blockers"] = [
                f"This step is decided already: {self.object.get_status_display().lower()}"
                + (f", {date_long(self.object.decided_on)}." if self.object.decided_on else ".")
            ]
        other = {"clear": "return", "return": "clear"}[self.transition.name]
        return context | {
            "other_url": reverse("mou:decide_clearance", args=[self.object.pk, other]),
            "other_label": "Clear it instead" if other == "clear" else "Return it with a reason instead",
        }


class MoveView(TransitionView):
    """The moves of an agreement that need nothing but a reason."""

    lifecycle = MOU_LIFECYCLE
    queryset = MoU.objects.select_related("kind", "province")

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.transition.label)

    def move(self, note: str) -> None:
        if self.transition.name == "send-for-clearance":
            send_for_clearance(self.object, by=self.user, note=note)
        elif self.transition.name == "let-lapse":
            let_lapse(self.object, by=self.user, reason=note)
        else:
            super().move(note)
