"""People with an account: known by their work e-mail, placed in a sphere and, if provincial, a province."""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone

from partnerships.core.models.geography import Province


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A saved user; without a password the account cannot sign in until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(
            email, password, sphere=User.Sphere.NATIONAL, is_staff=True, is_superuser=True, **fields
        )


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """An official. The absence of a province means nothing: the sphere alone makes a user national."""

    class Sphere(models.TextChoices):
        NATIONAL = "national", "National"
        PROVINCIAL = "provincial", "Provincial"

    email = models.EmailField("work e-mail", unique=True)
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=120, blank=True, help_text="The office this person holds.")
    # No default: who creates an account must say which sphere it belongs to.
    sphere = models.CharField(max_length=10, choices=Sphere)
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, related_name="users")
    is_staff = models.BooleanField("may open the administration pages", default=False)
    is_active = models.BooleanField("active", default=True)
    is_demo = models.BooleanField("demonstration account", default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="user_province_follows_sphere",
                condition=Q(sphere="national", province__isnull=True)
                | Q(sphere="provincial", province__isnull=False),
                violation_error_message=(
                    "A provincial user needs a province, and a national user has none. Correct one of the two."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_national(self) -> bool:
        return self.sphere == self.Sphere.NATIONAL

    @property
    def role_label(self) -> str:
        """The post in words with the sphere, as the masthead shows it: “Provincial officer, Gauteng”."""
        where = "national" if self.is_national else str(self.province)
        return f"{self.post or 'No post recorded'}, {where}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
