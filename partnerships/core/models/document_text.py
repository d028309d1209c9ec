"""The words of a document, so that a search finds it by what it says."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from partnerships.core.models.document import Document
from partnerships.core.models.word import WordsOf, learns


class DocumentText(models.Model):
    """What could be read out of a file: the beginning of its text, at most as much as the search looks at."""

    class Outcome(models.TextChoices):
        READ = "read", "Read"
        NO_TEXT = "no_text", "Holds no text, as a scan does"
        UNREADABLE = "unreadable", "Could not be read"

    document = models.OneToOneField(Document, models.CASCADE, related_name="text")
    outcome = models.CharField(max_length=10, choices=Outcome)
    text = models.TextField(blank=True)
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [GinIndex(WordsOf("text"), name="document_text_words")]
        triggers = learns("text")

    def __str__(self) -> str:
        return f"{self.document}: {self.get_outcome_display()}"
