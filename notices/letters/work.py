"""The letters among colleagues: a case was asked for, kept, or given. Only staff get them."""

from django.conf import settings
from django.urls import reverse

from docket.models import Entry
from notices.handover_procedure import HANDOVER
from notices.models import HandOver
from notifications import mail
from notifications.post import post


def concerns(entry: Entry) -> bool:
    """Twenty cases given at once are one letter."""
    return bool(entry.facts.get("first", True))


def tell(entry: Entry) -> None:
    """Subscriber of the steps of a hand-over; asked again, it sends only what is still due."""
    row = HandOver.objects.select_related("notice", "giver", "taker").get(pk=entry.subject_id)
    (told,) = HANDOVER[entry.step].told
    reader, other = (row.giver, row.taker) if told.audience == "giver" else (row.taker, row.giver)
    if reader is None:
        return
    count = entry.facts.get("count", 1)
    path = reverse("review", args=[row.notice.reference]) if count == 1 else reverse("my_work")
    context = {
        "portal": settings.PORTAL_NAME,
        "reference": row.notice.reference,
        "name": reader.name,
        "by": str(other),
        "words": row.text,
        "count": count,
        "url": settings.PORTAL_URL + path,
    }
    letter = post(
        entry,
        address=reader.email,
        recipient=reader,
        audience=told.audience,
        letter=told.letter,
        context=context,
        url=path,
        thread=row.notice.reference,
        language=reader.language,
    )
    mail.send_due([letter.pk])
