"""Until when the marketplace does not hear of a restriction."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enforcement', '0003_drift_reports'),
    ]

    operations = [
        migrations.AddField(
            model_name='restriction',
            name='held_until',
            field=models.DateTimeField(null=True),
        ),
    ]
