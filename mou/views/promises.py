"""The register of everything that one side owes the other: what was agreed, and what was only said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property

from mou.exports import PROMISE_COLUMNS
from mou.filters import AGES, UNSETTLED, PromiseFilter
from mou.models import Obligation, Promise
from mou.models.obligation import DUE_SOON_DAYS
from mou.standing import in_words, promise_waits_for
from mou.views.kinds import RegisterView
from mou.views.obligations import distance_to

# Each bar: its name among the ages, what it says, and whether it is ours.
BARS = (
    ("we_owe", "We owe", True),
    ("they_owe", "They owe", False),
    ("we_said", "We said", True),
    ("they_said", "They said", False),
)


def ready_made() -> list[tuple[str, dict[str, Any]]]:
    today = timezone.localdate()
    owed = {"status": UNSETTLED, "owed_on": today}
    return [
        ("Not settled", owed),
        ("Overdue", {"overdue_on": today}),
        ("Due soon", owed | {"due_on_after": today, "due_on_before": today + timedelta(days=DUE_SOON_DAYS)}),
        ("To be verified", {"status": Obligation.Status.SUBMITTED}),
        ("Disputed", {"status": Obligation.Status.DISPUTED}),
        ("Not in the MoU", owed | {"mark": Promise.Mark.NOT_IN_MOU}),
        ("Mine", owed | {"mine": "yes"}),
        ("All", {"status": ""}),
    ]


class PromiseListView(RegisterView):
    queryset = Promise.objects.for_list()
    filterset_class = PromiseFilter
    permission_required = "mou.view_obligation"
    template_name = "mou/promise_list.html"
    export_columns = PROMISE_COLUMNS
    export_name = "obligations-and-promises"
    list_title = "Obligations and promises"
    extra_context = {"default_sort": "due_on"}
    ready_made = staticmethod(ready_made)
    opens_with = staticmethod(lambda: {"status": UNSETTLED, "owed_on": timezone.localdate()})

    def get_queryset(self) -> Any:
        return super().get_queryset().marked_for(self.user)

    @cached_property
    def ages(self) -> dict[str, list[int]]:
        return Promise.objects.visible_to(self.user).ages(timezone.localdate())

    def known_count(self) -> int | None:
        """What the list opens with is what the ages add up to."""
        return sum(map(sum, self.ages.values())) if self.is_bare else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = timezone.localdate()
        context["rows"] = [_row(promise, today) for promise in context["object_list"]]
        return context | self.summary() if self.is_bare else context

    def summary(self) -> dict[str, Any]:
        """What is not settled by age, which the register opens with; a chosen part of it is quicker without."""
        found = self.ages
        totals = {name: sum(counts) for name, counts in found.items()}
        owed = {"status": UNSETTLED, "owed_on": timezone.localdate()}
        return {
            "bars": [
                {"label": label, "ours": ours, "parts": found[name], "total": totals[name]}
                for name, label, ours in BARS
                if totals[name]
            ],
            "ages": [
                (label, key, _query(owed | {"age": key}), sum(found[name][place] for name, *_ in BARS))
                for place, (key, label) in enumerate(AGES)
            ],
            "full": max(totals.values()),
        }


def _query(chosen: dict[str, Any]) -> str:
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in chosen.items()})
    return query.urlencode()


def _row(promise: Any, day: Any) -> dict[str, Any]:
    state, waiting = promise.state_on(day), promise_waits_for(promise, day)
    obligation = promise.obligation
    return {
        "promise": promise,
        "state": state,
        # A tag that is overdue says itself by how many days.
        "distance": "" if state.tone == "overdue" or not obligation else distance_to(obligation, day),
        "period": obligation.recurring.name_of(obligation.period_start)
        if obligation and obligation.recurring
        else "",
        "waiting": in_words(waiting),
        "waits": waiting.kind != "nobody",
    }
