"""Files that belong to a record: its evidence, its signed copy, its attachments."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse

from partnerships.core.models.user import User


class Document(models.Model):
    """A stored file. Who may open it is who may see its record: ``core.files`` decides."""

    class Kind(models.TextChoices):
        EVIDENCE = "evidence", "Evidence"
        SIGNED_COPY = "signed_copy", "Signed copy"
        ATTACHMENT = "attachment", "Attachment"

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=200, blank=True)
    original_name = models.CharField(max_length=255)
    # Random name below MEDIA_ROOT; the original name is only given back on download.
    file = models.FileField(max_length=200, upload_to="documents")
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="documents")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["uploaded_at", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="document_of_record")]

    def __str__(self) -> str:
        return self.title or self.original_name

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.pk])
