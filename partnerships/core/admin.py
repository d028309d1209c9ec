"""The administration pages: accounts, roles given to them, and reference lists. Programme data have no place here."""

from __future__ import annotations

from typing import Any, ClassVar

import allauth.account.admin  # noqa: F401 -- registers what is taken away below
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest

from partnerships.core import contents
from partnerships.core.duties import duties_of
from partnerships.core.models import (
    DigestDay,
    District,
    DocumentKind,
    Language,
    Province,
    ReminderLadder,
    User,
)

# One door for everybody: wrong attempts are counted here too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = "Administration of accounts and lists"
admin.site.site_title = "Partnerships"
admin.site.index_title = "Accounts and reference lists"
# Roles are made by `manage.py sync_roles` from partnerships/roles.py, not by hand.
admin.site.unregister(Group)
# The address of an account stands on the account itself.
admin.site.unregister(EmailAddress)


class KeptAdmin(admin.ModelAdmin):
    """Nothing is deleted here: records name it."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReferenceAdmin(KeptAdmin):
    """An entry is retired, never deleted."""

    list_display: tuple[str, ...] = ("name", "code", "order", "is_active")
    list_filter: ClassVar[tuple[str, ...]] = ("is_active",)
    search_fields = ("name", "code")
    prepopulated_fields = {"code": ("name",)}


class AccountForm(UserChangeForm):
    """An account that is closed while its person still answers for something says for what, and asks once more."""

    close_anyway = forms.BooleanField(
        label="Close it although duties are left",
        required=False,
        help_text="They stay with a closed account until somebody of the Unit hands them over.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_closing = "is_active" in self.changed_data and not cleaned.get("is_active")
        if is_closing and not cleaned.get("close_anyway") and (left := duties_of(self.instance)):
            self.add_error(
                "is_active",
                [
                    "This person still answers for what stands below. Have it handed over to successors first, or tick "
                    "“Close it although duties are left”.",
                    *left,
                ],
            )
        return cleaned

    class Meta:
        model = User
        fields = ("email", "name", "post", "sphere", "province", "groups", "is_active", "is_staff")
        field_classes: dict[str, type[forms.Field]] = {}


class NewAccountForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name", "post", "sphere", "province")
        field_classes: dict[str, type[forms.Field]] = {}


@admin.register(User)
class UserAdmin(KeptAdmin, DjangoUserAdmin):
    """An account with its role; rights come from the role alone, and nobody is made a superuser here."""

    form = AccountForm
    add_form = NewAccountForm
    list_display = ("email", "name", "post", "sphere", "province", "is_active")
    list_filter = ("sphere", "province", "groups", "is_active")
    search_fields = ("email", "name", "post")
    ordering = ("email",)
    filter_horizontal = ("groups",)
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "post")}),
        ("What this person may see and do", {"fields": ("sphere", "province", "groups")}),
        ("The account", {"fields": ("is_active", "close_anyway", "is_staff")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "email",
                    "name",
                    "post",
                    "sphere",
                    "province",
                    "usable_password",
                    "password1",
                    "password2",
                )
            },
        ),
    )


@admin.register(Province)
class ProvinceAdmin(KeptAdmin):
    list_display = ("name", "code", "host_department", "order")


@admin.register(District)
class DistrictAdmin(KeptAdmin):
    list_display = ("name", "code", "kind", "province")
    list_filter = ("kind", "province")
    search_fields = ("name", "code")


class DocumentKindForm(forms.ModelForm):
    """A kind can promise only what is checked when a file comes (``core.contents``); its size the record checks."""

    def clean_extensions(self) -> list[str]:
        given = [str(one).strip().lower().removeprefix(".") for one in self.cleaned_data["extensions"]]
        known = list(dict.fromkeys(given))
        if unknown := [f"“{one}”" for one in known if one not in contents.KINDS]:
            raise forms.ValidationError(
                f"The content of {', '.join(unknown)} cannot be checked, so no such file is taken. "
                f"Choose from {', '.join(contents.KINDS)}."
            )
        return known


@admin.register(DocumentKind)
class DocumentKindAdmin(ReferenceAdmin):
    form = DocumentKindForm
    list_display = ("name", "extensions", "largest_megabytes", "order", "is_active")


@admin.register(ReminderLadder)
class ReminderLadderAdmin(ReferenceAdmin):
    list_display = ("name", "steps", "second_steps", "last_steps", "in_working_days", "is_active")


@admin.register(DigestDay)
class DigestDayAdmin(ReferenceAdmin):
    list_display = ("name", "weekday", "is_active")


admin.site.register(Language, ReferenceAdmin)
