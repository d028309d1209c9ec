"""Meetings of community structures: minutes in time, late, due and overdue; follow-ups planned and held."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from partnerships.demo import wording
from partnerships.demo.documents import document
from partnerships.demo.engagements import spoken
from partnerships.demo.forums import FORUMS
from partnerships.demo.stage import Stage
from stakeholders.models import Engagement, EngagementKind, EngagementMode
from stakeholders.services import record_engagement
from stakeholders.services.minutes import record_minutes

# The place of the structure in its province's list, how many days ago it met, and after how many days the minutes
# were complete; None: they are not there yet.
MEETINGS = (
    (0, 410, 4),
    (5, 290, 5),
    (6, 200, 11),
    (1, 130, 3),
    (0, 96, 5),
    (3, 75, 2),
    (5, 62, 9),
    (4, 26, None),
    (0, 3, None),
)


def build(stage: Stage) -> None:
    kind = EngagementKind.objects.get(code="forum-meeting")
    modes = {mode.code: mode for mode in EngagementMode.objects.all()}
    for number, code in enumerate(FORUMS):
        for place, days, minutes_after in MEETINGS:
            if place == 4 and number % 3 == 2:
                continue  # not everybody is late
            _meeting(stage, code, place, days + number % 3, minutes_after, kind, modes)
    _follow_ups(stage, kind, modes["in-person"])


def _meeting(
    stage: Stage, code: str, place: int, days: int, minutes_after: int | None, kind: Any, modes: Any
) -> None:
    structure = stage.structures[code, place]
    stakeholder, by = structure.stakeholder, stage.officer(stage.provinces[code])
    held_on = stage.working_day(stage.ago(days))
    if stakeholder.archived_on or (structure.launched_on and structure.launched_on > held_on):
        return
    present = stage.dice.randint(9, 38)
    meeting = record_engagement(
        by=by,
        stakeholder=stakeholder,
        kind=kind,
        mode=modes["video" if place == 4 else "in-person"],
        languages=spoken(stage, stakeholder),
        held_on=held_on,
        place=stakeholder.seat,
        purpose=stage.dice.choice(wording.FORUM_PURPOSES),
        attendance=present if stage.dice.random() < 0.85 else None,
        follow_up_on=stage.today + timedelta(days=stage.dice.randint(10, 60)) if days < 30 else None,
        follow_up_purpose=stage.dice.choice(wording.FOLLOW_UP_PURPOSES) if days < 30 else "",
        participants=[
            {"side": "ours", "office": "Provincial secretariat", "count": 1},
            {"side": "theirs", "office": "Members of the forum", "count": present - 1},
        ],
        points=[
            {"kind": point, "text": stage.dice.choice(wording.POINTS[point])}
            for point in stage.dice.sample(sorted(wording.POINTS), 3)
        ],
        action_items=[],
    )
    stage.meetings.append(meeting)
    if minutes_after is not None:
        with_file = stage.dice.random() < 0.5
        record_minutes(
            meeting,
            by=by,
            minutes_on=held_on + timedelta(days=minutes_after),
            documents=[document("Minutes and action list")] if with_file else [],
            note="" if with_file else "In the file of the secretary of the forum.",
        )


def _follow_ups(stage: Stage, kind: EngagementKind, mode: EngagementMode) -> None:
    """Some meetings were followed by another one, as had been planned."""
    for meeting in stage.meetings[::9]:
        held_on = stage.working_day(meeting.held_on + timedelta(days=45))
        if held_on > stage.ago(1) or held_on <= meeting.held_on:
            continue
        Engagement.objects.filter(pk=meeting.pk).update(
            follow_up_on=held_on, follow_up_purpose=wording.FOLLOW_UP_PURPOSES[0]
        )
        by = stage.officer(meeting.province)
        follow_up = record_engagement(
            by=by,
            stakeholder=meeting.stakeholder,
            kind=kind,
            mode=mode,
            languages=spoken(stage, meeting.stakeholder),
            held_on=held_on,
            place=meeting.place,
            purpose=wording.FOLLOW_UP_PURPOSES[0],
            attendance=stage.dice.randint(6, 20),
            follows=meeting,
            participants=[{"side": "theirs", "office": "Members of the forum", "count": 6}],
            points=[],
            action_items=[],
        )
        record_minutes(
            follow_up, by=by, minutes_on=held_on, note="In the file of the secretary of the forum."
        )
