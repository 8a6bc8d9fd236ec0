"""How much an import may send: listings in one notice, notices today; from its filer's tier (policy/tiers.yaml)."""

from docket import clock
from notices import limits
from notices.models import Import

MOST_LISTINGS = 200  # of one notice: as many as a reviewer and a seller can still take in


def listings_a_notice(job: Import) -> int:
    """What was signed stays as it was signed, whatever became of the tier since."""
    return job.listings_a_notice or min(MOST_LISTINGS, limits.tier_of(job.organisation).listings_a_notice)


def left_today(job: Import) -> int | None:
    """How many notices may still be sent today (UTC); None where no number is set. Tests do not count."""
    most = limits.tier_of(job.organisation).notices_a_day
    return None if most is None or job.is_test else max(0, most - limits.sent_today(job.organisation))


def may_send(job: Import) -> bool:
    """Whether one more fits into today; whoever asks holds the organisation's row."""
    return job.is_test or not limits.used_up(job.organisation)


def until_tomorrow() -> float:
    """Seconds."""
    return (limits.tomorrow() - clock.now()).total_seconds()
