
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_reminders'),
        ('mou', '0020_steering_committees'),
    ]

    operations = [
        migrations.AddField(
            model_name='agreementkind',
            name='dormant_after_days',
            field=models.PositiveSmallIntegerField(default=180, verbose_name='dormant after days'),
        ),
        migrations.AddField(
            model_name='agreementkind',
            name='quiet_after_days',
            field=models.PositiveSmallIntegerField(default=90, help_text='Days without an engagement with a party, an act on an obligation or a report on the workplan.', verbose_name='quiet after days'),
        ),
        migrations.AddConstraint(
            model_name='agreementkind',
            constraint=models.CheckConstraint(condition=models.Q(('dormant_after_days__gt', models.F('quiet_after_days')), ('quiet_after_days__gte', 1)), name='agreement_kind_quiet_before_dormant', violation_error_message='An agreement is quiet after one day or more, and dormant later than quiet.'),
        ),
    ]
