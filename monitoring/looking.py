"""Compares new and changed offers with what was removed: reads on from where it stopped, a few hundred at a time.

Nothing is scanned: the watermark (Place) is the transaction and listing read last, an index leads on from there, and
candidates are found by their marks. Transactions still running are left for the next round.
"""

import time
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from docket import clock, transaction
from docket.actors import SYSTEM
from docket.take import take_many
from listings.models import Listing, ListingImage
from monitoring import matching
from monitoring.matching import MOST_PICTURES, Match, Traits
from monitoring.models import Fingerprint, Mark, Place, Sighting, offered
from monitoring.watching import end
from rights.models import AllowedSeller

AT_A_TIME, SECONDS = 300, 3.0  # the sweeper runs this between its sweeps: it must not be held up
MOST_CANDIDATES = 40  # removed offers that one new offer is compared with; those with most marks in common
NEXT = """
SELECT id, changed_in FROM listings_listing
WHERE (changed_in, id) > (%(changed_in)s, %(listing)s)
  AND changed_in < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
ORDER BY changed_in, id LIMIT %(most)s
"""
NEWEST = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"


@dataclass(frozen=True)
class Found:
    """An offer, the removed one that it looks like most, and how much."""

    listing: Listing
    fingerprint: Fingerprint
    match: Match


def look() -> int:
    """Periodic job: everything that changed since the last time, or as much as fits. Returns how many were read."""
    read, until = 0, time.monotonic() + SECONDS
    while count := look_on():
        read += count
        if count < AT_A_TIME or time.monotonic() > until:
            break
    return read


@transaction.atomic
def look_on() -> int:
    """One part, in one transaction with the watermark; a second sweeper waits, and then finds the next part."""
    place = place_locked()
    with connection.cursor() as cursor:
        cursor.execute(NEXT, {"changed_in": place.changed_in, "listing": place.listing, "most": AT_A_TIME})
        rows = cursor.fetchall()
    if rows:
        compare([pk for pk, _changed in rows])
        place.listing, place.changed_in = rows[-1]
        place.save()
    return len(rows)


def place_locked() -> Place:
    """The watermark. In a database brought back from a backup transactions count from a lower number: begin anew."""
    Place.objects.get_or_create(pk=1)
    place = Place.objects.select_for_update().get(pk=1)
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        newest = cursor.fetchone()[0]
    if place.changed_in > newest:
        place.changed_in = place.listing = 0
        # Numbers of the old cluster: every change of this one would count as earlier than the removal.
        Fingerprint.objects.filter(since__gt=newest).update(since=newest)
    return place


def compare(ids: Sequence[int]) -> None:
    """Look at these listings. A number of queries that does not grow with them."""
    listings = list(Listing.objects.select_related("seller").filter(pk__in=ids).order_by("pk"))
    shown = pictures_of(ids)
    traits = {each.pk: offered(each, shown.get(each.pk, ())[:MOST_PICTURES]) for each in listings}
    candidates = candidates_for(traits)
    trusted = authorised(listings, candidates)
    found = []
    for each in listings:
        others = [old for old in candidates.get(each.pk, ()) if is_comeback(each, old, trusted)]
        found += best_of(each, traits[each.pk], others)
    settle(listings, found)


def pictures_of(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = ListingImage.objects.filter(listing__in=ids).order_by("listing_id", "position")
    for listing, sha256 in rows.values_list("listing_id", "sha256"):
        found.setdefault(listing, []).append(sha256)
    return found


def candidates_for(traits: Mapping[int, Traits]) -> dict[int, list[Fingerprint]]:
    """Listing → the removed offers that share most marks with it. Two queries."""
    marks = {pk: matching.marks(each) for pk, each in traits.items()}
    wanted = sorted({name for names in marks.values() for name in names})
    holders: dict[str, list[int]] = {}
    alive = Mark.objects.filter(name__in=wanted, fingerprint__ended_at=None, fingerprint__watch__state="watching")
    for name, pk in alive.values_list("name", "fingerprint_id"):
        holders.setdefault(name, []).append(pk)
    shared = {pk: most_shared(names, holders) for pk, names in marks.items()}
    rows = Fingerprint.objects.select_related("watch").in_bulk({each for pks in shared.values() for each in pks})
    return {pk: [rows[each] for each in pks] for pk, pks in shared.items()}


def most_shared(names: Iterable[str], holders: Mapping[str, Sequence[int]]) -> list[int]:
    counts: dict[int, int] = {}
    for name in names:
        for pk in holders.get(name, ()):
            counts[pk] = counts.get(pk, 0) + 1
    return sorted(counts, key=lambda pk: (-counts[pk], -pk))[:MOST_CANDIDATES]


def authorised(
    listings: Iterable[Listing], candidates: Mapping[int, Iterable[Fingerprint]]
) -> frozenset[tuple[int, str]]:
    """Who sells these offers with the leave of a watched right's owner: right and shop. One query."""
    rights = {each.watch.right_id for found in candidates.values() for each in found}
    shops = {listing.seller.external_id for listing in listings}
    rows = AllowedSeller.objects.on().filter(right__in=rights, seller__in=shops)
    return frozenset(rows.values_list("right_id", "seller"))


def is_comeback(listing: Listing, old: Fingerprint, trusted: Container[tuple[int | None, str]]) -> bool:
    """The removed listing itself is none, nor what was on sale before, nor what the owner or its sellers offer."""
    if old.listing_id == listing.pk or listing.changed_in < old.since:
        return False
    own_shop = listing.seller.organisation_id == old.watch.owner_id
    return not own_shop and (old.watch.right_id, listing.seller.external_id) not in trusted


def best_of(listing: Listing, traits: Traits, candidates: Iterable[Fingerprint]) -> list[Found]:
    """For each owner the removed offer that this one looks like most."""
    best: dict[int, Found] = {}
    for fingerprint in candidates:
        match = matching.compare(fingerprint.traits, traits)
        owner = fingerprint.watch.owner_id
        if (match.strong or match.weak) and (owner not in best or best[owner].match.score < match.score):
            best[owner] = Found(listing, fingerprint, match)
    return list(best.values()) if listing.state == Listing.State.LIVE else []


def settle(listings: Sequence[Listing], found: Sequence[Found]) -> None:
    """New sightings, ended ones that came back, and open ones that are not alike any more. Never two for one offer."""
    known = {(s.owner_id, s.listing_id): s for s in known_of(listings)}
    strong = {(f.fingerprint.watch.owner_id, f.listing.pk): f for f in found if f.match.strong}
    gone = [s.pk for key, s in known.items() if key not in {owner_and_offer(f) for f in found}]
    end(Sighting.objects.filter(pk__in=gone), "changed")
    fresh = [f for f in found if owner_and_offer(f) not in known]
    make("spot", [f for f in fresh if f.match.strong])
    make("suspect", [f for f in fresh if f.match.weak and f.fingerprint.pictures])
    spot_again([(s, strong[key]) for key, s in known.items() if s.state == "ended" and key in strong])


def spot_again(pairs: Sequence[tuple[Sighting, Found]]) -> None:
    """What had gone, or had been changed, looks like a removed offer once more."""
    again = [sighting for sighting, _found in pairs]
    take_many("spot", again, by=SYSTEM, again=True)
    now = clock.now()
    for sighting, found in pairs:
        sighting.fingerprint, sighting.watch = found.fingerprint, found.fingerprint.watch
        sighting.score, sighting.why, sighting.seen_at = found.match.score, list(found.match.why), now
        sighting.same_seller = found.fingerprint.seller_id == found.listing.seller_id
    Sighting.objects.bulk_update(again, ["fingerprint", "watch", "score", "why", "seen_at", "same_seller"])


def known_of(listings: Sequence[Listing]) -> list[Sighting]:
    rows = Sighting.objects.select_related("watch").filter(listing__in=[each.pk for each in listings])
    return list(rows.order_by("pk"))


def owner_and_offer(found: Found) -> tuple[int, int]:
    return found.fingerprint.watch.owner_id, found.listing.pk


def make(step: str, found: Sequence[Found]) -> None:
    now = clock.now()
    made = Sighting.objects.bulk_create(
        Sighting(
            watch=f.fingerprint.watch,
            owner_id=f.fingerprint.watch.owner_id,
            fingerprint=f.fingerprint,
            listing=f.listing,
            score=f.match.score,
            why=list(f.match.why),
            same_seller=f.fingerprint.seller_id == f.listing.seller_id,
            seen_at=now,
        )
        for f in found
    )
    each = {s.pk: {"score": s.score, "why": s.why, "fingerprint": s.fingerprint_id} for s in made}
    take_many(step, made, by=SYSTEM, each=each)
