"""The lists of this app that an administrator keeps. Programme data have no place here: their pages are theirs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Permission

from mou.models import (
    AgreementKind,
    ChallengeCategory,
    ClearanceStep,
    RequiredFact,
    ResourceKind,
    SigningDelegation,
    StandardClause,
    StandardSection,
    TemplateActivity,
    WorkplanTemplate,
)
from stakeholders.admin import ReferenceAdmin


class ClearanceStepForm(forms.ModelForm):
    """The right that a step needs is one of those that exist for it."""

    permission = forms.ChoiceField(label="Right that clears it")

    class Meta:
        model = ClearanceStep
        fields = ("kind", "name", "code", "permission", "order", "is_active")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rights = Permission.objects.filter(content_type__app_label="mou", codename__startswith="clear_")
        choices = [(f"mou.{right.codename}", right.name) for right in rights.order_by("name")]
        self.fields["permission"].choices = [("", "Choose a right"), *choices]  # type: ignore[attr-defined]


@admin.register(AgreementKind)
class AgreementKindAdmin(ReferenceAdmin):
    list_display = ("name", "prefix", "code", "order", "is_active")


@admin.register(ClearanceStep)
class ClearanceStepAdmin(ReferenceAdmin):
    form = ClearanceStepForm
    list_display = ("name", "kind", "permission", "order", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("kind",)


@admin.register(RequiredFact)
class RequiredFactAdmin(ReferenceAdmin):
    list_display = ("name", "kind", "fact", "basis", "order", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("kind",)


@admin.register(StandardClause)
class StandardClauseAdmin(ReferenceAdmin):
    list_display = ("name", "section", "kind", "is_required", "is_to_be_written", "order", "is_active")
    list_filter = ("section", "kind", "is_required", "is_active")
    list_select_related = ("kind", "section")


admin.site.register(StandardSection, ReferenceAdmin)
admin.site.register(ResourceKind, ReferenceAdmin)
admin.site.register(ChallengeCategory, ReferenceAdmin)


@admin.register(WorkplanTemplate)
class WorkplanTemplateAdmin(ReferenceAdmin):
    list_display = ("name", "kind", "order", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("kind",)


@admin.register(TemplateActivity)
class TemplateActivityAdmin(ReferenceAdmin):
    list_display = ("name", "template", "side", "quarters", "order", "is_active")
    list_filter = ("template", "side", "is_active")
    list_select_related = ("template",)


@admin.register(SigningDelegation)
class SigningDelegationAdmin(ReferenceAdmin):
    list_display = ("name", "reference", "province", "ceiling", "valid_from", "valid_until", "is_active")
    list_filter = ("province", "is_active")
    list_select_related = ("province",)
