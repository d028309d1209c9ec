"""The pairs of entries that resemble each other: found after each change and in the whole register, or settled."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from partnerships.core.models import User
from stakeholders.duplicates import KnownNames, Likeness, like_in_register, written_down
from stakeholders.models import NotADuplicate, Resemblance, Stakeholder
from stakeholders.services.checks import need


@transaction.atomic
def compare_anew(stakeholder: Stakeholder) -> None:
    """Look for entries that resemble this one as it stands now."""
    Resemblance._base_manager.filter(Q(first=stakeholder.pk) | Q(second=stakeholder.pk)).delete()
    if stakeholder.archived_on is None:
        likes = like_in_register(written_down(stakeholder), stakeholder.name)
        _store((stakeholder.pk, like) for like in likes)


@transaction.atomic
def compare_register() -> int:
    """Compare all entries with all others and keep the pairs found; says how many."""
    pairs = list(KnownNames().pairs())
    Resemblance._base_manager.all().delete()
    _store(pairs)
    return len(pairs)


def _store(pairs: Iterable[tuple[int, Likeness]]) -> None:
    Resemblance.objects.bulk_create(
        (
            Resemblance(first_id=min(pk, like.pk), second_id=max(pk, like.pk), score=like.score, why=like.why)
            for pk, like in pairs
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )


@transaction.atomic
def declare_two(one: Stakeholder, other: Stakeholder, *, by: User, reason: str = "") -> NotADuplicate:
    """Record that the two are different organisations: the pair is not shown again."""
    need(by, "stakeholders.merge_stakeholder")
    first, second = sorted((one, other), key=lambda entry: entry.pk)
    if Stakeholder.objects.editable_by(by).filter(pk__in=[first.pk, second.pk]).count() != 2:
        raise PermissionDenied
    declared, _ = NotADuplicate._base_manager.get_or_create(
        first=first, second=second, defaults={"declared_by": by, "reason": reason.strip()}
    )
    return declared
