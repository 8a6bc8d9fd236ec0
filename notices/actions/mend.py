"""Making changes instead: the seller changes the listing, and a reviewer looks at what it is now."""

from collections import Counter
from collections.abc import Sequence

from docket import transaction
from docket.actors import Actor
from docket.models import Entry
from listings import snapshots
from notices import deadlines, queues
from notices.actions import deed
from notices.actions.decide import facts_of, keep, release
from notices.actions.deed import Versions
from notices.actions.verdict import Verdict
from notices.models import Appeal, Claim, Decision, Mending, Timer
from policy.load import book


@transaction.atomic
def mend(*, by: Actor, claims: Sequence[Claim], words: str, after: Versions = None) -> list[Mending]:
    """Ask for a look at the changed listings. What they are at this moment is sealed; the time to appeal rests."""
    claims = deed.locked(claims)
    left = mends_left(claims)
    each = {c.pk: {"mends_left": left[c.pk]} for c in claims}
    entries = deed.take("mend", claims, by=by, after=after, each=each)
    sealed = snapshots.seal([c.listing for c in claims])
    mended = Mending.objects.bulk_create(
        Mending(claim=c, entry=e, words=words, snapshot=sealed[c.listing_id], by_id=by.user_id, received_at=e.at)
        for c, e in zip(claims, entries, strict=True)
    )
    deadlines.stop(claims, ["appeal_filing"], Timer.State.CANCELLED, entries[0].at)
    deadlines.start(claims, "decide", entries[0].at)
    queues.refresh(deed.notices_of(claims))
    return mended


@transaction.atomic
def clear(*, by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions = None) -> list[Entry]:
    """The change cures what was wrong: bring the listings back."""
    claims = deed.locked(claims)
    each = deed.reviewing(claims, by, "mended")
    entries = deed.take("clear", claims, by=by, after=after, each=each, **facts_of(verdict))
    keep(claims, entries, by, verdict, Decision.Outcome.RESTORED)
    deadlines.stop(claims, ["decide"], Timer.State.FIRED, entries[0].at)
    release(claims, by)
    return entries


@transaction.atomic
def keep_hidden(*, by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions = None) -> list[Entry]:
    """The change is not enough. This is a new decision, so the time to appeal begins anew and is never shorter."""
    claims = deed.locked(claims)
    each = deed.reviewing(claims, by, "mended")
    entries = deed.take("keep_hidden", claims, by=by, after=after, each=each, **facts_of(verdict))
    keep(claims, entries, by, verdict, Decision.Outcome.UPHELD)
    now = entries[0].at
    deadlines.stop(claims, ["decide"], Timer.State.FIRED, now)
    appealed = set(Appeal.objects.filter(claim__in=claims, side="takedown").values_list("claim_id", flat=True))
    deadlines.reopen([c for c in claims if c.pk not in appealed], "appeal_filing", now)
    queues.refresh(deed.notices_of(claims))
    return entries


def mends_left(claims: Sequence[Claim]) -> dict[int, int]:
    """How often each of these listings may still be shown to us again. One query."""
    used = Counter(Mending.objects.filter(claim__in=claims).values_list("claim_id", flat=True))
    return {c.pk: max(0, book().patience.mends - used[c.pk]) for c in claims}
