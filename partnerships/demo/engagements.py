"""Engagements over two financial years: with participants, points, and next steps done, open and overdue."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from partnerships.core.models import Language
from partnerships.demo import wording
from partnerships.demo.documents import document
from partnerships.demo.register import Entry
from partnerships.demo.stage import Stage
from partnerships.demo.stakeholders import ENDS, SPOKEN, entries
from stakeholders.models import EngagementKind, EngagementMode, Stakeholder
from stakeholders.services import complete_action_item, record_engagement
from stakeholders.services.action_items import verify_action_item
from stakeholders.services.interviews import answer_interview

# Fate → how many engagements; a dormant partner was last met more than a year ago.
COUNTS = {
    "P": 3,
    "N": 3,
    "S": 3,
    "A": 2,
    "C": 2,
    "L": 1,
    "O": 1,
    "D": 1,
    "R": 1,
    "W": 1,
    "X": 1,
    "I": 0,
    "a": 1,
}
# Kind → how often among ten, and how many people come.
KINDS = {
    "meeting": (3, (4, 14)),
    "interview": (1, (2, 2)),
    "group-interview": (1, (4, 9)),
    "workshop": (1, (15, 45)),
    "presentation": (1, (12, 60)),
    "telephone-call": (1, (2, 2)),
    "imbizo": (2, (80, 420)),
}


def build(stage: Stage) -> None:
    modes = {mode.code: mode for mode in EngagementMode.objects.all()}
    kinds = {kind.code: kind for kind in EngagementKind.objects.all()}
    in_turn = stage.shuffled([code for code, (share, _) in KINDS.items() for _ in range(share)])
    for _, entry in entries():
        stakeholder = stage.stakeholders[entry.name]
        guide = stakeholder.group.guides.first()
        for day in days_of(stage, entry):
            code = next(in_turn)
            if code == "imbizo" and stakeholder.province is None:
                code = "meeting"
            lowest, highest = KINDS[code][1]
            present = stage.rng.randint(lowest, highest)
            engagement = record_engagement(
                by=stage.officer(stakeholder.province),
                stakeholder=stakeholder,
                province=stakeholder.province,
                kind=kinds[code],
                mode=modes[mode_of(stage, code)],
                languages=spoken(stage, stakeholder),
                held_on=day,
                place="" if code == "telephone-call" else stakeholder.seat,
                purpose=stage.rng.choice(wording.PURPOSES[code]),
                guide=guide if "interview" in code else None,
                attendance=present,
                notes="",
                participants=participants(stage, stakeholder, present),
                points=points(stage),
                action_items=next_steps(stage, stakeholder, day),
                documents=[document("Attendance register")] if present > 40 else [],
            )
            complete_some(stage, engagement, day)
            if engagement.guide and stage.dice.random() < 0.8:
                answer_all(stage, engagement)


def mode_of(stage: Stage, kind: str) -> str:
    if kind == "telephone-call":
        return "telephone"
    if kind in {"meeting", "interview", "presentation"}:
        return stage.dice.choice(("in-person", "in-person", "in-person", "video", "in-writing"))
    return "in-person"


def spoken(stage: Stage, stakeholder: Stakeholder) -> list[Language]:
    codes = SPOKEN[stakeholder.province.code if stakeholder.province else None]
    chosen = stage.dice.sample(codes, min(len(codes), stage.dice.randint(1, 2)))
    return [language for code, language in stage.languages.items() if code in chosen]


def answer_all(stage: Stage, engagement: Any) -> None:
    """Every question but now and then one, which nobody answered."""
    positions = engagement.answers.values_list("position", flat=True)
    answer_interview(
        engagement,
        by=stage.officer(engagement.province),
        answers={
            position: stage.dice.choice(wording.ANSWERS)
            for position in positions
            if stage.dice.random() < 0.9
        },
    )


def days_of(stage: Stage, entry: Entry) -> list[date]:
    """Spread over the two years; the last one with a living partner is recent, with a dormant one it is not."""
    latest = stage.ago(2)
    if entry.fate in ENDS:
        latest = stage.ago(max(days for _, days, _ in ENDS[entry.fate]) + 5)
    if entry.fate == "D":
        return [stage.working_day(stage.ago(stage.rng.randint(375, 430)))]
    count = COUNTS[entry.fate] + (entry.fate == "I" and stage.rng.random() < 0.5)
    begin = stage.last_year.start + timedelta(days=5)
    step = max(1, (latest - begin).days // max(1, count))
    days = [begin + timedelta(days=step * place + stage.rng.randrange(step)) for place in range(count)]
    return [stage.working_day(day) for day in days]


def participants(stage: Stage, stakeholder: Stakeholder, present: int) -> list[dict[str, Any]]:
    ours = "Partnerships Unit" if stakeholder.province is None else "Provincial secretariat"
    theirs = "Chairperson" if stakeholder.level == "local" else "Director"
    listed: list[dict[str, Any]] = [
        {"side": "ours", "office": ours, "count": 1 if present < 10 else 3},
        {"side": "theirs", "office": theirs, "count": 1},
    ]
    if present > 60:
        listed.append({"side": "theirs", "office": "Members of the community", "count": present - 4})
    return listed


def points(stage: Stage) -> list[dict[str, Any]]:
    kinds = stage.rng.sample(sorted(wording.POINTS), stage.rng.randint(1, 3))
    return [{"kind": kind, "text": stage.rng.choice(wording.POINTS[kind])} for kind in kinds]


def next_steps(stage: Stage, stakeholder: Stakeholder, day: date) -> list[dict[str, Any]]:
    if stage.rng.random() < 0.35:
        return []
    step: dict[str, Any] = {
        "what": stage.rng.choice(wording.NEXT_STEPS),
        "due_on": day + timedelta(days=stage.rng.randint(7, 45)),
        "is_important": stage.dice.random() < 0.3,
    }
    if stage.rng.random() < 0.7:
        step["owner"] = stage.officer(stakeholder.province)
    else:
        step["owner_elsewhere"] = f"Coordinator, {stakeholder.short_name}"
    return [step]


def complete_some(stage: Stage, engagement: Any, day: date) -> None:
    """What fell due long ago is mostly done; what is left is open or overdue, as in life."""
    for item in engagement.action_items.all():
        done_on = item.due_on + timedelta(days=stage.rng.randint(-5, 8))
        if done_on < stage.today and stage.rng.random() < 0.85:
            complete_action_item(
                item,
                by=stage.officer(engagement.province),
                outcome=stage.rng.choice(wording.OUTCOMES),
                done_on=max(done_on, day),
            )
            verify_some(stage, item)


def verify_some(stage: Stage, item: Any) -> None:
    """What is important is verified by another person within days, where it is not still waiting."""
    verified_on = item.done_on + timedelta(days=stage.dice.randint(1, 12))
    if item.is_important and verified_on <= stage.today and stage.dice.random() < 0.75:
        verify_action_item(
            item,
            by=stage.verifier(item.province),
            note="Confirmed with the other side.",
            verified_on=verified_on,
        )
