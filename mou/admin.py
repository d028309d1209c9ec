"""The two lists of this app that administrators edit; programme data has its own pages."""

from django.contrib import admin

from mou.models import AgreementKind, ClearanceStep
from partnerships.core.admin import ReferenceAdmin


class ClearanceStepInline(admin.TabularInline):
    model = ClearanceStep
    extra = 0
    can_delete = False


@admin.register(AgreementKind)
class AgreementKindAdmin(ReferenceAdmin):
    list_display = ("name", "code", "prefix", "order", "is_active")
    inlines = (ClearanceStepInline,)


@admin.register(ClearanceStep)
class ClearanceStepAdmin(ReferenceAdmin):
    list_display = ("name", "kind", "order", "permission", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("kind",)
    search_fields = ("name", "code")
