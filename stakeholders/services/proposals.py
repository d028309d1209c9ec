"""A round of forming from its beginning to the day it is closed: writing its steps, a word on the spread, its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import history
from partnerships.core.forms import CONFLICT
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from stakeholders.lifecycle import PROPOSAL_LIFECYCLE, STAKEHOLDER_LIFECYCLE, against_proposal
from stakeholders.models import (
    FitCriteriaVersion,
    PartnerDecision,
    PartnershipProposal,
    ProposalObjective,
    ProposalRisk,
    Stakeholder,
)
from stakeholders.proposing import WRITTEN, digest_of
from stakeholders.services.checks import check_not_in_the_future, lock, need, said
from stakeholders.weighing import round_of, scores_of

Status, Finding = PartnershipProposal.Status, PartnershipProposal.Finding
# What a step is made of: fields of the proposal, relations of it, and lines under it.
FIELDS: dict[str, tuple[str, ...]] = {
    "purpose": ("purpose", "gap"),
    "affected": ("affected",),
    "reach": ("level",),
    "risks": ("no_risk_reason",),
    "champion": ("champion", "their_champion"),
    "summary": ("summary",),
}
RELATIONS: dict[str, tuple[str, ...]] = {"reach": ("provinces", "focus_areas", "thrusts")}
LINES: dict[str, tuple[str, Any, tuple[str, ...]]] = {
    "objectives": ("objectives", ProposalObjective, ("text", "form")),
    "risks": ("risks", ProposalRisk, ("text", "met_by")),
}
# A new round begins with the words of the one before; the summary is written anew, in knowledge of what changed.
CARRIED_OVER = ("purpose", "gap", "affected", "level", "no_risk_reason", "champion", "their_champion")


@transaction.atomic
def begin_proposal(
    stakeholder: Stakeholder, *, by: User, begun_on: date | None = None
) -> PartnershipProposal:
    """Begin a round: for a partner it is a review, anybody else comes under assessment with it.

    It is weighed with the criteria adopted now, to its end. ``begun_on`` is today unless it began earlier on paper.
    """
    need(by, "stakeholders.add_partnershipproposal")
    lock(stakeholder, by)
    begun_on = begun_on or timezone.localdate()
    check_not_in_the_future(begun_on, "begun_on", "A round is recorded once it was begun")
    criteria = FitCriteriaVersion.objects.adopted()
    if criteria is None:
        raise ValidationError("No version of the fit criteria is adopted yet. Adopt one first.")
    is_review = stakeholder.status == Stakeholder.Status.PARTNER
    before = stakeholder.proposals.first()
    _check_begins_after(before, begun_on)
    STAKEHOLDER_LIFECYCLE.apply(stakeholder, "review" if is_review else "assess", by=by)
    proposal = PartnershipProposal(
        stakeholder=stakeholder,
        kind=PartnershipProposal.Kind.REVIEW if is_review else PartnershipProposal.Kind.FORMING,
        criteria=criteria,
        begun_on=begun_on,
        begun_by=by,
        **{name: getattr(before, name) for name in CARRIED_OVER} if before else {},
    )
    proposal.full_clean()
    with history.acting(by):
        proposal.save()
        if before:
            _carry_over(before, proposal)
    return proposal


def _check_begins_after(before: PartnershipProposal | None, begun_on: date) -> None:
    if before and before.closed_on and begun_on < before.closed_on:
        raise ValidationError(
            {
                "begun_on": f"The round before was closed on {date_long(before.closed_on)}. "
                "Give that day or a later one."
            }
        )


def _carry_over(before: PartnershipProposal, proposal: PartnershipProposal) -> None:
    for name in RELATIONS["reach"]:
        getattr(proposal, name).set(getattr(before, name).all())
    for relation, _, _ in LINES.values():
        for line in getattr(before, relation).all():
            line.pk, line.proposal = None, proposal
            line.save(force_insert=True)


@transaction.atomic
def write_step(
    proposal: PartnershipProposal,
    *,
    by: User,
    step: str,
    seen: str | None = None,
    lines: Sequence[Mapping[str, Any]] = (),
    **given: Any,
) -> PartnershipProposal:
    """Write one step anew, complete or not. ``seen`` is the ``digest_of`` the step that this person had before them.

    What somebody else wrote in this step meanwhile is not overwritten; what they wrote in another does not matter.
    """
    need(by, "stakeholders.change_partnershipproposal")
    if step not in WRITTEN:
        raise ValidationError("There is no such step. Open the proposal again.")
    proposal = hold(proposal, by)
    if seen is not None and seen != digest_of(_as_read(proposal, by), step):
        raise ValidationError(CONFLICT, code="conflict")
    for name in FIELDS.get(step, ()):
        field: Any = PartnershipProposal._meta.get_field(name)
        value = given.get(name, field.get_default())
        setattr(proposal, name, value.strip() if isinstance(value, str) else value)
    _check_champions(proposal)
    proposal.version += 1
    proposal.full_clean()
    with history.acting(by):
        proposal.save()
        for name in RELATIONS.get(step, ()):
            getattr(proposal, name).set(given.get(name, ()))
        if step in LINES:
            _write_lines(proposal, *LINES[step], lines)
    return proposal


def hold(proposal: PartnershipProposal, by: User) -> PartnershipProposal:
    """The proposal as it is stored, locked; refused outside what this person may change, and when it is closed."""
    rows = PartnershipProposal.objects.editable_by(by).select_for_update(of=("self",))
    held: PartnershipProposal | None = (
        rows.select_related("stakeholder", "criteria").filter(pk=proposal.pk).first()
    )
    if held is None:
        raise PermissionDenied
    if reason_against := against_proposal(held):
        raise ValidationError(reason_against)
    return held


def _as_read(proposal: PartnershipProposal, by: User) -> PartnershipProposal:
    row: PartnershipProposal = PartnershipProposal.objects.visible_to(by).for_list().get(pk=proposal.pk)
    return row


def _check_champions(proposal: PartnershipProposal) -> None:
    theirs = proposal.their_champion
    if theirs and theirs.stakeholder_id != proposal.stakeholder_id:
        raise ValidationError(
            {"their_champion": "Choose a contact person of this stakeholder: this one belongs to another."}
        )


def _write_lines(
    proposal: PartnershipProposal,
    relation: str,
    model: Any,
    names: tuple[str, ...],
    lines: Sequence[Mapping[str, Any]],
) -> None:
    """In their order: the stored lines are changed one by one, so that the history tells what became of each."""
    stored = list(getattr(proposal, relation).all())
    for position, given in enumerate(lines, start=1):
        line = stored.pop(0) if stored else model(proposal=proposal)
        line.position = position
        for name in names:
            value = given.get(name)
            setattr(line, name, value.strip() if isinstance(value, str) else value)
        line.full_clean()
        line.save()
    for line in stored:
        line.delete()


@transaction.atomic
def explain_spread(proposal: PartnershipProposal, *, by: User, note: str) -> PartnershipProposal:
    """Write down why the two assessors lie far apart; possible once both are in."""
    need(by, "stakeholders.assess_stakeholder")
    proposal = hold(proposal, by)
    if round_of(proposal, scores_of(proposal)) is None:
        raise ValidationError("Both assessments must be handed in first.")
    proposal.spread_note = said(note, "note", "Say in a sentence why the assessors lie apart.")
    proposal.spread_noted_by = by
    proposal.version += 1
    proposal.full_clean()
    with history.acting(by):
        proposal.save()
    return proposal


@transaction.atomic
def set_aside_proposal(
    proposal: PartnershipProposal, *, by: User, reason: str, closed_on: date | None = None
) -> PartnershipProposal:
    """Close a round without a decision. The stakeholder is identified again; a partner stays one."""
    lock(proposal.stakeholder, by)
    proposal = hold(proposal, by)
    closed_on = closed_on or timezone.localdate()
    check_not_in_the_future(closed_on, "closed_on", "This is recorded once it is so")
    PROPOSAL_LIFECYCLE.apply(
        proposal,
        "set-aside",
        by=by,
        note=reason,
        closed_on=closed_on,
        closed_by=by,
        closing_note=reason.strip(),
    )
    if not proposal.is_review:
        STAKEHOLDER_LIFECYCLE.apply(proposal.stakeholder, "set-aside", by=by, note=reason)
    return proposal


@transaction.atomic
def conclude_review(
    proposal: PartnershipProposal,
    *,
    by: User,
    version: int | None = None,
    finding: str,
    concluded_on: date,
    note: str,
    look_again_on: date | None = None,
) -> PartnershipProposal:
    """Say what follows from a review. The partnership goes on until it is ended; when to look again moves with it."""
    lock(proposal.stakeholder, by)
    proposal = hold(proposal, by)
    if finding not in Finding.values:
        raise ValidationError({"finding": "Choose one of the findings that are offered."})
    note = said(note, "note", "Give the reason for the finding: it is kept with the review.")
    check_not_in_the_future(concluded_on, "concluded_on", "A review is recorded once it was concluded")
    check_follows(proposal, concluded_on, "concluded_on")
    goes_on = finding != Finding.ENDS
    if goes_on and look_again_on is None:
        raise ValidationError({"look_again_on": "Give the day on which the partnership is reviewed next."})
    if look_again_on and look_again_on <= concluded_on:
        raise ValidationError({"look_again_on": "The day to look again must come after the conclusion."})
    check_seen(proposal, version)
    PROPOSAL_LIFECYCLE.apply(
        proposal,
        "conclude",
        by=by,
        note=note,
        finding=finding,
        closed_on=concluded_on,
        closed_by=by,
        closing_note=note,
    )
    decision = (
        PartnerDecision.objects.editable_by(by)
        .filter(stakeholder=proposal.stakeholder, outcome="partner", ended_on=None)
        .first()
    )
    if decision:
        decision.look_again_on = look_again_on if goes_on else None
        decision.full_clean()
        with history.acting(by, f"Review concluded: {note}"):
            decision.save()
    return proposal


def check_follows(proposal: PartnershipProposal, day: date, field: str) -> None:
    """What closes a round is not earlier than the last assessment that it stands on."""
    last = proposal.assessments.order_by("-assessed_on").first()
    if last and day < last.assessed_on:
        raise ValidationError(
            {
                field: "This cannot be earlier than the assessments it stands on, "
                f"the last of which was made on {date_long(last.assessed_on)}."
            }
        )


def check_seen(proposal: PartnershipProposal, version: int | None) -> None:
    """``version`` is the one that the person had before them, ``proposal`` as it is held now; None asks nothing."""
    if version is not None and version != proposal.version:
        raise ValidationError(
            "Somebody changed this proposal since you opened it. Look at it as it stands now, then decide again."
        )
