"""What every record that people edit has: a count of its saves, and a history written by triggers."""

import pghistory
from django.db import models

# Every insert and update becomes a row of the model's event table, also in bulk or by hand in SQL.
tracked = pghistory.track(exclude=["version"])


class Versioned(models.Model):
    """Counts its saves, so that the second of two people editing the same record can be told."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
