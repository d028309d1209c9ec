"""What an action item used to know through its engagement, it now says itself."""

from django.db import migrations

FILL = """
UPDATE stakeholders_actionitem AS item SET
    stakeholder_id = engagement.stakeholder_id,
    province_id = engagement.province_id,
    direction = CASE WHEN item.owner_id IS NULL THEN 'to_us' ELSE 'by_us' END
FROM stakeholders_engagement AS engagement WHERE engagement.id = item.engagement_id
"""
# The history too: no row of it says anything else than before, it says what was only to be looked up.
FILL_HISTORY = """
ALTER TABLE stakeholders_actionitemevent DISABLE TRIGGER USER;
UPDATE stakeholders_actionitemevent AS item SET
    stakeholder_id = engagement.stakeholder_id,
    province_id = engagement.province_id,
    direction = CASE WHEN item.owner_id IS NULL THEN 'to_us' ELSE 'by_us' END,
    status = CASE WHEN item.done_on IS NULL THEN 'open' ELSE 'done' END
FROM stakeholders_engagement AS engagement WHERE engagement.id = item.engagement_id;
ALTER TABLE stakeholders_actionitemevent ENABLE TRIGGER USER;
"""


def mark_done(apps, schema_editor):
    """The trigger knows this move: open to done is declared."""
    item = apps.get_model("stakeholders", "ActionItem")
    item.objects.filter(done_on__isnull=False).update(status="done")


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0003_register_widened")]

    operations = [
        migrations.RunSQL(FILL_HISTORY, migrations.RunSQL.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunPython(mark_done, migrations.RunPython.noop),
    ]
