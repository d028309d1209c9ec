"""How a page learns who asks: the person with their province, and all their rights, in one query each."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from partnerships.core.models import User


class Backend(AuthenticationBackend):
    """Knows people by their e-mail, as django-allauth does."""

    def get_user(self, user_id: Any) -> User | None:
        """The person with the province, which every page names."""
        user = User.objects.select_related("province").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Those given to the person and those of their groups together; Django asks for them one after the other."""
        if not user_obj.is_active or user_obj.is_anonymous or user_obj.is_superuser or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            # Read from the tables between, not joined with OR: every page waits for this query.
            groups = User.groups.through.objects.filter(user=user_obj).values("group")
            own = User.user_permissions.through.objects.filter(user=user_obj).values("permission")
            shared = Group.permissions.through.objects.filter(group__in=groups).values("permission")
            held = Permission.objects.filter(Q(pk__in=own) | Q(pk__in=shared)).order_by()
            pairs = held.values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in pairs}
        return user_obj._perm_cache
