"""The one letter about an import: what was sent, with every notice's number, and what was not."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from docket.models import Entry
from notices.bulk.procedure import IMPORT
from notices.models import Import, ImportGroup, ImportRow
from notifications import mail
from notifications.letters import spoken
from notifications.models import Notification
from notifications.post import post

LISTED = 25  # notices that a letter names; the results have them all


def concerns(entry: Entry) -> bool:
    return bool(IMPORT[entry.step].told)


def tell(entry: Entry) -> None:
    """Subscriber. Writes to whoever signed, while they belong to the organisation; for partners to the organisation."""
    job = Import.objects.select_related("organisation", "signed_by").get(pk=entry.subject_id)
    letters = [write(entry, job, told.letter).pk for told in IMPORT[entry.step].told]
    mail.send_due(letters)


def write(entry: Entry, job: Import, letter: str) -> Notification:
    person = signer(job)
    language = person.language if person else job.language
    url = reverse("import", args=[job.reference])
    with translation.override(spoken(language)):
        facts = words(job, entry, url)
    return post(
        entry,
        address=person.email if person else job.organisation.email,
        recipient=person,
        audience="notifier",
        letter=letter,
        context=facts,
        url=url,
        thread=job.reference,
        language=language,
    )


def signer(job: Import) -> User | None:
    members = job.organisation.members.filter(is_active=True)
    return members.filter(pk=job.signed_by_id or 0).first()


def words(job: Import, entry: Entry, url: str) -> dict[str, Any]:
    """Everything the letters name. Notices that an earlier letter of this import named are not named again."""
    told = job.entries().filter(step__in=["wait", "interrupt", "finish"], n__lt=entry.n).last()
    sent = job.groups.filter(state=ImportGroup.State.SENT, notice__received_at__lte=entry.at)
    if told is not None:
        sent = sent.filter(notice__received_at__gt=told.at)
    papers = list(sent.select_related("notice").order_by("ordinal")[:LISTED])
    states = ImportRow.State
    rows = job.rows.all()
    return {
        "file": job.name,
        "reference": job.reference,
        "notices": sent.count(),
        "listings": sum(sent.values_list("listings", flat=True)),
        "papers": [
            {"reference": g.notice.reference, "listings": g.listings, "receipt": g.notice.receipt}
            for g in papers
            if g.notice is not None
        ],
        "more": max(0, sent.count() - LISTED),
        "refused": job.groups.filter(state=ImportGroup.State.REFUSED).count(),
        "waiting": job.groups.filter(state=ImportGroup.State.PLANNED).count(),
        "to_fix": rows.filter(state=states.FIX).count(),
        "by_person": entry.step == "interrupt",
        "url": settings.PORTAL_URL + url,
        "portal": settings.PORTAL_NAME,
    }
