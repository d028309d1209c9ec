"""The lists of the strategy that an administrator keeps. Its text, indicators and targets have pages of their own."""

from __future__ import annotations

from django.contrib import admin

from partnerships.core.admin import ReferenceAdmin
from partnerships.strategy.models import LibraryKind, PartnerGroup, Pillar


@admin.register(Pillar)
class PillarAdmin(ReferenceAdmin):
    pass


@admin.register(PartnerGroup)
class PartnerGroupAdmin(ReferenceAdmin):
    pass


@admin.register(LibraryKind)
class LibraryKindAdmin(ReferenceAdmin):
    pass
