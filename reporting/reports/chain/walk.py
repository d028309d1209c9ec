"""Which records are joined to which: the chain as querysets that name one another. Nothing is read here.

The chain is walked twice: through what the reader may see, which the page shows, and through everything, which is
counted alone. A record is shown only when it is reached through records that may be seen themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from mou.models import Activity, MoU, MoUParty, Obligation, TermsChange
from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.strategy.models import Indicator
from reporting.models import Actual
from stakeholders.models import Engagement, FitAssessment, PartnerDecision, Stakeholder

Rows = QuerySet[Any]
# What a link holds, and the right that shows it.
RIGHTS: dict[type[Any], str] = {
    Indicator: "strategy.view_indicator",
    Actual: "reporting.view_actual",
    Activity: "mou.view_activity",
    Obligation: "mou.view_obligation",
    MoU: "mou.view_mou",
    PartnerDecision: "stakeholders.view_partnerdecision",
    FitAssessment: "stakeholders.view_fitassessment",
    Stakeholder: "stakeholders.view_stakeholder",
    Engagement: "stakeholders.view_engagement",
}
# From these one looks at a figure of a quarter, and at the agreements as they stood on its last day.
OF_A_QUARTER = ("indicator", "actual")


@dataclass(frozen=True)
class Start:
    """The record that is asked for; the figure of a province names it, that of the country names none."""

    kind: str
    record: Any
    quarter: Quarter
    day: date
    today: date
    province: Province | None = None

    @property
    def is_figure(self) -> bool:
        return self.kind in OF_A_QUARTER

    @property
    def url(self) -> str:
        """The page of the record; a decision stands on that of its stakeholder."""
        if self.kind == "decision":
            return f"{self.record.stakeholder.get_absolute_url()}#decision"
        url: str = self.record.get_absolute_url()
        return url

    @property
    def indicator_id(self) -> int | None:
        return self.record.pk if self.kind == "indicator" else self.record.indicator_id


def everything(model: Any) -> Rows:
    """For counts alone: what comes from here is never shown."""
    rows: Rows = model._base_manager.all()
    return rows


def seen_by(viewer: User) -> Callable[[Any], Rows]:
    def seen(model: Any) -> Rows:
        rows: Rows = model.objects.visible_to(viewer)
        return rows if viewer.has_perm(RIGHTS.get(model, "")) or model is MoUParty else rows.none()

    return seen


class Walk:
    def __init__(self, start: Start, of: Callable[[Any], Rows]):
        self.start, self.of = start, of

    def link(self, key: str) -> Rows:
        rows: Rows = getattr(self, key)
        return rows

    @cached_property
    def indicator(self) -> Rows:
        rows, start = self.of(Indicator), self.start
        if start.is_figure or start.kind in {"activity", "obligation"}:
            return rows.filter(pk=start.indicator_id)
        named = (self.activity, self.obligation)
        return rows.filter(_any_of(Q(pk__in=_all(one, "indicator")) for one in named))

    @cached_property
    def actual(self) -> Rows:
        rows, start = self.of(Actual), self.start
        if start.kind == "actual":
            return rows.filter(pk=start.record.pk)
        found = rows.filter(year=start.quarter.year, quarter=start.quarter.number)
        found = found.filter(indicator__in=_all(self.indicator))
        return found.filter(province=start.province) if start.province else found

    @cached_property
    def activity(self) -> Rows:
        rows, start = self._as_it_stood(self.of(Activity), TermsChange.Part.ACTIVITY), self.start
        if start.kind == "activity":
            return self.of(Activity).filter(pk=start.record.pk)
        if start.is_figure:
            planned = {"year": start.quarter.year, "quarters__number": start.quarter.number}
            return rows.filter(indicator=start.indicator_id, **planned)
        return rows.filter(self._beside(), mou__in=_all(self.mou))

    @cached_property
    def obligation(self) -> Rows:
        rows, start = self._as_it_stood(self.of(Obligation), TermsChange.Part.OBLIGATION), self.start
        if start.kind == "obligation":
            return self.of(Obligation).filter(pk=start.record.pk)
        if start.is_figure:
            return rows.filter(indicator=start.indicator_id)
        return rows.filter(self._beside(), mou__in=_all(self.mou))

    @cached_property
    def mou(self) -> Rows:
        rows, start = self.of(MoU), self.start
        if start.kind == "mou":
            return rows.filter(pk=start.record.pk)
        if start.kind in {"activity", "obligation"}:
            return rows.filter(pk=start.record.mou_id)
        if start.is_figure:
            named = (self.activity, self.obligation)
            return rows.filter(_any_of(Q(pk__in=_all(one, "mou")) for one in named))
        parties = self.of(MoUParty).filter(stakeholder__in=_all(self.stakeholder))
        found = rows.filter(pk__in=_all(parties, "mou"))
        if start.kind == "decision":
            found = found.filter(signed_on__gte=start.record.decided_on)
            ended_on = start.record.ended_on
            return found.filter(signed_on__lte=ended_on) if ended_on else found
        if start.kind == "engagement" and start.record.held_on:
            return found.filter(Q(signed_on=None) | Q(signed_on__gte=start.record.held_on))
        return found

    @cached_property
    def decision(self) -> Rows:
        rows, start = self.of(PartnerDecision), self.start
        if start.kind == "decision":
            return rows.filter(pk=start.record.pk)
        found = rows.filter(stakeholder__in=_all(self.stakeholder), decided_on__lte=start.day)
        if start.kind == "engagement" and start.record.held_on:
            return found.filter(decided_on__gte=start.record.held_on)
        return found if start.kind in {"stakeholder", "engagement"} else found.filter(outcome="partner")

    @cached_property
    def assessment(self) -> Rows:
        return self.of(FitAssessment).filter(proposal__in=_all(self.decision, "proposal"))

    @cached_property
    def stakeholder(self) -> Rows:
        rows, start = self.of(Stakeholder), self.start
        if start.kind == "stakeholder":
            return rows.filter(pk=start.record.pk)
        if start.kind in {"decision", "engagement"}:
            return rows.filter(pk=start.record.stakeholder_id)
        parties = self.of(MoUParty).filter(mou__in=_all(self.mou), stakeholder__isnull=False)
        return rows.filter(pk__in=_all(parties, "stakeholder"))

    @cached_property
    def engagement(self) -> Rows:
        rows, start = self.of(Engagement), self.start
        if start.kind == "engagement":
            return rows.filter(pk=start.record.pk)
        dated = rows.filter(stakeholder__in=_all(self.stakeholder), held_on__lte=start.day)
        first = dated.order_by("stakeholder_id", "held_on", "pk").distinct("stakeholder_id")
        return rows.filter(pk__in=first.values("pk"))

    def _beside(self) -> Q:
        """Of an activity or an obligation: what serves the same indicator; without one, the same thrust."""
        if self.start.kind not in {"activity", "obligation"}:
            return Q()
        record = self.start.record
        if record.indicator_id:
            return Q(indicator=record.indicator_id)
        return Q(thrust=record.thrust_id) if record.thrust_id else Q(pk=None)

    def _as_it_stood(self, rows: Rows, part: str) -> Rows:
        """The lines that the agreement had at the end of the day: signed by then, not added or taken out later."""
        day, start = self.start.day, self.start
        found = rows.filter(Q(removed_by=None) | Q(removed_by__signed_on__gt=day))
        if not start.is_figure:
            return found
        added = everything(TermsChange).filter(
            mou=OuterRef("mou"), part=part, item=OuterRef("pk"), before__isnull=True, effective_on__gt=day
        )
        found = found.filter(~Exists(added), mou__signed_on__lte=day)
        if start.province:
            return found.filter(Q(mou__province=start.province) | Q(mou__province=None))
        return found


def _all(rows: Rows, field: str = "pk") -> Rows:
    return rows.order_by().values(field)


def _any_of(conditions: Any) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found
