"""How much a filer may send: its tier's limits, or those of a guest. Counted under lock in the deed itself; pages only
say it early.

A guest's day is the last 24 hours. An organisation's day is a day in UTC, as its imports count: what is too much waits
for tomorrow.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import cast

from django.core.cache import caches
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation
from docket import clock, moments
from notices.models import Notice
from notices.standing import filers
from policy import tiers
from policy.house_rules import Tier
from policy.load import book

DAY = timedelta(days=1)
MOST_LISTINGS = 1000  # of one notice, whoever sends it
KNOWN_FOR = 300  # seconds for which a tier is remembered
Over = tuple[str, str, str]  # code, field, words


def tier_of(filer: Organisation, *, anew: bool = False) -> Tier:
    """Remembered for minutes; counted anew before anybody is refused for it."""
    key, memory = f"tier-{filer.pk}", caches["memory"]
    known = None if anew else memory.get(key)
    if known is None:
        known = tiers.tier_of(filers.of(filer).record)
        memory.set(key, known, KNOWN_FOR)
    return cast(Tier, known)


def hold(filer: Organisation) -> None:
    """Hold the filer's row until the notice is stored: two notices sent at once are counted one after the other.
    Who has no limit a day waits for nobody."""
    if filer.guest or tier_of(filer).notices_a_day is not None:
        filer.guest = Organisation.objects.select_for_update(no_key=True).get(pk=filer.pk).guest


def over(
    filer: Organisation, listings: int, *, counted: bool = True, bundled: bool = False, beside: int = 0
) -> Iterator[Over]:
    """What a notice goes beyond, each with what to do. Tests are not counted; what was bundled into notices when it was
    signed keeps that size (notices.bulk). `beside`: as many are sent together with this one and before it."""
    if filer.guest:
        yield from _over_for_a_guest(filer, listings)
        return
    if not bundled and (tier := _too_low(filer, listings)):
        words = _(
            "Tier %(tier)s allows up to %(most)s listings in a notice; this one names %(count)s. Send them in several"
            " notices. Your standing says what would allow more."
        )
        about = {"tier": tier.code, "most": tier.listings_a_notice, "count": listings}
        yield "tier-limit", "listings", words % about
    if counted and (tier := _used_up(filer, beside)):
        words = ngettext(
            "Tier %(tier)s allows %(most)s notice a day, and it is sent. The next can go out from %(moment)s on. Your"
            " standing says what would allow more.",
            "Tier %(tier)s allows %(most)s notices a day, and they are sent. The next can go out from %(moment)s on."
            " Your standing says what would allow more.",
            tier.notices_a_day or 0,
        )
        about = {"tier": tier.code, "most": tier.notices_a_day, "moment": moments.moment(tomorrow())}
        yield "limit-reached", "limit", words % about


def used_up(filer: Organisation) -> bool:
    """Whether this filer has sent as many notices today as its tier allows."""
    return _used_up(filer) is not None


def sent_today(filer: Organisation) -> int:
    return Notice.objects.filter(filer=filer, received_at__gte=today(), is_test=False).count()


def today() -> datetime:
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


def tomorrow() -> datetime:
    return today() + DAY


def _too_low(filer: Organisation, listings: int) -> Tier | None:
    """The tier that does not allow so many; the rules of a notice speak where nobody may send so many."""
    if tier_of(filer).listings_a_notice >= min(listings, MOST_LISTINGS):
        return None
    tier = tier_of(filer, anew=True)
    return tier if tier.listings_a_notice < min(listings, MOST_LISTINGS) else None


def _used_up(filer: Organisation, beside: int = 0) -> Tier | None:
    """The tier whose day is full."""
    if not _is_full(filer, tier_of(filer), beside):
        return None
    tier = tier_of(filer, anew=True)
    return tier if _is_full(filer, tier, beside) else None


def _is_full(filer: Organisation, tier: Tier, beside: int) -> bool:
    """Of the newest notices, the last that fits into a day was sent today; by the index, without counting them all."""
    if tier.notices_a_day is None:
        return False
    room = tier.notices_a_day - beside
    if room <= 0:
        return True
    sent = Notice.objects.filter(filer=filer, is_test=False).order_by("-pk").values_list("received_at", flat=True)
    last = next(iter(sent[room - 1 : room]), None)
    return last is not None and last >= today()


def _over_for_a_guest(filer: Organisation, listings: int) -> Iterator[Over]:
    rule = book().limits.guests
    if listings > rule.listings_a_notice:
        words = ngettext(
            "Without an account a notice can name one listing. Take some out. More is open to an account with a right"
            " that we have confirmed.",
            "Without an account a notice can name up to %(most)s listings. Take some out. More is open to an account"
            " with a right that we have confirmed.",
            rule.listings_a_notice,
        )
        yield "too-many-items", "listings", words % {"most": rule.listings_a_notice}
    sent = Notice.objects.filter(filer=filer, received_at__gt=clock.now() - DAY).order_by("-received_at")
    latest = list(sent.values_list("received_at", flat=True)[: rule.notices_a_day])
    if len(latest) == rule.notices_a_day:
        words = ngettext(
            "Without an account you can send one notice in 24 hours, the next from %(moment)s on. More is open to an"
            " account with a right that we have confirmed.",
            "Without an account you can send %(most)s notices in 24 hours, the next from %(moment)s on. More is open to"
            " an account with a right that we have confirmed.",
            rule.notices_a_day,
        )
        yield "limit-reached", "limit", words % {"most": rule.notices_a_day, "moment": moments.moment(latest[-1] + DAY)}
