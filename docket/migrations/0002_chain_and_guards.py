"""Triggers that number, chain and protect the entries, and the clock by which legal time is judged."""

from django.db import migrations

from docket.migrations import _sql as sql


class Migration(migrations.Migration):
    dependencies = [("docket", "0001_initial")]

    operations = [migrations.RunSQL(sql.CLOCK + sql.CHAIN + sql.GUARD, sql.UNDO)]
