"""What was measured so far was measured by the first description of its indicator."""

from django.db import migrations

FIRST = """
UPDATE reporting_actual actual SET definition_id = version.id
FROM strategy_indicatorversion version
WHERE version.indicator_id = actual.indicator_id AND version.number = 1;
ALTER TABLE reporting_actualevent DISABLE TRIGGER USER;
UPDATE reporting_actualevent event SET definition_id = version.id
FROM strategy_indicatorversion version
WHERE version.indicator_id = event.indicator_id AND version.number = 1;
ALTER TABLE reporting_actualevent ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    # A table cannot be altered in the transaction that wrote rows whose foreign keys are still to be checked.
    atomic = False

    dependencies = [("reporting", "0002_descriptions_of_actuals")]

    operations = [migrations.RunSQL(FIRST, migrations.RunSQL.noop)]
