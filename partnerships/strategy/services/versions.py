"""The acts on a version of the strategy as a whole: beginning, sending, signing, returning, adopting."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import files, history
from partnerships.core.models import Document, User
from partnerships.core.numbers import date_long
from partnerships.strategy.lifecycle import ADOPTED, CERTIFICATION, STRATEGY_LIFECYCLE
from partnerships.strategy.models import (
    AreaWording,
    SignOff,
    StrategyVersion,
    ThrustWording,
)
from partnerships.strategy.services.adopting import put_in_force
from partnerships.strategy.services.checks import need, not_in_the_future

# What the sign-off page of the strategy report of January 2020 certifies, sentence by sentence (seed, section 5).
CERTIFIED = (
    "It takes into account all the relevant policies, legislation and other mandates for which the Secretariat for "
    "Police Service is responsible.",
    "The relevant stakeholders were consulted.",
)
Role = SignOff.Role


@transaction.atomic
def begin_version(*, by: User) -> StrategyVersion:
    """Begin the next version as a copy of the one in force, part by part; an empty one where none is."""
    need(by, "strategy.add_strategyversion")
    versions = list(StrategyVersion.objects.select_for_update().order_by("number"))
    if any(version.adopted_on is None for version in versions):
        raise ValidationError("A draft of the next version exists already. Go on with that one.")
    adopted = next((version for version in versions if version.status == ADOPTED), None)
    draft = StrategyVersion(
        number=versions[-1].number + 1 if versions else 1,
        title=adopted.title if adopted else "Partnership Strategy",
        summary=adopted.summary if adopted else "",
        starts_on=adopted.starts_on if adopted else timezone.localdate(),
        ends_on=adopted.ends_on if adopted else None,
        is_placeholder=adopted.is_placeholder if adopted else True,
        begun_by=by,
    )
    with history.acting(by):
        draft.full_clean()
        draft.save()
        draft.writers.add(by)
        if adopted:
            _copy(adopted, draft)
    return draft


def _copy(before: StrategyVersion, draft: StrategyVersion) -> None:
    for area in before.areas.all():
        thrusts = list(area.thrusts.all())
        new_area = _copied(area, strategy=draft)
        for thrust in thrusts:
            issues, outcomes = list(thrust.issues.all()), list(thrust.outcomes.all())
            pillars, partners = list(thrust.pillars.all()), list(thrust.partners.all())
            new_thrust = _copied(thrust, area=new_area)
            new_thrust.pillars.set(pillars)
            new_thrust.partners.set(partners)
            for line in (*issues, *outcomes):
                _copied(line, thrust=new_thrust)


def _copied(row: Any, **above: StrategyVersion | AreaWording | ThrustWording) -> Any:
    row.pk, row.version = None, 1
    for name, value in above.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


@transaction.atomic
def send_version(
    version: StrategyVersion,
    *,
    by: User,
    office: str,
    person: User | None = None,
    signed_on: date,
    note: str = "",
    document: files.Sent | None = None,
    on: date | None = None,
) -> StrategyVersion:
    """Close the draft and send it for certification; who developed it becomes the first line of the sign-off page."""
    STRATEGY_LIFECYCLE.apply(version, "send", by=by, sent_on=on or timezone.localdate(), note=note)
    _sign(version, Role.DEVELOPED, by, office, person, signed_on, note=note, document=document)
    return version


@transaction.atomic
def sign_version(
    version: StrategyVersion,
    *,
    by: User,
    role: str,
    office: str,
    person: User | None = None,
    signed_on: date,
    note: str = "",
    document: files.Sent | None = None,
) -> SignOff:
    """Record that the version was reviewed or certified. The approval is recorded with the adoption."""
    need(by, "strategy.certify_strategyversion")
    held = StrategyVersion.objects.select_for_update().get(pk=version.pk)
    if against := against_signing(held, role):
        raise ValidationError(against)
    return _sign(held, role, by, office, person, signed_on, note=note, document=document)


def against_signing(version: StrategyVersion, role: str) -> list[str]:
    if version.status != CERTIFICATION:
        return [
            "A version is reviewed and certified once it was sent for certification, and before it is adopted."
        ]
    if version.sign_offs.standing().filter(role=role).exists():
        return ["That is on record for this version already."]
    return []


@transaction.atomic
def return_version(version: StrategyVersion, *, by: User, reason: str) -> StrategyVersion:
    """Give the text back to its writers. What was signed so far was signed of another text, so it is void."""
    STRATEGY_LIFECYCLE.apply(version, "return", by=by, note=reason, sent_on=None)
    with history.acting(by, reason):
        version.sign_offs.standing().update(void_on=timezone.localdate())
    return version


@transaction.atomic
def adopt_version(
    version: StrategyVersion,
    *,
    by: User,
    office: str,
    person: User | None = None,
    signed_on: date,
    note: str = "",
    document: files.Sent | None = None,
) -> StrategyVersion:
    """Record the approval: from its day on this version holds, and the one before is superseded.

    Parts keep their identity: those that the version still has take its words, new ones come, the others retire.
    """
    need(by, "strategy.adopt_strategyversion")
    versions = list(StrategyVersion.objects.select_for_update().order_by("number"))
    before = next((one for one in versions if one.status == ADOPTED and one != version), None)
    not_in_the_future(signed_on, "signed_on")
    if before and before.adopted_on and signed_on < before.adopted_on:
        raise ValidationError(
            {
                "signed_on": f"Version {before.number} was adopted on {date_long(before.adopted_on)}: "
                "the next one cannot be older."
            }
        )
    # First those that stand against the move, so that nothing is superseded in vain.
    if reasons := STRATEGY_LIFECYCLE.transitions["adopt"].blockers(version, by):
        raise ValidationError(reasons)
    if before:
        STRATEGY_LIFECYCLE.apply(
            before, "supersede", by=by, note=f"By version {version.number}", superseded_on=signed_on
        )
    STRATEGY_LIFECYCLE.apply(version, "adopt", by=by, note=note, adopted_on=signed_on, adopted_by=by)
    _sign(version, Role.APPROVED, by, office, person, signed_on, note=note, document=document)
    with history.acting(by, f"Version {version.number} of the strategy"):
        put_in_force(version, on=signed_on)
    return version


def _sign(
    version: StrategyVersion,
    role: str,
    by: User,
    office: str,
    person: User | None,
    signed_on: date,
    *,
    note: str,
    document: files.Sent | None,
) -> SignOff:
    not_in_the_future(signed_on, "signed_on")
    if role != Role.DEVELOPED and person and version.writers.filter(pk=person.pk).exists():
        raise ValidationError(
            {"person": f"{person} wrote in this draft, so somebody else reviews, certifies and approves it."}
        )
    if role != Role.DEVELOPED and person != by and document is None:
        raise ValidationError(
            {
                "document": "Attach the signed page: it was signed by somebody else than the person who records it."
            }
        )
    line = SignOff(
        strategy=version,
        role=role,
        office=office.strip(),
        person=person,
        signed_on=signed_on,
        statement="\n".join(CERTIFIED) if role == Role.CERTIFIED else "",
        note=note.strip(),
        recorded_by=by,
    )
    with history.acting(by):
        line.full_clean()
        line.save()
        if document:
            files.store(document, record=line, kind=Document.Kind.SIGNED_COPY, by=by)
    return line
