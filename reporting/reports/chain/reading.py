"""Reads a chain: one query for each link, one that counts, one for headlines, one for what amendments changed since."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Count, F, Value
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse

from mou.models import MoU, TermsChange
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from reporting.reports.chain.document import LINKS, LONGEST, ORDER, Chain, Item, Link
from reporting.reports.chain.figure import figure_item
from reporting.reports.chain.items import Agreed, assessments_of, item_of, rows_of
from reporting.reports.chain.walk import RIGHTS, Start, Walk, everything, seen_by
from stakeholders.models import Stakeholder

# Whose headlines everybody with the right may know, and in what words.
NAMED = {"mou": (MoU, ("reference", "title")), "stakeholder": (Stakeholder, ("name", "group__name"))}
# The register of each link.
REGISTERS = {
    "indicator": "strategy:indicators",
    "actual": "reporting:actuals",
    "activity": "mou:activities",
    "obligation": "mou:obligations",
    "mou": "mou:list",
    "decision": "stakeholders:decisions",
    "assessment": "stakeholders:proposals",
    "stakeholder": "stakeholders:list",
    "engagement": "stakeholders:engagements",
}


def chain(start: Start, viewer: User) -> Chain:
    return _Reader(start, viewer).chain()


class _Reader:
    """Used once."""

    def __init__(self, start: Start, viewer: User):
        self.start, self.viewer = start, viewer
        self.mine, self.everybodys = Walk(start, seen_by(viewer)), Walk(start, everything)

    def chain(self) -> Chain:
        start = self.start
        left_out = {"assessment", "indicator"} if start.is_figure else {"assessment"}
        rows = {key: list(rows_of(key, self.mine)[:LONGEST]) for key in ORDER if key not in left_out}
        agreed = self._agreed(
            {row.mou_id for key in ("activity", "obligation") for row in rows[key]}
            | {row.pk for row in rows["mou"]}
        )
        found = {key: [item_of(key, row, start, agreed) for row in some] for key, some in rows.items()}
        found["assessment"] = [one for row in rows["decision"] for one in assessments_of(row)][:LONGEST]
        if start.is_figure:
            may_read = self.viewer.has_perm("strategy.view_indicator")
            found["indicator"] = [figure_item(start, self.viewer)] if may_read else []
        counts, headlines = self._counts(), self._headlines()
        links = [self._link(key, found[key], counts, headlines.get(key, [])) for key in ORDER]
        title = found[start.kind][0].text if found[start.kind] else LINKS[start.kind][0]
        return Chain(title, start.kind, start.url, date_long(start.day), tuple(links))

    def _link(
        self, key: str, items: list[Item], counts: dict[tuple[str, str], int], named: list[str]
    ) -> Link:
        mine, everybodys = counts["mine", key], counts["everybodys", key]
        return Link(
            key=key,
            items=tuple(items),
            more=max(mine - len(items), 0),
            more_url=self._register(key),
            hidden=everybodys - mine,
            headlines=tuple(named),
            is_asked=key == self.start.kind,
        )

    def _register(self, key: str) -> str:
        """The list that holds the rest, chosen as far as its filters can."""
        chosen = self._of_figure(key) if self.start.is_figure else self._of_record(key)
        return reverse(REGISTERS[key]) + (f"?{urlencode(chosen)}" if chosen else "")

    def _of_quarter(self) -> dict[str, Any]:
        return {"year": self.start.quarter.year, "quarter": self.start.quarter.number}

    def _of_figure(self, key: str) -> dict[str, Any]:
        indicator = {"indicator": self.start.indicator_id}
        chosen: dict[str, dict[str, Any]] = {
            "actual": indicator | self._of_quarter(),
            "activity": indicator | self._of_quarter(),
            "obligation": indicator,
            "decision": {"outcome": "partner"},
            "stakeholder": {"status": "partner"},
        }
        return chosen.get(key, {})

    def _of_record(self, key: str) -> dict[str, Any]:
        kind, record = self.start.kind, self.start.record
        if key == "actual":
            return self._of_quarter()
        if kind in {"mou", "activity", "obligation"}:
            mou = record.pk if kind == "mou" else record.mou_id
            return {"mou": mou} if key in {"activity", "obligation"} else {}
        partner = record.pk if kind == "stakeholder" else record.stakeholder_id
        if key in {"decision", "assessment", "engagement"}:
            return {"stakeholder": partner}
        return {"mou": {"partner": partner}, "obligation": {"party": partner}}.get(key, {})

    def _agreed(self, mous: set[int]) -> Agreed:
        """What stood there at the end of the day, of what was changed later: ``before`` of the oldest later change."""
        later = TermsChange.objects.visible_to(self.viewer).filter(
            mou__in=mous, effective_on__gt=self.start.day, before__isnull=False
        )
        return {
            (change.mou_id, change.part, change.field or change.item): change.before or {}
            for change in later.order_by("-effective_on", "-pk")
        }

    def _counts(self) -> dict[tuple[str, str], int]:
        """How many records each link has: those that the reader may see, and all of them."""
        asked = [
            walk.link(key)
            .order_by()
            .values(whose=Value(whose), link=Value(key))
            .annotate(count=Count("pk"))
            .values_list("whose", "link", "count")
            for whose, walk in (("mine", self.mine), ("everybodys", self.everybodys))
            for key in ORDER
        ]
        counted = {(whose, link): count for whose, link, count in asked[0].union(*asked[1:], all=True)}
        return {
            (whose, key): counted.get((whose, key), 0) for whose in ("mine", "everybodys") for key in ORDER
        }

    def _headlines(self) -> dict[str, list[str]]:
        """Of agreements and stakeholders that others keep: what everybody may know of them."""
        asked = []
        for key, (model, words) in NAMED.items():
            if not self.viewer.has_perm(RIGHTS[model]):
                continue
            hidden = self.everybodys.link(key).exclude(pk__in=self.mine.link(key).order_by().values("pk"))
            told = Concat(words[0], Value(", "), words[1], output_field=CharField())
            named = hidden.order_by(words[0]).values_list(
                Value(key), told, Coalesce(F("province__name"), Value("National"))
            )
            asked.append(named[:LONGEST])
        found: dict[str, list[str]] = {}
        if asked:
            for key, told, where in asked[0].union(*asked[1:], all=True):
                found.setdefault(key, []).append(f"{told} ({where})")
        return found
