"""Every actual has its description."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0005_search'),
        ('reporting', '0003_first_descriptions'),
        ('strategy', '0008_indicators_keep_their_identity'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='actual',
            name='definition',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='actuals', to='strategy.indicatorversion', verbose_name='description'),
        ),
        migrations.AlterField(
            model_name='actualevent',
            name='definition',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.indicatorversion', verbose_name='description'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actual',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reporting_actualevent" ("captured_by_id", "captured_on", "corrective_action", "definition_id", "denominator", "id", "indicator_id", "not_measured_because", "numerator", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "quarter", "reason_for_deviation", "value", "words", "year") VALUES (NEW."captured_by_id", NEW."captured_on", NEW."corrective_action", NEW."definition_id", NEW."denominator", NEW."id", NEW."indicator_id", NEW."not_measured_because", NEW."numerator", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."province_id", NEW."quarter", NEW."reason_for_deviation", NEW."value", NEW."words", NEW."year"); RETURN NULL;', hash='2ff87e39e52f15f9be469967bfcefadefffb26b3', operation='INSERT', pgid='pgtrigger_insert_insert_6fa28', table='reporting_actual', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actual',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."captured_by_id" IS DISTINCT FROM (NEW."captured_by_id") OR OLD."captured_on" IS DISTINCT FROM (NEW."captured_on") OR OLD."corrective_action" IS DISTINCT FROM (NEW."corrective_action") OR OLD."definition_id" IS DISTINCT FROM (NEW."definition_id") OR OLD."denominator" IS DISTINCT FROM (NEW."denominator") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."indicator_id" IS DISTINCT FROM (NEW."indicator_id") OR OLD."not_measured_because" IS DISTINCT FROM (NEW."not_measured_because") OR OLD."numerator" IS DISTINCT FROM (NEW."numerator") OR OLD."province_id" IS DISTINCT FROM (NEW."province_id") OR OLD."quarter" IS DISTINCT FROM (NEW."quarter") OR OLD."reason_for_deviation" IS DISTINCT FROM (NEW."reason_for_deviation") OR OLD."value" IS DISTINCT FROM (NEW."value") OR OLD."words" IS DISTINCT FROM (NEW."words") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func='INSERT INTO "reporting_actualevent" ("captured_by_id", "captured_on", "corrective_action", "definition_id", "denominator", "id", "indicator_id", "not_measured_because", "numerator", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "quarter", "reason_for_deviation", "value", "words", "year") VALUES (NEW."captured_by_id", NEW."captured_on", NEW."corrective_action", NEW."definition_id", NEW."denominator", NEW."id", NEW."indicator_id", NEW."not_measured_because", NEW."numerator", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."province_id", NEW."quarter", NEW."reason_for_deviation", NEW."value", NEW."words", NEW."year"); RETURN NULL;', hash='aa363f3db9f6fe7709cf5a18f990e707cce21d4e', operation='UPDATE', pgid='pgtrigger_update_update_722de', table='reporting_actual', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actual',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reporting_actualevent" ("captured_by_id", "captured_on", "corrective_action", "definition_id", "denominator", "id", "indicator_id", "not_measured_because", "numerator", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "quarter", "reason_for_deviation", "value", "words", "year") VALUES (OLD."captured_by_id", OLD."captured_on", OLD."corrective_action", OLD."definition_id", OLD."denominator", OLD."id", OLD."indicator_id", OLD."not_measured_because", OLD."numerator", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."province_id", OLD."quarter", OLD."reason_for_deviation", OLD."value", OLD."words", OLD."year"); RETURN NULL;', hash='06ef43155ca5eaabe27da93ee25873db9d447dc0', operation='DELETE', pgid='pgtrigger_delete_delete_c0670', table='reporting_actual', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='actual',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('not_measured_because', ''), ('value__isnull', False), ('words', '')), models.Q(('not_measured_because', ''), ('value__isnull', True), models.Q(('words', ''), _negated=True)), models.Q(('value__isnull', True), ('words', ''), models.Q(('not_measured_because', ''), _negated=True)), _connector='OR'), name='actual_is_a_number_or_says_why_not', violation_error_message='Give a number (zero is a number), or say why nothing was measured.'),
        ),
    ]
