"""The lists of this app that an administrator keeps. Programme data have no place here: their pages are theirs."""

from __future__ import annotations

from django.contrib import admin

from reporting.models import NarrativePart, PeriodRule, ReturnRule
from stakeholders.admin import ReferenceAdmin


@admin.register(PeriodRule)
class PeriodRuleAdmin(ReferenceAdmin):
    list_display = ("name", "province", "counting", "due_after", "closes_after", "authority", "is_active")
    list_filter = ("counting", "is_active")
    list_select_related = ("province",)


@admin.register(NarrativePart)
class NarrativePartAdmin(ReferenceAdmin):
    list_display = ("name", "place", "order", "is_active")
    list_filter = ("place", "is_active")


@admin.register(ReturnRule)
class ReturnRuleAdmin(ReferenceAdmin):
    list_display = ("name", "indicator", "measure", "jump_percent", "is_active")
    list_filter = ("measure", "is_active")
    list_select_related = ("indicator",)
