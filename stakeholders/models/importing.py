"""Lists that came as spreadsheets: what was in them, what was made of each row, and what an undo takes back."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pghistory
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse

from partnerships.core.models import Province, StoredFile, User, Versioned
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.states import State
from stakeholders.models.stakeholder import Stakeholder


class ImportMapping(models.Model):
    """How one person last matched these headings with our fields, offered again for the next file that has them.

    ``headings`` is the sorted, folded list of headings; ``columns`` gives the field for each.
    """

    owner = models.ForeignKey(User, models.CASCADE, related_name="import_mappings")
    headings = models.JSONField()
    columns = models.JSONField()
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-used_at"]
        constraints = [models.UniqueConstraint(name="import_mapping_once", fields=["owner", "headings"])]

    def __str__(self) -> str:
        return f"{self.owner}, {len(self.columns)} columns"


class ImportBatchQuerySet(ScopedQuerySet):
    """A batch is its sender's, whatever its province: a file names people, and one of the Unit names all provinces."""

    def visible_to(self, user: User) -> Self:
        return self if user.is_national else self.filter(uploaded_by=user)

    def editable_by(self, user: User) -> Self:
        return self.visible_to(user)


# Not the count of the rows done: it moves many times in one step and says nothing afterwards.
@pghistory.track(exclude=["version", "rows_done", "file"])
class ImportBatch(Scoped, Versioned, StoredFile):
    """One file of stakeholders, from its upload to the register, and back out of it.

    ``status`` changes only through ``stakeholders.lifecycle``.
    """

    class Status(models.TextChoices):
        UPLOADED = "uploaded", "Uploaded"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked"
        COMMITTING = "committing", "Being imported"
        COMMITTED = "committed", "Imported"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"
        DROPPED = "dropped", "Dropped"

    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="import_batches")
    # Of a provincial sender: every row belongs to it. None: each row names its own.
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, related_name="+")
    sheet = models.CharField(max_length=120, blank=True)
    header_row = models.PositiveIntegerField(null=True, blank=True, help_text="Counted from 1.")
    headings = models.JSONField(default=list, blank=True)
    columns = models.JSONField(
        default=dict, blank=True, help_text="Position of a column, from 0, to the name of our field."
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.UPLOADED, editable=False)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    # What stopped the last step, in words for the person who started it.
    problem = models.CharField(max_length=500, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[Any] = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        permissions = [("import_stakeholder", "Can import stakeholders from a spreadsheet")]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:import", args=[self.pk])

    @property
    def scope_label(self) -> str:
        return str(self.province) if self.province_id else "National"

    @property
    def is_working(self) -> bool:
        return self.status in {self.Status.CHECKING, self.Status.COMMITTING, self.Status.UNDOING}

    @property
    def state(self) -> State:
        return State(self.get_status_display(), IMPORT_TONES[self.status])


class ImportRow(models.Model):
    """One row of the sheet: what stood in it, what is said about it, and what becomes of it."""

    class Outcome(models.TextChoices):
        CREATE = "create", "New"
        UPDATE = "update", "Changes a record"
        UNCHANGED = "unchanged", "Already there"
        REFUSED = "refused", "Cannot be imported"
        LEFT_OUT = "left_out", "Left out"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="As the spreadsheet counts it, from 1.")
    cells = models.JSONField()
    # What we understood: field names to cleaned values that JSON can hold.
    values = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=Outcome)
    # A list of what is said: its level (error or warning), the name of the field or nothing, the sentence.
    messages = models.JSONField(default=list)
    has_warning = models.BooleanField(default=False)
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, null=True, blank=True, related_name="import_rows"
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="import_row_once", fields=["batch", "number"])]
        indexes = [models.Index(fields=["batch", "outcome", "number"], name="import_row_by_outcome")]

    def __str__(self) -> str:
        return f"Row {self.number}"


class ImportedRecord(models.Model):
    """A record that a batch made or changed, as it left it: an undo is refused where it is no longer so.

    ``before`` holds the fields that were changed as they stood before; it is empty for a record that was made.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="records")
    row = models.ForeignKey(ImportRow, models.CASCADE, related_name="records")
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    made = models.BooleanField(help_text="Made by the batch; otherwise changed by it.")
    before = models.JSONField(default=dict)
    version = models.PositiveIntegerField(help_text="Of the record, as the batch left it.")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="imported_record")]
        constraints = [
            models.CheckConstraint(
                name="imported_record_made_has_no_before", condition=Q(made=False) | Q(before={})
            )
        ]

    def __str__(self) -> str:
        return f"{self.content_type} {self.object_id}"


IMPORT_TONES: dict[str, str] = {
    ImportBatch.Status.UPLOADED: "draft",
    ImportBatch.Status.CHECKING: "waiting",
    ImportBatch.Status.CHECKED: "open",
    ImportBatch.Status.COMMITTING: "waiting",
    ImportBatch.Status.COMMITTED: "good",
    ImportBatch.Status.UNDOING: "waiting",
    ImportBatch.Status.UNDONE: "stopped",
    ImportBatch.Status.DROPPED: "stopped",
}
