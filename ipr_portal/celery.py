"""The Celery application. Messages are hints: the outbox in PostgreSQL is the truth (docket/outbox.py)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipr_portal.settings")
app = Celery("ipr_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
