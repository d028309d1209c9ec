"""Entries that resemble each other: for one that is being written down, for a whole file, for the whole register.

Of entries that the reader may not open only this is told: that a match exists, and who holds it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.lookups import TrigramSimilar, TrigramWordSimilar
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import Upper

from partnerships.core.models import User
from stakeholders.models import Contact, Stakeholder
from stakeholders.models.telling import email_domain, registration_digits, web_domain
from stakeholders.resemblance import (
    DOMAIN_SHARED_BY,
    INITIALS,
    LEAST_OWN,
    NAME_FROM,
    SAME_DOMAIN,
    SAME_NUMBER,
    SAME_SHORT,
    Name,
    agree,
    domain_of,
    is_weak,
    registration,
    resemblance,
    short_form,
    stands_for,
    take_apart,
)

# How many entries the database hands over for scoring, and how many are told.
SHORTLIST, TOLD = 200, 5
# A word of its own that more entries bear than these (the name of a province) finds nobody by itself.
BORNE_BY = 1500


class Likeness(NamedTuple):
    pk: int
    score: int
    why: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What of an entry tells whether it is another one."""

    pk: int
    name: Name
    short: str
    number: str
    domains: frozenset[str]

    @classmethod
    def made_of(
        cls, pk: int, name: str, short_name: str, registration_number: str, addresses: Iterable[str]
    ) -> Entry:
        domains = frozenset(domain for address in addresses if address and (domain := domain_of(address)))
        return cls(pk, take_apart(name), short_form(short_name), registration(registration_number), domains)


def compare(one: Entry, other: Entry, *, telling: Collection[str]) -> Likeness | None:
    """How much two entries resemble each other and why; nothing when too little. ``telling``: domains that count."""
    if one.number and one.number == other.number:
        return Likeness(other.pk, SAME_NUMBER, "The registration number is the same.")
    score = resemblance(one.name, other.name)
    if score >= NAME_FROM:
        return Likeness(other.pk, score, "The name is the same." if score == 100 else "The names are alike.")
    if _same_short(one, other):
        return Likeness(other.pk, SAME_SHORT, "The short form is the same.")
    if _initials_of(one, other) or _initials_of(other, one):
        return Likeness(
            other.pk, INITIALS, "The short form of one is made of the first letters of the other."
        )
    if any(domain in telling for domain in one.domains & other.domains):
        return Likeness(other.pk, SAME_DOMAIN, "The e-mail or web address is at the same domain.")
    return None


def _same_short(one: Entry, other: Entry) -> bool:
    if not one.short or one.short != other.short or one.name.marks != other.name.marks:
        return False
    return not (is_weak(one.short, one.name) or is_weak(other.short, other.name))


def _initials_of(short: Entry, long: Entry) -> bool:
    """One entry is named by nothing but the short form of the other."""
    named = short.name.own[0] if len(short.name.own) == 1 and not short.name.common else ""
    return bool(named) and (named == long.short or stands_for(named, long.name))


class KnownNames:
    """The whole register in memory, for files and scans: one query to build, then no more."""

    def __init__(self) -> None:
        self.entries: dict[int, Entry] = {}
        self._bearing: dict[str, list[int]] = defaultdict(list)
        self._spelt: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._alike: dict[str, list[str]] = {}
        self._common: dict[tuple[frozenset[str], tuple[str, ...]], list[int]] = defaultdict(list)
        self._short: dict[str, list[int]] = defaultdict(list)
        self._number: dict[str, list[int]] = defaultdict(list)
        self._domain: dict[str, list[int]] = defaultdict(list)
        for entry in _entries(_registered()):
            self._add(entry)

    def add(
        self,
        pk: int,
        name: str,
        short_name: str = "",
        registration_number: str = "",
        domains: Iterable[str] = (),
    ) -> None:
        """Know one more, for instance a row of the file that is being read; its key may be any number."""
        self._add(Entry.made_of(pk, name, short_name, registration_number, domains))

    def find(
        self, name: str, short_name: str = "", registration_number: str = "", domains: Iterable[str] = ()
    ) -> list[Likeness]:
        """The entries that resemble this one, the likest first; ``domains`` may be whole addresses."""
        return self.find_entry(Entry.made_of(0, name, short_name, registration_number, domains))

    def find_entry(self, entry: Entry) -> list[Likeness]:
        telling = {
            domain for domain in entry.domains if len(self._domain.get(domain, ())) <= DOMAIN_SHARED_BY
        }
        keys = self._candidates(entry, telling)
        keys.discard(entry.pk)
        found = [like for key in keys if (like := compare(entry, self.entries[key], telling=telling))]
        return sorted(found, key=lambda like: (-like.score, like.pk))

    def pairs(self) -> Iterator[tuple[int, Likeness]]:
        """Every two entries that resemble each other, once."""
        for entry in self.entries.values():
            for like in self.find_entry(entry):
                if entry.pk < like.pk:
                    yield entry.pk, like

    def _add(self, entry: Entry) -> None:
        self.entries[entry.pk] = entry
        for word in _keys(entry.name):
            if word not in self._bearing:
                self._spelt[word[0], len(word)].append(word)
                self._alike.clear()
            self._bearing[word].append(entry.pk)
        if not entry.name.own:
            self._common[entry.name.common, entry.name.marks].append(entry.pk)
        if entry.short:
            self._short[entry.short].append(entry.pk)
        if entry.number:
            self._number[entry.number].append(entry.pk)
        for domain in entry.domains:
            self._domain[domain].append(entry.pk)

    def _candidates(self, entry: Entry, telling: Iterable[str]) -> set[int]:
        found: set[int] = set()
        if entry.number:
            found.update(self._number.get(entry.number, ()))
        for short in {entry.short, entry.name.initials, *entry.name.own} - {""}:
            found.update(self._short.get(short, ())[:SHORTLIST])
        for domain in telling:
            found.update(self._domain.get(domain, ()))
        if not entry.name.own:
            found.update(self._common.get((entry.name.common, entry.name.marks), ()))
        if len(entry.name.initials) >= 4:
            found.update(self._bearing.get(entry.name.initials, ())[:SHORTLIST])
        found |= self._alike_by_words(entry.name, found)
        return found

    def _alike_by_words(self, name: Name, others: Collection[int]) -> set[int]:
        """Entries that share so many of the name's own words that the names can be alike: the rest is not scored."""
        borne = sorted(
            (len(self._bearing[word]), key, word) for key in _keys(name) for word in self._like(key)
        )
        joined, shared, passed_over = "".join(name.own), Counter[int](), set[str]()
        sure: set[int] = set()
        for count, key, word in borne:
            if count > BORNE_BY and (others or shared or sure):
                passed_over.add(key)
            elif key == joined:
                sure.update(self._bearing[word])
            else:
                shared.update(self._bearing[word])
        # A word that the name has twice, or that so many bear that they were passed over, may be shared by any.
        length, spare = len(name.own), len(name.own) - len(set(name.own)) + len(passed_over)
        return sure | {
            pk
            for pk, count in shared.items()
            if 2 * (count + spare) >= LEAST_OWN * (length + len(self.entries[pk].name.own))
        }

    def _like(self, word: str) -> list[str]:
        """The words of the register that are this one but for a typing error."""
        if word not in self._alike:
            near = range(len(word) - 2, len(word) + 3)
            self._alike[word] = [
                known
                for length in near
                for known in self._spelt.get((word[0], length), ())
                if agree(word, known)
            ]
        return self._alike[word]


def _keys(name: Name) -> set[str]:
    """The words by which a name is looked up: its own ones, and all in one."""
    return {*name.own, "".join(name.own)} - {""}


def _entries(queryset: Any) -> Iterator[Entry]:
    emails = Contact._base_manager.filter(stakeholder=OuterRef("pk")).exclude(email="").values("email")
    rows = queryset.order_by().values_list(
        "pk", "name", "short_name", "registration_number", "website", ArraySubquery(emails)
    )
    for pk, name, short_name, number, website, addresses in rows.iterator(chunk_size=5000):
        yield Entry.made_of(pk, name, short_name, number, [website, *addresses])


@dataclass(frozen=True)
class Match:
    """One entry that resembles what is being written down.

    Of an entry that the reader may not open only ``holder`` is filled, and ``count`` says how many that holder has.
    """

    holder: str
    pk: int | None = None
    name: str = ""
    why: str = ""
    state: str = ""
    count: int = 1


def lookalikes(
    *,
    by: User,
    name: str,
    short_name: str = "",
    registration_number: str = "",
    website: str = "",
    emails: Iterable[str] = (),
    exclude: int | None = None,
) -> list[Match]:
    """The registered entries of all provinces that resemble this one, as far as ``by`` may know of them."""
    entry = Entry.made_of(exclude or 0, name, short_name, registration_number, [website, *emails])
    return _told(like_in_register(entry, name), by)


def written_down(stakeholder: Stakeholder) -> Entry:
    """A stored entry, with the addresses of its contact people."""
    return next(_entries(Stakeholder._base_manager.filter(pk=stakeholder.pk)))


def like_in_register(entry: Entry, name: str) -> list[Likeness]:
    """The registered entries that resemble this one, the likest first: three queries and the scoring."""
    rows = _registered().exclude(pk=entry.pk).alias(registration_digits=registration_digits())
    holding = _holding(rows, entry.domains)
    telling = [domain for domain, keys in holding.items() if len(keys) <= DOMAIN_SHARED_BY]
    keys = {key for domain in telling for key in holding[domain]}
    if conditions := _conditions(entry):
        likest = TrigramSimilarity(Upper("name"), name.upper()).desc()
        keys |= set(rows.filter(conditions).order_by(likest, "-pk").values_list("pk", flat=True)[:SHORTLIST])
    if not keys:
        return []
    found = [
        like
        for other in _entries(rows.filter(pk__in=keys))
        if (like := compare(entry, other, telling=telling))
    ]
    return sorted(found, key=lambda like: (-like.score, like.pk))


def _registered() -> Any:
    """The entries of all provinces: what may be told of one is decided where it is told (``_told``)."""
    return Stakeholder._base_manager.filter(archived_on__isnull=True)


def _conditions(entry: Entry) -> Q | None:
    """Rows worth scoring, each condition found by an index: own words, short forms, registration number."""
    name, short = Upper(F("name")), Upper(F("short_name"))
    conditions = [
        Q(TrigramWordSimilar(name, Value(word.upper())))
        for word in sorted(_keys(entry.name), key=lambda key: (-len(key), key))[:5]
    ]
    if not entry.name.own and entry.name.common:
        conditions.append(Q(TrigramSimilar(name, Value(" ".join(sorted(entry.name.common)).upper()))))
    shorts = {entry.short, entry.name.initials if len(entry.name.initials) >= 4 else "", *entry.name.own} - {
        ""
    }
    conditions += [
        Q(TrigramSimilar(short, Value(text.upper()))) for text in sorted(shorts) if len(text) <= 12
    ]
    if entry.number:
        conditions.append(~Q(registration_number="") & Q(registration_digits=entry.number))
    return reduce(or_, conditions) if conditions else None


def _holding(rows: Any, domains: Collection[str]) -> dict[str, set[int]]:
    """Which entries have a website or somebody's e-mail at each of these domains."""
    holding: dict[str, set[int]] = defaultdict(set)
    if not domains:
        return holding
    sites = rows.annotate(at=web_domain()).filter(at__in=domains).exclude(website="")
    mails = Contact._base_manager.annotate(at=email_domain()).filter(at__in=domains).exclude(email="")
    mails = mails.filter(stakeholder__in=rows.order_by().values("pk")).order_by()
    for pk, domain in (
        sites.order_by().values_list("pk", "at").union(mails.values_list("stakeholder_id", "at"))
    ):
        holding[domain].add(pk)
    return holding


def _told(likes: list[Likeness], by: User) -> list[Match]:
    """What this person may know of them: the likest of the own scope, and by whom others are held."""
    keys = [like.pk for like in likes]
    own = Stakeholder.objects.visible_to(by).select_related("province").in_bulk(keys)
    shown = [
        Match(
            own[like.pk].scope_label, like.pk, own[like.pk].name, like.why, own[like.pk].get_status_display()
        )
        for like in likes
        if like.pk in own
    ]
    held: dict[str, int] = defaultdict(int)
    others = Stakeholder._base_manager.filter(pk__in=set(keys) - set(own)).order_by("province__order")
    for holder in others.values_list("province__name", flat=True):
        held[holder] += 1
    return shown[:TOLD] + [Match(holder, count=count) for holder, count in held.items()]
