"""What was the strategy becomes a version of it, with its history; the next migrations fill and close the new columns."""

import pgtrigger.migrations
from django.db import migrations, models

STATUSES = [
    ("draft", "Draft"),
    ("certification", "Sent for certification"),
    ("adopted", "Adopted"),
    ("superseded", "Superseded"),
]


class Migration(migrations.Migration):

    dependencies = [("strategy", "0001_initial")]

    operations = [
        *(
            pgtrigger.migrations.RemoveTrigger(model_name="strategy", name=name)
            for name in ("insert_insert", "update_update", "delete_delete")
        ),
        pgtrigger.migrations.RemoveTrigger(model_name="strategyevent", name="append_only"),
        migrations.RenameModel("Strategy", "StrategyVersion"),
        migrations.RenameModel("StrategyEvent", "StrategyVersionEvent"),
        migrations.RemoveConstraint(model_name="strategyversion", name="strategy_one_current"),
        *(
            migrations.AddField(model_name=model, name=name, field=field)
            for model in ("strategyversion", "strategyversionevent")
            for name, field in (
                ("number", models.PositiveSmallIntegerField(null=True)),
                (
                    "status",
                    models.CharField(choices=STATUSES, default="draft", editable=False, max_length=16),
                ),
                ("adopted_on", models.DateField(blank=True, editable=False, null=True)),
                ("superseded_on", models.DateField(blank=True, editable=False, null=True)),
            )
        ),
    ]
