"""Promises of the demonstration that stand alone or were born of a line of a meeting, in every state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from partnerships.demo import wording
from partnerships.demo.documents import document
from partnerships.demo.stage import MARK, Stage
from stakeholders.models import ActionItem
from stakeholders.services.action_items import (
    complete_action_item,
    drop_action_item,
    follow_up_points,
    record_action_item,
    reopen_action_item,
    return_action_item,
    verify_action_item,
)

# What becomes of them, in turn.
FATES = ("verified", "done", "waiting", "open", "dropped", "returned", "overdue", "reopened")
BY_US = (
    "Answer the letter on the state of the station",
    "Arrange a briefing with the district commissioner",
    "Send the guide for office bearers",
)
TO_US = (
    "Send the constitution with the signatures",
    "Name a person for the planning of the imbizo",
    "Give the attendance registers of the year",
)


def build(stage: Stage) -> None:
    _of_meetings(stage)
    _alone(stage)


def _of_meetings(stage: Stage) -> None:
    """Requests, decisions and commitments of forum meetings are followed up."""
    fates = stage.shuffled_by_dice(FATES)
    for meeting in stage.meetings:
        points = meeting.points.filter(kind__in=("request", "decision", "commitment"))
        by, lines = stage.officer(meeting.province), []
        for point in points:
            line: dict[str, Any] = {
                "point": point,
                "due_on": meeting.held_on + timedelta(days=stage.dice.randint(14, 50)),
                "is_important": stage.dice.random() < 0.5,
            }
            if stage.dice.random() < 0.5:
                line["owner"] = by
            else:
                line["owner_elsewhere"] = f"Secretary of the forum{MARK}"
            lines.append(line)
        for item in follow_up_points(meeting, by=by, lines=lines) if lines else ():
            _become(stage, item, next(fates))


def _alone(stage: Stage) -> None:
    """Promised in a letter or on the telephone, to us and by us, in each province and nationally."""
    fates = stage.shuffled_by_dice(FATES)
    chosen: dict[int | None, list[Any]] = {}
    for stakeholder in stage.stakeholders.values():
        chosen.setdefault(stakeholder.province_id, []).append(stakeholder)
    for stakeholders in chosen.values():
        for place, stakeholder in enumerate(stakeholders[:4]):
            if stakeholder.archived_on:
                continue
            by, ours = stage.officer(stakeholder.province), place % 2 == 0
            item = record_action_item(
                stakeholder,
                by=by,
                what=stage.dice.choice(BY_US if ours else TO_US),
                direction="by_us" if ours else "to_us",
                due_on=stage.ago(stage.dice.randint(-30, 160)),
                is_important=place == 3,
                **({"owner": by} if ours else {"owner_elsewhere": f"Coordinator, {stakeholder.short_name}"}),
            )
            _become(stage, item, next(fates))


def _become(stage: Stage, item: ActionItem, fate: str) -> None:
    by, verifier = stage.officer(item.province), stage.verifier(item.province)
    due_on = item.due_on or stage.today
    done_on = min(due_on + timedelta(days=stage.dice.randint(-6, 9)), stage.ago(2))
    if item.engagement and item.engagement.held_on:
        done_on = max(done_on, item.engagement.held_on)
    if fate == "dropped" and done_on < stage.ago(5):
        drop_action_item(item, by=by, reason="The other side no longer needs it; it wrote so.")
        ActionItem.objects.filter(pk=item.pk).update(dropped_on=done_on)
    elif fate == "reopened":
        drop_action_item(item, by=by, reason="The workshop was called off.")
        reopen_action_item(item, by=by, reason="The workshop takes place after all.")
    elif fate in {"verified", "done", "waiting", "returned"} and (due_on < stage.today or fate == "done"):
        complete_action_item(
            item,
            by=by,
            outcome=stage.dice.choice(wording.OUTCOMES),
            done_on=done_on,
            documents=[document("Letter of confirmation")]
            if fate == "verified" and item.is_important
            else [],
        )
        if fate == "verified" and item.is_important:
            verify_action_item(item, by=verifier, note="Seen and found in order.", verified_on=stage.ago(1))
        elif fate == "returned" and item.is_important:
            return_action_item(item, by=verifier, reason="The letter went to another address.")
