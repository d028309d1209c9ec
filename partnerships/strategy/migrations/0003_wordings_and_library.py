"""Wordings of each part in each version, the sign-off page, expected outcomes, lists and the library."""

import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('strategy', '0002_strategy_in_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AreaWording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.CharField(max_length=12, verbose_name='number')),
                ('name', models.CharField(max_length=300)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('is_placeholder', models.BooleanField(default=False, help_text="Marked until the Unit has entered the strategy's own wording.", verbose_name='placeholder')),
                ('description', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'focus area',
                'ordering': ['order', 'code'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AreaWordingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=12, verbose_name='number')),
                ('name', models.CharField(max_length=300)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('is_placeholder', models.BooleanField(default=False, help_text="Marked until the Unit has entered the strategy's own wording.", verbose_name='placeholder')),
                ('description', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ExpectedOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('statement', models.CharField(max_length=300, verbose_name='expected outcome')),
                ('baseline', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('number', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)])),
                ('unit', models.CharField(help_text='What is counted: forums, per cent of stations.', max_length=60)),
                ('by_when', models.DateField(verbose_name='to be reached by')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='ExpectedOutcomeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField()),
                ('statement', models.CharField(max_length=300, verbose_name='expected outcome')),
                ('baseline', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('number', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)])),
                ('unit', models.CharField(help_text='What is counted: forums, per cent of stations.', max_length=60)),
                ('by_when', models.DateField(verbose_name='to be reached by')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IssueWording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.CharField(max_length=12, verbose_name='number')),
                ('name', models.CharField(max_length=300)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('is_placeholder', models.BooleanField(default=False, help_text="Marked until the Unit has entered the strategy's own wording.", verbose_name='placeholder')),
                ('national_role', models.TextField(blank=True, verbose_name='role at national level')),
                ('provincial_role', models.TextField(blank=True, verbose_name='role at provincial level')),
            ],
            options={
                'verbose_name': 'strategic issue',
                'ordering': ['order', 'code'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IssueWordingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=12, verbose_name='number')),
                ('name', models.CharField(max_length=300)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('is_placeholder', models.BooleanField(default=False, help_text="Marked until the Unit has entered the strategy's own wording.", verbose_name='placeholder')),
                ('national_role', models.TextField(blank=True, verbose_name='role at national level')),
                ('provincial_role', models.TextField(blank=True, verbose_name='role at provincial level')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LibraryDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.SlugField(blank=True, editable=False, max_length=60, null=True, unique=True)),
                ('title', models.CharField(max_length=300)),
                ('year', models.PositiveSmallIntegerField(blank=True, help_text='The year of the document. Leave it empty while nobody knows it.', null=True, validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2100)])),
                ('citation', models.CharField(blank=True, help_text='How it is quoted: Act 2 of 2011; Government Gazette 41082.', max_length=300)),
                ('link', models.URLField(blank=True, help_text='Where it can be read, on an open page.', max_length=500)),
                ('says', models.TextField(help_text='In a few lines, in our own words.', verbose_name='what it says for us')),
                ('source', models.CharField(blank=True, help_text='Where we have these particulars from.', max_length=500, verbose_name='known from')),
                ('is_active', models.BooleanField(default=True, help_text='A document that was replaced stays in the library, not in use.', verbose_name='in use')),
            ],
            options={
                'verbose_name': 'library document',
                'ordering': ['kind__order', '-year', 'title'],
            },
        ),
        migrations.CreateModel(
            name='LibraryDocumentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(blank=True, db_index=False, editable=False, max_length=60, null=True)),
                ('title', models.CharField(max_length=300)),
                ('year', models.PositiveSmallIntegerField(blank=True, help_text='The year of the document. Leave it empty while nobody knows it.', null=True, validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2100)])),
                ('citation', models.CharField(blank=True, help_text='How it is quoted: Act 2 of 2011; Government Gazette 41082.', max_length=300)),
                ('link', models.URLField(blank=True, help_text='Where it can be read, on an open page.', max_length=500)),
                ('says', models.TextField(help_text='In a few lines, in our own words.', verbose_name='what it says for us')),
                ('source', models.CharField(blank=True, help_text='Where we have these particulars from.', max_length=500, verbose_name='known from')),
                ('is_active', models.BooleanField(default=True, help_text='A document that was replaced stays in the library, not in use.', verbose_name='in use')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LibraryKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True, help_text='Retire an entry instead of deleting it: records may name it.', verbose_name='in use')),
            ],
            options={
                'ordering': ['order', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PartnerGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True, help_text='Retire an entry instead of deleting it: records may name it.', verbose_name='in use')),
            ],
            options={
                'ordering': ['order', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Pillar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True, help_text='Retire an entry instead of deleting it: records may name it.', verbose_name='in use')),
                ('source', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['order', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SignOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('developed', 'Developed'), ('reviewed', 'Reviewed'), ('certified', 'Certified'), ('approved', 'Approved')], max_length=10)),
                ('office', models.CharField(max_length=160)),
                ('signed_on', models.DateField()),
                ('statement', models.TextField(blank=True)),
                ('note', models.TextField(blank=True)),
                ('void_on', models.DateField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'sign-off',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='SignOffEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('developed', 'Developed'), ('reviewed', 'Reviewed'), ('certified', 'Certified'), ('approved', 'Approved')], max_length=10)),
                ('office', models.CharField(max_length=160)),
                ('signed_on', models.DateField()),
                ('statement', models.TextField(blank=True)),
                ('note', models.TextField(blank=True)),
                ('void_on', models.DateField(blank=True, editable=False, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ThrustWording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.CharField(max_length=12, verbose_name='number')),
                ('name', models.CharField(max_length=300)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('is_placeholder', models.BooleanField(default=False, help_text="Marked until the Unit has entered the strategy's own wording.", verbose_name='placeholder')),
                ('description', models.TextField(blank=True)),
                ('activities', models.TextField(blank=True, help_text='One to a line.', verbose_name='priority activities')),
            ],
            options={
                'verbose_name': 'thrust',
                'ordering': ['order', 'code'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ThrustWordingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=12, verbose_name='number')),
                ('name', models.CharField(max_length=300)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('is_placeholder', models.BooleanField(default=False, help_text="Marked until the Unit has entered the strategy's own wording.", verbose_name='placeholder')),
                ('description', models.TextField(blank=True)),
                ('activities', models.TextField(blank=True, help_text='One to a line.', verbose_name='priority activities')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='areawording',
            name='part',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='strategy.focusarea'),
        ),
        migrations.AddField(
            model_name='areawording',
            name='strategy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='strategy.strategyversion'),
        ),
        migrations.AddField(
            model_name='areawordingevent',
            name='part',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.focusarea'),
        ),
        migrations.AddField(
            model_name='areawordingevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='strategy.areawording'),
        ),
        migrations.AddField(
            model_name='areawordingevent',
            name='strategy',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.strategyversion'),
        ),
        migrations.AddField(
            model_name='expectedoutcome',
            name='indicator',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='expected_outcomes', to='strategy.indicator'),
        ),
        migrations.AddField(
            model_name='expectedoutcomeevent',
            name='indicator',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.indicator'),
        ),
        migrations.AddField(
            model_name='expectedoutcomeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='strategy.expectedoutcome'),
        ),
        migrations.AddField(
            model_name='issuewording',
            name='part',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='strategy.strategicissue'),
        ),
        migrations.AddField(
            model_name='issuewordingevent',
            name='part',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.strategicissue'),
        ),
        migrations.AddField(
            model_name='issuewordingevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='strategy.issuewording'),
        ),
        migrations.AddField(
            model_name='librarydocument',
            name='thrusts',
            field=models.ManyToManyField(blank=True, related_name='library', to='strategy.strategicthrust'),
        ),
        migrations.AddField(
            model_name='librarydocumentevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='strategy.librarydocument'),
        ),
        migrations.AddField(
            model_name='librarydocumentevent',
            name='kind',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.librarykind'),
        ),
        migrations.AddField(
            model_name='librarydocument',
            name='kind',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='strategy.librarykind'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='person',
            field=models.ForeignKey(blank=True, help_text='Who signed.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='strategies_signed', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signoff',
            name='recorded_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs_recorded', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signoff',
            name='strategy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to='strategy.strategyversion'),
        ),
        migrations.AddField(
            model_name='signoffevent',
            name='person',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Who signed.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signoffevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='strategy.signoff'),
        ),
        migrations.AddField(
            model_name='signoffevent',
            name='recorded_by',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signoffevent',
            name='strategy',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.strategyversion'),
        ),
        migrations.AddField(
            model_name='thrustwording',
            name='area',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='thrusts', to='strategy.areawording'),
        ),
        migrations.AddField(
            model_name='thrustwording',
            name='part',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='strategy.strategicthrust'),
        ),
        migrations.AddField(
            model_name='thrustwording',
            name='partners',
            field=models.ManyToManyField(blank=True, related_name='thrusts', to='strategy.partnergroup'),
        ),
        migrations.AddField(
            model_name='thrustwording',
            name='pillars',
            field=models.ManyToManyField(blank=True, related_name='thrusts', to='strategy.pillar'),
        ),
        migrations.AddField(
            model_name='issuewordingevent',
            name='thrust',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.thrustwording'),
        ),
        migrations.AddField(
            model_name='issuewording',
            name='thrust',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='issues', to='strategy.thrustwording'),
        ),
        migrations.AddField(
            model_name='expectedoutcomeevent',
            name='thrust',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.thrustwording'),
        ),
        migrations.AddField(
            model_name='expectedoutcome',
            name='thrust',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='strategy.thrustwording'),
        ),
        migrations.AddField(
            model_name='thrustwordingevent',
            name='area',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.areawording'),
        ),
        migrations.AddField(
            model_name='thrustwordingevent',
            name='part',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.strategicthrust'),
        ),
        migrations.AddField(
            model_name='thrustwordingevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='strategy.thrustwording'),
        ),
        migrations.AddConstraint(
            model_name='areawording',
            constraint=models.UniqueConstraint(fields=('strategy', 'code'), name='area_number_once', violation_error_message='This number is taken in this version. Choose another one.'),
        ),
        migrations.AddConstraint(
            model_name='areawording',
            constraint=models.UniqueConstraint(condition=models.Q(('part__isnull', False)), fields=('strategy', 'part'), name='area_part_once', violation_error_message='This part stands in the version already.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='areawording',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_areawordingevent" ("code", "description", "id", "is_placeholder", "name", "order", "part_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "strategy_id") VALUES (NEW."code", NEW."description", NEW."id", NEW."is_placeholder", NEW."name", NEW."order", NEW."part_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."strategy_id"); RETURN NULL;', hash='882a0f6934c7005a936a3260f049f067701e8152', operation='INSERT', pgid='pgtrigger_insert_insert_b50dc', table='strategy_areawording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='areawording',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_placeholder" IS DISTINCT FROM (NEW."is_placeholder") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."part_id" IS DISTINCT FROM (NEW."part_id") OR OLD."strategy_id" IS DISTINCT FROM (NEW."strategy_id"))', func='INSERT INTO "strategy_areawordingevent" ("code", "description", "id", "is_placeholder", "name", "order", "part_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "strategy_id") VALUES (NEW."code", NEW."description", NEW."id", NEW."is_placeholder", NEW."name", NEW."order", NEW."part_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."strategy_id"); RETURN NULL;', hash='65c16365d593b68d2f18fd5021d8928e11555c4c', operation='UPDATE', pgid='pgtrigger_update_update_160be', table='strategy_areawording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='areawording',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_areawordingevent" ("code", "description", "id", "is_placeholder", "name", "order", "part_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "strategy_id") VALUES (OLD."code", OLD."description", OLD."id", OLD."is_placeholder", OLD."name", OLD."order", OLD."part_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."strategy_id"); RETURN NULL;', hash='b29081389a5ffcf6030883e682ed26c77f578ade', operation='DELETE', pgid='pgtrigger_delete_delete_40522', table='strategy_areawording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='areawordingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f6884fd68b808089af0b65bfe8a2e67f7bebe141', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7759f', table='strategy_areawordingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='librarydocumentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d0454109bf4ce7546c449e5481ddb4c4ce7c6962', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_790c0', table='strategy_librarydocumentevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='librarydocument',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_librarydocumentevent" ("citation", "code", "id", "is_active", "kind_id", "link", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "says", "source", "title", "year") VALUES (NEW."citation", NEW."code", NEW."id", NEW."is_active", NEW."kind_id", NEW."link", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."says", NEW."source", NEW."title", NEW."year"); RETURN NULL;', hash='a71e2899d197fc640b7be21210147d9c36c02bc0', operation='INSERT', pgid='pgtrigger_insert_insert_7c817', table='strategy_librarydocument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='librarydocument',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."citation" IS DISTINCT FROM (NEW."citation") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."kind_id" IS DISTINCT FROM (NEW."kind_id") OR OLD."link" IS DISTINCT FROM (NEW."link") OR OLD."says" IS DISTINCT FROM (NEW."says") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func='INSERT INTO "strategy_librarydocumentevent" ("citation", "code", "id", "is_active", "kind_id", "link", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "says", "source", "title", "year") VALUES (NEW."citation", NEW."code", NEW."id", NEW."is_active", NEW."kind_id", NEW."link", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."says", NEW."source", NEW."title", NEW."year"); RETURN NULL;', hash='f8b523359578c224fa1ececfa4aef29dbf8056a5', operation='UPDATE', pgid='pgtrigger_update_update_6e28b', table='strategy_librarydocument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='librarydocument',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_librarydocumentevent" ("citation", "code", "id", "is_active", "kind_id", "link", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "says", "source", "title", "year") VALUES (OLD."citation", OLD."code", OLD."id", OLD."is_active", OLD."kind_id", OLD."link", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."says", OLD."source", OLD."title", OLD."year"); RETURN NULL;', hash='d0e3e7fba8c9376ab336c727002310df10acf866', operation='DELETE', pgid='pgtrigger_delete_delete_ac1e2', table='strategy_librarydocument', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.UniqueConstraint(condition=models.Q(('void_on__isnull', True)), fields=('strategy', 'role'), name='sign_off_once', violation_error_message='That is on record for this version already.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signoff',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_signoffevent" ("id", "note", "office", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "role", "signed_on", "statement", "strategy_id", "void_on") VALUES (NEW."id", NEW."note", NEW."office", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded_by_id", NEW."role", NEW."signed_on", NEW."statement", NEW."strategy_id", NEW."void_on"); RETURN NULL;', hash='f3ddf284bedfe4757a5c7b9266e9213818fd8731', operation='INSERT', pgid='pgtrigger_insert_insert_2f84c', table='strategy_signoff', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signoff',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "strategy_signoffevent" ("id", "note", "office", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "role", "signed_on", "statement", "strategy_id", "void_on") VALUES (NEW."id", NEW."note", NEW."office", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_by_id", NEW."role", NEW."signed_on", NEW."statement", NEW."strategy_id", NEW."void_on"); RETURN NULL;', hash='56ca3a41b64839ca733c0ca0c1eb81d54ee7add3', operation='UPDATE', pgid='pgtrigger_update_update_977d2', table='strategy_signoff', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signoff',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_signoffevent" ("id", "note", "office", "person_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "role", "signed_on", "statement", "strategy_id", "void_on") VALUES (OLD."id", OLD."note", OLD."office", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."recorded_by_id", OLD."role", OLD."signed_on", OLD."statement", OLD."strategy_id", OLD."void_on"); RETURN NULL;', hash='e12793b15a4dfa8734321af715f108a71d6bb1c2', operation='DELETE', pgid='pgtrigger_delete_delete_3a13d', table='strategy_signoff', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signoffevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='149706d53cdd1269e3c6082572141585d20b1bd7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_04758', table='strategy_signoffevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='thrustwording',
            constraint=models.UniqueConstraint(fields=('area', 'code'), name='thrust_number_once', violation_error_message='This number is taken in this version. Choose another one.'),
        ),
        migrations.AddConstraint(
            model_name='thrustwording',
            constraint=models.UniqueConstraint(condition=models.Q(('part__isnull', False)), fields=('area', 'part'), name='thrust_part_once', violation_error_message='This part stands in the version already.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='thrustwording',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_thrustwordingevent" ("activities", "area_id", "code", "description", "id", "is_placeholder", "name", "order", "part_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."activities", NEW."area_id", NEW."code", NEW."description", NEW."id", NEW."is_placeholder", NEW."name", NEW."order", NEW."part_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='c2812b969ca92dd4756c7bac74d930d0a71b4b6c', operation='INSERT', pgid='pgtrigger_insert_insert_903d2', table='strategy_thrustwording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='thrustwording',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."activities" IS DISTINCT FROM (NEW."activities") OR OLD."area_id" IS DISTINCT FROM (NEW."area_id") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_placeholder" IS DISTINCT FROM (NEW."is_placeholder") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."part_id" IS DISTINCT FROM (NEW."part_id"))', func='INSERT INTO "strategy_thrustwordingevent" ("activities", "area_id", "code", "description", "id", "is_placeholder", "name", "order", "part_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."activities", NEW."area_id", NEW."code", NEW."description", NEW."id", NEW."is_placeholder", NEW."name", NEW."order", NEW."part_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id"); RETURN NULL;', hash='b3f0aa452e43aa2413e5ea742a275a0254e99d20', operation='UPDATE', pgid='pgtrigger_update_update_ff278', table='strategy_thrustwording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='thrustwording',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_thrustwordingevent" ("activities", "area_id", "code", "description", "id", "is_placeholder", "name", "order", "part_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."activities", OLD."area_id", OLD."code", OLD."description", OLD."id", OLD."is_placeholder", OLD."name", OLD."order", OLD."part_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='84856b0284263235c832f2af130f775a1b1565c3', operation='DELETE', pgid='pgtrigger_delete_delete_50a8a', table='strategy_thrustwording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='issuewordingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='62694123cbfa7a3c6b452cc18651e0d94cc5b9fc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_238f4', table='strategy_issuewordingevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='issuewording',
            constraint=models.UniqueConstraint(fields=('thrust', 'code'), name='issue_number_once', violation_error_message='This number is taken in this version. Choose another one.'),
        ),
        migrations.AddConstraint(
            model_name='issuewording',
            constraint=models.UniqueConstraint(condition=models.Q(('part__isnull', False)), fields=('thrust', 'part'), name='issue_part_once', violation_error_message='This part stands in the version already.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='issuewording',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_issuewordingevent" ("code", "id", "is_placeholder", "name", "national_role", "order", "part_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provincial_role", "thrust_id") VALUES (NEW."code", NEW."id", NEW."is_placeholder", NEW."name", NEW."national_role", NEW."order", NEW."part_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."provincial_role", NEW."thrust_id"); RETURN NULL;', hash='ea8b1ecf19212c0275ce9572ebccfc7638651b22', operation='INSERT', pgid='pgtrigger_insert_insert_bc068', table='strategy_issuewording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='issuewording',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_placeholder" IS DISTINCT FROM (NEW."is_placeholder") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."national_role" IS DISTINCT FROM (NEW."national_role") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."part_id" IS DISTINCT FROM (NEW."part_id") OR OLD."provincial_role" IS DISTINCT FROM (NEW."provincial_role") OR OLD."thrust_id" IS DISTINCT FROM (NEW."thrust_id"))', func='INSERT INTO "strategy_issuewordingevent" ("code", "id", "is_placeholder", "name", "national_role", "order", "part_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provincial_role", "thrust_id") VALUES (NEW."code", NEW."id", NEW."is_placeholder", NEW."name", NEW."national_role", NEW."order", NEW."part_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."provincial_role", NEW."thrust_id"); RETURN NULL;', hash='35118c6c91a12a42d712098c587fccacacfee828', operation='UPDATE', pgid='pgtrigger_update_update_22f3b', table='strategy_issuewording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='issuewording',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_issuewordingevent" ("code", "id", "is_placeholder", "name", "national_role", "order", "part_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provincial_role", "thrust_id") VALUES (OLD."code", OLD."id", OLD."is_placeholder", OLD."name", OLD."national_role", OLD."order", OLD."part_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."provincial_role", OLD."thrust_id"); RETURN NULL;', hash='3208282208b3f7855d09e7690fe839e6b1b3ec8f', operation='DELETE', pgid='pgtrigger_delete_delete_6865a', table='strategy_issuewording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expectedoutcomeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='28d6cf3a5b1f7dc8da15f773d66be08671390938', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fecbc', table='strategy_expectedoutcomeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expectedoutcome',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_expectedoutcomeevent" ("baseline", "by_when", "id", "indicator_id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "statement", "thrust_id", "unit") VALUES (NEW."baseline", NEW."by_when", NEW."id", NEW."indicator_id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."position", NEW."statement", NEW."thrust_id", NEW."unit"); RETURN NULL;', hash='089c154b5e980a5b525a58cce6148bfc25e4b1f6', operation='INSERT', pgid='pgtrigger_insert_insert_78e83', table='strategy_expectedoutcome', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expectedoutcome',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "strategy_expectedoutcomeevent" ("baseline", "by_when", "id", "indicator_id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "statement", "thrust_id", "unit") VALUES (NEW."baseline", NEW."by_when", NEW."id", NEW."indicator_id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."position", NEW."statement", NEW."thrust_id", NEW."unit"); RETURN NULL;', hash='6e21ae2d2abfce98d4b8056a872233309cd5a513', operation='UPDATE', pgid='pgtrigger_update_update_80ee9', table='strategy_expectedoutcome', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expectedoutcome',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_expectedoutcomeevent" ("baseline", "by_when", "id", "indicator_id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "statement", "thrust_id", "unit") VALUES (OLD."baseline", OLD."by_when", OLD."id", OLD."indicator_id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."position", OLD."statement", OLD."thrust_id", OLD."unit"); RETURN NULL;', hash='450c74eb4b5977758ee6d2f7ea213ef5ce2623fa', operation='DELETE', pgid='pgtrigger_delete_delete_c843f', table='strategy_expectedoutcome', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='thrustwordingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3e557dda2f9ad6fcf3bf066d055c7ac749a74a78', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_95c08', table='strategy_thrustwordingevent', when='BEFORE')),
        ),
    ]
