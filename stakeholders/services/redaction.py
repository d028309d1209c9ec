"""Taking a person's details out of the register, its history included, and finding the name in what people wrote.

The history tables only grow: a trigger refuses every change. Redaction is the one exception that the law demands
(POPIA s24), so this module, and no other, sets that trigger aside, for the tables it touches and for that moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pgtrigger
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from partnerships.core import history
from partnerships.core.models import StatusChange, User, Versioned
from stakeholders.models import (
    ActionItem,
    Contact,
    Engagement,
    EngagementParticipant,
    EngagementPoint,
    FitAssessment,
    FitScore,
    FunctionalityAnswer,
    FunctionalityAssessment,
    InterviewAnswer,
    PartnerDecision,
    PartnershipProposal,
    PersonalInformationRequest,
    ProposalObjective,
    ProposalRisk,
    Relationship,
    Stakeholder,
    StakeholderAnalysis,
)
from stakeholders.models.contact import REDACTED
from stakeholders.services.checks import need, said
from stakeholders.services.pairs import compare_anew

IN_TEXT = "[redacted]"
# What is left of the row of a redacted person, and of its history.
EMPTIED: dict[str, Any] = {
    "name": REDACTED,
    "post": "",
    "email": "",
    "phone": "",
    "source": "",
    "preferred_channel": "",
    "language": None,
}
SHORTEST_NAME = 3
AROUND = 60


@dataclass(frozen=True)
class Place:
    """Where people write freely. ``parent`` leads from a line to the record that it belongs to and is opened with."""

    label: str
    model: Any
    fields: tuple[str, ...]
    parent: str = ""

    @property
    def key(self) -> str:
        return self.model._meta.model_name

    @property
    def root(self) -> Any:
        return self.model._meta.get_field(self.parent).related_model if self.parent else self.model

    @property
    def root_id(self) -> str:
        return f"{self.parent}_id" if self.parent else "id"

    @property
    def events(self) -> Any:
        return self.model.events.rel.related_model

    @property
    def event_root_id(self) -> str:
        return f"{self.parent}_id" if self.parent else "pgh_obj_id"

    def holds(self, pattern: str) -> Q:
        condition = Q()
        for field in self.fields:
            condition |= Q(**{f"{field}__iregex": pattern})
        return condition


PLACES = (
    Place(
        "Engagement: purpose, place and notes", Engagement, ("purpose", "place", "notes", "follow_up_purpose")
    ),
    Place("Engagement: points", EngagementPoint, ("text",), "engagement"),
    Place("Engagement: participants", EngagementParticipant, ("office",), "engagement"),
    Place("Engagement: answers of the interview", InterviewAnswer, ("question", "answer"), "engagement"),
    Place("Action item", ActionItem, ("what", "owner_elsewhere", "outcome")),
    Place("Functionality: remarks", FunctionalityAssessment, ("remarks", "support_needed")),
    Place("Functionality: what was seen", FunctionalityAnswer, ("note",), "assessment"),
    Place("Request about personal details", PersonalInformationRequest, ("how", "asked", "answer")),
    Place("Source of another contact", Contact, ("source",)),
    Place("Stakeholder: what is known of it", Stakeholder, ("mandate", "source", "archive_reason")),
    Place("Stakeholder: analysis", StakeholderAnalysis, ("reason",), "stakeholder"),
    Place("Stakeholder: relationship", Relationship, ("note",)),
    Place(
        "Partnership proposal",
        PartnershipProposal,
        ("purpose", "gap", "affected", "no_risk_reason", "summary", "spread_note", "closing_note"),
    ),
    Place("Partnership proposal: objectives", ProposalObjective, ("text",), "proposal"),
    Place("Partnership proposal: risks", ProposalRisk, ("text", "met_by"), "proposal"),
    Place("Strategic fit", FitAssessment, ("recommendation_reason",)),
    Place("Strategic fit: reasons", FitScore, ("reason", "evidence"), "assessment"),
    Place("Partner decision", PartnerDecision, ("reason", "conditions", "end_note")),
)


# What the title of a record is made of, fetched with it.
JOINED: dict[Any, tuple[str, ...]] = {
    Engagement: ("kind", "stakeholder"),
    ActionItem: ("stakeholder",),
    FunctionalityAssessment: ("structure__stakeholder",),
    PersonalInformationRequest: ("contact",),
    Contact: ("stakeholder",),
    Relationship: ("source", "target", "kind"),
    PartnershipProposal: ("stakeholder",),
    FitAssessment: ("proposal__stakeholder",),
    PartnerDecision: ("stakeholder",),
}


@dataclass(frozen=True)
class Mention:
    """One record in which the name stands; ``excerpts`` is empty when only its history still has it."""

    key: str
    label: str
    record: models.Model
    excerpts: tuple[str, ...]
    may_replace: bool

    @property
    def url(self) -> str:
        """Its own page, or that of the stakeholder where it is shown."""
        record: Any = self.record
        if isinstance(record, Relationship):
            record = record.source
        elif isinstance(record, PartnerDecision):
            record = record.stakeholder
        return record.get_absolute_url()

    @property
    def whose(self) -> str:
        """The stakeholder that it is about, where its own words do not say so."""
        record: Any = self.record
        if isinstance(record, FunctionalityAssessment):
            return str(record.structure.stakeholder)
        if isinstance(record, FitAssessment):
            return str(record.proposal.stakeholder)
        return (
            "" if isinstance(record, Stakeholder | Relationship) else str(getattr(record, "stakeholder", ""))
        )


@dataclass(frozen=True)
class Wording:
    """What is looked for: every name, e-mail and number that the person's rows ever had."""

    terms: tuple[str, ...]

    @cached_property
    def pattern(self) -> str:
        """Read alike by PostgreSQL and by Python: whole words, whatever their case and the spaces between."""
        return rf"(?<!\w)(?:{'|'.join(self.terms)})(?!\w)"

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)

    def __bool__(self) -> bool:
        return bool(self.terms)

    def stands_in(self, text: str) -> bool:
        return bool(self) and bool(self.regex.search(text))

    def replaced(self, text: str, longest: int | None = None) -> str:
        text = self.regex.sub(IN_TEXT, text)
        return text if longest is None else text[:longest]

    def excerpt(self, text: str) -> str:
        """The words round the first place where it stands."""
        found = self.regex.search(text)
        if found is None:
            return ""
        start, end = max(0, found.start() - AROUND), found.end() + AROUND
        return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"


def wording(contact: Contact) -> Wording:
    """Names, e-mails and numbers of all the person's rows, earlier ones of the history included."""
    person = Contact._default_manager.of_person(contact)
    fields = ("name", "email", "phone")
    rows = person.values_list(*fields)
    events = _events(Contact).filter(pgh_obj_id__in=person.values("pk")).values_list(*fields).distinct()
    names: set[str] = set()
    mails: set[str] = set()
    numbers: set[str] = set()
    for name, mail, number in [*rows, *events]:
        if name != REDACTED and len(name) >= SHORTEST_NAME:
            names.add(r"\s+".join(re.escape(word) for word in name.split()))
        if mail:
            mails.add(re.escape(mail))
        if number:
            numbers.add(_as_written(str(getattr(number, "as_e164", number))))
    # The longest first: a name that holds another is replaced whole.
    return Wording(tuple(sorted(names | mails | numbers, key=lambda term: (-len(term), term))))


def _as_written(number: str) -> str:
    """+27111234567 in all the ways people write it: 011 123 4567, 011-123-4567, +27 11 123 4567."""
    if not number.startswith("+27"):
        return re.escape(number)
    return r"(?:\+27|0027|0)[\s()/-]*" + r"[\s()/-]*".join(number.removeprefix("+27"))


def mentions(contact: Contact, *, by: User) -> list[Mention]:
    """Where the person still stands in free text that ``by`` may see. Two queries for each place, however many."""
    words = wording(contact)
    if not words:
        return []
    own = set(Contact._default_manager.of_person(contact).values_list("pk", flat=True))
    return [
        mention
        for place in PLACES
        for mention in _mentions_in(place, words, by)
        if not (place.model is Contact and mention.record.pk in own)
    ]


def _mentions_in(place: Place, words: Wording, by: User) -> Iterator[Mention]:
    holds = place.holds(words.pattern)
    rows = place.model._base_manager.filter(holds)
    events = place.events._base_manager.filter(holds | Q(pgh_context__reason__iregex=words.pattern))
    found = Q(pk__in=rows.values(place.root_id)) | Q(pk__in=events.values(place.event_root_id))
    found |= Q(pk__in=_moves(place).filter(note__iregex=words.pattern).values("object_id"))
    editable = place.root.objects.editable_by(by).filter(pk=OuterRef("pk"))
    roots = place.root.objects.visible_to(by).filter(found).annotate(may_replace=Exists(editable))
    roots = list(roots.select_related(*JOINED.get(place.root, ())).order_by("pk"))
    texts: dict[int, list[str]] = {}
    lines = rows.filter(**{f"{place.root_id}__in": [root.pk for root in roots]}).order_by("pk")
    for root, *values in lines.values_list(place.root_id, *place.fields):
        texts.setdefault(root, []).extend(words.excerpt(value) for value in values if words.stands_in(value))
    for root in roots:
        yield Mention(
            f"{place.key}-{root.pk}", place.label, root, tuple(texts.get(root.pk, ())), root.may_replace
        )


def _moves(place: Place) -> Any:
    """The moves along a life cycle of the records of a place: their notes repeat what was typed."""
    content_type = ContentType._default_manager.get_for_model(place.model)
    return StatusChange._base_manager.filter(content_type=content_type)


def against_redacting(contact: Contact, by: User) -> str:
    """Why this person cannot be redacted by this official, or nothing."""
    if contact.is_redacted:
        return "The details of this person are redacted already."
    rows = Contact._default_manager
    person = rows.of_person(contact)
    if person.exclude(pk__in=rows.editable_by(by).values("pk")).exists():
        return (
            "Another post of this person lies outside what you may change, and all of them are redacted together. "
            "Ask the Partnerships Unit to do it."
        )
    return ""


@transaction.atomic
def redact_contact(contact: Contact, *, by: User, reason: str, replace_in: Iterable[str] = ()) -> Contact:
    """Empty the personal details of all the person's rows and of their history; what happened when stays readable.

    ``replace_in`` are keys of ``mentions``: there the name gives way to "[redacted]", in their history too.
    """
    need(by, "stakeholders.redact_contact")
    rows = Contact._default_manager
    list(rows.of_person(contact).select_for_update(of=("self",)).values_list("pk"))
    if not rows.editable_by(by).filter(pk=contact.pk).exists():
        raise PermissionDenied
    contact.refresh_from_db()
    if reason_against := against_redacting(contact, by):
        raise ValidationError(reason_against)
    reason = said(reason, "reason", "Give the reason: it is kept with the record.")
    words = wording(contact)
    if words.stands_in(reason):
        raise ValidationError(
            {"reason": "Leave the name, e-mail and number out of the reason: it stays on the record."}
        )
    chosen = set(replace_in)
    known = [m for m in mentions(contact, by=by) if m.may_replace and m.key in chosen]
    with history.acting(by, reason):
        for place in PLACES:
            roots = [m.record.pk for m in known if m.key == f"{place.key}-{m.record.pk}"]
            if roots:
                _replace(place, roots, words)
        _empty(contact, by, reason, words)
    for stakeholder in Stakeholder._base_manager.filter(contacts__in=rows.of_person(contact)).distinct():
        compare_anew(stakeholder)
    contact.refresh_from_db()
    return contact


def _empty(contact: Contact, by: User, reason: str, words: Wording) -> None:
    rows = Contact._default_manager
    keys = list(rows.of_person(contact).values_list("pk", flat=True))
    Contact._base_manager.filter(pk__in=keys).update(
        **EMPTIED,
        is_main=False,
        is_backup=False,
        redacted_on=timezone.localdate(),
        redacted_by=by,
        redaction_reason=reason,
        version=F("version") + 1,
    )
    events = _events(Contact)
    with pgtrigger.ignore(_append_only(events)):
        events.filter(pgh_obj_id__in=keys).update(**EMPTIED)
        _replace_reasons(events.filter(pgh_obj_id__in=keys), words)


def _replace(place: Place, roots: list[int], words: Wording) -> None:
    """In the lines themselves, then in their history and in the notes of their moves."""
    holds = place.holds(words.pattern)
    for line in place.model._base_manager.filter(holds, **{f"{place.root_id}__in": roots}):
        place.model._base_manager.filter(pk=line.pk).update(**_changed(place, line, words))
    if issubclass(place.root, Versioned):
        # Who has the form open with the old text is told of the clash instead of writing the name back.
        place.root._base_manager.filter(pk__in=roots).update(version=F("version") + 1)
    events = place.events._base_manager.filter(**{f"{place.event_root_id}__in": roots})
    moves = _moves(place).filter(object_id__in=roots)
    with pgtrigger.ignore(_append_only(place.events), _append_only(StatusChange)):
        for event in events.filter(holds):
            events.filter(pk=event.pk).update(**_changed(place, event, words))
        _replace_reasons(events, words)
        for move in moves.filter(note__iregex=words.pattern):
            moves.filter(pk=move.pk).update(note=words.replaced(move.note))


def _replace_reasons(events: Any, words: Wording) -> None:
    """The reason that was given with a change stands in its context."""
    for event in events.filter(pgh_context__reason__iregex=words.pattern) if words else ():
        context = event.pgh_context | {"reason": words.replaced(event.pgh_context["reason"])}
        events.filter(pk=event.pk).update(pgh_context=context)


def _changed(place: Place, line: Any, words: Wording) -> dict[str, str]:
    return {
        name: words.replaced(getattr(line, name), place.model._meta.get_field(name).max_length)
        for name in place.fields
        if words.stands_in(getattr(line, name))
    }


def _events(model: Any) -> Any:
    return model.events.rel.related_model._base_manager.all()


def _append_only(rows: Any) -> str:
    model = getattr(rows, "model", rows)
    return f"{model._meta.label}:append_only"
