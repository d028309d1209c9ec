"""A hundred and fifty thousand meetings: who was there, what was said, what was promised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from partnerships.bench.data import words
from partnerships.bench.data.plan import Plan, noon
from partnerships.bench.data.register import Organisation, Register
from stakeholders.models import (
    ActionItem,
    Engagement,
    EngagementKind,
    EngagementParticipant,
    EngagementPoint,
    Stakeholder,
)

Row = dict[str, Any]
KIND_WEIGHTS = {
    "meeting": 45,
    "telephone-call": 18,
    "workshop": 12,
    "imbizo": 8,
    "presentation": 7,
    "interview": 6,
}
# Partners are met more often than organisations of which somebody merely took note.
MEETINGS = {
    Stakeholder.Status.PARTNER: 8,
    Stakeholder.Status.ENDED: 4,
    Stakeholder.Status.UNDER_ASSESSMENT: 4,
}


def load(plan: Plan, register: Register) -> None:
    numbers = plan.copier.reserve(Engagement, plan.scale.engagements)
    held: list[tuple[int, Organisation, date]] = []
    plan.copier.write(Engagement, _engagements(plan, register, numbers, held))
    plan.copier.write(EngagementParticipant, _participants(plan, held))
    plan.copier.write(EngagementPoint, _points(plan, held))
    plan.copier.write(ActionItem, _action_items(plan, held))


def _engagements(
    plan: Plan, register: Register, numbers: range, held: list[tuple[int, Organisation, date]]
) -> Iterator[Row]:
    whom = plan.weighted((org, MEETINGS.get(org.status, 1)) for org in register.organisations)  # type: ignore[call-overload]
    kind_of = plan.weighted(
        (kind.pk, KIND_WEIGHTS.get(kind.code, 4)) for kind in EngagementKind.objects.all()
    )
    for pk in numbers:
        organisation = whom.draw()
        held_on = _weekday(plan.day(plan.first_day, plan.today))
        held.append((pk, organisation, held_on))
        yield {
            "id": pk,
            "stakeholder_id": organisation.pk,
            "province_id": organisation.province,
            "kind_id": kind_of.draw(),
            "held_on": held_on,
            "date_basis": Engagement.DateBasis.RECORDED,
            "place": f"{plan.one_of(words.PLACE_BEGINNINGS)}{plan.one_of(words.PLACE_ENDINGS)}",
            "purpose": f"{plan.one_of(words.OCCASIONS)} {plan.one_of(words.SUBJECTS)}",
            "attendance": plan.number(2, 60),
            "notes": " ".join(plan.one_of(words.SENTENCES) for _ in range(plan.number(0, 5))),
            "recorded_by_id": plan.official(organisation.province),
            "created_at": noon(plan.later(held_on, 0, 14)),
        }


def _weekday(day: date) -> date:
    return day - timedelta(days=max(day.weekday() - 4, 0))


def _participants(plan: Plan, held: list[tuple[int, Organisation, date]]) -> Iterator[Row]:
    for pk, _, _ in held:
        yield {"engagement_id": pk, "side": EngagementParticipant.Side.OURS, "office": "Liaison officer"}
        for _ in range(plan.number(0, 2)):
            yield {
                "engagement_id": pk,
                "side": EngagementParticipant.Side.THEIRS,
                "office": plan.one_of(words.OFFICES),
                "count": plan.number(1, 3),
            }


def _points(plan: Plan, held: list[tuple[int, Organisation, date]]) -> Iterator[Row]:
    for pk, _, _ in held:
        for position in range(1, plan.number(0, 2) + 1):
            yield {
                "engagement_id": pk,
                "position": position,
                "kind": plan.one_of(EngagementPoint.Kind.values),
                "text": plan.one_of(words.SENTENCES),
            }


def _action_items(plan: Plan, held: list[tuple[int, Organisation, date]]) -> Iterator[Row]:
    for pk, organisation, held_on in held:
        if plan.happens(0.6):
            continue
        due_on = held_on + timedelta(days=plan.number(7, 90))
        is_done = due_on < plan.today and plan.happens(0.9)
        is_ours = plan.happens(0.6)
        yield {
            "engagement_id": pk,
            "stakeholder_id": organisation.pk,
            "province_id": organisation.province,
            "direction": "by_us" if is_ours else "to_us",
            "status": "done" if is_done else "open",
            "what": f"Follow up on {plan.one_of(words.SUBJECTS)}",
            "owner_id": plan.official(organisation.province) if is_ours else None,
            "owner_elsewhere": "" if is_ours else plan.one_of(words.OFFICES),
            "due_on": due_on,
            "done_on": plan.later(held_on, 1, 100) if is_done else None,
            "outcome": "Done and reported back." if is_done else "",
        }
