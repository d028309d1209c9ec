"""Files that belong to a record: its evidence, its signed copy, its attachments; and those still waiting for one."""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from partnerships.core.models.reference import ReferenceItem
from partnerships.core.models.user import User
from partnerships.core.models.word import WordsOf, learns


class DocumentKind(ReferenceItem):
    """What a file is, which types of file it may be, and how large."""

    extensions = ArrayField(
        models.CharField(max_length=5),
        help_text="Accepted endings of the name, such as pdf, separated by commas.",
    )
    largest_megabytes = models.PositiveSmallIntegerField(
        default=20, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )


class Classification(models.TextChoices):
    """Minimum Information Security Standards of 1996; anything above confidential is refused."""

    UNCLASSIFIED = "unclassified", "Unclassified"
    RESTRICTED = "restricted", "Restricted"
    CONFIDENTIAL = "confidential", "Confidential"


class StoredFile(models.Model):
    """What is known of every file people send, wherever it stands."""

    class Scan(models.TextChoices):
        NOT_SCANNED = "not_scanned", "Not scanned"
        CLEAN = "clean", "Scanned, nothing found"

    original_name = models.CharField(max_length=255)
    # Random name below MEDIA_ROOT; the original name is only given back on download.
    file = models.FileField(max_length=200, upload_to="documents")
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField("SHA-256", max_length=64)
    scan = models.CharField(max_length=12, choices=Scan, default=Scan.NOT_SCANNED)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class DocumentQuerySet(models.QuerySet["Document"]):
    def newest(self) -> DocumentQuerySet:
        """Without the versions that another one replaced."""
        return self.filter(replaced_by__isnull=True)


class DocumentManager(models.Manager.from_queryset(DocumentQuerySet)):  # type: ignore[misc]
    """Every list of documents says what each is."""

    def get_queryset(self) -> models.QuerySet[Document]:
        return super().get_queryset().select_related("kind")


@pghistory.track(exclude=["file"])
class Document(StoredFile):
    """A stored file. Who may open it is who may see its record: ``core.files`` decides."""

    class Kind(models.TextChoices):
        """Codes of the kinds that the program itself gives; the list has more."""

        EVIDENCE = "evidence"
        SIGNED_COPY = "signed_copy"
        ATTACHMENT = "attachment"
        MINUTES = "minutes"

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    kind: Any = models.ForeignKey(
        DocumentKind, models.PROTECT, to_field="code", db_column="kind", related_name="documents"
    )
    title = models.CharField(
        max_length=200, blank=True, help_text="What it is, in words; the name of the file when left empty."
    )
    classification = models.CharField(
        max_length=12, choices=Classification, default=Classification.UNCLASSIFIED
    )
    # The version before this one; the newest of a chain is the one that lists show.
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", editable=False
    )
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="documents")

    objects: Any = DocumentManager()

    class Meta:
        ordering = ["uploaded_at", "pk"]
        indexes = [
            # The newest of a record is the one with the highest number.
            models.Index(fields=["content_type", "object_id", "id"], name="document_of_record"),
            GinIndex(WordsOf("title", "original_name"), name="document_words"),
        ]
        triggers = learns("title", "original_name")

    def __str__(self) -> str:
        return self.title or self.original_name

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.pk])

    @property
    def about_url(self) -> str:
        return reverse("document_about", args=[self.pk])


class StagedFile(StoredFile):
    """A file that came with a form not saved yet. It is its sender's alone until a record takes it."""

    staged_by = models.ForeignKey(User, models.CASCADE, related_name="staged_files")

    class Meta:
        ordering = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        return self.original_name
