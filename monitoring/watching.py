"""What the outbox brings: a confirmed removal is remembered, an undone one forgotten, pictures are compared."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from docket import clock, transaction
from docket.actors import SYSTEM
from docket.models import Entry
from docket.take import take, take_many
from enforcement.models import Restriction
from listings import pictures
from monitoring import matching
from monitoring.matching import MOST_PICTURES, Traits, gtins_in
from monitoring.models import Fingerprint, Mark, Shape, Sighting, Watch, offered
from notices.models import Claim
from rights.files import previews


def remember(entry: Entry) -> None:
    """Subscriber of restriction.confirm: what was removed is watched for from now on. Twice does no harm."""
    restriction = Restriction.objects.get(pk=entry.subject_id)
    claims = Claim.objects.select_related("notice__right", "notice__owner", "snapshot")
    claim = claims.filter(public_id=restriction.source, notice__is_test=False).first()
    if claim is None or not claim.hidden or Fingerprint.objects.filter(claim=claim).exists():
        return
    keep(claim, restriction)


@transaction.atomic
def keep(claim: Claim, restriction: Restriction) -> Fingerprint:
    """The traits of the sealed copy, and the names under which they are found."""
    content = claim.snapshot.content
    kept, made = Fingerprint.objects.get_or_create(
        claim=claim,
        defaults={
            "watch": watch_of(claim),
            "listing_id": claim.listing_id,
            "seller_id": claim.seller_id,
            "title": content["title"],
            "brand": content.get("brand", ""),
            "gtins": sorted(gtins_in(f"{content['title']}\n{content.get('description', '')}")),
            "pictures": [each["sha256"] for each in content.get("images") or []][:MOST_PICTURES],
            "since": this_transaction(),
            "removed_at": restriction.confirmed_at or clock.now(),
        },
    )
    if made:
        Mark.objects.bulk_create(Mark(fingerprint=kept, name=name) for name in matching.marks(kept.traits))
    return kept


def watch_of(claim: Claim) -> Watch:
    """The watch of this owner and right; the first removal starts it."""
    notice = claim.notice
    title = notice.subject_title[:200]
    if notice.right is None:
        found, _made = Watch.objects.get_or_create(owner=notice.owner, right=None, title=title)
    else:
        found, _made = Watch.objects.get_or_create(owner=notice.owner, right=notice.right, defaults={"title": title})
    watch = Watch.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if watch.state == "":
        take("start", watch, by=SYSTEM)
    return watch


def this_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        number: int = cursor.fetchone()[0]
    return number


def forget(entry: Entry) -> None:
    """Subscriber of restriction.lift: what is not removed any more cannot come back."""
    source = Restriction.objects.values_list("source", flat=True).get(pk=entry.subject_id)
    with transaction.atomic():
        ended = Fingerprint.objects.filter(claim__public_id=source, ended_at=None)
        ids = list(ended.values_list("pk", flat=True))
        ended.update(ended_at=clock.now())
        end(Sighting.objects.filter(fingerprint__in=ids), "undone")


def end(rows: "QuerySet[Sighting]", because: str) -> None:
    """End those of these sightings that are still open."""
    still_open = rows.filter(state__in=["new", "suspected"]).select_related("watch").order_by("pk")
    take_many("end", list(still_open), by=SYSTEM, because=because)


def look_at_pictures(entry: Entry) -> None:
    """Subscriber of sighting.suspect: draws the pictures in the dark room, and says whether they look the same."""
    rows = Sighting.objects.select_related("fingerprint", "listing", "watch")
    sighting = rows.get(pk=entry.subject_id)
    if sighting.state != "suspected":
        return
    shown = sighting.listing.images.values_list("sha256", flat=True)[:MOST_PICTURES]
    old, new = sighting.fingerprint.traits, offered(sighting.listing, shown)
    shapes = {sha256: shape_of(sha256) for sha256 in sorted(old.pictures | new.pictures)}
    match = matching.compare(with_shapes(old, shapes), with_shapes(new, shapes))
    with transaction.atomic():
        locked = rows.select_for_update(of=("self",)).get(pk=sighting.pk)
        if locked.state != "suspected":
            return
        take("match" if match.strong else "part", locked, by=SYSTEM, score=match.score, why=list(match.why))
        # Seen now: the day's letter may have gone out since it was suspected.
        Sighting.objects.filter(pk=locked.pk).update(score=match.score, why=list(match.why), seen_at=clock.now())


def with_shapes(traits: Traits, shapes: Mapping[str, int | None]) -> Traits:
    """The same with what its pictures look like, where they could be drawn."""
    seen = (shapes.get(sha256) for sha256 in traits.pictures)
    return replace(traits, shapes=frozenset(shape for shape in seen if shape is not None))


def shape_of(sha256: str) -> int | None:
    """What the picture looks like; drawn once, by a child of its own, since nobody knows who made it."""
    known = Shape.objects.filter(sha256=sha256).first()
    if known is None:
        bits = drawn(sha256)
        known, _made = Shape.objects.get_or_create(
            sha256=sha256, defaults={"bits": "" if bits is None else f"{bits:016x}"}
        )
    return int(known.bits, 16) if known.bits else None


def drawn(sha256: str) -> int | None:
    found = pictures.opened(sha256)
    if found is None:
        return None
    file, kind = found
    file.close()
    seen = previews.look_into(Path(settings.MEDIA_ROOT) / pictures.place_of(sha256), kind)
    thumb = seen.pictures.get("thumb")
    return matching.shape(thumb) if thumb else None
