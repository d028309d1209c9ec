"""An actual keeps the description by which it was measured, and may be words."""

import django.db.models.deletion
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0005_search'),
        ('reporting', '0001_initial'),
        ('strategy', '0008_indicators_keep_their_identity'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='actual',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='actual',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='actual',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='actual',
            name='actual_is_a_number_or_says_why_not',
        ),
        migrations.AddField(
            model_name='actual',
            name='definition',
            field=models.ForeignKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='actuals', to='strategy.indicatorversion', verbose_name='description'),
        ),
        migrations.AddField(
            model_name='actual',
            name='words',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='actualevent',
            name='definition',
            field=models.ForeignKey(null=True, db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.indicatorversion', verbose_name='description'),
        ),
        migrations.AddField(
            model_name='actualevent',
            name='words',
            field=models.CharField(blank=True, max_length=300),
        ),
    ]
