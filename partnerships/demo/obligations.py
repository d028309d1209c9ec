"""Obligations of the demonstration: promised in the draft, then kept, kept late, partly, or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle
from typing import Any

from mou.models import MoU, Obligation
from mou.services import (
    add_obligation,
    dispute_obligation,
    lapse_obligation,
    submit_obligation,
    verify_obligation,
    waive_obligation,
)
from partnerships.core.models import User
from partnerships.demo.documents import document
from partnerships.demo.promises import FINDINGS, OBLIGATIONS, REST, SUBMISSIONS
from partnerships.demo.stage import Stage
from partnerships.strategy.models import StrategicThrust

# What became of obligations that fell due, in turn: mostly kept, and each other outcome often enough to be seen.
LONG_AGO = (
    "met", "met", "met late", "partly met", "met", "overdue", "met", "waived", "met", "met after return",
    "met late", "met", "lapsed", "met", "disputed", "met", "returned", "met",
)  # fmt: skip
LATELY = ("submitted", "submitted late", "overdue", "met")
AHEAD = ("open", "open", "returned", "open", "submitted")
RECENT_DAYS = 45
SETTLED = ("met", "partly met", "met late", "met", "waived")
EVIDENCE = (
    "Attendance register",
    "Minutes of the meeting",
    "Report on what was done",
    "List of participants",
)


def promise(
    stage: Stage, mou: MoU, thrusts: tuple[str, ...], count: int, *, by: User, signed_on: date
) -> list[Obligation]:
    """``count`` obligations of the thrusts in turn, the first ones in the past where the agreement has one."""
    in_turn = {
        thrust.code: (thrust, cycle(OBLIGATIONS[thrust.code]))
        for thrust in StrategicThrust.objects.filter(code__in=thrusts)
    }
    ours, *others = mou.parties.order_by("position")
    roles = mou.clauses.get(standard__code="roles").number
    made = []
    for place, day in enumerate(due_days(stage, mou, count, signed_on)):
        thrust, pool = in_turn[thrusts[place % len(thrusts)]]
        side, text = next(pool)
        made.append(
            add_obligation(
                mou,
                by=by,
                clause=f"{roles}.{place + 1}",
                text=text,
                owing_party=ours if side == "ours" else others[place % len(others)],
                accountable=mou.business_owner if place % 3 else by,
                due_on=day,
                thrust=thrust,
            )
        )
    return made


def due_days(stage: Stage, mou: MoU, count: int, signed_on: date) -> list[date]:
    """Most between the signature and now; one lately, one soon and the last one later, within the agreement."""
    first = max(signed_on, mou.starts_on, stage.ago(540)) + timedelta(days=45)
    last = mou.ends_on or stage.today + timedelta(days=400)
    if first >= stage.ago(60):
        step = max(20, (min(last, first + timedelta(days=700)) - first).days // count)
        return [first + timedelta(days=step * place) for place in range(count)]
    near = [
        stage.ago(stage.rng.randint(8, 40)),
        *(stage.today + timedelta(days=days) for days in (19, 80, 170)),
    ]
    days = [min(day, last) for day in near[: 2 + (count > 4) + (count > 6)]]
    past = count - len(days)
    step = (stage.ago(RECENT_DAYS + 12) - first).days // max(1, past)
    return [
        first + timedelta(days=step * place + stage.rng.randint(0, step // 2)) for place in range(past)
    ] + days


def keep(stage: Stage, mou: MoU, promised: list[Obligation], *, settle_all: bool) -> None:
    """Bring each obligation to where the day and the turn put it."""
    for obligation in promised:
        obligation.mou = mou
        late_days = (stage.today - obligation.due_on).days
        if settle_all:
            outcome = next(turn(stage, "settled", SETTLED)) if late_days > 0 else "lapsed"
        elif late_days > RECENT_DAYS:
            outcome = next(turn(stage, "long ago", LONG_AGO))
        elif late_days > 0:
            outcome = next(turn(stage, "lately", LATELY))
        else:
            outcome = next(turn(stage, "ahead", AHEAD))
        bring_to(stage, obligation, outcome)
        if settle_all and outcome == "partly met":
            settle_rest(stage, obligation)


def settle_rest(stage: Stage, obligation: Obligation) -> None:
    """Of an agreement that has ended nothing is left open."""
    rest = obligation.follow_ons.get()
    waive_obligation(
        rest,
        by=stage.head(obligation.mou.province),
        authority="Decision of the steering committee, minutes item 9",
        reason="The programme ends; another partner works in the third district.",
        released_on=obligation.verified_on,
    )


def turn(stage: Stage, name: str, outcomes: tuple[str, ...]) -> cycle[str]:
    return stage.turns.setdefault(name, cycle(outcomes))


def bring_to(stage: Stage, obligation: Obligation, outcome: str) -> None:
    if outcome in {"open", "overdue"}:
        return
    if outcome in {"waived", "lapsed"}:
        release = waive_obligation if outcome == "waived" else lapse_obligation
        release(
            obligation,
            by=stage.head(obligation.mou.province),
            authority="Decision of the steering committee, minutes item 7",
            reason="Another partner does this now."
            if outcome == "waived"
            else "The programme it served has ended.",
            released_on=between(stage, obligation, obligation.due_on + timedelta(days=14)),
        )
        return
    if outcome == "disputed":
        dispute_obligation(
            obligation,
            by=stage.verifier(obligation.mou.province),
            party=obligation.owing_party,
            about="The parties do not agree whether the clause covers the third district.",
            disputed_on=between(stage, obligation, obligation.due_on + timedelta(days=7)),
        )
        return
    is_late = outcome in {"met late", "submitted late"}
    shift = stage.rng.randint(5, 25) if is_late else -stage.rng.randint(1, 9)
    submit(stage, obligation, between(stage, obligation, obligation.due_on + timedelta(days=shift)))
    if outcome.startswith("submitted"):
        return
    if outcome in {"returned", "met after return"}:
        verify(stage, obligation, "returned")
        if outcome == "returned":
            return
        submit(stage, obligation, between(stage, obligation, obligation.due_on + timedelta(days=12)))
    verify(stage, obligation, "partly_met" if outcome == "partly met" else "met")


def between(stage: Stage, obligation: Obligation, day: date) -> date:
    """Not before the agreement was signed, and not after today."""
    assert obligation.mou.signed_on is not None
    return min(max(day, obligation.mou.signed_on), stage.today)


def submit(stage: Stage, obligation: Obligation, day: date) -> None:
    titles = stage.rng.sample(EVIDENCE, stage.rng.randint(1, 2))
    submit_obligation(
        obligation,
        by=obligation.accountable,
        submission=stage.rng.choice(SUBMISSIONS),
        documents=[document(title) for title in titles],
        submitted_on=day,
    )


def verify(stage: Stage, obligation: Obligation, finding: str) -> None:
    assert obligation.submitted_on is not None
    left: dict[str, Any] = (
        {"rest": REST, "rest_due_on": stage.today + timedelta(days=62)} if finding == "partly_met" else {}
    )
    verify_obligation(
        obligation,
        by=stage.verifier(obligation.mou.province),
        finding=finding,
        verification=FINDINGS[finding],
        verified_on=min(obligation.submitted_on + timedelta(days=stage.rng.randint(2, 12)), stage.today),
        **left,
    )
