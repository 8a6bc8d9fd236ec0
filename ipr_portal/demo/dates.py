"""Rows stamped by this machine's clock get the day of their deed, so that an inbox reads like the docket does."""

from datetime import timedelta

from django.db.models import F, OuterRef, Subquery

from docket import clock
from docket.models import Entry
from notifications.models import Notification
from rights.models import IPRight

READ_AFTER = timedelta(hours=5)
UNREAD_FOR = timedelta(days=4)


def settle() -> None:
    """Letters of the last days stay unread; older ones were read some hours later."""
    at = Subquery(Entry.objects.filter(pk=OuterRef("entry_id")).values("at"))
    Notification.objects.update(created_at=at, mailed_at=at)
    old = Notification.objects.filter(read_at=None, created_at__lt=clock.now() - UNREAD_FOR)
    old.update(read_at=F("created_at") + READ_AFTER)
    entered = Entry.objects.filter(subject_type="right", subject_id=OuterRef("pk"), n=1).values("at")
    IPRight.objects.update(created_at=Subquery(entered))
