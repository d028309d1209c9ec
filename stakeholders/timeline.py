"""What the register tells on the timeline of a stakeholder."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.timeline import Source, documents_of, in_words, joined, moves_of, register
from stakeholders.models import (
    ActionItem,
    Contact,
    Engagement,
    FitAssessment,
    FunctionalityAssessment,
    PartnerDecision,
    PartnershipProposal,
    Relationship,
    Stakeholder,
    StakeholderAnalysis,
)
from stakeholders.services.verification import STILL_CORRECT

# Moves that no record of their own tells of; a proposal, a decision and the end of a partnership have one.
TOLD_AS_MOVES = ("set-aside",)


def _of(model: Any, path: str = "stakeholder") -> Any:
    return lambda record, user: model.objects.visible_to(user).filter(**{path: record})


def _changes(record: Any, user: User) -> Any:
    """The entry and every change of it, but for moves of the life cycle, which are told by themselves."""
    before = record.events.filter(pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    return (
        record.events.filter(pgh_label__in=("insert", "update"))
        .annotate(
            status_before=Coalesce(Subquery(before.values("status")[:1]), F("status")),
            archived_before=Subquery(before.values("archived_on")[:1]),
            doer=Cast(KeyTextTransform("user", "pgh_context"), BigIntegerField()),
            reason=KeyTextTransform("reason", "pgh_context"),
        )
        .filter(status=F("status_before"))
        .annotate(doer_name=Subquery(User.objects.filter(pk=OuterRef("doer")).values("name")[:1]))
    )


def _documents(record: Any, user: User) -> Any:
    return documents_of(
        Stakeholder.objects.visible_to(user).filter(pk=record.pk),
        Engagement.objects.visible_to(user).filter(stakeholder=record),
        ActionItem.objects.visible_to(user).filter(stakeholder=record),
    )


WHAT_CHANGED = Case(
    When(pgh_label="insert", then=Value("Entered in the register")),
    When(reason=STILL_CORRECT, then=Value("Verified: still correct")),
    When(archived_on__isnull=False, archived_before__isnull=True, then=Value("Archived")),
    When(archived_on__isnull=True, archived_before__isnull=False, then=Value("Restored")),
    default=Value("Entry changed"),
    output_field=TextField(),
)

register(
    Stakeholder,
    Source(
        "engagement",
        "stakeholders.view_engagement",
        lambda record, user: _of(Engagement)(record, user).filter(held_on__isnull=False),
        when="held_on",
        title=joined("kind__name", Value(": "), "purpose"),
        note=F("place"),
        page="stakeholders:engagement",
    ),
    Source(
        "proposal",
        "stakeholders.view_partnershipproposal",
        _of(PartnershipProposal),
        when="begun_on",
        title=Case(
            When(kind=PartnershipProposal.Kind.REVIEW, then=Value("Review of the partnership begun")),
            default=Value("Partnership proposed"),
            output_field=TextField(),
        ),
        note=F("purpose"),
        who=F("begun_by__name"),
        page="stakeholders:proposal",
    ),
    Source(
        "review",
        "stakeholders.view_partnershipproposal",
        lambda record, user: _of(PartnershipProposal)(record, user).filter(
            kind=PartnershipProposal.Kind.REVIEW, closed_on__isnull=False
        ),
        when="closed_on",
        title=Case(
            When(finding="", then=Value("Review set aside")),
            default=joined(Value("Review concluded: "), in_words("finding", PartnershipProposal.Finding)),
            output_field=TextField(),
        ),
        note=F("closing_note"),
        who=F("closed_by__name"),
        page="stakeholders:proposal",
        is_decision=True,
    ),
    # An assessment is told to its author alone until both of its round are in: ``visible_to`` sees to it.
    Source(
        "assessment",
        "stakeholders.view_fitassessment",
        _of(FitAssessment, "proposal__stakeholder"),
        when="assessed_on",
        title=joined(
            Value("Strategic fit assessed: "), in_words("recommendation", FitAssessment.Recommendation)
        ),
        note=F("recommendation_reason"),
        who=F("assessed_by__name"),
        page="stakeholders:assessment",
    ),
    Source(
        "decision",
        "stakeholders.view_partnerdecision",
        _of(PartnerDecision),
        when="decided_on",
        title=joined(Value("Decision: "), in_words("outcome", PartnerDecision.Outcome)),
        note=F("reason"),
        who=F("decided_by__name"),
        is_decision=True,
    ),
    Source(
        "end",
        "stakeholders.view_partnerdecision",
        lambda record, user: _of(PartnerDecision)(record, user).filter(ended_on__isnull=False),
        when="ended_on",
        title=joined(Value("Partnership ended: "), in_words("end_reason", PartnerDecision.EndReason)),
        note=F("end_note"),
        who=F("ended_by__name"),
        is_decision=True,
    ),
    Source(
        "functionality",
        "stakeholders.view_functionalityassessment",
        lambda record, user: _of(FunctionalityAssessment, "structure__stakeholder")(record, user).standing(),
        when="assessed_on",
        title=joined(
            Value("Functionality assessed: "),
            in_words("result", FunctionalityAssessment._meta.get_field("result").choices),
            Value(", "),
            "score",
            Value(" %"),
        ),
        note=F("support_needed"),
        who=F("assessed_by__name"),
        page="stakeholders:functionality",
    ),
    Source(
        "analysis",
        "stakeholders.view_stakeholderanalysis",
        _of(StakeholderAnalysis),
        when="assessed_on",
        title=joined(
            Value("Analysis: influence "),
            "influence",
            Value(", interest "),
            "interest",
            Value(", "),
            in_words("position", StakeholderAnalysis.Position, lower=True),
        ),
        note=F("reason"),
        who=F("assessed_by__name"),
    ),
    Source(
        "action_item",
        "stakeholders.view_actionitem",
        lambda record, user: _of(ActionItem)(record, user).filter(done_on__isnull=False),
        when="done_on",
        title=joined(Value("Done: "), "what"),
        note=F("outcome"),
        who=F("done_by__name"),
        page="stakeholders:action_item",
    ),
    Source(
        "relationship_began",
        "stakeholders.view_relationship",
        lambda record, user: Relationship.objects.visible_to(user).filter(
            Q(source=record) | Q(target=record), began_on__isnull=False
        ),
        when="began_on",
        title=joined("source__name", Value(" "), "kind__name", Value(" "), "target__name"),
        note=F("note"),
    ),
    Source(
        "relationship_ended",
        "stakeholders.view_relationship",
        lambda record, user: Relationship.objects.visible_to(user).filter(
            Q(source=record) | Q(target=record), ended_on__isnull=False
        ),
        when="ended_on",
        title=joined(Value("Ended: "), "source__name", Value(" "), "kind__name", Value(" "), "target__name"),
        note=F("note"),
    ),
    # Without the name: opening names of people is logged, and the timeline is read for other reasons.
    Source(
        "contact",
        "stakeholders.view_contact",
        lambda record, user: _of(Contact)(record, user).filter(created_at__isnull=False),
        when="created_at",
        title=Value("Contact person added"),
        note=F("post"),
        has_hour=True,
    ),
    Source(
        "document",
        "stakeholders.view_stakeholder",
        _documents,
        when="uploaded_at",
        title=joined(
            Value("Document added: "),
            Case(When(title="", then=F("original_name")), default=F("title"), output_field=TextField()),
        ),
        note=F("kind__name"),
        who=F("uploaded_by__name"),
        page="document",
        has_hour=True,
    ),
    Source(
        "move",
        "stakeholders.view_stakeholder",
        lambda record, user: moves_of(record, *TOLD_AS_MOVES),
        when="changed_at",
        title=F("label"),
        note=F("note"),
        who=F("changed_by__name"),
        has_hour=True,
    ),
    Source(
        "change",
        "stakeholders.view_stakeholder",
        _changes,
        when="pgh_created_at",
        title=WHAT_CHANGED,
        note=Case(When(reason=STILL_CORRECT, then=Value("")), default=F("reason"), output_field=TextField()),
        who=Coalesce("doer_name", Value("The system"), output_field=TextField()),
        key="pgh_id",
        has_hour=True,
        explain=lambda keys: history.changes_of(Stakeholder, keys),
    ),
)
