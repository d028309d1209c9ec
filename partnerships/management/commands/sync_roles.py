"""Makes the groups of the database equal to the table of roles, and writes that table down for readers."""

from __future__ import annotations

import difflib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction
from django.utils.text import capfirst

from partnerships.roles import ROLES, Role

PLAIN_RIGHTS = ("view", "add", "change")


class Command(BaseCommand):
    help = "Make the groups of the database equal to the roles of partnerships/roles.py."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--write-docs",
            metavar="FILE",
            type=Path,
            help="Write the table of roles and rights to this Markdown file; the database is left alone.",
        )

    def handle(self, *args: Any, write_docs: Path | None, verbosity: int, **options: Any) -> None:
        refuse_unknown_rights()
        if write_docs:
            write_docs.write_text(permissions_document(), encoding="utf-8")
            return
        for line in synchronise():
            if verbosity:
                self.stdout.write(line)


def refuse_unknown_rights() -> None:
    """Raises CommandError when a role names a right that no model declares."""
    declared = {right for model in apps.get_models() for right in rights_of(model)}
    for role in ROLES.values():
        for right in sorted(role.rights - declared):
            alike = difflib.get_close_matches(right, sorted(declared), n=1)
            hint = f" Did you mean {alike[0]}?" if alike else ""
            raise CommandError(
                f"The role “{role.name}” names the right {right}, which no model declares.{hint}"
            )


@transaction.atomic
def synchronise() -> list[str]:
    """One line per group that changed; nothing when the groups were equal already."""
    stored = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.select_related("content_type")
    }
    lines = []
    for role in ROLES.values():
        if absent := sorted(role.rights - stored.keys()):
            raise CommandError(f"The database does not hold the right {absent[0]} yet. Run migrate first.")
        group, is_new = Group.objects.get_or_create(name=role.name)
        before = {permission.pk for permission in group.permissions.all()}
        after = {stored[right].pk for right in role.rights}
        if before != after:
            group.permissions.set(after)
        if is_new or before != after:
            lines.append(
                f"{role.name}: rights added: {len(after - before)}, taken away: {len(before - after)}"
            )
    # A role that left the table must not go on giving rights to the people who are still in its group.
    for group in Group.objects.exclude(name__in=[role.name for role in ROLES.values()]):
        if group.permissions.exists():
            group.permissions.clear()
            lines.append(
                f"{group.name}: is no role of this system, all its rights taken away. "
                f"Give its {group.user_set.count()} members a role."
            )
    return lines


def rights_of(model: type[models.Model]) -> list[str]:
    """Every right that Django makes for a model: the plain ones and those that its Meta names."""
    plain = [get_permission_codename(act, model._meta) for act in model._meta.default_permissions]
    return [
        f"{model._meta.app_label}.{name}" for name in plain + [name for name, _ in model._meta.permissions]
    ]


# --- docs/permissions.md --------------------------------------------------------

HEAD = """# Who may do what

Written by `manage.py sync_roles --write-docs docs/permissions.md` from `partnerships/roles.py`; a test holds the two
equal. Change the table there, then write this page again.

A right says what a person may do; **where** it holds is decided by sphere and province, in
`partnerships/core/scoping.py`: national users act on every province, provincial users change their own province's
records and read the national ones. Both must agree, and the record must stand at a point of its life cycle that
allows the act.
"""


def permissions_document() -> str:
    """The page as it must stand: the roles, the rights on records, the acts."""
    roles = list(ROLES.values())
    models_named = [m for m in apps.get_models() if any(names_plain_right(role, m) for role in roles)]
    acts = [
        (f"{model._meta.app_label}.{codename}", label)
        for model in apps.get_models()
        for codename, label in model._meta.permissions
    ]
    parts = [
        HEAD,
        "## Roles",
        table(["Role", "Main job"], [[role.name, role.explanation] for role in roles]),
        "## Records",
        "read; add; change. Nothing in this system is deleted, so no role may delete.",
        table(
            ["Records", *(role.name for role in roles)],
            [
                [
                    capfirst(str(model._meta.verbose_name_plural)),
                    *(plain_rights(role, model) for role in roles),
                ]
                for model in sorted(
                    models_named, key=lambda m: (m._meta.app_label, str(m._meta.verbose_name_plural))
                )
            ],
        ),
        "## Acts",
        table(
            ["Act", "Right", *(role.name for role in roles)],
            [
                [capfirst(label.removeprefix("Can ")), f"`{right}`"]
                + ["yes" if right in role.rights else "–" for role in roles]
                for right, label in sorted(acts)
                if any(right in role.rights for role in roles)
            ],
        ),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def names_plain_right(role: Role, model: type[models.Model]) -> bool:
    return plain_rights(role, model) != "–"


def plain_rights(role: Role, model: type[models.Model]) -> str:
    held = [
        "read" if act == "view" else act
        for act in PLAIN_RIGHTS
        if f"{model._meta.app_label}.{get_permission_codename(act, model._meta)}" in role.rights
    ]
    return ", ".join(held) or "–"


def table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])
