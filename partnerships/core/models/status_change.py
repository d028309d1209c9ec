"""The moves of records along their life cycles, written by ``core.lifecycle`` alone."""

import pgtrigger
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from partnerships.core.models.user import User


class StatusChange(models.Model):
    """One line of a record's history: who moved it, from where to where, when and why."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    transition = models.SlugField()
    label = models.CharField(max_length=80)
    from_status = models.CharField(max_length=30)
    to_status = models.CharField(max_length=30)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="status_changes")
    changed_at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        indexes = [models.Index(fields=["content_type", "object_id"], name="status_change_of_record")]

    def __str__(self) -> str:
        return f"{self.from_status} → {self.to_status}"
