"""Offices and points as people type them, one on a line, and as the rows that they become."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from stakeholders.models import EngagementParticipant, EngagementPoint

Side = EngagementParticipant.Side
COUNTED = re.compile(r"^(?P<office>.*\S)\s*\(\s*(?P<count>\d{1,5})\s*\)$")
LONGEST_OFFICE = EngagementParticipant._meta.get_field("office").max_length or 0
MOST_PEOPLE = 32_767
# “concern: …” at the beginning of a line says what kind of point it is.
KINDS = {str(label).lower(): value for value, label in EngagementPoint.Kind.choices}
KINDED = re.compile(rf"^({'|'.join(KINDS)})s?\s*:\s*(?P<text>.*)$", re.IGNORECASE)
# Two lines are the same point, corrected, when this share of their beginnings agrees.
ALIKE, COMPARED = 0.6, 400


def offices_from(text: str, side: str) -> list[dict[str, Any]]:
    """One office on a line, with the number of people in brackets when there were several."""
    found = []
    for line in _lines(text):
        match = COUNTED.match(line)
        office, count = (match["office"], int(match["count"])) if match else (line, 1)
        if len(office) > LONGEST_OFFICE:
            raise ValidationError(
                f"“{office[:40]}…” is too long for an office: use at most {LONGEST_OFFICE} characters."
            )
        if not 1 <= count <= MOST_PEOPLE:
            raise ValidationError(
                f"“{line}”: the number in brackets says how many people came; write 1 or more."
            )
        found.append({"side": side, "office": office, "count": count})
    return found


def points_from(text: str) -> list[dict[str, Any]]:
    """One point on a line; without a beginning such as “concern:” it is information."""
    found = []
    for line in _lines(text):
        match = KINDED.match(line)
        kind = KINDS[match[1].lower()] if match else EngagementPoint.Kind.INFORMATION
        said = match["text"].strip() if match else line
        if not said:
            raise ValidationError(
                f"“{line}” says nothing after the colon. Write the point, or take the line out."
            )
        found.append({"kind": kind, "text": said})
    return found


def written_offices(participants: Iterable[EngagementParticipant], side: str) -> str:
    return "\n".join(str(one) for one in participants if one.side == side)


def written_points(points: Iterable[EngagementPoint]) -> str:
    return "\n".join(
        " ".join(point.text.split())
        if point.kind == EngagementPoint.Kind.INFORMATION
        else f"{point.get_kind_display()}: {' '.join(point.text.split())}"
        for point in points
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class TextField(forms.CharField):
    """Text of several lines. Browsers send two characters for the end of a line and count one."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


def with_rows(
    given: list[dict[str, Any]], stored: Iterable[Any], names: tuple[str, ...], text: str = ""
) -> list[dict[str, Any]]:
    """Each line with the key of the stored row that says the same; with ``text``, also of the one it corrects."""
    free = list(stored)
    for line in given:
        same = next((row for row in free if all(getattr(row, name) == line[name] for name in names)), None)
        if same is not None:
            free.remove(same)
            line["pk"] = same.pk
    for line in given if text else ():
        if "pk" not in line and free:
            likeness, place = max(
                (_likeness(line[text], getattr(row, text)), -n) for n, row in enumerate(free)
            )
            if likeness >= ALIKE:
                line["pk"] = free.pop(-place).pk
    return given


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one[:COMPARED], other[:COMPARED], autojunk=False).ratio()
