"""The library: laws, white papers, strategies and studies that were perused for the strategy."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from partnerships.core.models import Document, Versioned, tracked
from partnerships.strategy.models.lists import LibraryKind
from partnerships.strategy.models.numbered import SharedQuerySet
from partnerships.strategy.models.parts import StrategicThrust


class LibraryQuerySet(SharedQuerySet):
    def get_by_natural_key(self, code: str) -> Any:
        return self.get(code=code)


@tracked
class LibraryDocument(Versioned):
    """A document that the strategy rests on: what it is, where it can be read, and what it says for us."""

    documents_right: ClassVar[str] = "strategy.change_librarydocument"

    code = models.SlugField(max_length=60, unique=True, null=True, blank=True, editable=False)
    title = models.CharField(max_length=300)
    kind = models.ForeignKey(LibraryKind, models.PROTECT, related_name="documents")
    year = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
        help_text="The year of the document. Leave it empty while nobody knows it.",
    )
    citation = models.CharField(
        max_length=300, blank=True, help_text="How it is quoted: Act 2 of 2011; Government Gazette 41082."
    )
    link = models.URLField(max_length=500, blank=True, help_text="Where it can be read, on an open page.")
    says = models.TextField("what it says for us", help_text="In a few lines, in our own words.")
    source = models.CharField(
        "known from", max_length=500, blank=True, help_text="Where we have these particulars from."
    )
    thrusts = models.ManyToManyField(StrategicThrust, blank=True, related_name="library")
    is_active = models.BooleanField(
        "in use", default=True, help_text="A document that was replaced stays in the library, not in use."
    )
    documents = GenericRelation(Document)

    objects: ClassVar[Any] = LibraryQuerySet.as_manager()

    class Meta:
        verbose_name = "library document"
        ordering = ["kind__order", "-year", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("strategy:library_document", args=[self.pk])

    def natural_key(self) -> tuple[str | None]:
        return (self.code,)
