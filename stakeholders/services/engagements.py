"""Recording and correcting engagements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from partnerships.core import drafts, files, history
from partnerships.core.forms import CONFLICT
from partnerships.core.models import Document, FormDraft, Language, User
from partnerships.core.numbers import date_long
from stakeholders.models import ActionItem, Engagement, EngagementParticipant, EngagementPoint, Stakeholder
from stakeholders.services.action_items import check_due_day, check_owner, shortened, with_direction
from stakeholders.services.checks import check_not_in_the_future, check_within_scope, need
from stakeholders.services.interviews import copy_questions, set_guide


@transaction.atomic
def record_engagement(
    *,
    by: User,
    participants: Iterable[Mapping[str, Any]],
    points: Iterable[Mapping[str, Any]],
    action_items: Iterable[Mapping[str, Any]],
    documents: Sequence[files.Sent] = (),
    languages: Iterable[Language] = (),
    draft: FormDraft | None = None,
    **fields: Any,
) -> Engagement:
    """Record a meeting, an interview, an imbizo with who was there, what was said and what follows.

    Participants: side, office, count. Points: kind, text. Action items: what, owner or owner_elsewhere,
    due_on. An engagement with a province's own stakeholder belongs to that province. The questions of its interview
    guide are copied as they read now. The draft that it was written in goes.
    """
    need(by, "stakeholders.add_engagement")
    engagement = Engagement(recorded_by=by, **fields)
    _check_engagement(engagement, by)
    if engagement.stakeholder.archived_on:
        raise ValidationError(
            {"stakeholder": f"“{engagement.stakeholder}” is archived. Restore it first, or choose another."}
        )
    _store_engagement(
        engagement,
        by,
        {"participants": participants, "points": points, "action_items": action_items},
        documents,
        languages,
    )
    with history.acting(by):
        copy_questions(engagement)
    if draft is not None:
        drafts.discard(draft, by=by)
    return engagement


@transaction.atomic
def change_engagement(
    engagement: Engagement,
    *,
    by: User,
    participants: Iterable[Mapping[str, Any]] | None = None,
    points: Iterable[Mapping[str, Any]] | None = None,
    action_items: Iterable[Mapping[str, Any]] | None = None,
    documents: Sequence[files.Sent] = (),
    languages: Iterable[Language] | None = None,
    version: int | None = None,
    **fields: Any,
) -> Engagement:
    """Correct a record. Lines that carry the ``pk`` of an existing one change it, lines without are new,
    existing ones left out go; action items that are done, important or born of a point always stay. A list not given
    stays as it is.

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
    _store_engagement(
        engagement,
        by,
        {"participants": participants, "points": points, "action_items": action_items},
        documents,
        languages,
    )
    if engagement.guide_id != current.guide_id:
        with history.acting(by):
            set_guide(engagement)
    return engagement


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
    _check_follows(engagement, by, before)


def _check_follows(engagement: Engagement, by: User, before: Engagement | None) -> None:
    """A follow-up comes after what it follows, and never leads back to itself."""
    if engagement.follows_id is None or (before is not None and before.follows_id == engagement.follows_id):
        return
    earlier = Engagement.objects.visible_to(by).filter(pk=engagement.follows_id).first()
    if earlier is None:
        raise PermissionDenied
    if earlier.held_on and engagement.held_on and engagement.held_on < earlier.held_on:
        raise ValidationError(
            {
                "held_on": f"The engagement that this one follows was held on {date_long(earlier.held_on)}. "
                "Give that day or a later one."
            }
        )
    seen, link = {engagement.pk}, earlier
    while link.follows_id is not None and link.pk not in seen:
        seen.add(link.pk)
        link = Engagement._base_manager.get(pk=link.follows_id)
    if engagement.pk and link.pk == engagement.pk:
        raise ValidationError("These engagements would follow each other in a circle.")


def _store_engagement(
    engagement: Engagement,
    by: User,
    lines: Mapping[str, Iterable[Mapping[str, Any]] | None],
    documents: Sequence[files.Sent],
    languages: Iterable[Language] | None,
) -> None:
    for upload in documents:
        files.validate_upload(upload)
    engagement.full_clean()
    with history.acting(by):
        engagement.save()
        check_within_scope(engagement, by)
        if languages is not None:
            engagement.languages.set(languages)
        if lines["participants"] is not None:
            _store_lines(engagement, EngagementParticipant, lines["participants"])
        born = {"stakeholder_id": engagement.stakeholder_id, "province_id": engagement.province_id}
        # What was promised there goes with the engagement when it turns out to have been with somebody else.
        items = ActionItem._base_manager.filter(engagement=engagement)
        items.exclude(**born).update(**born)
        if lines["action_items"] is not None:
            given = [{**with_direction(line), **born} for line in lines["action_items"]]
            _store_lines(engagement, ActionItem, given)
            for item in items.filter(status="open", owner__isnull=False).select_related("owner"):
                check_owner(item)
        # After the action items: one whose line goes stays, and must not be taken for a plain next step.
        if lines["points"] is not None:
            numbered = [{**point, "position": place} for place, point in enumerate(lines["points"], start=1)]
            _check_points_stay(engagement, numbered)
            _store_lines(engagement, EngagementPoint, numbered)
        # Last, so that no file is kept for a record that was refused.
        for upload in documents:
            files.store(upload, record=engagement, kind=Document.Kind.ATTACHMENT, by=by)


def _check_points_stay(engagement: Engagement, lines: Iterable[Mapping[str, Any]]) -> None:
    """A line that led to something done or important is not taken out from under it."""
    staying = {line.get("pk") for line in lines}
    items = ActionItem._base_manager.filter(engagement=engagement, point__isnull=False).select_related(
        "point"
    )
    for item in items:
        if item.point and item.point.pk not in staying and (item.is_important or item.status != "open"):
            state = "important" if item.is_important else f"“{item.get_status_display()}”"
            raise ValidationError(
                {
                    "said": f"The line “{shortened(item.point.text)}” has an action item that is {state}. "
                    "Leave the line as it was."
                }
            )


def _store_lines(engagement: Engagement, model: Any, lines: Iterable[Mapping[str, Any]]) -> None:
    """Make the lines of an engagement equal to ``lines``; what must stay as it is, is not touched."""
    existing = {line.pk: line for line in model._base_manager.filter(engagement=engagement)}
    kept = {pk for pk, line in existing.items() if _stays(line)}
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
            if model is ActionItem and (before is None or before.get("due_on") != line.due_on):
                check_due_day(line)
            line.full_clean()
            line.save()
        kept.add(line.pk)
    model._base_manager.filter(pk__in=existing.keys() - kept).delete()


def _stays(line: Any) -> bool:
    """Whether it has a page and a history of its own, on which it is changed: not as a line of the engagement."""
    return isinstance(line, ActionItem) and (
        line.status != ActionItem.Status.OPEN or line.is_important or line.point_id is not None
    )
