"""The reporting calendar: the days of a quarter for each scope, and the rules by which a year is laid out."""

import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_reminders'),
        ('reporting', '0004_descriptions_are_kept'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportingPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('year', models.PositiveSmallIntegerField(editable=False, validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='financial year')),
                ('quarter', models.PositiveSmallIntegerField(editable=False, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(4)])),
                ('opens_on', models.DateField(verbose_name='opens on')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('closes_on', models.DateField(help_text='The last day on which what is late is expected.', verbose_name='closes on')),
                ('reason', models.TextField(blank=True, help_text='Why these days differ from those that were laid out.', verbose_name='reason')),
                ('authority', models.CharField(blank=True, help_text='Needed once the due day is over: who allowed the exception, in which paper.', max_length=200)),
                ('province', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reporting_periods', to='core.province')),
            ],
            options={
                'ordering': ['year', 'quarter', 'province'],
            },
        ),
        migrations.CreateModel(
            name='ReportingPeriodEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('year', models.PositiveSmallIntegerField(editable=False, validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='financial year')),
                ('quarter', models.PositiveSmallIntegerField(editable=False, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(4)])),
                ('opens_on', models.DateField(verbose_name='opens on')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('closes_on', models.DateField(help_text='The last day on which what is late is expected.', verbose_name='closes on')),
                ('reason', models.TextField(blank=True, help_text='Why these days differ from those that were laid out.', verbose_name='reason')),
                ('authority', models.CharField(blank=True, help_text='Needed once the due day is over: who allowed the exception, in which paper.', max_length=200)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reporting.reportingperiod')),
                ('province', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.province')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PeriodRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True, help_text='Retire an entry instead of deleting it: records may name it.', verbose_name='in use')),
                ('opens_after', models.PositiveSmallIntegerField(default=1, help_text='1: on the first day after the quarter.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(180)], verbose_name='opens, days after the quarter')),
                ('counting', models.CharField(choices=[('month', 'One month after the quarter (regulation 11)'), ('days', 'Days after the quarter'), ('working_days', 'Working days after the quarter')], max_length=12, verbose_name='due')),
                ('due_after', models.PositiveSmallIntegerField(blank=True, help_text='Empty where it is one month.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(180)], verbose_name='due, days after the quarter')),
                ('on_free_day', models.CharField(choices=[('stays', 'Stays on that day'), ('before', 'Moves to the working day before'), ('after', 'Moves to the working day after')], default='stays', max_length=6, verbose_name='when the due day is no working day')),
                ('closes_after', models.PositiveSmallIntegerField(default=14, help_text='The last day on which what is late is expected.', validators=[django.core.validators.MaxValueValidator(180)], verbose_name='closes, days after it was due')),
                ('authority', models.CharField(blank=True, help_text='The law, or the letter of the Provincial Treasury, that sets the day.', max_length=200)),
                ('province', models.ForeignKey(blank=True, help_text='Empty: for the report of the country.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='period_rules', to='core.province')),
            ],
            options={
                'ordering': ['order', 'name'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('province',), name='period_rule_once', nulls_distinct=False, violation_error_message='There is a rule for that province already. Change that one.'), models.CheckConstraint(condition=models.Q(models.Q(('counting', 'month'), ('due_after__isnull', True)), models.Q(models.Q(('counting', 'month'), _negated=True), ('due_after__isnull', False)), _connector='OR'), name='period_rule_days_where_counted', violation_error_message='Give the number of days, or leave it empty where it is one month.')],
            },
        ),
        migrations.AddConstraint(
            model_name='reportingperiod',
            constraint=models.UniqueConstraint(fields=('year', 'quarter', 'province'), name='reporting_period_once', nulls_distinct=False, violation_error_message='The days of that quarter are laid out already.'),
        ),
        migrations.AddConstraint(
            model_name='reportingperiod',
            constraint=models.CheckConstraint(condition=models.Q(('quarter__range', (1, 4))), name='reporting_period_quarter_exists', violation_error_message='A financial year has quarters 1 to 4.'),
        ),
        migrations.AddConstraint(
            model_name='reportingperiod',
            constraint=models.CheckConstraint(condition=models.Q(('opens_on__lte', models.F('due_on')), ('due_on__lte', models.F('closes_on'))), name='reporting_period_days_follow', violation_error_message='A period opens first, is due then, and closes last.'),
        ),
        migrations.AddConstraint(
            model_name='reportingperiod',
            constraint=models.CheckConstraint(condition=models.Q(('authority', ''), models.Q(('reason', ''), _negated=True), _connector='OR'), name='reporting_period_exception_has_reason', violation_error_message='Say the reason of the exception.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportingperiod',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reporting_reportingperiodevent" ("authority", "closes_on", "due_on", "id", "opens_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "quarter", "reason", "year") VALUES (NEW."authority", NEW."closes_on", NEW."due_on", NEW."id", NEW."opens_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."province_id", NEW."quarter", NEW."reason", NEW."year"); RETURN NULL;', hash='fa030e5cc8494d11abc5b7e64f95a6d9e31961e6', operation='INSERT', pgid='pgtrigger_insert_insert_7df8c', table='reporting_reportingperiod', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportingperiod',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."authority" IS DISTINCT FROM (NEW."authority") OR OLD."closes_on" IS DISTINCT FROM (NEW."closes_on") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."opens_on" IS DISTINCT FROM (NEW."opens_on") OR OLD."province_id" IS DISTINCT FROM (NEW."province_id") OR OLD."quarter" IS DISTINCT FROM (NEW."quarter") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func='INSERT INTO "reporting_reportingperiodevent" ("authority", "closes_on", "due_on", "id", "opens_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "quarter", "reason", "year") VALUES (NEW."authority", NEW."closes_on", NEW."due_on", NEW."id", NEW."opens_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."province_id", NEW."quarter", NEW."reason", NEW."year"); RETURN NULL;', hash='b73bda1b18203e438e894a5945dfb8ca94e01859', operation='UPDATE', pgid='pgtrigger_update_update_e7cbc', table='reporting_reportingperiod', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportingperiod',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reporting_reportingperiodevent" ("authority", "closes_on", "due_on", "id", "opens_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "quarter", "reason", "year") VALUES (OLD."authority", OLD."closes_on", OLD."due_on", OLD."id", OLD."opens_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."province_id", OLD."quarter", OLD."reason", OLD."year"); RETURN NULL;', hash='765feee9736f56be48e4fd289bc82e9c0ad57dcc', operation='DELETE', pgid='pgtrigger_delete_delete_9b781', table='reporting_reportingperiod', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportingperiodevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6b04155fb12da0eefc10a5231a231b21cafeb094', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_eff65', table='reporting_reportingperiodevent', when='BEFORE')),
        ),
    ]
