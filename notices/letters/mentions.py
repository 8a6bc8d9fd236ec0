"""The letter to a colleague who is mentioned in a note; the note's words stay in the portal."""

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from docket.models import Entry
from notices.models import Note
from notices.note_procedure import NOTE
from notifications import mail
from notifications.models import Notification
from notifications.post import post


def concerns(entry: Entry) -> bool:
    return bool(entry.facts.get("mentions"))


def tell(entry: Entry) -> None:
    """Subscriber of note.write: whoever is mentioned and still works here."""
    note = Note.objects.select_related("notice", "by").get(pk=entry.subject_id)
    told = User.objects.filter(pk__in=entry.facts.get("mentions", []), is_active=True).exclude(staff_role="")
    mail.send_due([post_to(entry, note, user).pk for user in told.order_by("pk")])


def post_to(entry: Entry, note: Note, user: User) -> Notification:
    reference = note.notice.reference
    path = reverse("review", args=[reference])
    (promised,) = NOTE[entry.step].told
    return post(
        entry,
        address=user.email,
        recipient=user,
        audience=promised.audience,
        letter=promised.letter,
        context={
            "portal": settings.PORTAL_NAME,
            "reference": reference,
            "name": user.name,
            "by": str(note.by),
            "url": f"{settings.PORTAL_URL}{path}#notes-title",
            "audience": promised.audience,
        },
        url=path,
        thread=reference,
        language=user.language,
    )
