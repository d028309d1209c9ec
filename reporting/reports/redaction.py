"""A report for readers outside: people, and organisations that are not public, under pseudonyms.

The same one has the same pseudonym throughout a report and in all its files; in another report another one, so that
two reports cannot be laid side by side. Without the key of the installation nobody can work out who is meant, not even
with the register in hand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache, cached_property
from typing import Any
from unicodedata import normalize

from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from mou.models import MoUParty
from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.core.states import State
from reporting.reports.base import Linked
from reporting.reports.document import QuarterlyReport
from stakeholders.models import Contact, Stakeholder

REDACTED = "Redacted copy: people, and organisations that are not public, stand under pseudonyms. Not the sealed file."
ORGANISATION, PERSON = "Organisation", "Person"
SOMEBODY = "a person"
# No vowels, so that no word comes about; 28^8 of them.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
WORD = re.compile(r"\w+")
ASIDE = re.compile(r"\s*\([^()]*\)$")
SHORTEST = 3
# Fields that hold the language of the report, never a name of the register.
OWN_WORDS = {
    "place",
    "label",
    "heading",
    "key",
    "code",
    "unit",
    "measured_in",
    "calculation",
    "empty",
    "notes",
    "cycle",
}
# What follows one of these is the name of a person, known to the register or not.
TITLES = (
    "Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Adv|Advocate|Rev|Reverend|Pastor|Bishop|Cllr|Councillor|Const|Constable|Sgt|"
    "Sergeant|Lt|Lieutenant|Capt|Captain|Col|Colonel|Brig|Brigadier"
)
TITLED = re.compile(rf"\b(?:{TITLES})\.?\s+([^\W\d_a-z][\w’'-]+)")


@dataclass(frozen=True, slots=True)
class Name:
    """A name, with what stands in its place; a public one stays as it is."""

    pattern: re.Pattern[str]
    length: int
    instead: str


@dataclass
class Redaction:
    """Replaces names in words; ``used`` are the pseudonyms that were needed."""

    report: str  # its number: another report has other pseudonyms
    # Words of the report's own language: where the register has one of them as a name, it names nobody.
    ordinary: frozenset[str] = frozenset()
    used: set[str] = field(default_factory=set)
    _known: dict[str, str] = field(default_factory=dict)

    def pseudonym(self, kind: str, pk: int | str) -> str:
        secret = settings.PSEUDONYM_KEY or settings.SECRET_KEY
        digest = salted_hmac(
            "reporting.redaction", f"{self.report}:{kind}:{pk}", secret=secret, algorithm="sha256"
        )
        number, letters = int.from_bytes(digest.digest()), []
        for _ in range(8):
            number, place = divmod(number, len(LETTERS))
            letters.append(LETTERS[place])
        code = "".join(letters)
        return f"{kind} {code[:4]}-{code[4:]}"

    def words(self, text: str) -> str:
        """The text with every name of the register replaced, the longest first."""
        if text not in self._known:
            self._known[text] = self._without_surnames(self._without_names(text))
        return self._known[text]

    def _without_names(self, text: str) -> str:
        parts, end = [], 0
        text = normalize("NFC", text)
        seen = folded(text)  # letter by letter, so that the places are the same
        for word in WORD.finditer(seen):
            if word.start() < end:
                continue
            for name in self._names.get(word.group().lower(), ()):
                if found := name.pattern.match(seen, word.start()):
                    as_it_stands = text[found.start() : found.end()]
                    parts += [text[end : found.start()], self._use(name.instead) or as_it_stands]
                    end = found.end()
                    break
        return "".join([*parts, text[end:]])

    def _without_surnames(self, text: str) -> str:
        def instead(found: re.Match[str]) -> str:
            if found.group(1) == PERSON:  # replaced already, by its whole name
                return found.group()
            people = self._surnames.get(folded(found.group(1)).lower(), set())
            return self._use(next(iter(people)) if len(people) == 1 else SOMEBODY)

        return TITLED.sub(instead, text)

    def _use(self, pseudonym: str) -> str:
        if pseudonym:
            self.used.add(pseudonym)
        return pseudonym

    # The register

    def linked(self, link: Linked) -> str:
        """An organisation is known by its address, whatever it was called when the report was compiled."""
        found = self._address.fullmatch(link.url)
        if found and (pk := int(found.group(1))) in self._not_public:
            return self._use(self.pseudonym(ORGANISATION, pk))
        return self.words(link.text)

    @cached_property
    def _address(self) -> re.Pattern[str]:
        before, after = reverse("stakeholders:detail", args=[0]).rsplit("0", 1)
        return re.compile(rf"{re.escape(before)}(\d+){re.escape(after)}(?:[?#].*)?")

    @cached_property
    def _not_public(self) -> set[int]:
        found = Stakeholder._base_manager.filter(group__is_public=False)
        return set(found.order_by().values_list("pk", flat=True))

    @cached_property
    def _people(self) -> list[tuple[str, str]]:
        """Name and pseudonym of everybody that the register knows, earlier names included."""
        found: list[tuple[str, str]] = []
        for model in (User, Contact):
            label = model._meta.label_lower
            for pk, name in [*_of(model, "pk", "name"), *_of_history(model, "pgh_obj_id", "name")]:
                found.append((name, self.pseudonym(PERSON, f"{label}:{pk}")))
        return found

    @cached_property
    def _names(self) -> dict[str, list[Name]]:
        index: dict[str, list[Name]] = defaultdict(list)
        organisations = [
            *_of(Stakeholder, "pk", "name", "short_name"),
            *_of_history(Stakeholder, "pgh_obj_id", "name", "short_name"),
            *_of(MoUParty, "stakeholder_id", "full_name"),
            *_of_history(MoUParty, "stakeholder_id", "full_name"),
        ]
        for pk, *names in organisations:
            if pk is not None:
                instead = self.pseudonym(ORGANISATION, pk) if pk in self._not_public else ""
                self._enter(index, names, instead)
        for name, pseudonym in self._people:
            self._enter(index, [name], pseudonym)
        for found in index.values():
            # Of the same length, an organisation that is not public is rather left out than named.
            found.sort(key=lambda name: (-name.length, not name.instead))
        return index

    def _enter(self, index: dict[str, list[Name]], names: Iterable[str], instead: str) -> None:
        for said in _ways(names):
            first = WORD.search(said)
            if first is None or said in self.ordinary:
                continue
            # A single word must be written as it is in the register.
            flags = re.IGNORECASE if " " in said else 0
            words = said[first.start() :].split()
            pattern = re.compile(r"\s+".join(map(re.escape, words)) + r"(?!\w)", flags)
            index[first.group().lower()].append(Name(pattern, len(said), instead))

    @cached_property
    def _surnames(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for name, pseudonym in self._people:
            words = ASIDE.sub("", name).split()
            if len(words) > 1:
                found[folded(words[-1]).lower()].add(pseudonym)
        return found


def redacted(report: QuarterlyReport, *, number: str) -> tuple[QuarterlyReport, int]:
    """The report for readers outside, and how many names were taken out.

    Who reviewed and who approved it stay named: they answer for it in public.
    """
    redaction = Redaction(number, ordinary=_words_of(report))
    found = _walk(report, redaction)
    if report.seal and found.seal:
        seal = replace(found.seal, reviewed=report.seal.reviewed, approved=report.seal.approved)
        found = replace(found, seal=seal)
    return replace(found, redaction=REDACTED), len(redaction.used)


def _walk(value: Any, redaction: Redaction) -> Any:
    if isinstance(value, str):
        return redaction.words(value)
    if isinstance(value, tuple):
        return tuple(_walk(one, redaction) for one in value)
    if isinstance(value, dict):
        return {key: _walk(one, redaction) for key, one in value.items()}
    if isinstance(value, Linked):
        return Linked(redaction.linked(value))
    if not is_dataclass(value) or isinstance(value, Quarter | Province | State | type):
        return value
    # Addresses lead into the system, and name records by their number.
    changed = {
        one.name: "" if one.name == "url" else _walk(getattr(value, one.name), redaction)
        for one in fields(value)
        if one.compare and one.name not in OWN_WORDS
    }
    return replace(value, **changed)


def _words_of(report: QuarterlyReport) -> frozenset[str]:
    """The words of the method, of the strategy and of the places."""
    parts: list[Any] = [
        part for area in report.focus_areas for part in (area, *area.thrusts, *area.indicators)
    ]
    texts = [
        report.title,
        report.place,
        *(text for pair in report.notes for text in pair),
        *(part.name for part in parts),
        *(headline.label for headline in report.headlines),
        *(gap.label for gap in report.gaps),
        *(row.province for row in report.grid),
    ]
    return frozenset(word for text in texts for word in WORD.findall(folded(normalize("NFC", text))))


def folded(text: str) -> str:
    """Each letter without its marks, each quotation mark and dash as the plain one: people type them as they can."""
    return "".join(map(_plain, text))


@cache
def _plain(letter: str) -> str:
    if letter in "’‘ʼ`´":
        return "'"
    return "-" if letter in "‐‑–—−" else normalize("NFD", letter)[0]


def _of(model: Any, *names: str) -> Iterable[tuple[Any, ...]]:
    return model._base_manager.order_by().values_list(*names)  # type: ignore[no-any-return]


def _of_history(model: Any, *names: str) -> Iterable[tuple[Any, ...]]:
    """What records were called before, from their history; nothing for what keeps none."""
    try:
        events = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    except LookupError:
        return []
    return events._base_manager.order_by().values_list(*names).distinct()


def _ways(names: Iterable[str]) -> Iterator[str]:
    """As it stands in the register, and without what stands in brackets behind it."""
    for name in names:
        for said in dict.fromkeys(
            folded(normalize("NFC", one)) for one in (name.strip(), ASIDE.sub("", name.strip()))
        ):
            if len(said) >= SHORTEST:
                yield said
