"""What each indicator said so far becomes its first version, with its history; targets move to the slot of their quarter."""

from django.db import migrations

# Before anything that is known here was measured.
BEGINNING = "2000-04-01"
MOVED = (
    "assumptions",
    "baseline",
    "calculation_type",
    "collected_from",
    "definition",
    "desired_performance",
    "disaggregation",
    "means_of_verification",
    "method_of_calculation",
    "reporting_cycle",
    "responsible_post",
    "source_of_data",
    "tolerance",
    "unit",
)
NAMED = ("code", "name", '"order"', "is_placeholder", "thrust_id")
# What the first version has beside what moved; of an event in the same order.
GIVEN = {
    "number": "1",
    "status": "'approved'",
    "valid_from": f"DATE '{BEGINNING}'",
    "reason": "''",
    "purpose": "''",
    "indicator_type": "'output'",
    "is_new": "false",
    "needs_evidence": "true",
    "data_limitations": "''",
    "spatial_transformation": "''",
    "scale": "'{}'",
    "authority": "''",
    "approved_on": "CURRENT_DATE",
}
COLUMNS = ", ".join([*NAMED, *MOVED, *GIVEN])
VALUES = ", ".join([*NAMED, *MOVED, *GIVEN.values()])

VERSIONS = f"""
INSERT INTO strategy_indicatorversion (version, indicator_id, is_in_use, {COLUMNS})
SELECT 1, id, is_active, {VALUES} FROM strategy_indicator ORDER BY id
"""
# The insertion above wrote an event of its own; the events of before are the history.
HISTORY = f"""
ALTER TABLE strategy_indicatorversionevent DISABLE TRIGGER USER;
DELETE FROM strategy_indicatorversionevent;
INSERT INTO strategy_indicatorversionevent
    (pgh_created_at, pgh_label, pgh_context, pgh_context_id, pgh_obj_id, id, indicator_id, is_in_use, {COLUMNS})
SELECT event.pgh_created_at, event.pgh_label, event.pgh_context, event.pgh_context_id, version.id, version.id,
    version.indicator_id, event.is_active,
    {", ".join([*(f"event.{name}" for name in (*NAMED, *MOVED)), *GIVEN.values()])}
FROM strategy_indicatorevent event
JOIN strategy_indicatorversion version ON version.indicator_id = event.pgh_obj_id
ORDER BY event.pgh_id;
ALTER TABLE strategy_indicatorversionevent ENABLE TRIGGER USER;
"""
SLOTS = """
UPDATE strategy_target SET slot = 'q' || quarter;
ALTER TABLE strategy_targetevent DISABLE TRIGGER USER;
UPDATE strategy_targetevent SET slot = 'q' || quarter;
ALTER TABLE strategy_targetevent ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    # A table cannot be altered in the transaction that wrote rows whose foreign keys are still to be checked.
    atomic = False

    dependencies = [("strategy", "0006_descriptions_and_changes_of_targets")]

    operations = [
        migrations.RunSQL(VERSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(HISTORY, migrations.RunSQL.noop),
        migrations.RunSQL(SLOTS, migrations.RunSQL.noop),
    ]
