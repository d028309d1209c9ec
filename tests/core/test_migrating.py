"""Tables made together, from two migrations that differ in nothing but how they are applied."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from partnerships.core.migrating import Tables

pytestmark = pytest.mark.django_db


def columns_after(how: type[migrations.Migration]) -> list[Any]:
    """What the database holds after two tables that know each other, the second by a field that comes last."""
    key = ("id", models.BigAutoField(primary_key=True))
    step = how("0001_tables", "trial")
    step.operations = [
        migrations.CreateModel("Hen", [key, ("name", models.CharField(max_length=9))]),
        migrations.CreateModel("Egg", [key, ("hen", models.ForeignKey("trial.Hen", models.CASCADE))]),
        migrations.AddField("Hen", "egg", models.ForeignKey("trial.Egg", models.CASCADE, null=True)),
    ]
    with connection.schema_editor() as editor:
        state = step.apply(ProjectState(), editor)
    assert {field.name for field in state.apps.get_model("trial", "Hen")._meta.get_fields()} >= {
        "name",
        "egg",
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
            "WHERE table_name LIKE 'trial_%%' ORDER BY table_name, ordinal_position"
        )
        found = cursor.fetchall()
        cursor.execute(
            "SELECT conrelid::regclass::text, contype::text, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid::regclass::text LIKE 'trial_%%' ORDER BY 1, 2, 3"
        )
        found += cursor.fetchall()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP TABLE trial_hen, trial_egg CASCADE")
    return found


def test_tables_made_together_are_the_tables_that_are_made_one_by_one() -> None:
    together, one_by_one = columns_after(Tables), columns_after(migrations.Migration)
    assert together == one_by_one
    assert len([row for row in together if row[1] == "f"]) == 2
