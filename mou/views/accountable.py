"""Handing a duty to a successor, and letting somebody else decide a step of clearance."""

from __future__ import annotations

from typing import Any

from mou.forms.agreements import DelegateForm, HandoverForm
from mou.lifecycle import HANDOVER_LIFECYCLE
from mou.models import Clearance, Handover, MoU
from mou.services import (
    against_delegating,
    against_handing_over,
    answer_handover,
    delegate_clearance,
    may_answer_for,
    may_be_delegated_to,
    may_manage,
    offer_handover,
)
from mou.views.kinds import crumbs
from partnerships.core.views import Crumbs, ScopedActView, TransitionView


class HandOverView(ScopedActView):
    queryset = MoU.objects.select_related("kind", "province", "business_owner", "partnership_manager")
    permission_required = "mou.hand_over_mou"
    form_class = HandoverForm
    template_name = "mou/hand_over.html"
    title = "Hand over a duty"
    submit_label = "Offer it to the successor"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.title)

    def get_initial(self) -> dict[str, Any]:
        mine = Handover.Duty.PARTNERSHIP_MANAGER if self.user.pk == self.object.partnership_manager_id else ""
        return {"duty": mine or Handover.Duty.BUSINESS_OWNER}

    def get_form_kwargs(self) -> dict[str, Any]:
        province = self.object.province
        people = (may_answer_for(province) | may_manage(province)).distinct()
        return super().get_form_kwargs() | {"successors": people.select_related("province").order_by("name")}

    def blockers(self) -> list[str]:
        return against_handing_over(self.object, self.user)

    def act(self, form: Any) -> None:
        self.handover = offer_handover(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"Offered to {self.handover.to_person}. Until the offer is accepted nothing changes."


class AnswerHandoverView(TransitionView):
    """The successor accepts or declines; who offered it withdraws it."""

    lifecycle = HANDOVER_LIFECYCLE
    queryset = Handover.objects.select_related("mou__kind", "mou__province", "to_person", "from_person")
    template_name = "mou/answer_handover.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.mou, self.transition.label)

    def move(self, note: str) -> None:
        answer_handover(self.object, by=self.user, move=self.transition.name, note=note)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.object.status not in self.transition.sources:
            context["blockers"] = [f"The offer is answered: {self.object.get_status_display().lower()}."]
        return context


class DelegateClearanceView(ScopedActView):
    queryset = Clearance.objects.select_related("mou__kind", "mou__province", "step", "amendment")
    permission_required = "mou.view_clearance"
    form_class = DelegateForm
    title = "Let somebody else decide this step"
    submit_label = "Delegate"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.mou, f"{self.object.step}: delegate")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"people": may_be_delegated_to(self.object, self.user)}

    def blockers(self) -> list[str]:
        return against_delegating(self.object, self.user)

    def act(self, form: Any) -> None:
        delegate_clearance(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"{self.object.delegated_to} may decide “{self.object.step}” from now on."

    def get_success_url(self) -> str:
        return f"{(self.object.amendment or self.object.mou).get_absolute_url()}#clearance"
