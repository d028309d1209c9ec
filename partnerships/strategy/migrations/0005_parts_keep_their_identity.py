"""Parts belong to no version any more; a version has its number and its days."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('strategy', '0004_first_wordings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='strategyversion',
            options={'ordering': ['-number'], 'permissions': [('certify_strategyversion', 'Review and certify a version of the strategy'), ('adopt_strategyversion', 'Adopt a version of the strategy')], 'verbose_name': 'strategy version'},
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='focusarea',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='focusarea',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='focusarea',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='strategicissue',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='strategicissue',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='strategicissue',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='strategicthrust',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='strategicthrust',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='strategicthrust',
            name='delete_delete',
        ),
        migrations.RemoveField(
            model_name='focusarea',
            name='strategy',
        ),
        migrations.RemoveField(
            model_name='focusareaevent',
            name='strategy',
        ),
        migrations.RemoveField(
            model_name='strategyversion',
            name='code',
        ),
        migrations.RemoveField(
            model_name='strategyversion',
            name='is_current',
        ),
        migrations.RemoveField(
            model_name='strategyversionevent',
            name='code',
        ),
        migrations.RemoveField(
            model_name='strategyversionevent',
            name='is_current',
        ),
        migrations.AddField(
            model_name='focusarea',
            name='retired_on',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='focusareaevent',
            name='retired_on',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='strategicissue',
            name='retired_on',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='strategicissueevent',
            name='retired_on',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='strategicthrust',
            name='retired_on',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='strategicthrustevent',
            name='retired_on',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='strategyversion',
            name='adopted_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='strategies_adopted', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='strategyversion',
            name='begun_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='strategies_begun', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='strategyversion',
            name='sent_on',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='strategyversion',
            name='writers',
            field=models.ManyToManyField(editable=False, related_name='strategies_written', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='strategyversionevent',
            name='adopted_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='strategyversionevent',
            name='begun_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='strategyversionevent',
            name='sent_on',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='focusarea',
            name='code',
            field=models.CharField(max_length=12, verbose_name='number'),
        ),
        migrations.AlterField(
            model_name='strategicissue',
            name='code',
            field=models.CharField(max_length=12, verbose_name='number'),
        ),
        migrations.AlterField(
            model_name='strategicthrust',
            name='code',
            field=models.CharField(max_length=12, verbose_name='number'),
        ),
        migrations.AlterField(
            model_name='strategyversion',
            name='number',
            field=models.PositiveSmallIntegerField(unique=True),
        ),
        migrations.AlterField(
            model_name='strategyversionevent',
            name='number',
            field=models.PositiveSmallIntegerField(),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='focusarea',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_focusareaevent" ("code", "description", "id", "is_placeholder", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_on") VALUES (NEW."code", NEW."description", NEW."id", NEW."is_placeholder", NEW."name", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."retired_on"); RETURN NULL;', hash='075bd96596bd75b4b62abe08765840b538079f0e', operation='INSERT', pgid='pgtrigger_insert_insert_a980f', table='strategy_focusarea', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='focusarea',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_placeholder" IS DISTINCT FROM (NEW."is_placeholder") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."retired_on" IS DISTINCT FROM (NEW."retired_on"))', func='INSERT INTO "strategy_focusareaevent" ("code", "description", "id", "is_placeholder", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_on") VALUES (NEW."code", NEW."description", NEW."id", NEW."is_placeholder", NEW."name", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."retired_on"); RETURN NULL;', hash='3edfe1fb0477530c0ae3472bb5d6ec7deb22e82d', operation='UPDATE', pgid='pgtrigger_update_update_ddeb6', table='strategy_focusarea', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='focusarea',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_focusareaevent" ("code", "description", "id", "is_placeholder", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_on") VALUES (OLD."code", OLD."description", OLD."id", OLD."is_placeholder", OLD."name", OLD."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."retired_on"); RETURN NULL;', hash='5eb1a15d0834819093767733dbb75833b57f686c', operation='DELETE', pgid='pgtrigger_delete_delete_56379', table='strategy_focusarea', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='strategicissue',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_strategicissueevent" ("code", "id", "is_placeholder", "name", "national_role", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provincial_role", "retired_on", "thrust_id") VALUES (NEW."code", NEW."id", NEW."is_placeholder", NEW."name", NEW."national_role", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."provincial_role", NEW."retired_on", NEW."thrust_id"); RETURN NULL;', hash='a18e0f06ebf0c260a67dc09c8657b4d879db02b8', operation='INSERT', pgid='pgtrigger_insert_insert_2f203', table='strategy_strategicissue', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='strategicissue',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_placeholder" IS DISTINCT FROM (NEW."is_placeholder") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."national_role" IS DISTINCT FROM (NEW."national_role") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."provincial_role" IS DISTINCT FROM (NEW."provincial_role") OR OLD."retired_on" IS DISTINCT FROM (NEW."retired_on") OR OLD."thrust_id" IS DISTINCT FROM (NEW."thrust_id"))', func='INSERT INTO "strategy_strategicissueevent" ("code", "id", "is_placeholder", "name", "national_role", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provincial_role", "retired_on", "thrust_id") VALUES (NEW."code", NEW."id", NEW."is_placeholder", NEW."name", NEW."national_role", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."provincial_role", NEW."retired_on", NEW."thrust_id"); RETURN NULL;', hash='77e57699c9adb39de8edce9b137e4c98f429b7d6', operation='UPDATE', pgid='pgtrigger_update_update_4b1a2', table='strategy_strategicissue', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='strategicissue',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_strategicissueevent" ("code", "id", "is_placeholder", "name", "national_role", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provincial_role", "retired_on", "thrust_id") VALUES (OLD."code", OLD."id", OLD."is_placeholder", OLD."name", OLD."national_role", OLD."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."provincial_role", OLD."retired_on", OLD."thrust_id"); RETURN NULL;', hash='763f19eb0904411a590d923ab8d1e19bceecba00', operation='DELETE', pgid='pgtrigger_delete_delete_82753', table='strategy_strategicissue', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='strategicthrust',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_strategicthrustevent" ("code", "description", "focus_area_id", "id", "is_placeholder", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_on") VALUES (NEW."code", NEW."description", NEW."focus_area_id", NEW."id", NEW."is_placeholder", NEW."name", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."retired_on"); RETURN NULL;', hash='849678ab0df16ff747b4bfe825e9eb06c176f30b', operation='INSERT', pgid='pgtrigger_insert_insert_918e7', table='strategy_strategicthrust', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='strategicthrust',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."focus_area_id" IS DISTINCT FROM (NEW."focus_area_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_placeholder" IS DISTINCT FROM (NEW."is_placeholder") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."retired_on" IS DISTINCT FROM (NEW."retired_on"))', func='INSERT INTO "strategy_strategicthrustevent" ("code", "description", "focus_area_id", "id", "is_placeholder", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_on") VALUES (NEW."code", NEW."description", NEW."focus_area_id", NEW."id", NEW."is_placeholder", NEW."name", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."retired_on"); RETURN NULL;', hash='d6db2c940a87782870dff829ad26d5873cdc21d6', operation='UPDATE', pgid='pgtrigger_update_update_36217', table='strategy_strategicthrust', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='strategicthrust',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_strategicthrustevent" ("code", "description", "focus_area_id", "id", "is_placeholder", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_on") VALUES (OLD."code", OLD."description", OLD."focus_area_id", OLD."id", OLD."is_placeholder", OLD."name", OLD."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."retired_on"); RETURN NULL;', hash='ce02f8afea7c86f481abd9dc84075dd84064445a', operation='DELETE', pgid='pgtrigger_delete_delete_d7b26', table='strategy_strategicthrust', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='strategyversion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_strategyversionevent" ("adopted_by_id", "adopted_on", "begun_by_id", "ends_on", "id", "is_placeholder", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sent_on", "starts_on", "status", "summary", "superseded_on", "title") VALUES (NEW."adopted_by_id", NEW."adopted_on", NEW."begun_by_id", NEW."ends_on", NEW."id", NEW."is_placeholder", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."sent_on", NEW."starts_on", NEW."status", NEW."summary", NEW."superseded_on", NEW."title"); RETURN NULL;', hash='1450f23a350fcd54069fb56a73f5e12ff98b762b', operation='INSERT', pgid='pgtrigger_insert_insert_a0bc8', table='strategy_strategyversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='strategyversion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."adopted_by_id" IS DISTINCT FROM (NEW."adopted_by_id") OR OLD."adopted_on" IS DISTINCT FROM (NEW."adopted_on") OR OLD."begun_by_id" IS DISTINCT FROM (NEW."begun_by_id") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_placeholder" IS DISTINCT FROM (NEW."is_placeholder") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."sent_on" IS DISTINCT FROM (NEW."sent_on") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."superseded_on" IS DISTINCT FROM (NEW."superseded_on") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "strategy_strategyversionevent" ("adopted_by_id", "adopted_on", "begun_by_id", "ends_on", "id", "is_placeholder", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sent_on", "starts_on", "status", "summary", "superseded_on", "title") VALUES (NEW."adopted_by_id", NEW."adopted_on", NEW."begun_by_id", NEW."ends_on", NEW."id", NEW."is_placeholder", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."sent_on", NEW."starts_on", NEW."status", NEW."summary", NEW."superseded_on", NEW."title"); RETURN NULL;', hash='aad1968ca495d3b5c8b62134a259072e73eaf506', operation='UPDATE', pgid='pgtrigger_update_update_79029', table='strategy_strategyversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='strategyversion',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_strategyversionevent" ("adopted_by_id", "adopted_on", "begun_by_id", "ends_on", "id", "is_placeholder", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sent_on", "starts_on", "status", "summary", "superseded_on", "title") VALUES (OLD."adopted_by_id", OLD."adopted_on", OLD."begun_by_id", OLD."ends_on", OLD."id", OLD."is_placeholder", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."sent_on", OLD."starts_on", OLD."status", OLD."summary", OLD."superseded_on", OLD."title"); RETURN NULL;', hash='b88f15081ff33b59ad283d9c6891d6c25fbfe888', operation='DELETE', pgid='pgtrigger_delete_delete_7de78', table='strategy_strategyversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='strategyversion',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{adopted:superseded,certification:adopted,certification:draft,draft:certification}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='defcdf8b5bc31c1f3df507ed3c3d93a8d238042a', operation='UPDATE', pgid='pgtrigger_declared_moves_cae15', table='strategy_strategyversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='strategyversionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ae3221d74326c68458483357a4b2180ce4453581', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f1e14', table='strategy_strategyversionevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='strategyversion',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'adopted')), fields=('status',), name='strategy_one_adopted', violation_error_message='Only one version of the strategy can be in force.'),
        ),
        migrations.AddConstraint(
            model_name='strategyversion',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['draft', 'certification'])), fields=('superseded_on',), name='strategy_one_draft', nulls_distinct=False, violation_error_message='A draft of the next version exists already. Go on with that one.'),
        ),
        migrations.AddConstraint(
            model_name='strategyversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('adopted_on__isnull', True), ('status__in', ['draft', 'certification'])), models.Q(('adopted_on__isnull', False), ('status', 'adopted'), ('superseded_on__isnull', True)), models.Q(('adopted_on__isnull', False), ('status', 'superseded'), ('superseded_on__gte', models.F('adopted_on'))), _connector='OR'), name='strategy_adopted_has_its_day', violation_error_message='An adopted version has the day of its adoption, a superseded one both days.'),
        ),
    ]
