"""Looking back on an agreement, and drafting the one that follows it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from mou.forms.renewal import RenewForm, ReviewForm
from mou.models import MoU, Review
from mou.reciprocity import balances_with
from mou.services import (
    against_renewing,
    against_reviewing,
    day_after,
    figures_of,
    renew_mou,
    review_mou,
)
from mou.views.kinds import crumbs
from partnerships.core.views import Crumbs, ScopedActView


class OfAgreementView(ScopedActView):
    queryset = MoU.objects.select_related("kind", "province", "business_owner", "partnership_manager")

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.title)


class ReviewView(OfAgreementView):
    permission_required = "mou.end_mou"
    form_class = ReviewForm
    template_name = "mou/review.html"
    title = "Review this agreement"
    submit_label = "Record the review"

    def blockers(self) -> list[str]:
        return against_reviewing(self.object)

    def act(self, form: Any) -> None:
        self.review = review_mou(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        if self.review.decision == Review.Decision.RENEW:
            return "The review is recorded. Draft the successor next."
        return "The review is recorded: the agreement ends on its day."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        partners = self.object.parties.filter(stakeholder__isnull=False).select_related("stakeholder")
        others = [party.stakeholder for party in partners if party.stakeholder]
        return super().get_context_data(
            figures=figures_of(self.object, today),
            balances=balances_with(others, self.user, today),
            **kwargs,
        )


class RenewView(OfAgreementView):
    permission_required = "mou.add_mou"
    form_class = RenewForm
    template_name = "mou/text_act.html"
    title = submit_label = "Draft the successor"
    extra_context = {
        "lead": "The draft begins with the parties, the terms and the clauses as they are now, and is linked to this "
        "agreement. Obligations and workplan are agreed anew."
    }

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"mou": self.object}

    def get_initial(self) -> dict[str, Any]:
        mou = self.object
        people = {"business_owner": mou.business_owner_id, "partnership_manager": mou.partnership_manager_id}
        return people | {"starts_on": day_after(mou)}

    def blockers(self) -> list[str]:
        return against_renewing(self.object)

    def act(self, form: Any) -> None:
        self.successor = renew_mou(self.object, by=self.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        drafted = getattr(self, "successor", None)
        return drafted.get_absolute_url() if drafted else super().get_success_url()

    def saved_message(self) -> str:
        return f"{self.successor.reference} is drafted and renews {self.object.reference}."
