"""Every address stands in the table, needs a right, and is spelled in the house's way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from partnerships.core.views import ScopedMixin
from tests.rules.routes import ROUTES, Reach

# Addresses that the table of the access matrix cannot walk, each with the reason.
NOT_WALKED = {
    "stakeholders:engagement_draft": "its writer's alone: walked in tests/stakeholders/test_engagement_drafts.py",
    "calendar_feed": "public: the secret in the address is the right; walked in tests/core/test_feed.py",
    "mou:slip_open": "public: the secret in the address is the right; walked in tests/mou/test_slips.py",
    "reminder_message": "its reader's alone: walked in tests/core/reminding/test_pages.py",
    "snooze": "the kind stands in the address: walked in tests/core/reminding/test_pages.py",
    "snooze_end": "its owner's alone: walked in tests/core/reminding/test_pages.py",
    "log_send_again": "the message stands in the address: walked in tests/core/reminding/test_pages.py",
    "saved_view_add": "the list stands in the address: walked in tests/core/test_saved_views.py",
    "saved_view_edit": "its owner's alone: walked in tests/core/test_saved_views.py",
    "saved_view_remove": "its owner's alone: walked in tests/core/test_saved_views.py",
    "account_reset_password_from_key": "public: the key in the mail is the right",
    "account_reset_password_from_key_done": "public: says that the password was changed",
    "account_inactive": "public: says that the account is closed",
    "reporting:quarterly_province": "walked in tests/reporting: the province stands in the address",
    "reporting:actual_capture": "walked in tests/reporting: the province stands in the address",
}


def patterns(resolver: URLResolver, namespace: str = "", path: str = "") -> Iterator[tuple[str, str, Any]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace == "admin":
                continue  # Django's own administration pages: for reference lists and accounts alone
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner, path + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", path + str(pattern.pattern), pattern.callback


ALL = sorted(patterns(get_resolver()), key=lambda found: found[0])


def test_every_address_stands_in_the_table_and_none_has_vanished() -> None:
    assert sorted({name for name, _, _ in ALL} - set(NOT_WALKED)) == sorted(ROUTES)


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, path, _ in ALL])
def test_addresses_are_plural_kebab_case(name: str, path: str) -> None:
    plain = re.sub(r"<[^>]+>", "x", path)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*/)*", plain), plain


@pytest.mark.parametrize(("name", "view"), [(name, view) for name, _, view in ALL])
def test_a_page_about_records_is_a_scoped_page_with_a_right(name: str, view: Any) -> None:
    route = ROUTES.get(name)
    if route is None or route.reach not in {Reach.READ, Reach.WRITE} or name == "document":
        return
    assert issubclass(view.view_class, ScopedMixin), f"{name} is not built on a scoped page kind"


def test_only_the_door_and_the_plain_information_are_public() -> None:
    assert [name for name, route in ROUTES.items() if route.reach is Reach.PUBLIC] == [
        "account_login",
        "account_reset_password",
        "account_reset_password_done",
        "help",
        "accessibility",
        "privacy",
        "healthz",
    ]
