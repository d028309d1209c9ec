"""Signing in and out, changing and replacing a password: the part of django-allauth that this house opens.

Nobody opens an account for themselves, addresses are not confirmed by mail, and there is no other way in:
an administrator creates the account. Five wrong attempts let an account rest for fifteen minutes.
"""

from __future__ import annotations

from typing import Any

from allauth.account import forms, views
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django import forms as django_forms
from django.http import HttpRequest
from django.urls import path, register_converter

from partnerships.core.models import User

# Kept beside the settings of the rate limit (ACCOUNT_RATE_LIMITS, login_failed): a test compares the two.
RESTS = (
    "After five wrong attempts this account rests for 15 minutes. Try again then, or ask for a new password "
    "now: a new password ends the rest."
)


class Adapter(DefaultAccountAdapter):
    """What django-allauth asks of its house: no sign-up, and our words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed. Ask the Partnerships Unit to open it again.",
        "email_password_mismatch": "The work e-mail or the password is not right. Check both and try again.",
        "enter_current_password": "This is not your present password. Write the one you signed in with.",
        "invalid_password_reset": "This link has been used or is too old. Ask for a new password again.",
        "too_many_login_attempts": RESTS,
        "rate_limited": "Too many requests came from here. Wait a minute and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """A new password ends the rest after wrong attempts: whoever set it has proved who they are."""
        super().set_password(user, password)
        self._delete_login_attempts_cached_email(context.request, email=user.email)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)


def _plain(field: django_forms.Field, label: str, hint: str = "") -> None:
    """A label and a hint in the house's words, and no text inside the control."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)


class SignInForm(forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], "Work e-mail")
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        _plain(self.fields["password"], "Password")


class ForgottenPasswordForm(forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], "Work e-mail", "The address you sign in with.")


NEW_PASSWORD = "At least 12 characters; not a common one, not figures alone, not like your name or e-mail."  # noqa: S105 -- a hint, not a password


class WhoseField(django_forms.EmailField):
    """The account whose password is written, so that people and their password managers see which one it is."""

    def __init__(self, user: User):
        super().__init__(label="Account", disabled=True, initial=user.email)
        self.widget.attrs["autocomplete"] = "username"


class NewPasswordForm(forms.ResetPasswordKeyForm):
    field_order = ("account", "password1", "password2")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.user is not None:  # a link that is no longer valid belongs to nobody
            self.fields["account"] = WhoseField(self.user)
            self.order_fields(self.field_order)
        _plain(self.fields["password1"], "New password", NEW_PASSWORD)
        _plain(self.fields["password2"], "New password once more")


class ChangePasswordForm(forms.ChangePasswordForm):
    field_order = ("account", "oldpassword", "password1", "password2")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["account"] = WhoseField(self.user)
        self.order_fields(self.field_order)
        _plain(self.fields["oldpassword"], "Present password")
        _plain(self.fields["password1"], "New password", NEW_PASSWORD)
        _plain(self.fields["password2"], "New password once more")


class Base36:
    """How django-allauth writes the number of a user in a link; the rest, after the dash, is the key."""

    regex = "[0-9A-Za-z]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Base36, "base36")

# django-allauth reverses these names; the addresses are ours.
urlpatterns = [
    path("sign-in/", views.login, name="account_login"),
    path("sign-out/", views.logout, name="account_logout"),
    path("account-closed/", views.account_inactive, name="account_inactive"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/forgotten/", views.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/new/<base36:uidb36>-<str:key>/",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"
    ),
]
