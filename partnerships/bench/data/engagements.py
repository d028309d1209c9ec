"""A hundred and fifty thousand meetings: who was there, in which language, what was said and asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from partnerships.bench.data import words
from partnerships.bench.data.plan import FULLEST_ENGAGEMENTS, Plan, noon
from partnerships.bench.data.register import Organisation, Register
from partnerships.core.models import Language
from stakeholders.models import (
    Engagement,
    EngagementKind,
    EngagementMode,
    EngagementParticipant,
    EngagementPoint,
    GuideTopic,
    InterviewAnswer,
    Stakeholder,
)
from stakeholders.models.engagement import MINUTES_WITHIN_DAYS

Row = dict[str, Any]
KIND_WEIGHTS = {
    "meeting": 40,
    "telephone-call": 18,
    "workshop": 12,
    "forum-meeting": 10,
    "imbizo": 8,
    "presentation": 7,
    "interview": 6,
}
INTERVIEWS = {"interview", "group-interview"}
# Partners are met more often than organisations of which somebody merely took note.
MEETINGS = {
    Stakeholder.Status.PARTNER: 8,
    Stakeholder.Status.ENDED: 4,
    Stakeholder.Status.UNDER_ASSESSMENT: 4,
}


@dataclass(slots=True)
class Held:
    """What the other parts need to know of an engagement."""

    pk: int
    organisation: Organisation
    held_on: date
    guide: int | None = None
    # The number of the first line in which something was promised.
    commitment: int | None = None


def load(plan: Plan, register: Register) -> list[Held]:
    held = _planned(plan, register)
    topics: dict[int, list[str]] = defaultdict(list)
    for guide, name in GuideTopic.objects.order_by("guide", "order").values_list("guide_id", "name"):
        topics[guide].append(name)
    plan.copier.write(Engagement, _engagements(plan, held, list(topics)))
    languages = list(Language.objects.order_by("order").values_list("pk", flat=True))
    plan.copier.write(
        Engagement.languages.through,
        (
            {"engagement_id": one.pk, "language_id": plan.one_of(languages)}
            for one in held
            if plan.happens(0.6)
        ),
    )
    plan.copier.write(EngagementParticipant, _participants(plan, held))
    plan.copier.write(EngagementPoint, _points(plan, held))
    plan.copier.write(InterviewAnswer, _answers(plan, held, topics))
    return held


def _planned(plan: Plan, register: Register) -> list[Held]:
    """Who was met when: one organisation far more often than all others."""
    whom = plan.weighted((one, MEETINGS.get(one.status, 1)) for one in register.organisations)  # type: ignore[call-overload]
    held = []
    for index, pk in enumerate(plan.copier.reserve(Engagement, plan.scale.engagements)):
        organisation = register.fullest if index < FULLEST_ENGAGEMENTS else whom.draw()
        while index >= FULLEST_ENGAGEMENTS and organisation is register.fullest:
            organisation = whom.draw()
        held.append(Held(pk, organisation, _weekday(plan.day(plan.first_day, plan.today))))  # type: ignore[arg-type]
    return held


def _engagements(plan: Plan, held: list[Held], guides: list[int]) -> Iterator[Row]:
    kind_of = plan.weighted((kind, KIND_WEIGHTS.get(kind.code, 4)) for kind in EngagementKind.objects.all())
    modes = {mode.code: mode.pk for mode in EngagementMode.objects.all()}
    usual = [modes["in-person"], modes["in-person"], modes["in-person"], modes["video"]]
    latest: dict[int, Held] = {}
    for one in held:
        kind = kind_of.draw()
        if kind.code in INTERVIEWS and guides:
            one.guide = plan.one_of(guides)
        before = latest.get(one.organisation.pk)
        latest[one.organisation.pk] = one
        is_follow_up = before is not None and before.held_on < one.held_on and plan.happens(0.2)
        yield {
            "id": one.pk,
            "stakeholder_id": one.organisation.pk,
            "province_id": one.organisation.province,
            "kind_id": kind.pk,
            "mode_id": modes["telephone"] if kind.code == "telephone-call" else plan.one_of(usual),
            "held_on": one.held_on,
            "date_basis": Engagement.DateBasis.RECORDED,
            "place": f"{plan.one_of(words.PLACE_BEGINNINGS)}{plan.one_of(words.PLACE_ENDINGS)}",
            "purpose": f"{plan.one_of(words.OCCASIONS)} {plan.one_of(words.SUBJECTS)}",
            "guide_id": one.guide,
            "attendance": plan.number(2, 60),
            "notes": " ".join(plan.one_of(words.SENTENCES) for _ in range(plan.number(0, 5))),
            "minutes_on": plan.later(one.held_on, 0, 2 * MINUTES_WITHIN_DAYS)
            if kind.needs_minutes and plan.happens(0.85)
            else None,
            "follow_up_on": one.held_on + timedelta(days=plan.number(14, 120))
            if plan.happens(0.08)
            else None,
            "follows_id": before.pk if before and is_follow_up else None,
            "recorded_by_id": plan.official(one.organisation.province),
            "created_at": noon(plan.later(one.held_on, 0, 14)),
        }


def _weekday(day: date) -> date:
    return day - timedelta(days=max(day.weekday() - 4, 0))


def _participants(plan: Plan, held: list[Held]) -> Iterator[Row]:
    for one in held:
        yield {"engagement_id": one.pk, "side": EngagementParticipant.Side.OURS, "office": "Liaison officer"}
        for _ in range(plan.number(0, 2)):
            yield {
                "engagement_id": one.pk,
                "side": EngagementParticipant.Side.THEIRS,
                "office": plan.one_of(words.OFFICES),
                "count": plan.number(1, 3),
            }


def _points(plan: Plan, held: list[Held]) -> Iterator[Row]:
    counts = [plan.number(0, 2) for _ in held]
    numbers = iter(plan.copier.reserve(EngagementPoint, sum(counts)))

    def rows() -> Iterator[Row]:
        for one, count in zip(held, counts, strict=True):
            for position in range(1, count + 1):
                pk, kind = next(numbers), plan.one_of(EngagementPoint.Kind.values)
                if kind == EngagementPoint.Kind.COMMITMENT and one.commitment is None:
                    one.commitment = pk
                yield {
                    "id": pk,
                    "engagement_id": one.pk,
                    "position": position,
                    "kind": kind,
                    "text": plan.one_of(words.SENTENCES),
                }

    return rows()


def _answers(plan: Plan, held: list[Held], topics: dict[int, list[str]]) -> Iterator[Row]:
    """The questions of the guide as they read on the day, some of them answered."""
    for one in held:
        for position, topic in enumerate(topics[one.guide] if one.guide else (), start=1):
            yield {
                "engagement_id": one.pk,
                "position": position,
                "question": topic,
                "answer": plan.one_of(words.SENTENCES) if plan.happens(0.8) else "",
            }
