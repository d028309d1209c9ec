"""What stands on the start page: tasks with a day, and who waits for whom; and how the first few of many are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Window
from django.urls import reverse

from mou.standing import since
from partnerships.core.models import User
from partnerships.core.numbers import days_left
from partnerships.core.states import State, Waiting

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Task:
    """Something with a day by which it should be done. ``left`` says how far off that is; late or soon tints it."""

    title: str
    about: str
    url: str
    due_on: date | None
    state: State
    left: str = ""
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Tasks:
    """The first of them, how many there are, how many of those are late, and the list that shows them all."""

    tasks: tuple[Task, ...] = ()
    total: int = 0
    late: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class Waits:
    """The first markers, how many there are, and the list that shows them all."""

    markers: tuple[Waiting, ...] = ()
    total: int = 0
    url: str = ""


class Reader:
    """Reads for one person as at one day; each part comes in one query."""

    def __init__(self, viewer: User, today: date):
        self.viewer, self.today = viewer, today

    def _first(self, rows: QuerySet[Any], order: Any, *, late: Q | None = None) -> list[Any]:
        """The first few with ``total`` and ``late`` of all of them, in one query."""
        counts = {"total": Window(Count("pk"))}
        if late is None and "due_on" in {field.name for field in rows.model._meta.get_fields()}:
            late = Q(due_on__lt=self.today)
        if late is not None:
            counts["late"] = Window(Count("pk", filter=late))
        return list(rows.annotate(**counts).order_by(order, "pk")[:SHOWN])

    def _left(self, due_on: date | None) -> dict[str, str]:
        if due_on is None:
            return {"left": "no date"}
        days = (due_on - self.today).days
        return {"left": days_left(days), "urgency": "overdue" if days < 0 else "due" if days <= 7 else ""}

    def _marker(self, who: str, what: str, url: str, start: date | None, kind: str = "somebody") -> Waiting:
        return Waiting(
            what=what, who=who, url=url, since=since(start, self.today) if start else "", kind=kind
        )


def total_of(rows: list[Any]) -> int:
    return rows[0].total if rows else 0


def late_of(rows: list[Any]) -> int:
    return rows[0].late if rows else 0


def address_of(url_name: str, **chosen: str) -> str:
    return f"{reverse(url_name)}?{urlencode(chosen)}"
