"""Confirmation slips of the last four quarters: most answered, some contested, some never answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from mou.models import ConfirmationSlip, ContestedLine, MoUParty, Obligation, SlipLine
from partnerships.bench.data import words
from partnerships.bench.data.agreements import Agreement
from partnerships.bench.data.plan import Plan, noon

Row = dict[str, Any]
QUARTERS, LINES = 4, 4
SHARE, SHARE_ANSWERED, SHARE_CONTESTED = 0.3, 0.7, 0.15
DAYS_TO_ANSWER = 14


def load(plan: Plan, agreements: list[Agreement]) -> None:
    """Each with lines that tell of obligations of the agreement."""
    parties: dict[int, int] = {}
    for mou, party in MoUParty.objects.exclude(stakeholder=None).order_by("pk").values_list("mou", "pk"):
        parties.setdefault(mou, party)
    chosen = [
        (agreement, quarter)
        for agreement in agreements
        for quarter in plan.quarters[-QUARTERS:]
        if agreement.signed_on
        and agreement.signed_on <= quarter.end
        and agreement.pk in parties
        and plan.happens(SHARE)
    ]
    slips: list[Row] = []
    for pk, (agreement, quarter) in zip(
        plan.copier.reserve(ConfirmationSlip, len(chosen)), chosen, strict=True
    ):
        made_on = plan.later(quarter.end, 1, 40)
        answered = plan.happens(SHARE_ANSWERED)
        slips.append(
            {
                "id": pk,
                "mou_id": agreement.pk,
                "party_id": parties[agreement.pk],
                "year": quarter.year,
                "number": quarter.number,
                "digest": ConfirmationSlip.digest_of(f"bench {pk}"),
                "made_at": noon(made_on),
                "made_by_id": agreement.manager,
                "expires_at": noon(made_on + timedelta(days=DAYS_TO_ANSWER)),
                "answered_at": noon(plan.later(made_on, 0, DAYS_TO_ANSWER)) if answered else None,
                "answered_by": "Ayanda Nkosi" if answered else "",
                "answered_as": "Secretary" if answered else "",
            }
        )
    plan.copier.write(ConfirmationSlip, slips)
    lines = [*_lines(plan, slips)]
    plan.copier.write(SlipLine, lines)
    contested = [line["id"] for line in lines if line["is_confirmed"] is False]
    plan.copier.write(
        ContestedLine,
        (
            {"id": pk, "line_id": line, "words": plan.one_of(words.SENTENCES), "status": "waiting"}
            for pk, line in zip(plan.copier.reserve(ContestedLine, len(contested)), contested, strict=True)
        ),
    )


def _lines(plan: Plan, slips: list[Row]) -> Iterator[Row]:
    owed: dict[int, list[tuple[int, str, Any]]] = {}
    rows = Obligation.objects.filter(mou__in={slip["mou_id"] for slip in slips})
    for mou, *told in rows.values_list("mou", "pk", "text", "due_on"):
        owed.setdefault(mou, []).append(tuple(told))  # type: ignore[arg-type]
    told_of = [(slip, record) for slip in slips for record in owed.get(slip["mou_id"], ())[:LINES]]
    numbers = plan.copier.reserve(SlipLine, len(told_of))
    positions: dict[int, int] = {}
    for pk, (slip, (record, text, due_on)) in zip(numbers, told_of, strict=True):
        positions[slip["id"]] = positions.get(slip["id"], 0) + 1
        yield {
            "id": pk,
            "slip_id": slip["id"],
            "position": positions[slip["id"]],
            "kind": SlipLine.Kind.OBLIGATION,
            "record": record,
            "title": text,
            "on_day": due_on,
            "said": "Open",
            "is_confirmed": not plan.happens(SHARE_CONTESTED) if slip["answered_at"] else None,
        }
