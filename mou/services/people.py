"""Who may be named in an agreement: active people whose role fits, national or of its own province."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from partnerships.core.models import Province, User

# Who answers for something reports on it; who manages an agreement verifies what others report.
ANSWERING = "submit_obligation"
MANAGING = "verify_obligation"


def may_answer_for(province: Province | None, *, everywhere: bool = False) -> QuerySet[User]:
    """Business owners, accountable and responsible people; ``everywhere`` where the province is not settled yet."""
    return _holders(ANSWERING, province, everywhere)


def may_manage(province: Province | None, *, everywhere: bool = False) -> QuerySet[User]:
    """Partnership managers."""
    return _holders(MANAGING, province, everywhere)


def _holders(codename: str, province: Province | None, everywhere: bool) -> QuerySet[User]:
    held = Permission.objects.filter(content_type__app_label="mou", codename=codename)
    holding = User.objects.filter(Q(user_permissions__in=held) | Q(groups__permissions__in=held))
    people = User.objects.filter(is_active=True, pk__in=holding.values("pk"))
    if everywhere:
        return people
    place = Q(sphere=User.Sphere.NATIONAL)
    return people.filter(place | Q(province=province) if province else place)


def check_people(owner: User, manager: User, province: Province | None) -> None:
    """Raises ValidationError when one of the two may not be named; that they are two is a constraint."""
    whose = f"{province}'s or a national colleague" if province else "a national colleague"
    reasons = []
    if not may_answer_for(province).filter(pk=owner.pk).exists():
        reasons.append(f"{owner} cannot be business owner. Choose {whose} who may report progress.")
    if not may_manage(province).filter(pk=manager.pk).exists():
        reasons.append(f"{manager} cannot be partnership manager. Choose {whose} who may verify evidence.")
    if reasons:
        raise ValidationError(reasons)


def check_answering(person: User, province: Province | None) -> None:
    if not may_answer_for(province).filter(pk=person.pk).exists():
        raise ValidationError(
            f"{person} cannot answer for this. Choose an active colleague who may report progress on it."
        )
