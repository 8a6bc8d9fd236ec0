"""The letter about offers that look like removed ones: once a day and right at most, and never again for the same."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from docket import clock, transaction
from docket.actors import SYSTEM
from docket.models import Entry
from docket.take import take
from monitoring import words
from monitoring.models import Fingerprint, Sighting, Watch
from notices.letters import recipients
from notifications import mail
from notifications.models import Notification
from notifications.post import post

log = logging.getLogger(__name__)
A_DAY = timedelta(days=1)
AT_A_TIME, NAMED = 200, 10


def tell_owners() -> int:
    """Periodic job: note for each right with fresh sightings that its owner is to hear of them. Returns how many."""
    due = clock.now() - A_DAY
    fresh = Sighting.objects.filter(watch=OuterRef("pk"), state="new")
    unheard = fresh.filter(Q(seen_at__gt=OuterRef("told_at")) | Q(watch__told_at=None))
    rows = Watch.objects.filter(Q(told_at=None) | Q(told_at__lte=due), Exists(unheard), state="watching")
    return sum(note(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])


@transaction.atomic
def note(pk: int) -> int:
    """Under lock, so that two sweepers tell once."""
    watch, now = Watch.objects.select_for_update(of=("self",)).get(pk=pk), clock.now()
    if watch.state != "watching" or (watch.told_at and watch.told_at > now - A_DAY):
        return 0
    hits = Sighting.objects.filter(watch=watch, state="new")
    if watch.told_at:
        hits = hits.filter(seen_at__gt=watch.told_at)
    ids = list(hits.order_by("-score", "pk").values_list("pk", flat=True))
    if not ids:
        return 0
    take("tell", watch, by=SYSTEM, hits=len(ids), named=ids[:NAMED])
    Watch.objects.filter(pk=pk).update(told_at=now)
    return 1


def tell(entry: Entry) -> None:
    """Subscriber of watch.tell; asked again, it sends only what is still due."""
    watch = Watch.objects.select_related("owner").get(pk=entry.subject_id)
    newest = Fingerprint.objects.filter(watch=watch).select_related("claim__notice__filer").order_by("-pk").first()
    if newest is None:
        return
    people = recipients.of_notifier(newest.claim.notice)
    if not people:
        log.warning("no address for the owner of %s: the letter is kept, not mailed", watch.public_id)
    written = [letter(entry, watch, person) for person in people or [recipients.Recipient("")]]
    mail.send_due([each.pk for each in written])


def letter(entry: Entry, watch: Watch, person: recipients.Recipient) -> Notification:
    url = reverse("watch")
    hits = Sighting.objects.filter(pk__in=entry.facts["named"]).select_related("listing", "fingerprint")
    return post(
        entry,
        address=person.address,
        recipient=person.user,
        audience="notifier",
        letter="relist",
        context={
            "portal": settings.PORTAL_NAME,
            "audience": "notifier",
            "signs_in": person.user is not None,
            "reference": watch.title,
            "right": watch.title,
            "count": entry.facts["hits"],
            "hits": [
                {"title": hit.listing.title, "id": hit.listing.external_id, "why": words.because(hit.why)}
                for hit in hits.order_by("-score", "pk")
            ],
            "more": max(0, entry.facts["hits"] - NAMED),
            "url": settings.PORTAL_URL + url,
        },
        url=url,
        thread=f"watch {watch.public_id}",
        language=person.language,
    )
