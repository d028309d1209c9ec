"""What is owed in every period in the demonstration: kept, kept after more time, disputed, and still to come.

Draws no dice: the figures of everything else stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from mou.models import MoU, Obligation, RecurringObligation
from mou.services import (
    add_recurring,
    dispute_obligation,
    extend_obligation,
    submit_obligation,
    verify_obligation,
)
from partnerships.demo.documents import document
from partnerships.demo.promises import FINDINGS
from partnerships.demo.stage import Stage
from partnerships.strategy.models import StrategicThrust


@dataclass(frozen=True)
class Agreed:
    """A rule of one agreement, and what became of its occurrences: the one that fell due last comes first."""

    side: str
    text: str
    measure: str
    thrust: str
    every: str
    year_kind: str
    days_after: int
    fates: tuple[str, ...]


RULES = {
    "Training and support of community patrollers": Agreed(
        "theirs",
        "Send the list of active patrollers with the hours that they walked",
        "A list for each district, signed by its coordinator",
        "1.1",
        "quarter",
        "financial",
        15,
        ("more time", "met", "met after more time"),
    ),
    "Farm watch and station meetings": Agreed(
        "ours",
        "Share crime trends of the farming areas with the association",
        "A page for each station area",
        "1.2",
        "half_year",
        "financial",
        0,
        ("more time, late", "disputed"),
    ),
    "Support of a community safety forum": Agreed(
        "theirs",
        "Report on the safety plan in its annual report",
        "The chapter of the annual report",
        "2.3",
        "year",
        "municipal",
        60,
        ("submitted",),
    ),
}


def agree(stage: Stage, mou: MoU, title: str, *, signed_on: date) -> None:
    """Put the rule of this agreement, if it has one, into the draft."""
    if title not in RULES:
        return
    agreed = RULES[title]
    ours, *others = mou.parties.order_by("position")
    add_recurring(
        mou,
        by=stage.officer(mou.province),
        clause=f"{mou.clauses.get(standard__code='roles').number}.20",
        text=agreed.text,
        measure=agreed.measure,
        owing_party=ours if agreed.side == "ours" else others[0],
        beneficiary=others[0] if agreed.side == "ours" else ours,
        accountable=mou.business_owner,
        thrust=StrategicThrust.objects.get(code=agreed.thrust),
        every=agreed.every,
        year_kind=agreed.year_kind,
        days_after=agreed.days_after,
        first_period=max(signed_on, mou.starts_on),
    )


def keep(stage: Stage, mou: MoU, title: str) -> None:
    """Bring what has fallen due to where the plan puts it; what came before that was met in time."""
    for recurring in mou.recurring_obligations.all():
        fallen_due = list(recurring.occurrences.filter(due_on__lt=stage.today).order_by("-due_on"))
        fates = RULES[title].fates + ("met",) * len(fallen_due)
        for occurrence, fate in zip(fallen_due, fates, strict=False):
            occurrence.mou = mou
            _become(stage, recurring, occurrence, fate)


def _become(stage: Stage, recurring: RecurringObligation, owed: Obligation, fate: str) -> None:
    if fate == "disputed":
        dispute_obligation(
            owed,
            by=stage.verifier(owed.mou.province),
            party=owed.beneficiary or owed.owing_party,
            about="The page names the district only; the clause asks for each station area.",
            disputed_on=owed.due_on + timedelta(days=10),
        )
        return
    if fate == "more time":
        _give_time(stage, owed, owed.due_on - timedelta(days=3), stage.today + timedelta(days=7))
        return
    if fate == "more time, late":
        _give_time(stage, owed, owed.due_on + timedelta(days=20), stage.today + timedelta(days=22))
        return
    if fate == "met after more time":
        _give_time(stage, owed, owed.due_on + timedelta(days=5), owed.due_on + timedelta(days=122))
    day = max(owed.due_on - timedelta(days=4), owed.mou.signed_on or owed.due_on)
    submit_obligation(
        owed,
        by=owed.accountable,
        submission=f"Sent for {recurring.name_of(owed.period_start)}.",  # type: ignore[arg-type]
        documents=[document("List of participants")],
        submitted_on=day,
    )
    if fate != "submitted":
        verify_obligation(
            owed,
            by=stage.verifier(owed.mou.province),
            finding="met",
            verification=FINDINGS["met"],
            verified_on=min(day + timedelta(days=5), stage.today),
        )


def _give_time(stage: Stage, owed: Obligation, decided_on: date, until: date) -> None:
    extend_obligation(
        owed,
        by=stage.head(owed.mou.province),
        due_on=until,
        authority="Decision of the steering committee, minutes item 5",
        reason="The coordinators change in this quarter; the lists come with the next ones.",
        decided_on=decided_on,
        on=decided_on,
    )
