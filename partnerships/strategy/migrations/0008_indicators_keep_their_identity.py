"""What an indicator measures stands in its versions; a target stands in a slot of the table."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0005_search'),
        ('strategy', '0007_first_descriptions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='target',
            options={'ordering': ['indicator', 'year', 'slot', 'province']},
        ),
        migrations.RemoveConstraint(
            model_name='indicator',
            name='indicator_percentages_do_not_add_up',
        ),
        migrations.RemoveField(
            model_name='indicator',
            name='assumptions',
        ),
        migrations.RemoveField(
            model_name='indicator',
            name='baseline',
        ),
        migrations.RemoveField(
            model_name='indicator',
            name='calculation_type',
        ),
        migrations.RemoveField(
            model_name='indicator',
            name='collected_from',
        ),
        migrations.RemoveField(
            model_name='indicator',
            name='definition',
        ),
        migrations.RemoveField(
            model_name='indicator',
            name='desired_performance',
        ),
        migrations.RemoveField(
            model_name='indicator',
            name='disaggregation',
        ),
        migrations.RemoveField(
            model_name='indicator',
            name='is_active',
        ),
        migrations.RemoveField(
            model_name='indicator',
            name='means_of_verification',
        ),
        migrations.RemoveField(
            model_name='indicator',
            name='method_of_calculation',
        ),
        migrations.RemoveField(
            model_name='indicator',
            name='reporting_cycle',
        ),
        migrations.RemoveField(
            model_name='indicator',
            name='responsible_post',
        ),
        migrations.RemoveField(
            model_name='indicator',
            name='source_of_data',
        ),
        migrations.RemoveField(
            model_name='indicator',
            name='tolerance',
        ),
        migrations.RemoveField(
            model_name='indicator',
            name='unit',
        ),
        migrations.RemoveField(
            model_name='indicatorevent',
            name='assumptions',
        ),
        migrations.RemoveField(
            model_name='indicatorevent',
            name='baseline',
        ),
        migrations.RemoveField(
            model_name='indicatorevent',
            name='calculation_type',
        ),
        migrations.RemoveField(
            model_name='indicatorevent',
            name='collected_from',
        ),
        migrations.RemoveField(
            model_name='indicatorevent',
            name='definition',
        ),
        migrations.RemoveField(
            model_name='indicatorevent',
            name='desired_performance',
        ),
        migrations.RemoveField(
            model_name='indicatorevent',
            name='disaggregation',
        ),
        migrations.RemoveField(
            model_name='indicatorevent',
            name='is_active',
        ),
        migrations.RemoveField(
            model_name='indicatorevent',
            name='means_of_verification',
        ),
        migrations.RemoveField(
            model_name='indicatorevent',
            name='method_of_calculation',
        ),
        migrations.RemoveField(
            model_name='indicatorevent',
            name='reporting_cycle',
        ),
        migrations.RemoveField(
            model_name='indicatorevent',
            name='responsible_post',
        ),
        migrations.RemoveField(
            model_name='indicatorevent',
            name='source_of_data',
        ),
        migrations.RemoveField(
            model_name='indicatorevent',
            name='tolerance',
        ),
        migrations.RemoveField(
            model_name='indicatorevent',
            name='unit',
        ),
        migrations.RemoveField(
            model_name='target',
            name='quarter',
        ),
        migrations.RemoveField(
            model_name='targetevent',
            name='quarter',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicator',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_indicatorevent" ("code", "id", "is_placeholder", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "thrust_id") VALUES (NEW."code", NEW."id", NEW."is_placeholder", NEW."name", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."thrust_id"); RETURN NULL;', hash='6c4c0e120cc7ebab6f801de5b687d832972c95d6', operation='INSERT', pgid='pgtrigger_insert_insert_e018f', table='strategy_indicator', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicator',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_placeholder" IS DISTINCT FROM (NEW."is_placeholder") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."thrust_id" IS DISTINCT FROM (NEW."thrust_id"))', func='INSERT INTO "strategy_indicatorevent" ("code", "id", "is_placeholder", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "thrust_id") VALUES (NEW."code", NEW."id", NEW."is_placeholder", NEW."name", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."thrust_id"); RETURN NULL;', hash='03071424dc2f0729d6afecb91bf47f5ff4917164', operation='UPDATE', pgid='pgtrigger_update_update_d1f3b', table='strategy_indicator', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicator',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_indicatorevent" ("code", "id", "is_placeholder", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "thrust_id") VALUES (OLD."code", OLD."id", OLD."is_placeholder", OLD."name", OLD."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."thrust_id"); RETURN NULL;', hash='b551fd73b02e87a6f48e218afdd2dd009f4667ce', operation='DELETE', pgid='pgtrigger_delete_delete_740a0', table='strategy_indicator', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_targetevent" ("authority", "change_set_id", "id", "indicator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "slot", "value", "words", "year") VALUES (NEW."authority", NEW."change_set_id", NEW."id", NEW."indicator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."province_id", NEW."slot", NEW."value", NEW."words", NEW."year"); RETURN NULL;', hash='14c4d7716ea5a43b8b97b87095c9fdb6f645441d', operation='INSERT', pgid='pgtrigger_insert_insert_0f14b', table='strategy_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."authority" IS DISTINCT FROM (NEW."authority") OR OLD."change_set_id" IS DISTINCT FROM (NEW."change_set_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."indicator_id" IS DISTINCT FROM (NEW."indicator_id") OR OLD."province_id" IS DISTINCT FROM (NEW."province_id") OR OLD."slot" IS DISTINCT FROM (NEW."slot") OR OLD."value" IS DISTINCT FROM (NEW."value") OR OLD."words" IS DISTINCT FROM (NEW."words") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func='INSERT INTO "strategy_targetevent" ("authority", "change_set_id", "id", "indicator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "slot", "value", "words", "year") VALUES (NEW."authority", NEW."change_set_id", NEW."id", NEW."indicator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."province_id", NEW."slot", NEW."value", NEW."words", NEW."year"); RETURN NULL;', hash='9770cbc5c78ebc127d5eb690f3bc366ff9e5d482', operation='UPDATE', pgid='pgtrigger_update_update_84494', table='strategy_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_targetevent" ("authority", "change_set_id", "id", "indicator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "slot", "value", "words", "year") VALUES (OLD."authority", OLD."change_set_id", OLD."id", OLD."indicator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."province_id", OLD."slot", OLD."value", OLD."words", OLD."year"); RETURN NULL;', hash='503bf582e22e9cfdc7dc1547a99abfab20dcfc89', operation='DELETE', pgid='pgtrigger_delete_delete_d95df', table='strategy_target', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.UniqueConstraint(fields=('indicator', 'province', 'year', 'slot'), name='target_once', nulls_distinct=False, violation_error_message='This indicator already has a target for that quarter and province.'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('value__isnull', False), ('words', '')), models.Q(('value__isnull', True), models.Q(('words', ''), _negated=True)), _connector='OR'), name='target_is_a_figure_or_words', violation_error_message='A target is a figure, or words for a qualitative indicator.'),
        ),
    ]
