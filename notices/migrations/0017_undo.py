"""What stood before a deed that can still be undone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0016_notice_follows'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Undo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deed', models.CharField(max_length=32)),
                ('step', models.CharField(max_length=32)),
                ('until', models.DateTimeField()),
                ('claims', models.JSONField(default=list)),
                ('before', models.JSONField(default=dict)),
                ('words', models.JSONField(default=list)),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.notice')),
            ],
            options={
                'indexes': [models.Index(fields=['by', '-until'], name='undo_of_person'), models.Index(fields=['deed'], name='undo_of_deed')],
            },
        ),
    ]
