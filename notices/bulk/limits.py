"""How much a filer may send: listings in one notice, notices a day; from its tier (policy/tiers.yaml)."""

from datetime import datetime, timedelta
from typing import cast

from django.core.cache import caches

from accounts.models import Organisation
from docket import clock
from notices.models import Import, Notice
from notices.standing import filers
from policy import tiers
from policy.house_rules import Tier

MOST_LISTINGS = 200  # of one notice: as many as a reviewer and a seller can still take in
KNOWN_FOR = 300  # seconds for which a tier is remembered


def tier_of(filer: Organisation) -> Tier:
    key = f"tier-{filer.pk}"
    known = caches["memory"].get_or_set(key, lambda: tiers.tier_of(filers.of(filer).record), KNOWN_FOR)
    return cast(Tier, known)


def listings_a_notice(job: Import) -> int:
    """What was signed stays as it was signed, whatever became of the tier since."""
    return job.listings_a_notice or min(MOST_LISTINGS, tier_of(job.organisation).listings_a_notice)


def left_today(job: Import) -> int | None:
    """How many notices may still be sent today (UTC); None where no number is set. Tests do not count."""
    most = tier_of(job.organisation).notices_a_day
    if most is None or job.is_test:
        return None
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    sent = Notice.objects.filter(filer=job.organisation, received_at__gte=today, is_test=False).count()
    return max(0, most - sent)


def until_tomorrow() -> float:
    """Seconds."""
    now: datetime = clock.now()
    tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return (tomorrow - now).total_seconds()
