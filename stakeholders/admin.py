"""The reference lists that an administrator keeps. Programme data have no place here: their pages are theirs."""

from __future__ import annotations

from django.contrib import admin

from partnerships.core.admin import ReferenceAdmin
from stakeholders.models import (
    CollaborationForm,
    EngagementKind,
    FitCriterion,
    GuideTopic,
    InterviewGuide,
    StakeholderGroup,
    StakeholderType,
)


@admin.register(StakeholderType)
class StakeholderTypeAdmin(ReferenceAdmin):
    list_display = ("name", "group", "code", "order", "is_active")
    list_filter = ("group", "is_active")


@admin.register(FitCriterion)
class FitCriterionAdmin(ReferenceAdmin):
    list_display = ("name", "weight", "is_risk", "order", "is_active")
    list_filter = ("is_risk", "is_active")


@admin.register(GuideTopic)
class GuideTopicAdmin(ReferenceAdmin):
    list_display = ("name", "guide", "order", "is_active")
    list_filter = ("guide", "is_active")


@admin.register(InterviewGuide)
class InterviewGuideAdmin(ReferenceAdmin):
    filter_horizontal = ("groups",)


admin.site.register([StakeholderGroup, EngagementKind, CollaborationForm], ReferenceAdmin)
