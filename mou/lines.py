"""What is owed under one agreement, as its page lists it: a line for each obligation, and one for each rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from mou.models import Obligation
from mou.standing import count_of
from partnerships.core.numbers import number
from partnerships.core.states import State


@dataclass(frozen=True)
class OwedLine:
    """``owed`` is an obligation or a recurring one; ``due_on`` the day that comes next, or came last."""

    owed: Any
    due_on: date | None
    state: State
    evidence: str
    when: str = ""


def lines_of(obligations: Iterable[Obligation], day: date) -> list[OwedLine]:
    """By the day that comes next. The obligations are read with their rule and their ``evidence_count``."""
    single: list[OwedLine] = []
    of_rules: dict[int, list[Obligation]] = {}
    for obligation in obligations:
        if obligation.recurring_id:
            of_rules.setdefault(obligation.recurring_id, []).append(obligation)
        else:
            single.append(_of_one(obligation, day))
    rules = [_of_rule(occurrences, day) for occurrences in of_rules.values()]
    return sorted([*single, *rules], key=lambda line: (line.due_on or day, line.owed.clause, line.owed.pk))


def _of_one(obligation: Any, day: date) -> OwedLine:
    evidence = count_of(obligation.evidence_count, "document") if obligation.evidence_count else ""
    when = "what was left over" if obligation.follows_id else ""
    return OwedLine(obligation, obligation.due_on, obligation.state_on(day), evidence, when)


def _of_rule(occurrences: list[Obligation], day: date) -> OwedLine:
    """One line for all its occurrences: how many were met, and the state of what is most pressing."""
    recurring: Any = occurrences[0].recurring
    recurring.mou, recurring.owing_party = occurrences[0].mou, occurrences[0].owing_party
    occurrences = sorted(occurrences, key=lambda one: one.due_on)
    overdue = [one for one in occurrences if one.state_on(day).tone == "overdue"]
    pressing = [one for one in occurrences if not one.is_settled]
    shown = (overdue or pressing or occurrences[-1:])[0]
    state = State(f"{number(len(overdue))} overdue", "overdue") if overdue else shown.state_on(day)
    met = sum(one.status in {Obligation.Status.MET, Obligation.Status.PARTLY_MET} for one in occurrences)
    evidence = f"{number(met)} of {number(len(occurrences))} met"
    return OwedLine(recurring, shown.due_on, state, evidence, recurring.rule.in_words)
