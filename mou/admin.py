"""The two lists of this app that administrators edit; programme data has its own pages."""

from django.contrib import admin

from mou.models import AgreementKind, ClearanceStep


class ClearanceStepInline(admin.TabularInline):
    model = ClearanceStep
    extra = 0


@admin.register(AgreementKind)
class AgreementKindAdmin(admin.ModelAdmin):
    list_display = ("name", "code", "prefix", "order", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "code")
    inlines = (ClearanceStepInline,)


@admin.register(ClearanceStep)
class ClearanceStepAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "order", "permission", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("kind",)
    search_fields = ("name", "code")
