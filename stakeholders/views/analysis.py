"""Pages of stakeholder analysis: a new view of one stakeholder, the matrix of many, the load of engagements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import JSONObject, RowNumber
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone
from django_filters.views import FilterView

from partnerships.core.charts import matrix
from partnerships.core.models import User
from partnerships.core.scoping import Counted
from partnerships.core.views import Crumbs, ScopedActView, ScopedListView, ScopedMixin
from stakeholders.exports import LOAD_COLUMNS
from stakeholders.filters import DEFAULT_LOAD_DAYS, LoadFilter, MatrixFilter
from stakeholders.forms.analysis import AnalysisForm
from stakeholders.lifecycle import against_assessing
from stakeholders.models import Engagement, Stakeholder, StakeholderAnalysis, StakeholderClass
from stakeholders.models.analysis import HIGHEST
from stakeholders.quadrant import HIGH_FROM, INFLUENCE_WORDS, INTEREST_WORDS, proposed_class
from stakeholders.services import analyse_stakeholder
from stakeholders.views.register import crumbs

# Names under one cell of the matrix, and when that cell alone was asked for; organisations on the page of the load.
PER_CELL, OF_ONE_CELL, MOST_LOADED = 8, 200, 100
# Earlier views beside the form of a new one, and on the stakeholder's page.
EARLIER, SHOWN = 10, 30


class AnalyseView(ScopedActView):
    queryset = Stakeholder.objects.select_related("province", "group", "stakeholder_class")
    form_class = AnalysisForm
    permission_required = "stakeholders.add_stakeholderanalysis"
    template_name = "stakeholders/analyse.html"
    title = "Analyse influence, interest and position"
    submit_label = "Record this view"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "Analysis")

    def get_form_kwargs(self) -> dict[str, Any]:
        earlier = self.object.analyses.visible_to(self.user).select_related("assessed_by")[:EARLIER]
        self.earlier = list(earlier)
        return super().get_form_kwargs() | {"last": self.earlier[0] if self.earlier else None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"analyses": self.earlier}

    def blockers(self) -> list[str]:
        return [against] if (against := against_assessing(self.object)) else []

    def act(self, form: Any) -> None:
        analyse_stakeholder(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "The view is recorded. Earlier ones stay below it."


class MatrixView(ScopedMixin, FilterView):
    """Influence and interest of every stakeholder, by the latest analysis of each up to a day."""

    queryset = Stakeholder.objects.order_by()
    filterset_class = MatrixFilter
    permission_required = "stakeholders.view_stakeholderanalysis"
    template_name = "stakeholders/matrix.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = kwargs["filter"].form.cleaned_data if kwargs["filter"].is_valid() else {}
        day = asked.get("on") or timezone.localdate()
        latest = self.latest(day)
        counts = {
            (row["interest"], row["influence"]): row["number"]
            for row in latest.values("influence", "interest").order_by().annotate(number=Count("pk"))
        }
        cell = {name: int(asked[name]) for name in ("influence", "interest") if asked.get(name)}
        return super().get_context_data(
            day=day,
            chart=matrix(counts, highest=HIGHEST, high_from=HIGH_FROM),
            cells=self.cells(latest, counts, cell),
            total=sum(counts.values()),
            cell=cell,
            influence_words=INFLUENCE_WORDS,
            interest_words=INTEREST_WORDS,
            **kwargs,
        )

    def latest(self, day: date) -> Any:
        """The latest view of each stakeholder chosen, of those registered on that day."""
        chosen = self.object_list.filter(Q(archived_on__isnull=True) | Q(archived_on__gt=day))
        views = StakeholderAnalysis.objects.visible_to(self.user).filter(
            assessed_on__lte=day, stakeholder__in=chosen.values("pk")
        )
        newest = views.order_by("stakeholder_id", "-assessed_on", "-pk").distinct("stakeholder_id")
        return StakeholderAnalysis.objects.visible_to(self.user).filter(pk__in=newest.values("pk"))

    def cells(
        self, latest: Any, counts: dict[tuple[int, int], int], cell: dict[str, int]
    ) -> list[dict[str, Any]]:
        """The same figures as a table: each cell from the upper corner down, with the names that it holds."""
        most = OF_ONE_CELL if len(cell) == 2 else PER_CELL
        place = Window(
            RowNumber(),
            partition_by=[F("influence"), F("interest")],
            order_by=[F("stakeholder__name"), F("pk")],
        )
        rows = latest.filter(**cell).annotate(place=place).filter(place__lte=most)
        named: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for row in rows.select_related("stakeholder__stakeholder_class").order_by("stakeholder__name", "pk"):
            named[row.interest, row.influence].append(row)
        classes = list(StakeholderClass.objects.in_use())
        return [
            {
                "influence": influence,
                "interest": interest,
                "influence_words": INFLUENCE_WORDS[influence],
                "interest_words": INTEREST_WORDS[interest],
                "count": counts[interest, influence],
                "proposed": proposed_class(classes, influence, interest),
                "views": views,
                "left_out": counts[interest, influence] - len(views),
            }
            for (interest, influence), views in sorted(
                named.items(), key=lambda one: (-one[0][1], -one[0][0])
            )
        ]


@dataclass(frozen=True)
class CountedRows:
    """Counts as a list takes them out."""

    rows: list[Counted]

    def count(self) -> int:
        return len(self.rows)

    def iterator(self, chunk_size: int) -> Iterator[Counted]:
        return iter(self.rows)


class LoadView(ScopedListView):
    """How often each organisation was called upon by all provinces together: counts only (``core.scoping``)."""

    queryset = Engagement.objects.order_by()
    filterset_class = LoadFilter
    permission_required = "stakeholders.view_engagement"
    template_name = "stakeholders/engagement_load.html"
    export_columns = LOAD_COLUMNS
    export_name = "engagement-load"

    def get_queryset(self) -> Any:
        # Of all provinces: nothing leaves but what ``counted_for_everybody`` lets out.
        return super(ScopedMixin, self).get_queryset()

    def chosen_rows(self) -> CountedRows:
        """All organisations that the page counts, those that it leaves out for their few engagements included."""
        filterset = self.get_filterset(self.get_filterset_class())
        if filterset.is_bound and not filterset.is_valid():
            return CountedRows([])
        asked = getattr(filterset.form, "cleaned_data", {})
        rows, _ = _load(filterset.qs, int(asked.get("days") or DEFAULT_LOAD_DAYS), most=None)
        return CountedRows(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filterset = kwargs["filter"]
        # An address without any choice is an unbound form, which holds no error and no data.
        is_valid = not filterset.form.errors
        asked = getattr(filterset.form, "cleaned_data", {})
        days = int(asked.get("days") or DEFAULT_LOAD_DAYS)
        rows, left_out = _load(self.object_list, days, most=MOST_LOADED) if is_valid else ([], 0)
        # The object list itself is of all provinces, so no template is given it.
        del kwargs["object_list"]
        return {
            "view": self,
            "filter": filterset,
            "breadcrumbs": self.breadcrumbs(),
            "rows": rows,
            "left_out": left_out,
            "days": days,
            "most": rows[0].count if rows else 0,
        }


def _load(engagements: Any, days: int, *, most: int | None) -> tuple[list[Counted], int]:
    today = timezone.localdate()
    held = engagements.filter(held_on__range=(today - timedelta(days=days), today))
    counted: tuple[list[Counted], int] = held.counted_for_everybody("stakeholder", most=most)
    return counted


def analysis_part(stakeholder: Stakeholder, user: User) -> dict[str, Any]:
    """What the section of the stakeholder's page shows, in one query: the views, and the class the latest proposes."""
    if not user.has_perm("stakeholders.view_stakeholderanalysis"):
        return {"analyses": None}
    corner = StakeholderClass.objects.in_use().filter(
        for_high_influence=OuterRef("has_high_influence"), for_high_interest=OuterRef("has_high_interest")
    )
    analyses: list[Any] = list(
        stakeholder.analyses.visible_to(user)
        .select_related("assessed_by")
        .annotate(
            has_high_influence=GreaterThanOrEqual(F("influence"), HIGH_FROM),
            has_high_interest=GreaterThanOrEqual(F("interest"), HIGH_FROM),
        )
        .annotate(proposed=Subquery(corner.values(named=JSONObject(pk="pk", name="name"))[:1]))[:SHOWN]
    )
    for analysis in analyses:
        analysis.influence_words = INFLUENCE_WORDS[analysis.influence]
        analysis.interest_words = INTEREST_WORDS[analysis.interest]
    proposed = analyses[0].proposed if analyses else None
    if proposed and proposed["pk"] == stakeholder.stakeholder_class_id:
        proposed = None
    return {"analyses": analyses, "proposed": proposed}
