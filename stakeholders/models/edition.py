"""Editions of what is asked or weighed: drafted, adopted, replaced by the next. An adopted one never changes."""

from __future__ import annotations

import pgtrigger
from django.db import models

from partnerships.core.models import User, Versioned


class Edition(Versioned):
    """One numbered edition; its lines are written while it is a draft, and the records made with it keep it."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        ADOPTED = "adopted", "Adopted"
        SUPERSEDED = "superseded", "Superseded"

    number = models.PositiveSmallIntegerField("version")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    introduction = models.TextField(blank=True, help_text="What an assessor should know before beginning.")
    adopted_on = models.DateField(null=True, blank=True, editable=False)
    adopted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="%(class)ss_adopted", editable=False
    )

    class Meta:
        abstract = True


def only_of_drafts(name: str, table: str, lines: str) -> pgtrigger.Trigger:
    """Refuses every change of the lines under an edition of that table that is not a draft."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("its_status", "text")],
        # Both words are ours, not a reader's.
        func=pgtrigger.Func(
            f"""
            SELECT status INTO its_status FROM {table}
                WHERE id = COALESCE(NEW.version_id, OLD.version_id);
            IF its_status <> 'draft' THEN
                RAISE EXCEPTION 'pgtrigger: the {lines} of an adopted version do not change';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
            """  # noqa: S608
        ),
    )
