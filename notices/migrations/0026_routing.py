"""What the routing rules said of each case, and what each reviewer can do."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0025_notes'),
    ]

    operations = [
        migrations.AddField(
            model_name='dossier',
            name='routed',
            field=models.CharField(db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='dossier',
            name='rules',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='dossier',
            name='skills',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='reviewer',
            name='skills',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), db_default=[], default=list, size=None),
        ),
    ]
