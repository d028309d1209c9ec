import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0004_action_items_stand_alone")]

    operations = [
        migrations.AlterField(
            model_name="actionitem",
            name="stakeholder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="action_items",
                to="stakeholders.stakeholder",
            ),
        ),
        migrations.AlterField(
            model_name="actionitemevent",
            name="stakeholder",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="stakeholders.stakeholder",
            ),
        ),
        migrations.AddConstraint(
            model_name='actionitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_on__isnull', False), ('status__in', ['done', 'verified'])), models.Q(('done_on__isnull', True), ('status__in', ['open', 'dropped'])), _connector='OR'), name='action_item_done_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='actionitem',
            constraint=models.CheckConstraint(condition=models.Q(('verified_by__isnull', True), models.Q(('verified_by', models.F('done_by')), _negated=True), _connector='OR'), name='action_item_verified_by_another', violation_error_message='Somebody other than the person who did it must verify it.'),
        ),
        migrations.AddConstraint(
            model_name='actionitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'verified'), ('verified_by__isnull', False), ('verified_on__isnull', False)), models.Q(models.Q(('status', 'verified'), _negated=True), ('verified_by__isnull', True), ('verified_on__isnull', True)), _connector='OR'), name='action_item_verified_whole'),
        ),
        migrations.AddConstraint(
            model_name='actionitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dropped_on__isnull', False), ('status', 'dropped')), models.Q(models.Q(('status', 'dropped'), _negated=True), ('dropped_on__isnull', True)), _connector='OR'), name='action_item_dropped_on_a_day'),
        ),
    ]
