"""What is dated and waits for somebody: each app names its kinds when it starts, so that nothing here knows an app.

A kind says which of its rows still wait, when each is due, who answers for it, and by which acts it is settled.
Reminders, the calendar, its feed and the start page all ask by this one table: a kind that is registered once stands
in all of them. What waits for somebody without a day by which it is due is registered beside it (``waiting.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from partnerships.core.models import Province, User
from partnerships.core.scoping import Scoped, may_write_for, provinces_seen_by

# The right of whoever is told last: the head of the province, nationally the Chief Director.
TOLD_LAST = "core.be_told_last"


@dataclass(frozen=True)
class Holders:
    """Everybody who holds a right in the province of the item; where nobody does, and nationally, the national ones."""

    right: str


HEAD = Holders(TOLD_LAST)


@dataclass(frozen=True)
class Act:
    """What settles an item, or moves it on: the words, the page of it, and the right that it needs.

    ``more`` follows the number of the item in the address. ``reads`` marks an act on a record that one need not be
    able to change; ``is_new`` one that begins a record, whose page has no number.
    """

    label: str
    page: str
    right: str
    more: tuple[str, ...] = ()
    reads: bool = False
    is_new: bool = False

    def open_to(self, user: User, province_id: int | None) -> bool:
        return user.has_perm(self.right) and (self.reads or may_write_for(user, province_id))


@dataclass(frozen=True)
class Dated:
    """An item that stands in no table: the day by which a report is due."""

    item: int
    due_on: date
    title: str
    about: str = ""
    province_id: int | None = None


@dataclass(frozen=True)
class Kind:
    """``rows`` narrows the records that somebody may see (or all) to those that wait as at a day.

    ``due``, ``title`` and ``about`` are fields or expressions; ``plain`` is the title without anybody's own words, for
    calendars elsewhere. ``people`` are who is told, one after the other: a path to a user, or the holders of a right.
    ``ladder`` is the code of its ladder, the kind's name where nothing is said; ``own_ladder`` an expression with that
    of a row. ``item`` is what a row is known by, ``number`` what stands in the address of its page where that is
    another. Where there is no table, ``found`` gives the rows.

    On the start page a row stands ``ahead`` days before it is due, or at once where its ``note`` says something (sent
    back, and why); ``listed`` is the address of the register with all rows of one person, otherwise the calendar's.
    Where it is late, the second person waits for the first, unless ``second_waits`` is false: such a person has it only
    in the place of a first one who is missing. ``is_asked`` leaves it out of what is owed there, because a wait of
    ``waiting.py`` tells who waits and since when.
    """

    name: str
    label: str
    # The heading of the digest: what is to be done with all of them.
    task: str
    permission: str
    people: tuple[str | Holders, ...]
    page: str = ""
    model: type[Model] | None = None
    rows: Callable[[QuerySet[Any], date], QuerySet[Any]] = lambda seen, day: seen
    found: Callable[[date], Iterable[Dated]] | None = None
    due: Any = "due_on"
    title: Any = "title"
    about: Any = None
    plain: Any = None
    item: Any = "pk"
    number: Any = None
    ladder: str = ""
    own_ladder: Any = None
    note: Any = None
    ahead: int = 30
    listed: str = ""
    second_waits: bool = True
    is_asked: bool = False
    acts: tuple[Act, ...] = ()
    # The address by number and province, where the page is a list that is chosen by something else.
    locate: Callable[[int, int | None], str] | None = None

    @property
    def ladder_code(self) -> str:
        return self.ladder or self.name

    def address(self, number: int, province_id: int | None) -> str:
        return self.locate(number, province_id) if self.locate else reverse(self.page, args=[number])

    def acts_for(self, user: User, item: int, province_id: int | None) -> list[tuple[str, str]]:
        """Label and address of each act that this person may do."""
        return [
            (act.label, reverse(act.page, args=[] if act.is_new else [item, *act.more]))
            for act in self.acts
            if act.open_to(user, province_id)
        ]

    def seen_by(self, user: User | None, day: date) -> QuerySet[Any]:
        """The rows that wait: those that this person may see, or (None) all of them."""
        if self.model is None:
            raise ValueError(f"“{self.name}” stands in no table.")
        if user is not None and self.model is Province:
            return self.rows(provinces_seen_by(user), day)
        if user is not None and issubclass(self.model, Scoped):
            return self.rows(self.model.objects.visible_to(user), day)
        return self.rows(self.model._default_manager.all(), day)


_KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Remind of these, and show them in the calendar. An app does so when it starts."""
    for kind in kinds:
        if kind.name in _KINDS:
            raise ValueError(f"There is a kind “{kind.name}” already. Give it another name.")
        _KINDS[kind.name] = kind


def all_kinds() -> list[Kind]:
    return list(_KINDS.values())


def kind_named(name: str) -> Kind | None:
    return _KINDS.get(name)


def kinds_open_to(user: User) -> list[Kind]:
    return [kind for kind in _KINDS.values() if user.has_perm(kind.permission)]
