"""`manage.py sweep` for `make run`: leaves a mark once it has reached the database."""

import os

import django
from django.core.management import call_command
from django.db import connection

from ipr_portal.embedded.mark import leave_mark

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipr_portal.settings")
    django.setup()
    connection.ensure_connection()
    leave_mark()
    call_command("sweep")
