"""The list of entries that should be verified again."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F
from django.utils import timezone

from partnerships.core.scoping import may_write_for
from partnerships.core.views import ScopedListView
from stakeholders.exports import VERIFICATION_COLUMNS
from stakeholders.filters import VerificationFilter
from stakeholders.models import Stakeholder
from stakeholders.views.bulk_acts import ON_STAKEHOLDERS


class VerificationListView(ScopedListView):
    """Overdue entries, the oldest first, with the act in each row."""

    queryset = Stakeholder.objects.select_related(
        "group", "province", "stakeholder_class", "relationship_manager"
    )
    filterset_class = VerificationFilter
    permission_required = "stakeholders.view_stakeholder"
    template_name = "stakeholders/verification_list.html"
    export_columns = VERIFICATION_COLUMNS
    export_name = "verification-overdue"
    # Taking somebody out of the register is no part of checking it.
    bulk_acts = tuple(act for act in ON_STAKEHOLDERS if act.name != "archive")
    bulk_url_name = "stakeholders:bulk"
    extra_context = {"default_sort": "verification_due_on"}

    def get_queryset(self) -> Any:
        overdue = super().get_queryset().verification_overdue_on(timezone.localdate())
        return overdue.order_by("verification_due_on", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        may_verify = self.user.has_perm("stakeholders.verify_stakeholder")
        today = timezone.localdate()
        return context | {
            "rows": [
                (
                    stakeholder,
                    stakeholder.verification_state_on(today),
                    may_verify and may_write_for(self.user, stakeholder.province_id),
                )
                for stakeholder in context["object_list"]
            ],
            "provinces": self.by_province(),
            "chosen_province": self.request.GET.get("province", ""),
        }

    def by_province(self) -> list[dict[str, Any]]:
        """How many are overdue in each province, in the order of the provinces, the national ones first."""
        counted = (
            self.get_queryset()
            .order_by()
            .values("province", "province__name", order=F("province__order"))
            .annotate(number=Count("pk"))
            .order_by(F("order").asc(nulls_first=True))
        )
        return list(counted)
