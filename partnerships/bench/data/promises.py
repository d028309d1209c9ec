"""A hundred thousand action items: promised by us and to us, in engagements and elsewhere, kept or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from partnerships.bench.data import words
from partnerships.bench.data.engagements import Held
from partnerships.bench.data.plan import Plan, noon
from partnerships.bench.data.register import Register
from stakeholders.lifecycle import ACTION_LIFECYCLE
from stakeholders.models import ActionItem

Row = dict[str, Any]
Status = ActionItem.Status
SHARE_OF_ENGAGEMENTS, SHARE_IMPORTANT = 0.6, 0.2
# What became of those whose day has passed, and of those whose day is still to come.
PAST = {Status.DONE: 81, Status.DROPPED: 6, Status.TAKEN: 3, Status.OPEN: 10}
FUTURE = {Status.DONE: 10, Status.DROPPED: 1, Status.OPEN: 89}


def load(plan: Plan, register: Register, held: list[Held]) -> None:
    count = plan.scale.action_items
    from_engagements = min(round(count * SHARE_OF_ENGAGEMENTS), len(held))
    chosen = sorted(plan.rng.sample(range(len(held)), from_engagements))
    born: list[Row] = [
        {
            "engagement_id": held[index].pk,
            "point_id": held[index].commitment,
            "stakeholder_id": held[index].organisation.pk,
            "province_id": held[index].organisation.province,
            "day": held[index].held_on,
        }
        for index in chosen
    ]
    for _ in range(count - from_engagements):
        organisation = plan.one_of(register.organisations)
        born.append(
            {
                "stakeholder_id": organisation.pk,
                "province_id": organisation.province,
                "day": plan.day(plan.first_day, plan.today),
            }
        )
    plan.copier.write(ActionItem, _action_items(plan, born, plan.copier.reserve(ActionItem, count)))
    plan.write_moves()


def _action_items(plan: Plan, born: list[Row], numbers: range) -> Iterator[Row]:
    past, future = plan.weighted(PAST.items()), plan.weighted(FUTURE.items())
    for pk, row in zip(numbers, born, strict=True):
        day: date = row.pop("day")
        due_on = day + timedelta(days=plan.number(7, 90)) if plan.happens(0.97) else None
        is_past = due_on is not None and due_on < plan.today
        is_ours = plan.happens(0.6)
        row |= {
            "id": pk,
            "direction": ActionItem.Direction.BY_US if is_ours else ActionItem.Direction.TO_US,
            "what": f"Follow up on {plan.one_of(words.SUBJECTS)}",
            "owner_id": plan.official(row["province_id"]) if is_ours else None,
            "owner_elsewhere": "" if is_ours else plan.one_of(words.OFFICES),
            "due_on": due_on,
            "is_important": plan.happens(SHARE_IMPORTANT),
            "created_at": noon(day),
        }
        yield row | _fate(plan, row, day, (past if is_past else future).draw())


def _fate(plan: Plan, row: Row, day: date, status: str) -> Row:
    """What became of it, with the moves that led there."""
    province = row["province_id"]
    if status == Status.OPEN:
        return {"status": status}
    on = plan.later(day, 1, 100)
    by = row["owner_id"] or plan.official(province)
    if status == Status.DROPPED:
        _moved(plan, row, "drop", Status.OPEN, by=by, on=on, note="The venue was found elsewhere.")
        return {"status": status, "dropped_on": on}
    if status == Status.TAKEN:
        _moved(plan, row, "take", Status.OPEN, by=by, on=on)
        return {"status": status, "taken_on": on, "taken_into": "Amendment 1 of an agreement"}
    _moved(plan, row, "complete", Status.OPEN, by=by, on=on)
    done: Row = {
        "status": status,
        "done_on": on,
        "done_by_id": by,
        "outcome": plan.one_of(words.SENTENCES),
    }
    if row["is_important"] and plan.happens(0.7):
        other, verified_on = plan.official(province, other_than=by), plan.later(on, 0, 30)
        _moved(plan, row, "verify", Status.DONE, by=other, on=verified_on)
        done |= {"status": Status.VERIFIED, "verified_by_id": other, "verified_on": verified_on}
    return done


def _moved(plan: Plan, row: Row, name: str, source: str, *, by: int, on: date, note: str = "") -> None:
    plan.moved(ACTION_LIFECYCLE, row["id"], name, source=source, by=by, on=on, note=note)
