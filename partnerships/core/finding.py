"""One search over everything: every app says which of its records can be found, and by which words.

A kind of record is left out for people who lack its right, and its rows come through the scope. What was found is
ranked by ``core.ranking``, the same way for all kinds (docs/decisions/0014-search.md).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchVectorExact
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Left, Length, NullIf
from django.urls import reverse
from django.utils.safestring import SafeString

from partnerships.core import ranking
from partnerships.core.models import Document, DocumentText, User
from partnerships.core.models.word import WordsOf, asked
from partnerships.core.numbers import number
from partnerships.core.ranking import Asked, Entry

LONGEST_QUERY = 200
MOST_WORDS = 8
# So many of a kind are looked at and ranked, by name and by the rest; whoever is shown as many adds a word.
MOST_BY_NAME, MOST_BY_TEXT = 50, 30
# With fewer than these, the words are also taken as mistyped.
FEW = 5
# The beginning of a text, in which the words that are shown are looked for.
LOOKED_THROUGH = 100_000

# What is known of the words that were typed: their stems, whether a record has one, and others that have one letter
# different. Words of people's names are not among them.
KNOWN = """
    SELECT typed.word, typed.stem, EXISTS (
        SELECT FROM core_word WHERE core_word.word ~>=~ typed.word AND core_word.word ~<~ (typed.word || '{')
    ), ARRAY(
        SELECT DISTINCT core_word.word FROM core_word WHERE core_word.word = ANY(
            SELECT jsonb_array_elements_text(%s::jsonb -> typed.word)
        )
    )
    FROM (SELECT word, (ts_lexize('public.words_stem', word))[1] AS stem FROM unnest(%s::text[]) AS word) AS typed
"""


# Which of these words stand in a record: each is looked up in the index by itself, because PostgreSQL takes hundreds of
# alternatives at once for so many rows that it would rather read the whole table.
STANDING = """
    SELECT typed.word, near.word
    FROM jsonb_each(%s::jsonb) AS typed (word, choices), jsonb_array_elements_text(typed.choices) AS near (word)
    WHERE (SELECT count(*) FROM ({rows}) AS found) > 0
"""


@dataclass(frozen=True)
class Kind:
    """Records that can be found. ``names`` and ``tells`` are fields whose words an index holds (``WordsOf``).

    ``title``, ``about``, ``acronym``, ``day`` and ``body`` are expressions; ``page`` is the URL name of a record's
    page and ``key`` the number in it. ``group`` and ``label`` are those that the page offers to choose by.
    ``learned`` is false where the words are taught nowhere, so that every letter of them may be the wrong one.
    """

    name: str
    group: str
    label: str
    one: str
    permission: str
    rows: Callable[[User], QuerySet[Any]]
    names: tuple[str, ...]
    title: Any
    page: str
    tells: tuple[str, ...] = ()
    about: Any = None
    acronym: Any = None
    day: Any = None
    body: Any = None
    # Of two that match alike, the one of the kind with more weight comes first.
    weight: float = 0.0
    learned: bool = True
    key: str = "pk"


@dataclass(frozen=True)
class Hit:
    """One record that is shown; title and excerpt are escaped, with the matching words marked."""

    one: str
    title: SafeString
    about: SafeString
    day: date | None
    url: str
    excerpt: SafeString | None


@dataclass(frozen=True)
class Group:
    """How many records of a kind were found; ``more`` when only so many were looked at."""

    name: str
    label: str
    count: int
    more: bool


@dataclass(frozen=True)
class Found:
    """All that was found of what the person may see, best first."""

    words: tuple[Asked, ...]
    entries: list[Entry]
    groups: list[Group]

    def of(self, group: str) -> list[Entry]:
        return [entry for entry in self.entries if not group or _KINDS[entry.kind].group == group]


_KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Let these be found. An app does so when it starts."""
    for kind in kinds:
        if kind.name in _KINDS:
            raise ValueError(f"The search knows “{kind.name}” already. Give it another name.")
        _KINDS[kind.name] = kind


def documents_of(model: Any, permission: str, record: Any) -> tuple[Kind, Kind]:
    """The newest documents of the records of this model: by what they are called, and by what they say.

    ``record`` is the expression that tells which record a document belongs to.
    """

    def rows(prefix: str, user: User) -> dict[str, Any]:
        return {
            f"{prefix}content_type": ContentType.objects.get_for_model(model),
            f"{prefix}replaced_by__isnull": True,
            f"{prefix}object_id__in": model.objects.visible_to(user).order_by().values("pk"),
        }

    def called(prefix: str) -> Any:
        return Coalesce(NullIf(F(f"{prefix}title"), Value("")), F(f"{prefix}original_name"))

    def whose(prefix: str) -> Any:
        found = model._base_manager.order_by().filter(pk=OuterRef(f"{prefix}object_id"))
        return Subquery(found.values(told=Cast(record, TextField()))[:1])

    document = {
        "group": "documents",
        "label": "Documents",
        "one": "Document",
        "permission": permission,
        "page": "document_about",
    }
    return (
        Kind(
            f"documents of {model._meta.label_lower}",
            rows=lambda user: Document._base_manager.filter(**rows("", user)),
            names=("title", "original_name"),
            title=called(""),
            about=whose(""),
            day="uploaded_at",
            weight=1.0,
            **document,  # type: ignore[arg-type]
        ),
        Kind(
            f"texts of {model._meta.label_lower}",
            rows=lambda user: DocumentText._base_manager.filter(**rows("document__", user)),
            names=("text",),
            title=called("document__"),
            about=whose("document__"),
            body=F("text"),
            day="document__uploaded_at",
            key="document_id",
            **document,  # type: ignore[arg-type]
        ),
    )


def find(text: str, user: User) -> Found:
    """Everything of that text that this person may see, in at most four queries. ValidationError when too long."""
    if len(text) > LONGEST_QUERY:
        raise ValidationError(
            f"That is {number(len(text))} characters long. Search for a few words, at most "
            f"{LONGEST_QUERY} characters."
        )
    typed = ranking.words_asked(text, MOST_WORDS)
    kinds = [kind for kind in _KINDS.values() if user.has_perm(kind.permission)]
    if not typed or not kinds:
        return Found((), [], [])
    words, near = _looked_up(typed)
    rows = _rows(kinds, words, user)
    if len(rows) < FEW:
        guessed = _guessed(words, near, kinds, user)
        again = [kind for kind in kinds if _query(guessed, kind) != _query(words, kind)]
        if again:
            as_before = {kind.name for kind in kinds if kind not in again}
            rows = [row for row in rows if row[0] in as_before] + _rows(again, guessed, user)
            words = guessed
    return _ranked(rows, words)


def shown(found: Found, entries: list[Entry], user: User) -> list[Hit]:
    """These as the page shows them: one query, whatever their number and kinds."""
    details = _details(entries, user)
    hits = []
    for entry in entries:
        kind = _KINDS[entry.kind]
        about, body = details.get((entry.kind, entry.pk), ("", ""))
        hits.append(
            Hit(
                one=kind.one,
                title=ranking.marked(entry.title, found.words),
                about=ranking.marked(_without_gaps(about), found.words),
                day=entry.day,
                url=reverse(kind.page, args=[entry.pk]),
                excerpt=ranking.excerpt(body, found.words),
            )
        )
    return hits


def _without_gaps(about: str) -> str:
    """What is empty, such as an acronym that nobody gave, leaves no dot behind."""
    return " · ".join(part for part in about.split(" · ") if part.strip())


def _looked_up(typed: list[str]) -> tuple[tuple[Asked, ...], dict[str, tuple[str, ...]]]:
    """The words as they are meant, with what stands for unknown ones; and the known words near each of them."""
    choices = {word: sorted(ranking.mistyped(word)) for word in typed}
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [json.dumps(choices), typed])
        rows = {word: (stem or "", known, tuple(near)) for word, stem, known, near in cursor.fetchall()}
    words = tuple(
        Asked(word, stem, () if known else near)
        for word, (stem, known, near) in ((w, rows[w]) for w in typed)
    )
    return words, {word: near for word, (_, _, near) in rows.items()}


def _guessed(
    words: tuple[Asked, ...], near: dict[str, tuple[str, ...]], kinds: list[Kind], user: User
) -> tuple[Asked, ...]:
    """The words as if each were mistyped: what is near it, and of a word without such, the names near it.

    A name of a person is nowhere learned, so it is looked for among the records themselves.
    """
    unlike = {one.text: sorted(ranking.mistyped(one.text)) for one in words if not near[one.text]}
    names: dict[str, tuple[str, ...]] = {}
    for kind in kinds:
        if not kind.learned and any(unlike.values()):
            names |= _standing(kind, unlike, user)
    return tuple(replace(one, instead=near[one.text], names=names.get(one.text, ())) for one in words)


def _standing(kind: Kind, choices: dict[str, list[str]], user: User) -> dict[str, tuple[str, ...]]:
    """Those of the choices for each word that stand in the name of any record of this kind, whoever may see it.

    They only widen what is asked; what is found by them still comes through the scope.
    """
    near = asked(RawSQL("near.word", [], output_field=TextField()))
    model = kind.rows(user).model
    rows = model._base_manager.order_by().filter(SearchVectorExact(WordsOf(*kind.names), near)).values("pk")
    sql, params = rows.query.sql_with_params()
    found: dict[str, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(STANDING.format(rows=sql), [json.dumps(choices), *params])
        for word, other in cursor.fetchall():
            found[word].append(other)
    return {word: tuple(others) for word, others in found.items()}


def _query(words: tuple[Asked, ...], kind: Kind) -> str:
    """All words, each as it stands, as a beginning, or as a word that may be meant."""
    parts = []
    for one in words:
        choices = [f"'{one.text}'" + (":*" if len(one.text) >= ranking.BEGINNING else "")]
        choices += [f"'{other}'" for other in (*one.instead, *(() if kind.learned else one.names))]
        parts.append(f"({' | '.join(choices)})")
    return " & ".join(parts)


def _rows(kinds: list[Kind], words: tuple[Asked, ...], user: User) -> list[tuple[Any, ...]]:
    parts = [part for kind in kinds for part in _parts(kind, words, user)]
    union = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return list(union)


def _parts(kind: Kind, words: tuple[Asked, ...], user: User) -> list[QuerySet[Any, Any]]:
    """By name, the shortest first, and by everything else that is told of the record."""
    query = asked(_query(words, kind))
    named = _shaped(kind, WordsOf(*kind.names), query, user)
    if not kind.tells:
        return [named[:MOST_BY_TEXT]] if kind.body is not None else [_shortest(kind, named)]
    return [_shortest(kind, named), _shaped(kind, WordsOf(*kind.tells), query, user)[:MOST_BY_TEXT]]


def _shortest(kind: Kind, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return rows.order_by(Length(kind.names[0]), "pk")[:MOST_BY_NAME]


def _shaped(kind: Kind, words: WordsOf, query: Any, user: User) -> QuerySet[Any, Any]:
    """The rows of every kind whose words agree, in the same columns, so that they can be put together."""
    day = Cast(kind.day or Value(None), DateField())
    rows = kind.rows(user).filter(SearchVectorExact(words, query))
    return rows.order_by().values_list(
        Value(kind.name, output_field=CharField()),
        Cast(kind.key, BigIntegerField()),
        _text(kind.title),
        _text(kind.acronym),
        day,
    )


def _text(words: Any) -> Any:
    if words is None:
        return Value("", output_field=TextField())
    return Coalesce(words, Value(""), output_field=TextField())


def _ranked(rows: list[tuple[Any, ...]], words: tuple[Asked, ...]) -> Found:
    best: dict[tuple[str, int], Entry] = {}
    seen: Counter[str] = Counter()
    for name, pk, title, acronym, day in rows:
        kind = _KINDS[name]
        entry = Entry(name, pk, title, acronym, day)
        entry = replace(entry, score=ranking.score(entry, words, kind.weight))
        seen[name] += 1
        other = best.get((kind.page, pk))
        if other is None:
            best[kind.page, pk] = entry
        elif other.kind != name:
            # A document found by name and by text: the better place of the two, and the text to show.
            with_text = entry if kind.body else other
            best[kind.page, pk] = replace(with_text, score=max(entry.score, other.score))
    entries = ranking.in_order(best.values())
    groups: dict[str, Group] = {}
    for kind in _KINDS.values():
        count = sum(1 for entry in entries if _KINDS[entry.kind] is kind)
        if not count:
            continue
        more = seen[kind.name] >= min(MOST_BY_NAME, MOST_BY_TEXT)
        group = groups.get(kind.group, Group(kind.group, kind.label, 0, more=False))
        groups[kind.group] = replace(group, count=group.count + count, more=group.more or more)
    return Found(words, entries, list(groups.values()))


def _details(entries: list[Entry], user: User) -> dict[tuple[str, int], tuple[str, str]]:
    """What is told about these records, and where the words may stand. Only for those that a page shows."""
    parts = []
    for name in dict.fromkeys(entry.kind for entry in entries):
        kind = _KINDS[name]
        pks = [entry.pk for entry in entries if entry.kind == name]
        parts.append(
            kind.rows(user)
            .order_by()
            .filter(**{f"{kind.key}__in": pks})
            .values_list(
                Value(name, output_field=CharField()),
                Cast(kind.key, BigIntegerField()),
                _text(kind.about),
                Left(_text(kind.body), LOOKED_THROUGH),
            )
        )
    if not parts:
        return {}
    union = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {(name, pk): (about, body) for name, pk, about, body in union}
