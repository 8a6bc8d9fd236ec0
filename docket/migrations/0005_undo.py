"""A delivery whose step was undone before anybody had heard of it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('docket', '0004_next_delivery'),
    ]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('due', 'Due'), ('done', 'Done'), ('stuck', 'Stuck'), ('given_up', 'Given Up'), ('cancelled', 'Cancelled')], default='due', max_length=12),
        ),
    ]
