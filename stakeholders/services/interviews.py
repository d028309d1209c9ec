"""The questions of an interview: copied from the guide on the day, answered bit by bit."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from partnerships.core import history
from partnerships.core.forms import CONFLICT
from partnerships.core.models import User
from stakeholders.models import Engagement, InterviewAnswer
from stakeholders.services.checks import need


def copy_questions(engagement: Engagement) -> list[InterviewAnswer]:
    """The topics of the guide as they read now become the questions of this interview, without an answer yet."""
    rows = questions_of(engagement)
    for row in rows:
        row.save()
    return rows


def questions_of(engagement: Engagement) -> list[InterviewAnswer]:
    """What would be copied now; not stored."""
    topics = engagement.guide.topics.in_use() if engagement.guide else []
    return [
        InterviewAnswer(engagement=engagement, position=place, question=topic.name)
        for place, topic in enumerate(topics, start=1)
    ]


def set_guide(engagement: Engagement) -> None:
    """Another guide, or none, while nothing is answered: its questions take the place of the old ones."""
    stored = InterviewAnswer._base_manager.filter(engagement=engagement)
    if stored.exclude(answer="").exists():
        raise ValidationError(
            {
                "guide": "This interview has answers already, so its guide stays. "
                "Empty the answers first, or record another engagement."
            }
        )
    stored.delete()
    copy_questions(engagement)


@transaction.atomic
def answer_interview(
    engagement: Engagement, *, by: User, answers: Mapping[int, str], version: int | None = None
) -> Engagement:
    """Keep what was answered, by the position of the question; a question left out keeps its answer.

    ``version`` is the one the person began from: refused when somebody saved in between.
    """
    need(by, "stakeholders.change_engagement")
    rows = Engagement.objects.editable_by(by).select_for_update(of=("self",))
    current = rows.filter(pk=engagement.pk).first()
    if current is None:
        raise PermissionDenied
    if version is not None and version != current.version:
        raise ValidationError(CONFLICT, code="conflict")
    with history.acting(by):
        stored = list(InterviewAnswer._base_manager.filter(engagement=current)) or copy_questions(current)
        if not stored:
            raise ValidationError("Choose an interview guide first: this engagement has no questions.")
        changed = False
        for row in stored:
            answer = answers.get(row.position, row.answer).strip()
            if answer != row.answer:
                row.answer, changed = answer, True
                row.full_clean()
                row.save()
        if changed:
            current.version += 1
            current.save(update_fields=["version"])
    engagement.version = current.version
    return engagement
