"""Recording and correcting engagements, and saying that a next step was taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from partnerships.core import files, history
from partnerships.core.forms import CONFLICT
from partnerships.core.models import Document, User
from stakeholders.models import ActionItem, Engagement, EngagementParticipant, EngagementPoint, Stakeholder
from stakeholders.services.checks import check_not_in_the_future, check_within_scope, need


@transaction.atomic
def record_engagement(
    *,
    by: User,
    participants: Iterable[Mapping[str, Any]],
    points: Iterable[Mapping[str, Any]],
    action_items: Iterable[Mapping[str, Any]],
    documents: Sequence[UploadedFile] = (),
    **fields: Any,
) -> Engagement:
    """Record a meeting, an interview, an imbizo with who was there, what was said and what follows.

    Participants: side, office, count. Points: kind, text. Action items: what, owner or owner_elsewhere,
    due_on. An engagement with a province's own stakeholder belongs to that province.
    """
    need(by, "stakeholders.add_engagement")
    engagement = Engagement(recorded_by=by, **fields)
    _check_engagement(engagement, by)
    if engagement.stakeholder.archived_on:
        raise ValidationError(
            {"stakeholder": f"“{engagement.stakeholder}” is archived. Restore it first, or choose another."}
        )
    return _store_engagement(
        engagement,
        by,
        {"participants": participants, "points": points, "action_items": action_items},
        documents,
    )


@transaction.atomic
def change_engagement(
    engagement: Engagement,
    *,
    by: User,
    participants: Iterable[Mapping[str, Any]] | None = None,
    points: Iterable[Mapping[str, Any]] | None = None,
    action_items: Iterable[Mapping[str, Any]] | None = None,
    documents: Sequence[UploadedFile] = (),
    version: int | None = None,
    **fields: Any,
) -> Engagement:
    """Correct a record. Lines that carry the ``pk`` of an existing one change it, lines without are new,
    existing ones left out go; action items that are done always stay. A list not given stays as it is.

    ``version`` is the one the person began from: refused when somebody saved in between.
    """
    need(by, "stakeholders.change_engagement")
    current = (
        Engagement.objects.editable_by(by).select_for_update(of=("self",)).filter(pk=engagement.pk).first()
    )
    if current is None:
        raise PermissionDenied
    if version is not None and version != current.version:
        raise ValidationError(CONFLICT, code="conflict")
    for field, value in fields.items():
        setattr(engagement, field, value)
    engagement.version = current.version + 1
    if engagement.held_on and not current.held_on:
        # Somebody found the date that the source left out.
        engagement.date_basis = Engagement.DateBasis.RECORDED
    _check_engagement(engagement, by, before=current)
    return _store_engagement(
        engagement,
        by,
        {"participants": participants, "points": points, "action_items": action_items},
        documents,
    )


def _check_engagement(engagement: Engagement, by: User, before: Engagement | None = None) -> None:
    """Fill in and check what the record's own constraints cannot know."""
    if not engagement.stakeholder_id:
        raise ValidationError({"stakeholder": "Choose with whom the engagement was."})
    stakeholder = Stakeholder.objects.visible_to(by).filter(pk=engagement.stakeholder_id).first()
    if stakeholder is None:
        raise PermissionDenied
    check_not_in_the_future(engagement.held_on, "held_on", "An engagement is recorded once it was held")
    scope = (engagement.stakeholder_id, engagement.province_id)
    if stakeholder.province_id and (before is None or scope != (before.stakeholder_id, before.province_id)):
        if engagement.province_id is None:
            engagement.province = stakeholder.province
        if engagement.province_id != stakeholder.province_id:
            raise ValidationError(
                {
                    "province": f"“{stakeholder}” is registered for {stakeholder.province}, "
                    "so the engagement belongs to that province. Choose it here."
                }
            )


def _store_engagement(
    engagement: Engagement,
    by: User,
    lines: Mapping[str, Iterable[Mapping[str, Any]] | None],
    documents: Sequence[UploadedFile],
) -> Engagement:
    for upload in documents:
        files.validate_upload(upload)
    engagement.full_clean()
    with history.acting(by):
        engagement.save()
        check_within_scope(engagement, by)
        if lines["participants"] is not None:
            _store_lines(engagement, EngagementParticipant, lines["participants"])
        if lines["points"] is not None:
            numbered = [{**point, "position": place} for place, point in enumerate(lines["points"], start=1)]
            _store_lines(engagement, EngagementPoint, numbered)
        born = {"stakeholder_id": engagement.stakeholder_id, "province_id": engagement.province_id}
        # What was promised there goes with the engagement when it turns out to have been with somebody else.
        items = ActionItem._base_manager.filter(engagement=engagement)
        items.exclude(**born).update(**born)
        if lines["action_items"] is not None:
            _store_lines(engagement, ActionItem, [{**line, **born} for line in lines["action_items"]])
            _check_owners(engagement)
        # Last, so that no file is kept for a record that was refused.
        for upload in documents:
            files.store(upload, record=engagement, kind=Document.Kind.ATTACHMENT, by=by)
    return engagement


def _store_lines(engagement: Engagement, model: Any, lines: Iterable[Mapping[str, Any]]) -> None:
    """Make the lines of an engagement equal to ``lines``; what was done already is not touched."""
    existing = {line.pk: line for line in model._base_manager.filter(engagement=engagement)}
    kept = {pk for pk, line in existing.items() if getattr(line, "status", "open") != "open"}
    for given in lines:
        values = {name: value for name, value in given.items() if name != "pk"}
        pk = given.get("pk")
        if pk in kept:
            continue
        line = existing.get(pk) or model(engagement=engagement)
        before = {name: getattr(line, name) for name in values} if line.pk else None
        if before != values:
            for name, value in values.items():
                setattr(line, name, value)
            line.full_clean()
            line.save()
        kept.add(line.pk)
    model._base_manager.filter(pk__in=existing.keys() - kept).delete()


def _check_owners(engagement: Engagement) -> None:
    """Who takes on a next step must be able to open the engagement that it comes from."""
    for item in ActionItem._base_manager.filter(engagement=engagement, status="open", owner__isnull=False):
        owner = item.owner
        if owner and not Engagement.objects.visible_to(owner).filter(pk=engagement.pk).exists():
            raise ValidationError(
                f"{owner} has no access to the engagements of {engagement.scope_label}. "
                f"Choose somebody else for “{item.what}”."
            )
