"""What people do with lists: views they keep, and files they take out."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from partnerships.core.models.geography import Province
from partnerships.core.models.user import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def offered_to(self, user: User) -> Self:
        """The own ones, those shared with the person's province, and for national users those of the Unit."""
        shared = (
            Q(shared_with=SavedView.Sharing.UNIT)
            if user.is_national
            else Q(shared_with=SavedView.Sharing.PROVINCE, province=user.province_id)
        )
        return self.filter(Q(owner=user) | shared)


class SavedView(models.Model):
    """A list as somebody chose it, under a name. What it shows is still decided by the scope of who opens it.

    ``list_name`` names the page (stakeholders:list), ``query`` is the address after the question mark.
    """

    class Sharing(models.TextChoices):
        PRIVATE = "private", "Only me"
        PROVINCE = "province", "My province"
        UNIT = "unit", "The national office"

    list_name = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    shared_with = models.CharField(max_length=8, choices=Sharing, default=Sharing.PRIVATE)
    # The province it is shared with: the owner's.
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["list_name", "owner"], name="saved_view_of_person")]
        constraints = [
            models.UniqueConstraint(
                name="saved_view_named_once",
                fields=["owner", "list_name", "name"],
                violation_error_message="You have a view of this name on this list already. Choose another name.",
            ),
            models.CheckConstraint(
                name="saved_view_shared_with_a_province",
                condition=Q(province__isnull=True) ^ Q(shared_with="province"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ListExportQuerySet(models.QuerySet["ListExport"]):
    def visible_to(self, user: User) -> Self:
        """National users see every file that was taken out, others their own."""
        return self if user.is_national else self.filter(exported_by=user)


class ListExport(models.Model):
    """A list that was taken out as a file: who, when, what was chosen and how many rows."""

    list_name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    format = models.CharField(max_length=4)
    rows = models.PositiveIntegerField()
    exported_by = models.ForeignKey(User, models.PROTECT, related_name="list_exports")
    exported_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = ListExportQuerySet.as_manager()

    class Meta:
        ordering = ["-exported_at", "-pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.list_name} as {self.format}, {self.exported_at:%Y-%m-%d %H:%M}"
