"""The clocks of a claim: rows fixed when the event is recorded, with the calendar and rule they were counted by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from notices.models import Claim, Timer
from policy import calendars, regimes
from policy.calendars import Due
from policy.types import Regime

DECIDING = ("decide", "appeal_decide")
GROWN = "+more"  # ends the version of a rule whose limit was made longer


def start(claims: Sequence[Claim], key: str, since: datetime) -> list[Timer]:
    """Start this clock on each claim whose regime knows it. One insert, however many claims."""
    counted: dict[str, Due | None] = {}
    timers = []
    for claim in claims:
        if claim.regime not in counted:
            counted[claim.regime] = count(regimes.get(claim.regime), key, since)
        due = counted[claim.regime]
        if due is not None:
            timers.append(_timer(claim.pk, key, due, since))
    return Timer.objects.bulk_create(timers)


def count(regime: Regime, key: str, since: datetime) -> Due | None:
    """When this clock ends under this regime; None where the regime has no such clock."""
    if key == "go_on":  # after a pause the owner has as long as to give something that was missing
        key = "cure"
    if key == "decide":
        return calendars.decide_by(regime, since)
    if key == "appeal_decide":
        return calendars.appeal_by(regime, since)
    rule = regime.deadline(key)
    return calendars.due(rule, since) if rule else None


def _timer(claim: int, key: str, due: Due, since: datetime) -> Timer:
    # A window or a wait opens at `earliest`; a limit ends at `latest`.
    opens = due.earliest if due.earliest > since else due.latest
    return Timer(
        claim_id=claim,
        key=key,
        due_at=opens or since + timedelta(days=1),
        not_after=due.latest if opens == due.earliest else None,
        regime=due.rule_version.partition("/")[0],
        rule_version=due.rule_version,
        calendar=due.calendar,
        calendar_version=due.calendar_version,
        started_at=since,
    )


def stop(claims: Iterable[Claim], keys: Sequence[str], how: str, at: datetime) -> int:
    """End the running clocks of these names on these claims."""
    running = Timer.objects.filter(claim__in=list(claims), key__in=keys, state=Timer.State.RUNNING)
    return running.update(state=how, ended_at=at)


def pause(claims: Sequence[Claim], at: datetime) -> None:
    """Rest the decision's clock while a party owes us something; what was left is kept in the row."""
    stop(claims, DECIDING, Timer.State.CANCELLED, at)


def resume(claims: Sequence[Claim], at: datetime) -> None:
    """Go on with what was left of the decision's clock, and never with less than an hour."""
    resting = Timer.objects.filter(claim__in=claims, key="decide", state=Timer.State.CANCELLED)
    fresh = []
    for timer in resting.order_by("claim_id", "-id").distinct("claim_id"):
        left = max(timer.due_at - (timer.ended_at or at), timedelta(hours=1))
        fresh.append(
            Timer(
                claim_id=timer.claim_id,
                key="decide",
                due_at=at + left,
                regime=timer.regime,
                rule_version=timer.rule_version,
                calendar=timer.calendar,
                calendar_version=timer.calendar_version,
                started_at=at,
            )
        )
    Timer.objects.bulk_create(fresh)


def reopen(claims: Sequence[Claim], key: str, at: datetime) -> None:
    """Start this clock anew after it rested, and never with less than what was left."""
    rested = Timer.objects.filter(claim__in=claims, key=key, state=Timer.State.CANCELLED)
    before = {t.claim_id: t for t in rested.order_by("claim_id", "-id").distinct("claim_id")}
    longer = []
    for timer in start(claims, key, at):
        old = before.get(timer.claim_id)
        if old and old.ended_at and (kept := old.due_at + whole_days(at - old.ended_at)) > timer.due_at:
            timer.due_at = kept
            longer.append(timer)
    Timer.objects.bulk_update(longer, ["due_at"])


def whole_days(span: timedelta) -> timedelta:
    """Rounded up, so that an end of a day stays the end of a day."""
    return timedelta(days=-(-span // timedelta(days=1)))


def longer(claims: Sequence[Claim], key: str, at: datetime) -> dict[int, tuple[Timer, Due]]:
    """The running clocks of this name that may grow, each with its later end; a clock grows once. One query."""
    running = Timer.objects.filter(claim__in=list(claims), key=key, state=Timer.State.RUNNING, due_at__gte=at)
    counted = ((timer, _longer(timer)) for timer in running)
    return {timer.claim_id: (timer, due) for timer, due in counted if due is not None}


def _longer(timer: Timer) -> Due | None:
    rule = regimes.get(timer.regime).deadline(timer.key)
    if rule is None or rule.max is None or rule.extension_max is None or timer.rule_version.endswith(GROWN):
        return None
    grown = replace(rule, max=rule.extension_max, rule_version=rule.rule_version + GROWN)
    due = calendars.due(grown, timer.started_at)
    return due if due.latest and due.latest > timer.due_at else None


def extend(grown: Mapping[int, tuple[Timer, Due]], at: datetime) -> None:
    """End these clocks and let longer ones run that began with them; the docket says why."""
    olds = [timer for timer, _ in grown.values()]
    Timer.objects.filter(pk__in=[t.pk for t in olds]).update(state=Timer.State.CANCELLED, ended_at=at)
    Timer.objects.bulk_create(_timer(t.claim_id, t.key, due, t.started_at) for t, due in grown.values())


def window_open(claims: Sequence[Claim], key: str, at: datetime) -> dict[int, bool]:
    """Whether a party may still act: no clock of this name, or one that still runs."""
    ended = Timer.objects.filter(claim__in=claims, key=key).exclude(state=Timer.State.CANCELLED)
    latest = {t.claim_id: t for t in ended.order_by("claim", "id")}
    return {c.pk: c.pk not in latest or latest[c.pk].due_at >= at for c in claims}
