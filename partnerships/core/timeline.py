"""What happened to a record, told by every app that knows of it: one query for a page, whatever the number of sources.

An app registers its sources when it starts, so a lower app shows what a higher one knows without importing it. Each
source reads through the scope, and is left out for people who lack its right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page, Paginator
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    ExpressionWrapper,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Right
from django.urls import reverse
from django.utils import timezone

from partnerships.core.history import Change
from partnerships.core.models import Document, StatusChange, User
from partnerships.core.typed import type_of

PER_PAGE = 25


@dataclass(frozen=True)
class Line:
    """One thing that happened. ``when`` is a day where no hour is known."""

    when: date | datetime
    source: str
    title: str
    note: str = ""
    who: str = ""
    url: str = ""
    changes: tuple[Change, ...] = ()

    # What components/timeline.html may be told of other entries.
    decision: bool = False


@dataclass(frozen=True)
class Source:
    """Where lines come from: the rows about a record that a person may see, and how each of them reads.

    ``when`` names a day, or a moment when ``has_hour`` is set; ``title``, ``note`` and ``who`` are expressions.
    ``page`` is the URL name of a row's own page. ``explain`` says what changed in the rows of one page.
    """

    name: str
    permission: str
    rows: Callable[[Any, User], QuerySet[Any]]
    when: Any
    title: Any
    note: Any = None
    who: Any = None
    key: str = "pk"
    page: str = ""
    has_hour: bool = False
    is_decision: bool = False
    explain: Callable[[list[int]], dict[int, tuple[Change, ...]]] | None = None


_SOURCES: dict[type[Model], dict[str, Source]] = {}


def register(subject: type[Model], *sources: Source) -> None:
    """Tell these sources wherever the timeline of a record of this kind is shown. An app does so when it starts."""
    known = _SOURCES.setdefault(subject, {})
    for source in sources:
        if source.name in known:
            raise ValueError(f"The timeline knows a source “{source.name}” already. Give it another name.")
        known[source.name] = source


def page_of(record: Model, user: User, *, number: Any = 1) -> Page:
    """One page of what this person may know of the record, newest first."""
    found = Paginator(_union(record, user), PER_PAGE).get_page(number)
    found.object_list = _lines(type(record), list(found.object_list), in_full=True)
    return found


def newest(record: Model, user: User, number: int) -> list[Line]:
    """The newest few lines in one query, without what exactly was changed."""
    return _lines(type(record), list(_union(record, user)[:number]), in_full=False)


def documents_of(*records: QuerySet[Any]) -> QuerySet[Document]:
    """The documents that hang on these rows; whoever gives the rows has read them through the scope."""
    condition = Q(pk__in=())
    for rows in records:
        content_type = ContentType.objects.get_for_model(rows.model)
        condition |= Q(content_type=content_type, object_id__in=rows.order_by().values("pk"))
    return Document.objects.filter(condition).order_by()


def moves_of(record: Model, *transitions: str) -> QuerySet[StatusChange]:
    """These moves of a record along its life cycle; whoever asks has read the record through the scope."""
    content_type = ContentType.objects.get_for_model(record)
    return StatusChange.objects.filter(
        content_type=content_type, object_id=record.pk, transition__in=transitions
    )


def of_last_move(model: type[Model], field: str, *transitions: str) -> Subquery:
    """What the last of these moves says (``note``, ``changed_at``), for rows of the model."""
    moves = StatusChange.objects.filter(
        content_type=type_of(model), object_id=OuterRef("pk"), transition__in=transitions
    )
    return Subquery(moves.order_by("-changed_at", "-pk").values(field)[:1])


def in_words(field: str, choices: Any, *, lower: bool = False) -> Case:
    """The label of a choice, as the database writes it."""
    pairs = getattr(choices, "choices", choices)
    return Case(
        *(
            When(**{field: value}, then=Value(str(label).lower() if lower else str(label)))
            for value, label in pairs
        ),
        default=Cast(field, TextField()),
        output_field=TextField(),
    )


def joined(*parts: Any) -> Concat:
    """Fields and words one after the other."""
    return Concat(*(Cast(part, TextField()) for part in parts))


def quarter_named(path: str = "") -> Concat:
    """“Q2 2026/27”, of the fields ``year`` and ``quarter`` that the path leads to."""
    following = Right(Cast(F(f"{path}year") + 1, TextField()), 2)
    return joined(Value("Q"), f"{path}quarter", Value(" "), f"{path}year", Value("/"), following)


def _union(record: Model, user: User) -> QuerySet[Any, Any]:
    parts = [
        _shaped(source, source.rows(record, user))
        for source in _SOURCES.get(type(record), {}).values()
        if user.has_perm(source.permission)
    ]
    if not parts:
        return type(record)._base_manager.none()
    union = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return union.order_by("-line_at", "line_source", "-line_key")


def _shaped(source: Source, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """The rows of every source in the same columns, so that they can be put together."""
    moment = F(source.when) if isinstance(source.when, str) else source.when
    if not source.has_hour:
        # A day counts from its beginning, in the office's own time: what has an hour comes after it.
        midnight = Cast(Cast(moment, DateField()), _LocalTime())
        zone = Value(timezone.get_default_timezone_name(), output_field=TextField())
        moment = Func(zone, midnight, function="timezone", output_field=DateTimeField())
    return (
        rows.order_by()
        .annotate(
            line_at=ExpressionWrapper(moment, output_field=DateTimeField()),
            line_source=Value(source.name, output_field=CharField()),
            line_key=F(source.key),
            line_title=_text(source.title),
            line_note=_text(source.note),
            line_who=_text(source.who),
            line_has_hour=Value(source.has_hour, output_field=BooleanField()),
        )
        .values_list(
            "line_at", "line_source", "line_key", "line_title", "line_note", "line_who", "line_has_hour"
        )
    )


class _LocalTime(DateTimeField):
    """A moment on the clock of a place, which a time zone turns into one on all clocks."""

    def db_type(self, connection: Any) -> str:
        return "timestamp"

    def cast_db_type(self, connection: Any) -> str:
        return "timestamp"


def _text(words: Any) -> Any:
    if words is None:
        words = Value("")
    return Coalesce(Cast(words, TextField()), Value(""), output_field=TextField())


def _lines(subject: type[Model], rows: list[Any], *, in_full: bool) -> list[Line]:
    sources = _SOURCES.get(subject, {})
    changes: dict[tuple[str, int], tuple[Change, ...]] = {}
    if in_full:
        for name, source in sources.items():
            keys = [key for _, of, key, *_ in rows if of == name]
            if source.explain and keys:
                changes |= {(name, key): found for key, found in source.explain(keys).items()}
    return [
        Line(
            when=at if has_hour else timezone.localtime(at).date(),
            source=name,
            title=title,
            note=note,
            who=who,
            url=reverse(sources[name].page, args=[key]) if sources[name].page else "",
            changes=changes.get((name, key), ()),
            decision=sources[name].is_decision,
        )
        for at, name, key, title, note, who, has_hour in rows
    ]
