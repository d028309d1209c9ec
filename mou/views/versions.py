"""An agreement as it stood on any day since its signature."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from mou.forms.amendments import DayForm
from mou.models import MoU
from mou.redline import planned_in_words, resources_in_words
from mou.terms import Line, Terms, places_of, rule_in_words, terms_on, under_sections, versions
from mou.views.kinds import crumbs
from partnerships.core.calendar import FinancialYear
from partnerships.core.numbers import date_long
from partnerships.core.views import Crumbs, ScopedDetailView


class AsOnView(ScopedDetailView):
    """``?day=2027-03-31`` chooses the day; without it, today."""

    queryset = MoU.objects.select_related("kind", "province")
    permission_required = "mou.view_mou"
    template_name = "mou/as_on.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "As it stood on a day")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mou, today = self.object, timezone.localdate()
        form = DayForm(self.request.GET if "day" in self.request.GET else None, initial={"day": today})
        day: date | None = today
        if form.is_bound:
            day = form.cleaned_data["day"] if form.is_valid() else None
        found = versions(mou)
        of_day = [version for version in found if day and version.since <= day]
        parties = {p.pk: p.name for p in mou.parties.select_related("stakeholder").order_by("position")}
        return super().get_context_data(
            mou=mou,
            state=mou.state_on(today),
            form=form,
            day=day,
            versions=[(v, f"{reverse('mou:as_on', args=[mou.pk])}?day={v.since}") for v in found],
            version=of_day[-1] if of_day else None,
            parties=list(parties.values()),
            **_shown(terms_on(mou, day), parties, places_of(mou)) if day and of_day else {},
            **kwargs,
        )


def _owed(line: Line, parties: dict[int, str]) -> Line:
    """What is owed, with the parties by name."""
    return line | {
        "party": parties[line["owing_party"]],
        "beneficiary": parties.get(line.get("beneficiary", 0), ""),
    }


def _shown(terms: Terms, parties: dict[int, str], places: dict[str, int]) -> dict[str, Any]:
    """Plain data made readable: dates as dates, parties by name, in the order of the paper."""
    ends_on = terms.terms["ends_on"]
    return {
        "terms": terms.terms | {"ends_on": date.fromisoformat(ends_on) if ends_on else None},
        "sections": under_sections(terms, places),
        "obligations": sorted(
            (
                _owed(line, parties) | {"due_on": date.fromisoformat(line["due_on"])}
                for line in terms.obligations.values()
            ),
            key=lambda line: line["due_on"],
        ),
        "recurring": [
            _owed(line, parties) | {"when": rule_in_words(line)} for line in terms.recurring.values()
        ],
        "activities": sorted(
            (
                line
                | {
                    "party": parties[line["responsible_party"]],
                    "year": FinancialYear(line["year"]),
                    "quarters": ", ".join(f"Q{number}" for number in line["quarters"]),
                    "more": _more(line, parties),
                }
                for line in terms.activities.values()
            ),
            key=lambda line: (line["year"].start_year, line["title"]),
        ),
    }


def _more(line: dict[str, Any], parties: dict[int, str]) -> list[str]:
    """What else the parties agreed of a line; plans of before say less."""
    told = []
    if line.get("milestone"):
        told.append(
            f"Milestone: {line['milestone']}, by {date_long(date.fromisoformat(line['milestone_on']))}"
        )
    if line.get("planned"):
        told.append(f"{line['measure']}: {planned_in_words(line['planned'])}")
    if line.get("provinces"):
        told.append(", ".join(line["provinces"]))
    if line.get("resources"):
        told.append(resources_in_words(line["resources"], parties))
    return told
