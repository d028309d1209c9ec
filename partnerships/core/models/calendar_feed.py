"""The secret address under which somebody's calendar program reads the own dates."""

from __future__ import annotations

from hashlib import sha256

from django.db import models
from django.db.models import Q

from partnerships.core.models.user import User
from partnerships.core.models.versioned import tracked


@tracked
class CalendarFeed(models.Model):
    """Of the secret only its SHA-256 is kept: whoever reads the database cannot read anybody's calendar with it."""

    person = models.ForeignKey(User, models.CASCADE, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="calendar_feed_one_in_use", fields=["person"], condition=Q(revoked_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.person}"

    @staticmethod
    def digest_of(secret: str) -> str:
        return sha256(secret.encode()).hexdigest()
