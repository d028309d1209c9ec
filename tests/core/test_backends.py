"""Who asks, and what they may do: one query each, and never more than what was given."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission

from partnerships.core.backends import Backend
from tests.factories import UserFactory
from tests.people import gift, person

pytestmark = pytest.mark.django_db


def given(codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label="mou", codename=codename)


def test_a_person_comes_with_the_province(django_assert_num_queries: Any) -> None:
    someone = gift()
    with django_assert_num_queries(1):
        assert Backend().get_user(someone.pk).role_label == "Official, Gauteng"


def test_a_closed_account_is_nobody() -> None:
    closed = UserFactory(is_active=False)
    assert Backend().get_user(closed.pk) is None
    assert Backend().get_user(0) is None


def test_rights_of_a_person_and_of_groups_come_together(django_assert_num_queries: Any) -> None:
    someone = person(may={"mou.view_mou"})
    for name, codename in (("first", "sign_mou"), ("second", "sign_mou"), ("third", "end_mou")):
        group = Group.objects.create(name=name)
        group.permissions.add(given(codename))
        someone.groups.add(group)
    Group.objects.create(name="not theirs").permissions.add(given("send_mou"))
    someone = Backend().get_user(someone.pk)
    with django_assert_num_queries(1):
        assert someone.get_all_permissions() == {"mou.view_mou", "mou.sign_mou", "mou.end_mou"}
        assert someone.has_perm("mou.sign_mou")
        assert not someone.has_perm("mou.send_mou")


def test_a_closed_account_may_do_nothing() -> None:
    assert not person(may={"mou.view_mou"}, is_active=False).has_perm("mou.view_mou")
    assert Backend().get_all_permissions(AnonymousUser()) == set()


def test_an_administrator_of_the_whole_system_may_do_everything() -> None:
    assert UserFactory(is_superuser=True).has_perm("mou.sign_mou")
