"""Descriptions of indicators in dated versions, their categories, and changes of targets that somebody else approves."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0005_search'),
        ('strategy', '0005_parts_keep_their_identity'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Disaggregation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('must_add_up', models.BooleanField(default=True, help_text='The categories together must give the value. Not where one person may be counted in several.', verbose_name='must add up')),
            ],
            options={
                'ordering': ['position'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DisaggregationCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=80)),
            ],
            options={
                'verbose_name_plural': 'disaggregation categories',
                'ordering': ['position'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DisaggregationCategoryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=80)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DisaggregationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('must_add_up', models.BooleanField(default=True, help_text='The categories together must give the value. Not where one person may be counted in several.', verbose_name='must add up')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IndicatorVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.CharField(max_length=12, verbose_name='number')),
                ('name', models.CharField(max_length=300)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('is_placeholder', models.BooleanField(default=False, help_text="Marked until the Unit has entered the strategy's own wording.", verbose_name='placeholder')),
                ('number', models.PositiveSmallIntegerField(editable=False, verbose_name='version')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('proposed', 'Waiting for approval'), ('approved', 'Approved')], default='draft', editable=False, max_length=10)),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, editable=False, null=True)),
                ('reason', models.TextField(blank=True, help_text='Kept with the version, and read by whoever approves it.', verbose_name='what is new, and why')),
                ('is_in_use', models.BooleanField(default=True, help_text='An indicator that is not in use keeps its figures and asks for no more from that quarter on.', verbose_name='in use')),
                ('definition', models.TextField()),
                ('purpose', models.TextField(blank=True, help_text='Why it is measured, and what it is used for.', verbose_name='purpose')),
                ('indicator_type', models.CharField(choices=[('input', 'Input'), ('activity', 'Activity'), ('output', 'Output'), ('outcome', 'Outcome'), ('impact', 'Impact')], default='output', max_length=10, verbose_name='type of indicator')),
                ('is_new', models.BooleanField(default=False, help_text='It was not measured in the year before.', verbose_name='new indicator')),
                ('source_of_data', models.TextField()),
                ('method_of_calculation', models.TextField(verbose_name='method of calculation or assessment')),
                ('means_of_verification', models.TextField()),
                ('needs_evidence', models.BooleanField(default=True, help_text='An actual is complete only with a document that proves it.', verbose_name='evidence required')),
                ('assumptions', models.TextField(blank=True)),
                ('data_limitations', models.TextField(blank=True)),
                ('disaggregation', models.TextField(blank=True, help_text='Where applicable, in words.', verbose_name='disaggregation of beneficiaries')),
                ('spatial_transformation', models.TextField(blank=True, help_text='Where applicable: which places it is to change, and how.', verbose_name='spatial transformation')),
                ('calculation_type', models.CharField(choices=[('cumulative_year_end', 'Cumulative (year-end)'), ('cumulative_year_to_date', 'Cumulative (year-to-date)'), ('non_cumulative', 'Non-cumulative')], max_length=30)),
                ('desired_performance', models.CharField(choices=[('higher', 'Higher than target'), ('equal', 'Equal to target'), ('lower', 'Lower than target')], max_length=10)),
                ('unit', models.CharField(choices=[('number', 'Number'), ('percentage', 'Percentage'), ('qualitative', 'Qualitative (words)')], max_length=12)),
                ('scale', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('collected_from', models.CharField(choices=[('provinces', 'The nine provinces'), ('national', 'The national Secretariat')], max_length=10)),
                ('reporting_cycle', models.CharField(default='Quarterly', max_length=40)),
                ('tolerance', models.DecimalField(decimal_places=2, default=0, help_text='How far an actual may lie on the wrong side of its target and still be on track.', max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='tolerance in per cent of the target')),
                ('responsible_post', models.CharField(max_length=120)),
                ('baseline', models.CharField(blank=True, help_text='Figures of it stand in the table of targets.', max_length=120, verbose_name='baseline in words')),
                ('authority', models.CharField(blank=True, editable=False, help_text='The plan or decision by which it holds.', max_length=200)),
                ('approved_on', models.DateField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'version of an indicator',
                'verbose_name_plural': 'versions of indicators',
                'ordering': ['order', 'code'],
                'permissions': [('approve_indicatorversion', 'Approve the description of an indicator')],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IndicatorVersionEvent',
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
                ('number', models.PositiveSmallIntegerField(editable=False, verbose_name='version')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('proposed', 'Waiting for approval'), ('approved', 'Approved')], default='draft', editable=False, max_length=10)),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, editable=False, null=True)),
                ('reason', models.TextField(blank=True, help_text='Kept with the version, and read by whoever approves it.', verbose_name='what is new, and why')),
                ('is_in_use', models.BooleanField(default=True, help_text='An indicator that is not in use keeps its figures and asks for no more from that quarter on.', verbose_name='in use')),
                ('definition', models.TextField()),
                ('purpose', models.TextField(blank=True, help_text='Why it is measured, and what it is used for.', verbose_name='purpose')),
                ('indicator_type', models.CharField(choices=[('input', 'Input'), ('activity', 'Activity'), ('output', 'Output'), ('outcome', 'Outcome'), ('impact', 'Impact')], default='output', max_length=10, verbose_name='type of indicator')),
                ('is_new', models.BooleanField(default=False, help_text='It was not measured in the year before.', verbose_name='new indicator')),
                ('source_of_data', models.TextField()),
                ('method_of_calculation', models.TextField(verbose_name='method of calculation or assessment')),
                ('means_of_verification', models.TextField()),
                ('needs_evidence', models.BooleanField(default=True, help_text='An actual is complete only with a document that proves it.', verbose_name='evidence required')),
                ('assumptions', models.TextField(blank=True)),
                ('data_limitations', models.TextField(blank=True)),
                ('disaggregation', models.TextField(blank=True, help_text='Where applicable, in words.', verbose_name='disaggregation of beneficiaries')),
                ('spatial_transformation', models.TextField(blank=True, help_text='Where applicable: which places it is to change, and how.', verbose_name='spatial transformation')),
                ('calculation_type', models.CharField(choices=[('cumulative_year_end', 'Cumulative (year-end)'), ('cumulative_year_to_date', 'Cumulative (year-to-date)'), ('non_cumulative', 'Non-cumulative')], max_length=30)),
                ('desired_performance', models.CharField(choices=[('higher', 'Higher than target'), ('equal', 'Equal to target'), ('lower', 'Lower than target')], max_length=10)),
                ('unit', models.CharField(choices=[('number', 'Number'), ('percentage', 'Percentage'), ('qualitative', 'Qualitative (words)')], max_length=12)),
                ('scale', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('collected_from', models.CharField(choices=[('provinces', 'The nine provinces'), ('national', 'The national Secretariat')], max_length=10)),
                ('reporting_cycle', models.CharField(default='Quarterly', max_length=40)),
                ('tolerance', models.DecimalField(decimal_places=2, default=0, help_text='How far an actual may lie on the wrong side of its target and still be on track.', max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='tolerance in per cent of the target')),
                ('responsible_post', models.CharField(max_length=120)),
                ('baseline', models.CharField(blank=True, help_text='Figures of it stand in the table of targets.', max_length=120, verbose_name='baseline in words')),
                ('authority', models.CharField(blank=True, editable=False, help_text='The plan or decision by which it holds.', max_length=200)),
                ('approved_on', models.DateField(blank=True, editable=False, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TargetChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.CharField(choices=[('baseline', 'Baseline'), ('year', 'Year'), ('q1', 'Q1'), ('q2', 'Q2'), ('q3', 'Q3'), ('q4', 'Q4')], max_length=8)),
                ('before_value', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('before_words', models.CharField(blank=True, max_length=300)),
                ('after_value', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('after_words', models.CharField(blank=True, max_length=300)),
                ('closes_on', models.DateField()),
            ],
            options={
                'ordering': ['indicator__order', 'indicator__code', 'province__order', 'slot'],
            },
        ),
        migrations.CreateModel(
            name='TargetChangeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('slot', models.CharField(choices=[('baseline', 'Baseline'), ('year', 'Year'), ('q1', 'Q1'), ('q2', 'Q2'), ('q3', 'Q3'), ('q4', 'Q4')], max_length=8)),
                ('before_value', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('before_words', models.CharField(blank=True, max_length=300)),
                ('after_value', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('after_words', models.CharField(blank=True, max_length=300)),
                ('closes_on', models.DateField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TargetChangeSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('year', models.PositiveSmallIntegerField(help_text='The year in which the financial year starts: 2026 for 2026/27.', validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='financial year')),
                ('reason', models.TextField()),
                ('authority', models.CharField(help_text='The approved plan or decision in which these targets stand, with its date.', max_length=200)),
                ('exception', models.TextField(blank=True, help_text='Why targets of a quarter that is over are changed all the same. The report lists them.', verbose_name='exception for closed quarters')),
                ('status', models.CharField(choices=[('proposed', 'Waiting for approval'), ('approved', 'Approved'), ('returned', 'Returned'), ('withdrawn', 'Withdrawn')], default='proposed', editable=False, max_length=10)),
                ('proposed_on', models.DateField(editable=False)),
                ('decided_on', models.DateField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'change of targets',
                'verbose_name_plural': 'changes of targets',
                'ordering': ['-proposed_on', '-pk'],
                'permissions': [('approve_targetchangeset', 'Approve or return a change of targets')],
            },
        ),
        migrations.CreateModel(
            name='TargetChangeSetEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('year', models.PositiveSmallIntegerField(help_text='The year in which the financial year starts: 2026 for 2026/27.', validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='financial year')),
                ('reason', models.TextField()),
                ('authority', models.CharField(help_text='The approved plan or decision in which these targets stand, with its date.', max_length=200)),
                ('exception', models.TextField(blank=True, help_text='Why targets of a quarter that is over are changed all the same. The report lists them.', verbose_name='exception for closed quarters')),
                ('status', models.CharField(choices=[('proposed', 'Waiting for approval'), ('approved', 'Approved'), ('returned', 'Returned'), ('withdrawn', 'Withdrawn')], default='proposed', editable=False, max_length=10)),
                ('proposed_on', models.DateField(editable=False)),
                ('decided_on', models.DateField(blank=True, editable=False, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='indicator',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='indicator',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='indicator',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='target',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='target',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='target',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='target',
            name='target_once',
        ),
        migrations.RemoveConstraint(
            model_name='target',
            name='target_quarter_exists',
        ),
        migrations.AddField(
            model_name='target',
            name='slot',
            field=models.CharField(choices=[('baseline', 'Baseline'), ('year', 'Year'), ('q1', 'Q1'), ('q2', 'Q2'), ('q3', 'Q3'), ('q4', 'Q4')], default='q1', max_length=8),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='target',
            name='words',
            field=models.CharField(blank=True, help_text='Of a qualitative indicator.', max_length=300),
        ),
        migrations.AddField(
            model_name='targetevent',
            name='slot',
            field=models.CharField(choices=[('baseline', 'Baseline'), ('year', 'Year'), ('q1', 'Q1'), ('q2', 'Q2'), ('q3', 'Q3'), ('q4', 'Q4')], default='q1', max_length=8),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='targetevent',
            name='words',
            field=models.CharField(blank=True, help_text='Of a qualitative indicator.', max_length=300),
        ),
        migrations.AlterField(
            model_name='target',
            name='value',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)]),
        ),
        migrations.AlterField(
            model_name='targetevent',
            name='value',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)]),
        ),
        migrations.AddField(
            model_name='disaggregationcategory',
            name='disaggregation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='categories', to='strategy.disaggregation'),
        ),
        migrations.AddField(
            model_name='disaggregationcategoryevent',
            name='disaggregation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.disaggregation'),
        ),
        migrations.AddField(
            model_name='disaggregationcategoryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='strategy.disaggregationcategory'),
        ),
        migrations.AddField(
            model_name='disaggregationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='strategy.disaggregation'),
        ),
        migrations.AddField(
            model_name='indicatorversion',
            name='approved_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='indicators_approved', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='indicatorversion',
            name='indicator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='strategy.indicator'),
        ),
        migrations.AddField(
            model_name='indicatorversion',
            name='responsible_person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='indicators_answered_for', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='indicatorversion',
            name='thrust',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicator_versions', to='strategy.strategicthrust'),
        ),
        migrations.AddField(
            model_name='indicatorversion',
            name='writers',
            field=models.ManyToManyField(editable=False, related_name='indicators_written', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='disaggregationevent',
            name='indicator_version',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.indicatorversion'),
        ),
        migrations.AddField(
            model_name='disaggregation',
            name='indicator_version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='disaggregations', to='strategy.indicatorversion'),
        ),
        migrations.AddField(
            model_name='indicatorversionevent',
            name='approved_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='indicatorversionevent',
            name='indicator',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.indicator'),
        ),
        migrations.AddField(
            model_name='indicatorversionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='strategy.indicatorversion'),
        ),
        migrations.AddField(
            model_name='indicatorversionevent',
            name='responsible_person',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='indicatorversionevent',
            name='thrust',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.strategicthrust'),
        ),
        migrations.AddField(
            model_name='targetchange',
            name='indicator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='target_changes', to='strategy.indicator'),
        ),
        migrations.AddField(
            model_name='targetchange',
            name='province',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='core.province'),
        ),
        migrations.AddField(
            model_name='targetchangeevent',
            name='indicator',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.indicator'),
        ),
        migrations.AddField(
            model_name='targetchangeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='strategy.targetchange'),
        ),
        migrations.AddField(
            model_name='targetchangeevent',
            name='province',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.province'),
        ),
        migrations.AddField(
            model_name='targetchangeset',
            name='by_version',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='target_changes', to='strategy.indicatorversion'),
        ),
        migrations.AddField(
            model_name='targetchangeset',
            name='decided_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='target_changes_decided', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='targetchangeset',
            name='follows',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='strategy.targetchangeset'),
        ),
        migrations.AddField(
            model_name='targetchangeset',
            name='proposed_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='target_changes_proposed', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='targetchangeevent',
            name='change_set',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.targetchangeset'),
        ),
        migrations.AddField(
            model_name='targetchange',
            name='change_set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='strategy.targetchangeset'),
        ),
        migrations.AddField(
            model_name='target',
            name='change_set',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='strategy.targetchangeset'),
        ),
        migrations.AddField(
            model_name='targetevent',
            name='change_set',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.targetchangeset'),
        ),
        migrations.AddField(
            model_name='targetchangesetevent',
            name='by_version',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.indicatorversion'),
        ),
        migrations.AddField(
            model_name='targetchangesetevent',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='targetchangesetevent',
            name='follows',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.targetchangeset'),
        ),
        migrations.AddField(
            model_name='targetchangesetevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='strategy.targetchangeset'),
        ),
        migrations.AddField(
            model_name='targetchangesetevent',
            name='proposed_by',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disaggregationcategory',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_disaggregationcategoryevent" ("disaggregation_id", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."disaggregation_id", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."position"); RETURN NULL;', hash='751addf809c21766f387234d7e57cd0053ac72d3', operation='INSERT', pgid='pgtrigger_insert_insert_411ec', table='strategy_disaggregationcategory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disaggregationcategory',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "strategy_disaggregationcategoryevent" ("disaggregation_id", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."disaggregation_id", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."position"); RETURN NULL;', hash='1464709e688442f2b5dccdaf5a12c6de4c5a2545', operation='UPDATE', pgid='pgtrigger_update_update_8486c', table='strategy_disaggregationcategory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disaggregationcategory',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_disaggregationcategoryevent" ("disaggregation_id", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (OLD."disaggregation_id", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."position"); RETURN NULL;', hash='f6f22107e48b5212e7ee82d1a3b78ddc3f76eaed', operation='DELETE', pgid='pgtrigger_delete_delete_37c5c', table='strategy_disaggregationcategory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disaggregationcategoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5d92a2fc13f1ac4be1238f4019f6a6ae5111d6ab', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2eaab', table='strategy_disaggregationcategoryevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='indicatorversion',
            index=models.Index(fields=['valid_from', 'valid_until'], name='indicator_version_by_days'),
        ),
        migrations.AddConstraint(
            model_name='indicatorversion',
            constraint=models.UniqueConstraint(fields=('indicator', 'number'), name='indicator_version_once'),
        ),
        migrations.AddConstraint(
            model_name='indicatorversion',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'approved')), fields=('indicator', 'valid_from'), name='indicator_version_begins_once', violation_error_message='Another version of this indicator holds from that quarter on already.'),
        ),
        migrations.AddConstraint(
            model_name='indicatorversion',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'approved'), _negated=True), fields=('indicator',), name='indicator_one_draft', violation_error_message='A draft of the next version exists already. Go on with that one.'),
        ),
        migrations.AddConstraint(
            model_name='indicatorversion',
            constraint=models.CheckConstraint(condition=models.Q(('calculation_type', 'cumulative_year_end'), ('unit', 'percentage'), _negated=True), name='indicator_percentages_do_not_add_up', violation_error_message='Percentages of four quarters do not add up to one of the year. Choose cumulative (year-to-date) or non-cumulative.'),
        ),
        migrations.AddConstraint(
            model_name='indicatorversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('unit', 'qualitative'), _negated=True), models.Q(('calculation_type', 'non_cumulative'), ('tolerance', 0)), _connector='OR'), name='indicator_words_do_not_add_up', violation_error_message='Words are not added up and have no tolerance: a qualitative indicator is non-cumulative, with a tolerance of 0.'),
        ),
        migrations.AddConstraint(
            model_name='indicatorversion',
            constraint=models.CheckConstraint(condition=models.Q(('unit', 'qualitative'), ('scale', []), _connector='OR'), name='indicator_scale_for_words_alone', violation_error_message='Only a qualitative indicator has a scale of words.'),
        ),
        migrations.AddConstraint(
            model_name='indicatorversion',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='indicator_version_valid_until'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicatorversion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_indicatorversionevent" ("approved_by_id", "approved_on", "assumptions", "authority", "baseline", "calculation_type", "code", "collected_from", "data_limitations", "definition", "desired_performance", "disaggregation", "id", "indicator_id", "indicator_type", "is_in_use", "is_new", "is_placeholder", "means_of_verification", "method_of_calculation", "name", "needs_evidence", "number", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "reason", "reporting_cycle", "responsible_person_id", "responsible_post", "scale", "source_of_data", "spatial_transformation", "status", "thrust_id", "tolerance", "unit", "valid_from", "valid_until") VALUES (NEW."approved_by_id", NEW."approved_on", NEW."assumptions", NEW."authority", NEW."baseline", NEW."calculation_type", NEW."code", NEW."collected_from", NEW."data_limitations", NEW."definition", NEW."desired_performance", NEW."disaggregation", NEW."id", NEW."indicator_id", NEW."indicator_type", NEW."is_in_use", NEW."is_new", NEW."is_placeholder", NEW."means_of_verification", NEW."method_of_calculation", NEW."name", NEW."needs_evidence", NEW."number", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."purpose", NEW."reason", NEW."reporting_cycle", NEW."responsible_person_id", NEW."responsible_post", NEW."scale", NEW."source_of_data", NEW."spatial_transformation", NEW."status", NEW."thrust_id", NEW."tolerance", NEW."unit", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='d483a6924bfb70518127f19562cde8f086e9a95e', operation='INSERT', pgid='pgtrigger_insert_insert_4a6b0', table='strategy_indicatorversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicatorversion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."approved_by_id" IS DISTINCT FROM (NEW."approved_by_id") OR OLD."approved_on" IS DISTINCT FROM (NEW."approved_on") OR OLD."assumptions" IS DISTINCT FROM (NEW."assumptions") OR OLD."authority" IS DISTINCT FROM (NEW."authority") OR OLD."baseline" IS DISTINCT FROM (NEW."baseline") OR OLD."calculation_type" IS DISTINCT FROM (NEW."calculation_type") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."collected_from" IS DISTINCT FROM (NEW."collected_from") OR OLD."data_limitations" IS DISTINCT FROM (NEW."data_limitations") OR OLD."definition" IS DISTINCT FROM (NEW."definition") OR OLD."desired_performance" IS DISTINCT FROM (NEW."desired_performance") OR OLD."disaggregation" IS DISTINCT FROM (NEW."disaggregation") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."indicator_id" IS DISTINCT FROM (NEW."indicator_id") OR OLD."indicator_type" IS DISTINCT FROM (NEW."indicator_type") OR OLD."is_in_use" IS DISTINCT FROM (NEW."is_in_use") OR OLD."is_new" IS DISTINCT FROM (NEW."is_new") OR OLD."is_placeholder" IS DISTINCT FROM (NEW."is_placeholder") OR OLD."means_of_verification" IS DISTINCT FROM (NEW."means_of_verification") OR OLD."method_of_calculation" IS DISTINCT FROM (NEW."method_of_calculation") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."needs_evidence" IS DISTINCT FROM (NEW."needs_evidence") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."reporting_cycle" IS DISTINCT FROM (NEW."reporting_cycle") OR OLD."responsible_person_id" IS DISTINCT FROM (NEW."responsible_person_id") OR OLD."responsible_post" IS DISTINCT FROM (NEW."responsible_post") OR OLD."scale" IS DISTINCT FROM (NEW."scale") OR OLD."source_of_data" IS DISTINCT FROM (NEW."source_of_data") OR OLD."spatial_transformation" IS DISTINCT FROM (NEW."spatial_transformation") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."thrust_id" IS DISTINCT FROM (NEW."thrust_id") OR OLD."tolerance" IS DISTINCT FROM (NEW."tolerance") OR OLD."unit" IS DISTINCT FROM (NEW."unit") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from") OR OLD."valid_until" IS DISTINCT FROM (NEW."valid_until"))', func='INSERT INTO "strategy_indicatorversionevent" ("approved_by_id", "approved_on", "assumptions", "authority", "baseline", "calculation_type", "code", "collected_from", "data_limitations", "definition", "desired_performance", "disaggregation", "id", "indicator_id", "indicator_type", "is_in_use", "is_new", "is_placeholder", "means_of_verification", "method_of_calculation", "name", "needs_evidence", "number", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "reason", "reporting_cycle", "responsible_person_id", "responsible_post", "scale", "source_of_data", "spatial_transformation", "status", "thrust_id", "tolerance", "unit", "valid_from", "valid_until") VALUES (NEW."approved_by_id", NEW."approved_on", NEW."assumptions", NEW."authority", NEW."baseline", NEW."calculation_type", NEW."code", NEW."collected_from", NEW."data_limitations", NEW."definition", NEW."desired_performance", NEW."disaggregation", NEW."id", NEW."indicator_id", NEW."indicator_type", NEW."is_in_use", NEW."is_new", NEW."is_placeholder", NEW."means_of_verification", NEW."method_of_calculation", NEW."name", NEW."needs_evidence", NEW."number", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."purpose", NEW."reason", NEW."reporting_cycle", NEW."responsible_person_id", NEW."responsible_post", NEW."scale", NEW."source_of_data", NEW."spatial_transformation", NEW."status", NEW."thrust_id", NEW."tolerance", NEW."unit", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='31eeec804c0badfedc6000979865e43d3b62897d', operation='UPDATE', pgid='pgtrigger_update_update_5ab9f', table='strategy_indicatorversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicatorversion',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_indicatorversionevent" ("approved_by_id", "approved_on", "assumptions", "authority", "baseline", "calculation_type", "code", "collected_from", "data_limitations", "definition", "desired_performance", "disaggregation", "id", "indicator_id", "indicator_type", "is_in_use", "is_new", "is_placeholder", "means_of_verification", "method_of_calculation", "name", "needs_evidence", "number", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "reason", "reporting_cycle", "responsible_person_id", "responsible_post", "scale", "source_of_data", "spatial_transformation", "status", "thrust_id", "tolerance", "unit", "valid_from", "valid_until") VALUES (OLD."approved_by_id", OLD."approved_on", OLD."assumptions", OLD."authority", OLD."baseline", OLD."calculation_type", OLD."code", OLD."collected_from", OLD."data_limitations", OLD."definition", OLD."desired_performance", OLD."disaggregation", OLD."id", OLD."indicator_id", OLD."indicator_type", OLD."is_in_use", OLD."is_new", OLD."is_placeholder", OLD."means_of_verification", OLD."method_of_calculation", OLD."name", OLD."needs_evidence", OLD."number", OLD."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."purpose", OLD."reason", OLD."reporting_cycle", OLD."responsible_person_id", OLD."responsible_post", OLD."scale", OLD."source_of_data", OLD."spatial_transformation", OLD."status", OLD."thrust_id", OLD."tolerance", OLD."unit", OLD."valid_from", OLD."valid_until"); RETURN NULL;', hash='1f3f54adcfce04ad5389409efc6d7ace45626434', operation='DELETE', pgid='pgtrigger_delete_delete_0f52d', table='strategy_indicatorversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicatorversion',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{draft:proposed,proposed:approved,proposed:draft}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='e734be0d1b3220f37703d20c2e45808f30159e22', operation='UPDATE', pgid='pgtrigger_declared_moves_a64dd', table='strategy_indicatorversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disaggregationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9e27b134d5d0c9382b64853a32a6b5e468cf5ee5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1bd18', table='strategy_disaggregationevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disaggregation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_disaggregationevent" ("id", "indicator_version_id", "must_add_up", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."id", NEW."indicator_version_id", NEW."must_add_up", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."position"); RETURN NULL;', hash='2923c5cef6f1056e624818fe18431143a7558b05', operation='INSERT', pgid='pgtrigger_insert_insert_e8bd7', table='strategy_disaggregation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disaggregation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "strategy_disaggregationevent" ("id", "indicator_version_id", "must_add_up", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."id", NEW."indicator_version_id", NEW."must_add_up", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."position"); RETURN NULL;', hash='668f2ab7bbc12eda9e7e1c981287cd3c5850768a', operation='UPDATE', pgid='pgtrigger_update_update_722e6', table='strategy_disaggregation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disaggregation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_disaggregationevent" ("id", "indicator_version_id", "must_add_up", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (OLD."id", OLD."indicator_version_id", OLD."must_add_up", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."position"); RETURN NULL;', hash='965592c48e43d115c204dba8d2e1dfd1d9c196fd', operation='DELETE', pgid='pgtrigger_delete_delete_26efa', table='strategy_disaggregation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicatorversionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e05c90d610fd438736009ea14a63935e86f961dd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ba071', table='strategy_indicatorversionevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='targetchangeset',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), ('status', 'withdrawn'), _connector='OR'), name='target_change_decided_by_somebody_else', violation_error_message='Somebody other than who proposed it decides on a change of targets.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetchangeset',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_targetchangesetevent" ("authority", "by_version_id", "decided_by_id", "decided_on", "exception", "follows_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "proposed_on", "reason", "status", "year") VALUES (NEW."authority", NEW."by_version_id", NEW."decided_by_id", NEW."decided_on", NEW."exception", NEW."follows_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."proposed_by_id", NEW."proposed_on", NEW."reason", NEW."status", NEW."year"); RETURN NULL;', hash='fbc67ea21eb9c779cb58c7f766eb856976802dd7', operation='INSERT', pgid='pgtrigger_insert_insert_eae62', table='strategy_targetchangeset', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetchangeset',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."authority" IS DISTINCT FROM (NEW."authority") OR OLD."by_version_id" IS DISTINCT FROM (NEW."by_version_id") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."decided_on" IS DISTINCT FROM (NEW."decided_on") OR OLD."exception" IS DISTINCT FROM (NEW."exception") OR OLD."follows_id" IS DISTINCT FROM (NEW."follows_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id") OR OLD."proposed_on" IS DISTINCT FROM (NEW."proposed_on") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func='INSERT INTO "strategy_targetchangesetevent" ("authority", "by_version_id", "decided_by_id", "decided_on", "exception", "follows_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "proposed_on", "reason", "status", "year") VALUES (NEW."authority", NEW."by_version_id", NEW."decided_by_id", NEW."decided_on", NEW."exception", NEW."follows_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."proposed_by_id", NEW."proposed_on", NEW."reason", NEW."status", NEW."year"); RETURN NULL;', hash='3fc8c53cee71a78e572d3ece9b027b6cba2f87fe', operation='UPDATE', pgid='pgtrigger_update_update_a7a8a', table='strategy_targetchangeset', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetchangeset',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_targetchangesetevent" ("authority", "by_version_id", "decided_by_id", "decided_on", "exception", "follows_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "proposed_on", "reason", "status", "year") VALUES (OLD."authority", OLD."by_version_id", OLD."decided_by_id", OLD."decided_on", OLD."exception", OLD."follows_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."proposed_by_id", OLD."proposed_on", OLD."reason", OLD."status", OLD."year"); RETURN NULL;', hash='d99717d3717b6ecdea34c128e7b69f2935b83ce7', operation='DELETE', pgid='pgtrigger_delete_delete_e8849', table='strategy_targetchangeset', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetchangeset',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{proposed:approved,proposed:returned,proposed:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='b39bf9c8a491e069958a881cebf9bd04f4ce5910', operation='UPDATE', pgid='pgtrigger_declared_moves_13e18', table='strategy_targetchangeset', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetchangeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9636fac01c98a3c3843d0af1a7880464faf1196f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b3a80', table='strategy_targetchangeevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='targetchange',
            constraint=models.UniqueConstraint(fields=('change_set', 'indicator', 'province', 'slot'), name='target_change_once', nulls_distinct=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetchange',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_targetchangeevent" ("after_value", "after_words", "before_value", "before_words", "change_set_id", "closes_on", "id", "indicator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "slot") VALUES (NEW."after_value", NEW."after_words", NEW."before_value", NEW."before_words", NEW."change_set_id", NEW."closes_on", NEW."id", NEW."indicator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."province_id", NEW."slot"); RETURN NULL;', hash='2c25718d0b6d414b839333e2c04f920c6af0e9a9', operation='INSERT', pgid='pgtrigger_insert_insert_8b86c', table='strategy_targetchange', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetchange',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "strategy_targetchangeevent" ("after_value", "after_words", "before_value", "before_words", "change_set_id", "closes_on", "id", "indicator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "slot") VALUES (NEW."after_value", NEW."after_words", NEW."before_value", NEW."before_words", NEW."change_set_id", NEW."closes_on", NEW."id", NEW."indicator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."province_id", NEW."slot"); RETURN NULL;', hash='46b0d15cf6f9b781e47f0dadd4e71c882c1b3aa7', operation='UPDATE', pgid='pgtrigger_update_update_a46ef', table='strategy_targetchange', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetchange',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "strategy_targetchangeevent" ("after_value", "after_words", "before_value", "before_words", "change_set_id", "closes_on", "id", "indicator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "slot") VALUES (OLD."after_value", OLD."after_words", OLD."before_value", OLD."before_words", OLD."change_set_id", OLD."closes_on", OLD."id", OLD."indicator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."province_id", OLD."slot"); RETURN NULL;', hash='39642280ca3236a75cedecdc1d5a84b5b5c9f137', operation='DELETE', pgid='pgtrigger_delete_delete_026b6', table='strategy_targetchange', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetchangesetevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='049e8a09be8532c18693669139053551b7d59b21', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_30104', table='strategy_targetchangesetevent', when='BEFORE')),
        ),
    ]
