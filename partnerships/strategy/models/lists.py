"""Lists that the strategy is sorted by: the pillars of the ICVPS, groups of partners, kinds of library documents."""

from __future__ import annotations

from django.db import models

from partnerships.core.models import ReferenceItem


class Pillar(ReferenceItem):
    """A pillar of the Integrated Crime and Violence Prevention Strategy, which Cabinet approved in March 2022."""

    source = models.CharField(max_length=300, blank=True)


class PartnerGroup(ReferenceItem):
    """Whom the strategy puts first. The codes are those of the groups of stakeholders, which it does not know."""


class LibraryKind(ReferenceItem):
    """What a document of the library is: law, white paper, strategy."""
