"""Who answers the telephone at each organisation, who looked at these details, and what people asked about them."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from partnerships.bench.data import words
from partnerships.bench.data.plan import FULLEST_CONTACTS, Plan, noon
from partnerships.bench.data.register import Organisation, Register
from partnerships.core.models import Language
from stakeholders.models import Contact, ContactAccess
from stakeholders.models.contact import ANSWER_WITHIN_DAYS, REDACTED, PersonalInformationRequest

Row = dict[str, Any]
SHARE_REDACTED = 0.005
SHARE_ASKED = 0.002
# Who sits in the executive of a structure is one of its contact people.
EXECUTIVE = 5


@dataclass(slots=True)
class Person:
    pk: int
    organisation: Organisation
    is_redacted: bool = False


def load(plan: Plan, register: Register, structures: Container[int]) -> dict[int, list[int]]:
    """The contact people of each structure, by the number of its stakeholder; ``structures`` names these."""
    counts = [_count(plan, register, one, one.pk in structures) for one in register.organisations]
    numbers = iter(plan.copier.reserve(Contact, sum(counts)))
    people = [
        Person(next(numbers), organisation)
        for organisation, count in zip(register.organisations, counts, strict=True)
        for _ in range(count)
    ]
    plan.copier.write(Contact, _contacts(plan, people, structures))
    plan.copier.write(ContactAccess, _accesses(plan, register))
    plan.copier.write(PersonalInformationRequest, _requests(plan, people))
    found: dict[int, list[int]] = {}
    for person in people:
        if person.organisation.pk in structures:
            found.setdefault(person.organisation.pk, []).append(person.pk)
    return found


def _count(plan: Plan, register: Register, organisation: Organisation, is_structure: bool) -> int:
    if organisation is register.fullest:
        return FULLEST_CONTACTS
    return plan.number(0, 2) + plan.happens(0.2) + EXECUTIVE * is_structure


def _contacts(plan: Plan, people: list[Person], structures: Container[int]) -> Iterator[Row]:
    languages = list(Language.objects.order_by("order").values_list("pk", flat=True))
    before, position = 0, 0
    for person in people:
        pk = person.organisation.pk
        position = position + 1 if pk == before else 0
        before = pk
        # The executive of a structure stays named: its terms point at these people.
        if position > 1 and pk not in structures and plan.happens(SHARE_REDACTED):
            person.is_redacted = True
            yield _redacted(plan, person)
        else:
            yield _contact(plan, person, position, plan.one_of(languages))


def _contact(plan: Plan, person: Person, position: int, language: int) -> Row:
    began_on = plan.day(plan.first_day, plan.today)
    has_left = position > 1 and plan.happens(0.15)
    return {
        "id": person.pk,
        "stakeholder_id": person.organisation.pk,
        "name": f"{plan.one_of(words.FIRST_NAMES)} {plan.one_of(words.LAST_NAMES)}",
        "post": plan.one_of(words.OFFICES),
        "email": f"office{position}.{person.organisation.pk}@example.org",
        "phone": f"+2710555{plan.number(0, 9999):04}",
        "is_main": position == 0,
        "is_backup": position == 1,
        "began_on": began_on,
        "left_on": plan.later(began_on, 30, 900) if has_left else None,
        "preferred_channel": plan.one_of(Contact.Channel.values) if plan.happens(0.5) else "",
        "do_not_contact": plan.happens(0.01),
        "language_id": language if plan.happens(0.6) else None,
        "source": "Attendance register",
        "notified_on": plan.later(began_on, 0, 30) if plan.happens(0.8) else None,
        "verified_on": plan.later(began_on, 0, 700) if plan.happens(0.7) else None,
        "created_at": noon(began_on),
    }


def _redacted(plan: Plan, person: Person) -> Row:
    began_on = plan.day(plan.first_day, plan.today)
    return {
        "id": person.pk,
        "stakeholder_id": person.organisation.pk,
        "name": REDACTED,
        "began_on": began_on,
        "redacted_on": plan.later(began_on, 100, 900),
        "redacted_by_id": plan.official(person.organisation.province),
        "redaction_reason": "The person asked for it.",
        "created_at": noon(began_on),
    }


def _accesses(plan: Plan, register: Register) -> Iterator[Row]:
    for organisation in register.organisations:
        if plan.happens(0.25):
            yield {
                "stakeholder_id": organisation.pk,
                "seen_by_id": plan.official(organisation.province),
                "seen_at": noon(plan.day(plan.first_day, plan.today)),
                "act": ContactAccess.Act.VIEW,
            }


def _requests(plan: Plan, people: list[Person]) -> Iterator[Row]:
    kinds, outcomes = PersonalInformationRequest.Kind.values, PersonalInformationRequest.Outcome.values
    for person in people:
        if not plan.happens(SHARE_ASKED):
            continue
        received_on = plan.day(plan.first_day, plan.today)
        row: Row = {
            "contact_id": person.pk,
            "kind": plan.one_of(kinds),
            "received_on": received_on,
            "received_by_id": plan.official(person.organisation.province),
            "how": "By e-mail",
            "asked": "Which details of mine do you keep?",
        }
        yield row | _answer(plan, received_on, outcomes)


def _answer(plan: Plan, received_on: date, outcomes: list[str]) -> Row:
    if received_on > plan.today - timedelta(days=ANSWER_WITHIN_DAYS):
        return {}
    return {
        "answered_on": plan.later(received_on, 1, ANSWER_WITHIN_DAYS),
        "outcome": plan.one_of(outcomes),
        "answer": "The details were sent and explained.",
    }
