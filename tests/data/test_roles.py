"""manage.py sync_roles: the groups of the database and docs/permissions.md equal the table of roles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from partnerships import roles
from partnerships.core.models import User
from partnerships.roles import ROLES, Role
from tests.data.conftest import told

PAGE = Path(settings.BASE_DIR) / "docs" / "permissions.md"


def held(group: Group) -> set[str]:
    rows = group.permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


@pytest.mark.django_db
def test_each_role_becomes_a_group_with_exactly_its_rights() -> None:
    told("sync_roles")

    groups = {group.name: held(group) for group in Group.objects.all()}
    assert groups == {role.name: set(role.rights) for role in ROLES.values()}
    assert len(groups) == 10


@pytest.mark.django_db
def test_a_second_run_changes_nothing_and_says_nothing() -> None:
    told("sync_roles")
    before = {group.pk: held(group) for group in Group.objects.all()}

    assert told("sync_roles") == []
    assert {group.pk: held(group) for group in Group.objects.all()} == before


@pytest.mark.django_db
def test_a_right_given_by_hand_is_taken_away_and_a_missing_one_given_back() -> None:
    told("sync_roles")
    group = Group.objects.get(name="Auditor")
    group.permissions.add(Permission.objects.get(codename="change_mou"))
    group.permissions.remove(Permission.objects.get(codename="view_mou"))

    assert told("sync_roles") == ["Auditor: rights added: 1, taken away: 1"]
    assert held(group) == set(ROLES["auditor"].rights)


@pytest.mark.django_db
def test_a_group_that_is_no_role_loses_its_rights_but_keeps_its_members() -> None:
    group = Group.objects.create(name="Old role")
    group.permissions.add(Permission.objects.get(codename="change_mou"))
    member = User.objects.create_user("old@demo.example", name="Old Member", sphere="national")
    member.groups.add(group)

    lines = told("sync_roles")

    assert lines[-1] == (
        "Old role: is no role of this system, all its rights taken away. Give its 1 members a role."
    )
    assert held(group) == set()
    assert [*member.groups.all()] == [group]


@pytest.mark.django_db
def test_a_right_that_no_model_declares_is_named_and_nothing_is_changed(monkeypatch: Any) -> None:
    monkeypatch.setitem(
        roles.ROLES,
        "auditor",
        Role("Auditor", "Reads.", frozenset({"mou.view_mou", "mou.verify_obligations"})),
    )

    with pytest.raises(CommandError) as refusal:
        call_command("sync_roles")

    assert str(refusal.value) == (
        "The role “Auditor” names the right mou.verify_obligations, which no model declares. "
        "Did you mean mou.verify_obligation?"
    )
    assert not Group.objects.exists()


@pytest.mark.django_db
def test_a_right_that_the_database_does_not_hold_yet_is_named() -> None:
    Permission.objects.filter(codename="verify_obligation").delete()

    with pytest.raises(
        CommandError, match=r"does not hold the right mou\.verify_obligation yet\. Run migrate first"
    ):
        call_command("sync_roles")

    assert not Group.objects.exists()


def test_the_page_of_permissions_is_the_one_written_from_the_table(tmp_path: Path) -> None:
    written = tmp_path / "permissions.md"

    call_command("sync_roles", write_docs=written)

    assert PAGE.read_text(encoding="utf-8") == written.read_text(encoding="utf-8"), (
        "Write the page again: manage.py sync_roles --write-docs docs/permissions.md"
    )


def test_the_page_names_every_role_and_every_right_that_a_role_gives() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    acts = {line.split("|")[2].strip(" `") for line in lines if "| `" in line}
    plain = ("view_", "add_", "change_")
    given = {right for role in ROLES.values() for right in role.rights}

    assert all(any(line.startswith(f"| {role.name} | ") for line in lines) for role in ROLES.values())
    assert acts == {right for right in given if not right.split(".")[1].startswith(plain)} | {
        "reporting.view_national_report"
    }
