"""What is not yet a record: a form begun and kept for later, and a numbered sheet to fill in by hand."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from partnerships.core.models.user import User


class FormDraft(models.Model):
    """A form as it was typed, complete or not. It is its writer's alone; ``core.drafts`` keeps it.

    ``form`` names the kind of form, ``data`` holds what the browser would send, ``version`` counts the saves.
    """

    form = models.SlugField(max_length=40)
    title = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    kept_by = models.ForeignKey(User, models.CASCADE, related_name="form_drafts")
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-saved_at", "-pk"]
        indexes = [models.Index(fields=["kept_by", "form"], name="form_draft_of_person")]

    def __str__(self) -> str:
        return self.title or "Draft without a title"


class PaperSheet(models.Model):
    """One printed sheet of a form. Its number stands on the paper and finds the form, later the record."""

    form = models.SlugField(max_length=40)
    printed_by = models.ForeignKey(User, models.PROTECT, related_name="paper_sheets")
    printed_at = models.DateTimeField(auto_now_add=True)
    content_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    record = GenericForeignKey()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """As it stands on the paper: P-000123."""
        return f"P-{self.pk:06}"
