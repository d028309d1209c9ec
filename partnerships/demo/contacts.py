"""People of the demonstration in every state: moved, gone, not to be contacted, redacted; and what they asked."""

from __future__ import annotations

from datetime import timedelta

from partnerships.core.models import User
from partnerships.demo.stage import Stage
from stakeholders.models import Contact
from stakeholders.services import (
    answer_information_request,
    move_contact,
    record_information_request,
    redact_contact,
)

OBJECTS, MOVES, REDACTED = (
    "Harbour View Logistics",
    "Egoli Inner City Property Forum",
    "Table Bay Night Markets",
)
ASKS = ("Tshireletso Legal Clinic", "Agang Legal Advice Office", "Isibindi Victim Support")


def build(stage: Stage) -> None:
    person, by = _main(stage, MOVES)
    move_contact(
        person,
        by=by,
        left_on=stage.ago(70),
        stakeholder=stage.stakeholders["Lesedi Community Patrol Network"],
        post="Coordinator",
        began_on=stage.ago(60),
    )
    person, by = _main(stage, OBJECTS)
    objection = record_information_request(
        person,
        by=by,
        kind="objection",
        received_on=stage.ago(45),
        how="By e-mail",
        asked="Not to be written to any more.",
    )
    answer_information_request(
        objection,
        by=by,
        answered_on=stage.ago(40),
        outcome="granted",
        answer="Marked as not to be contacted; the person was told so.",
    )
    person, by = _main(stage, REDACTED)
    redact_contact(
        person, by=by, reason="The person asked for deletion; no law requires us to keep the details."
    )
    Contact.objects.filter(pk=person.pk).update(redacted_on=stage.ago(15))
    _requests(stage)


def _requests(stage: Stage) -> None:
    """One answered, one open and in time, one overdue."""
    kinds = (("access", ""), ("correction", "The telephone number is an old one."), ("access", ""))
    for name, (kind, asked), days in zip(ASKS, kinds, (80, 12, 36), strict=True):
        person, by = _main(stage, name)
        request = record_information_request(
            person, by=by, kind=kind, received_on=stage.ago(days), how="By letter", asked=asked
        )
        if days == 80:
            answer_information_request(
                request,
                by=by,
                answered_on=request.received_on + timedelta(days=9),
                outcome="granted",
                answer="Sent a print of the details held, with the list of who saw them.",
            )


def _main(stage: Stage, name: str) -> tuple[Contact, User]:
    stakeholder = stage.stakeholders[name]
    return Contact.objects.get(stakeholder=stakeholder, is_main=True), stage.officer(stakeholder.province)
