"""Making many tables at once, without drawing up every model anew after each of them."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.migrations import CreateModel, Migration
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

# Steps of these kinds stand beside each other without changing each other's table: the state after all of them serves
# each. An added field or constraint does change one, and is made by itself.
TOGETHER = (CreateModel, AddTrigger)


class Tables(Migration):
    """A migration whose consecutive new tables, and new triggers, are made from one and the same state.

    Django draws up all related models again after every table, which for two hundred tables takes half a minute; the
    tables that come out are the same.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False
    ) -> ProjectState:
        for kind, found in groupby(self.operations, key=type):
            steps = list(found)
            if kind in TOGETHER:
                project_state = self._together(steps, project_state, schema_editor)
            else:
                project_state = self._one_by_one(steps, project_state, schema_editor, collect_sql)
        return project_state

    def _together(self, steps: list[Any], state: ProjectState, schema_editor: Any) -> ProjectState:
        state.__dict__.pop("apps", None)  # drawn up once, when the first step asks for it
        for step in steps:
            step.state_forwards(self.app_label, state)
        for step in steps:
            step.database_forwards(self.app_label, schema_editor, state, state)
        return state

    def _one_by_one(
        self, steps: list[Any], state: ProjectState, schema_editor: Any, collect_sql: bool
    ) -> ProjectState:
        rest = Migration(self.name, self.app_label)
        rest.atomic, rest.operations = self.atomic, steps  # type: ignore[misc]
        return rest.apply(state, schema_editor, collect_sql)
