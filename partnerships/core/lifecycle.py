"""Life cycles as data: one table per model says who may move a record, and where to.

``Lifecycle.apply`` is the only place in the code that assigns a status. The database holds the same table as a
trigger, so that an undeclared move is refused there too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.urls import reverse

from partnerships.core import history
from partnerships.core.models import StatusChange, User
from partnerships.core.states import State

# Why this person may not move this record yet, in words for that person; empty when nothing stands against it.
Guard = Callable[[Any, User], "str | Sequence[str]"]


class Missing(str):
    """A sentence that says what is missing before a move, with who can meet it and the address of the place."""

    who: str
    url: str

    def __new__(cls, sentence: str, *, who: str = "", url: str = "") -> Missing:
        missing = super().__new__(cls, sentence)
        missing.who, missing.url = who, url
        return missing


@dataclass(frozen=True)
class Transition:
    """One declared move. ``page`` names the form page of a move that needs more than a reason.

    Without a ``target`` the record stays where it is: something is recorded about it.
    """

    name: str
    label: str
    sources: Collection[str]
    target: str
    permission: str
    guards: Collection[Guard] = ()
    needs_reason: bool = False
    page: str = ""
    # True for moves that only a service makes, as part of a larger act: no button is drawn for them.
    is_internal: bool = False

    def blockers(self, record: models.Model, user: User) -> list[str]:
        found = (guard(record, user) for guard in self.guards)
        return [reason for one in found for reason in ([one] if isinstance(one, str) else one) if reason]

    def target_from(self, status: str) -> str:
        return self.target or status


@dataclass(frozen=True)
class Action:
    """A move offered on a record's page, with what still stands against it."""

    name: str
    label: str
    url: str
    blockers: list[str]
    # True: the address shows a page with a form. False: a button posts to it.
    page: bool
    primary: bool = False


def _either(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


class Lifecycle:
    """The table of one model. ``tones`` gives each status the tone in which it is shown."""

    def __init__(
        self, model: type[models.Model], url_name: str, tones: Mapping[str, str], *transitions: Transition
    ):
        self.model = model
        self.url_name = url_name
        self.tones = dict(tones)
        self.transitions = {transition.name: transition for transition in transitions}
        pairs = sorted(
            {(s, t.target_from(s)) for t in transitions for s in t.sources if s != t.target_from(s)}
        )
        pgtrigger.register(pgtrigger.FSM(name="declared_moves", field="status", transitions=pairs))(model)

    def diagram(self) -> str:
        """The table as a Mermaid state diagram, an arrow for each move from each of its states."""
        labels = dict(self.model._meta.get_field("status").flatchoices)  # type: ignore[union-attr]
        first = str(self.model._meta.get_field("status").get_default())  # type: ignore[union-attr]
        lines = ["stateDiagram-v2", *(f"    {status}: {labels[status]}" for status in self.tones)]
        lines.append(f"    [*] --> {first}")
        lines += [
            f"    {source} --> {transition.target_from(source)}: {transition.label}"
            for transition in self.transitions.values()
            for source in self.tones
            if source in transition.sources
        ]
        return "\n".join(lines)

    def state(self, record: Any) -> State:
        """The stored status as it is shown; models add what the calendar says."""
        return State(record.get_status_display(), self.tones[record.status])

    def available(self, record: Any, user: User) -> list[Transition]:
        """The moves that start from here and that this person has the right to make."""
        return [
            transition
            for transition in self.transitions.values()
            if record.status in transition.sources and user.has_perm(transition.permission)
        ]

    def later(self, record: Any, user: User) -> list[Action]:
        """The moves that this person has the right to make and that the record can still come to, not from here."""
        reachable = self._reachable_from(record.status)
        labels = dict(self.model._meta.get_field("status").flatchoices)  # type: ignore[union-attr]
        return [
            Action(
                name=transition.name,
                label=transition.label,
                url="",
                blockers=[
                    f"Possible while it is {_either(f'“{labels[s]}”' for s in self.tones if s in transition.sources)}."
                ],
                page=False,
            )
            for transition in self.transitions.values()
            if not transition.is_internal
            and record.status not in transition.sources
            and reachable & set(transition.sources)
            and user.has_perm(transition.permission)
        ]

    def _reachable_from(self, status: str) -> set[str]:
        reached, found = {status}, {status}
        while found:
            found = {
                t.target for t in self.transitions.values() if t.target and found & set(t.sources)
            } - reached
            reached |= found
        return reached

    def actions(self, record: Any, user: User) -> list[Action]:
        """What the record's page offers; each action names its blockers in words."""
        return [
            Action(
                name=transition.name,
                label=transition.label,
                url=reverse(transition.page, args=[record.pk])
                if transition.page
                else reverse(self.url_name, args=[record.pk, transition.name]),
                blockers=transition.blockers(record, user),
                page=bool(transition.page) or transition.needs_reason,
            )
            for transition in self.available(record, user)
            if not transition.is_internal
        ]

    @transaction.atomic
    def apply(self, record: Any, name: str, *, by: User, note: str = "", **fields: Any) -> StatusChange:
        """Move the record and store ``fields`` with the move, or raise and change nothing.

        Raises PermissionDenied when the person lacks the right, ValidationError with sentences otherwise.
        """
        transition = self.transitions[name]
        record.refresh_from_db(from_queryset=type(record)._base_manager.select_for_update())
        if not by.has_perm(transition.permission):
            raise PermissionDenied
        if record.status not in transition.sources:
            raise ValidationError(
                f"“{transition.label}” is not possible now: the record is "
                f"“{record.get_status_display()}”. Somebody may have moved it; reload the page."
            )
        if reasons := transition.blockers(record, by):
            raise ValidationError(reasons)
        if transition.needs_reason and not note.strip():
            raise ValidationError("Give the reason: it is kept with the record.")
        from_status, record.status = record.status, transition.target_from(record.status)
        for field, value in fields.items():
            setattr(record, field, value)
        record.version += 1
        record.full_clean()
        with history.acting(by, note):
            record.save()
        return StatusChange.objects.create(
            record=record,
            transition=name,
            label=transition.label,
            from_status=from_status,
            to_status=record.status,
            changed_by=by,
            note=note.strip(),
        )
