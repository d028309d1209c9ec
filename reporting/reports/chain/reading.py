"""Reads a chain: one query for each link, one that counts, one for headlines, one for what amendments changed since."""

from __future__ import annotations

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
        start, chosen = self.start, {}
        quarter = {"year": start.quarter.year, "quarter": start.quarter.number}
        if key == "actual":
            chosen = quarter
        if start.is_figure:
            chosen |= {
                "actual": {"indicator": start.indicator_id},
                "activity": {"indicator": start.indicator_id} | quarter,
                "obligation": {"indicator": start.indicator_id},
                "decision": {"outcome": "partner"},
                "stakeholder": {"status": "partner"},
            }.get(key, {})
        elif start.kind in {"mou", "activity", "obligation"} and key in {"activity", "obligation"}:
            chosen = {"mou": start.record.pk if start.kind == "mou" else start.record.mou_id}
        elif start.kind in {"decision", "stakeholder", "engagement"}:
            partner = start.record.pk if start.kind == "stakeholder" else start.record.stakeholder_id
            name = {"mou": "partner", "obligation": "party"}.get(key, "stakeholder")
            if key in {"mou", "obligation", "decision", "assessment", "engagement"}:
                chosen = {name: partner}
        return reverse(REGISTERS[key]) + (f"?{urlencode(chosen)}" if chosen else "")

    def _agreed(self, mous: set[int]) -> Agreed:
        """What stood there at the end of the day, of what was changed later: ``before`` of the oldest later change."""
        later = TermsChange.objects.visible_to(self.viewer).filter(
            mou__in=mous, effective_on__gt=self.start.day, before__isnull=False
        )
        return {
            (change.mou_id, change.part, change.field or change.item): change.before
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
