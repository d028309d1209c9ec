"""PDFs that take longer to make than a page may."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse

from partnerships.core.models.user import User


class PrintJobQuerySet(models.QuerySet["PrintJob"]):
    def visible_to(self, user: User) -> Self:
        """One's own: what stands in a paper is what this person may see."""
        return self.filter(asked_by=user)

    def waiting(self) -> Self:
        """Neither made nor given up, the oldest first."""
        return self.filter(made_at__isnull=True, problem="").order_by("pk")

    def sizes(self) -> Iterable[tuple[int, int]]:
        """Number and bytes of each file, the newest first."""
        return self.order_by("-pk").values_list("pk", Length("content"))


class PrintJob(models.Model):
    """A PDF that somebody asked for: first what it is to be made of, then the file, which is kept for some days.

    ``digest`` says what stands in it: who asks for the same again gets the file that is there.
    """

    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=150)
    # The page that it was asked from, where there is more that can be done.
    came_from = models.CharField(max_length=300)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="print_jobs")
    asked_at = models.DateTimeField(auto_now_add=True)
    digest = models.CharField(max_length=64)
    # Emptied once it is made.
    html = models.TextField(blank=True)
    sheets = models.JSONField("names of style sheets", default=list)
    made_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField("seconds that the making took", null=True, blank=True)
    content = models.BinaryField(null=True)
    problem = models.CharField("why it could not be made", max_length=400, blank=True)

    objects: ClassVar[Any] = PrintJobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["asked_by", "digest"], name="print_job_asked_again"),
            models.Index(
                fields=["id"], name="print_job_waiting", condition=Q(made_at__isnull=True, problem="")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="print_job_made_with_its_file",
                condition=Q(made_at__isnull=True, content__isnull=True)
                | Q(made_at__isnull=False, content__isnull=False, problem=""),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("print_job", args=[self.token])

    @property
    def is_waiting(self) -> bool:
        return self.made_at is None and not self.problem
