"""The people of every test: Nomsa works nationally, Gift in Gauteng, Lindiwe in Limpopo; others by role."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Permission

from partnerships.core.models import Province, User
from partnerships.roles import ROLES
from tests.factories import ProvinceFactory, UserFactory


def person(
    role: str | None = None,
    *,
    province: Province | str | None = None,
    may: Iterable[str] | None = None,
    **fields: object,
) -> User:
    """A user with the rights of a role of ``partnerships.roles``, or with exactly the rights in ``may``."""
    if isinstance(province, str):
        province = ProvinceFactory(code=province)
    user = UserFactory(province=province, **fields)
    grant(user, may if may is not None else ROLES[role].rights if role else ())
    return user


def grant(user: User, rights: Iterable[str]) -> None:
    """Exactly these rights from now on."""
    user.user_permissions.set(_permissions(rights))


def nomsa(**fields: object) -> User:
    """National: officer of the Partnerships Unit."""
    return person("unit_officer", **({"name": "Nomsa Dlamini"} | fields))


def gift(**fields: object) -> User:
    """Gauteng: provincial officer."""
    return person("provincial_officer", province="GP", **({"name": "Gift Mahlangu"} | fields))


def lindiwe(**fields: object) -> User:
    """Limpopo: provincial officer."""
    return person("provincial_officer", province="LP", **({"name": "Lindiwe Baloyi"} | fields))


def everything() -> frozenset[str]:
    """All rights of all roles together: what is then refused is refused by scope or state alone."""
    return frozenset().union(*(role.rights for role in ROLES.values()))


def _permissions(rights: Iterable[str]) -> list[Permission]:
    wanted = {tuple(right.split(".", 1)) for right in rights}
    known = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
    }
    return [known[right] for right in wanted]
