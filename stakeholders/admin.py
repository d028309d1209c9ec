"""The reference lists that an administrator keeps. Programme data have no place here: their pages are theirs."""

from __future__ import annotations

from django.contrib import admin

from partnerships.core.admin import ReferenceAdmin
from stakeholders.models import (
    CollaborationForm,
    DecisionReason,
    EngagementKind,
    EngagementMode,
    ExecutivePost,
    GuideTopic,
    InterviewGuide,
    RelationshipKind,
    StakeholderClass,
    StakeholderGroup,
    StakeholderType,
    StructureKind,
)


@admin.register(StakeholderType)
class StakeholderTypeAdmin(ReferenceAdmin):
    list_display = ("name", "group", "code", "order", "is_active")
    list_filter = ("group", "is_active")


@admin.register(DecisionReason)
class DecisionReasonAdmin(ReferenceAdmin):
    list_display = ("name", "outcome", "order", "is_active")
    list_filter = ("outcome", "is_active")


@admin.register(GuideTopic)
class GuideTopicAdmin(ReferenceAdmin):
    list_display = ("name", "guide", "order", "is_active")
    list_filter = ("guide", "is_active")


@admin.register(InterviewGuide)
class InterviewGuideAdmin(ReferenceAdmin):
    filter_horizontal = ("groups",)


@admin.register(EngagementKind)
class EngagementKindAdmin(ReferenceAdmin):
    list_display = ("name", "needs_minutes", "order", "is_active")


@admin.register(StakeholderClass)
class StakeholderClassAdmin(ReferenceAdmin):
    list_display = ("name", "contact_every_days", "verify_every_days", "order", "is_active")


@admin.register(RelationshipKind)
class RelationshipKindAdmin(ReferenceAdmin):
    list_display = ("name", "reverse_name", "is_hierarchy", "order", "is_active")


@admin.register(StructureKind)
class StructureKindAdmin(ReferenceAdmin):
    list_display = ("name", "family", "seat", "order", "is_active")
    list_filter = ("family", "is_active")


@admin.register(ExecutivePost)
class ExecutivePostAdmin(ReferenceAdmin):
    list_display = ("name", "is_required", "is_closed_to_police", "family", "seat", "order", "is_active")


admin.site.register([StakeholderGroup, EngagementMode, CollaborationForm], ReferenceAdmin)
