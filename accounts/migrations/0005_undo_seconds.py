"""How long a reviewer's decisions are held back."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_docketed_organisations'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='undo_seconds',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('undo_seconds', None), ('undo_seconds__range', (30, 120)), _connector='OR'), name='undo_within_two_minutes'),
        ),
    ]
