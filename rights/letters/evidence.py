"""Letters about files: whoever sent one hears that it was locked away; for a partner system its organisation does."""

from django.conf import settings

from docket.models import Entry
from notifications import mail
from notifications.post import post
from rights.models import Evidence
from rights.procedure.evidence import EVIDENCE


def tell_of_file(entry: Entry) -> None:
    """Subscriber. Writes the letters that this step of a file's custody asks for."""
    evidence = Evidence.objects.select_related("organisation", "uploaded_by").get(pk=entry.subject_id)
    sender = evidence.uploaded_by if evidence.uploaded_by and evidence.uploaded_by.is_active else None
    for each in EVIDENCE[entry.step].told:
        letter = post(
            entry,
            address=sender.email if sender else evidence.organisation.email,
            recipient=sender,
            audience=each.audience,
            letter=each.letter,
            context={
                "name": sender.name if sender else evidence.organisation.name,
                "file": evidence.name,
                "finding": entry.facts["finding"],
                "sent_at": evidence.created_at,
                "portal": settings.PORTAL_NAME,
            },
            thread=evidence.public_id,
            language=sender.language if sender else settings.LANGUAGE_CODE,
        )
        mail.send_due([letter.pk])
