"""What the clock does: restore after the wait, let lapse, go on without an answer."""

from collections.abc import Sequence

from docket import clock, transaction
from docket.actors import CLOCK
from docket.models import Entry
from notices import deadlines, queues, resting
from notices.actions import deed
from notices.actions.decide import release
from notices.models import Claim, Decision, Timer
from notifications.models import Notification
from policy import regimes


@transaction.atomic
def restore(*, claims: Sequence[Claim]) -> list[Entry]:
    """Bring the listings back: the wait is over and nothing blocks. Judged again here, under lock."""
    return _when_due("put_back", "restore", claims)


@transaction.atomic
def lapse(*, claims: Sequence[Claim]) -> list[Entry]:
    """Close claims whose cure period ended without an answer."""
    return _when_due("cure", "lapse", claims)


@transaction.atomic
def abandon(*, claims: Sequence[Claim]) -> list[Entry]:
    """Close paused claims with which nobody went on in time."""
    return _when_due("go_on", "lapse", claims)


@transaction.atomic
def silence(*, claims: Sequence[Claim]) -> list[Entry]:
    """Go on without the seller's answer."""
    return _when_due("hear_seller", "silence", claims)


def _when_due(key: str, step: str, claims: Sequence[Claim]) -> list[Entry]:
    """Take the step on those claims whose clock of this name has really ended by the database's time."""
    claims = deed.locked(claims)
    now = clock.now()
    # Locking the timers makes two sweepers take turns; the second finds nothing running.
    rows = Timer.objects.select_for_update().filter(claim__in=claims, key=key, state="running", due_at__lte=now)
    ended = set(rows.values_list("claim_id", flat=True))
    claims = [c for c in claims if c.pk in ended and (key != "put_back" or reached_owner(c))]
    if not claims:
        return []
    entries = deed.take(step, claims, by=CLOCK, wait_over=True)
    deadlines.stop(claims, [key], Timer.State.FIRED, now)
    if step == "restore":
        _keep_restored(claims, entries)
        release(claims, CLOCK)
    elif step == "silence":
        deadlines.resume(claims, now)
    elif key == "go_on":
        resting.end(claims)
    queues.refresh(deed.notices_of(claims))
    return entries


def reached_owner(claim: Claim) -> bool:
    """Where the wait counts from the owner's copy (E-Commerce Law Art. 43), there must be such a copy."""
    rule = regimes.get(claim.regime).deadline("put_back")
    if rule is None or rule.trigger != "declaration_reached_owner":
        return True
    paper = claim.counter_notices.select_related("entry").first()
    deed_of = {"entry__facts__deed": paper.entry.facts.get("deed")} if paper else {"pk": None}
    return Notification.objects.filter(letter="counter_notice", **deed_of).exclude(mail_state="bounced").exists()


def _keep_restored(claims: Sequence[Claim], entries: Sequence[Entry]) -> None:
    Decision.objects.bulk_create(
        Decision(
            claim=claim,
            entry=entry,
            outcome=Decision.Outcome.RESTORED,
            reason_code="",
            policy_version=claim.regime_version,
            ground="law",
            public_reason="",
            automated=True,
            decided_at=entry.at,
        )
        for claim, entry in zip(claims, entries, strict=True)
    )
