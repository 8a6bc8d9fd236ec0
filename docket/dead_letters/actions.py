"""The deeds on deliveries that need a person: stopped by the portal, tried again or given up by people."""

from collections.abc import Sequence

from docket import outbox, transaction
from docket.actors import SYSTEM, Actor
from docket.errors import NotOpen
from docket.leases import Closing
from docket.models import DeadLetter, Delivery, Entry
from docket.take import take_many

AT_ONCE = 100  # tried again by one press: a mistake about the cause must not become a storm


def stick(closed: Sequence[Closing]) -> list[Entry]:
    """These came to a stop: one entry each, so that nobody can say that it was never seen."""
    if not closed:
        return []
    return _stopped({each.held.id: {"why": each.said, "attempts": each.attempts} for each in closed})


def _stopped(facts: dict[int, dict[str, object]]) -> list[Entry]:
    known = {letter.delivery_id: letter for letter in DeadLetter.objects.filter(delivery__in=facts)}
    fresh = DeadLetter.objects.bulk_create(DeadLetter(delivery_id=pk) for pk in facts if pk not in known)
    again = [letter for letter in known.values() if letter.state != "waiting"]
    each = {letter.pk: facts[letter.delivery_id] for letter in (*fresh, *again)}
    return [
        *take_many("stick", fresh, by=SYSTEM, each=each),
        *take_many("stick_again", again, by=SYSTEM, each=each),
    ]


@transaction.atomic
def retry(*, by: Actor, deliveries: Sequence[int]) -> list[Entry]:
    """Try these again, also what was given up; those that are neither any more are passed over."""
    letters = _letters(deliveries[:AT_ONCE], (Delivery.State.STUCK, Delivery.State.GIVEN_UP))
    entries = take_many("retry", letters, by=by)
    ids = [letter.delivery_id for letter in letters]
    # One attempt is kept in mind: what was asked before may have been done, so it is looked before it is asked again.
    Delivery.objects.filter(pk__in=ids).update(state=Delivery.State.DUE, attempts=1, due_at=outbox.NOW)
    names = set(Delivery.objects.filter(pk__in=ids).values_list("dependency", flat=True))
    transaction.on_commit(lambda: outbox.hint(names), robust=True)
    return entries


@transaction.atomic
def give_up(*, by: Actor, delivery: int, reason: str) -> Entry:
    """Never try this one again. Nobody is told that it was done: a claim stays as unconfirmed as it is."""
    letters = _letters([delivery], (Delivery.State.STUCK,))
    if not letters:
        raise NotOpen("give_up", Delivery.objects.get(pk=delivery).state)
    entries = take_many("give_up", letters, by=by, reason=reason.strip())
    Delivery.objects.filter(pk=delivery).update(state=Delivery.State.GIVEN_UP)
    name = Delivery.objects.values_list("dependency", flat=True).get(pk=delivery)
    transaction.on_commit(lambda: outbox.hint([name]), robust=True)  # what waited behind it may go on
    return entries[0]


def _letters(deliveries: Sequence[int], states: Sequence[str]) -> list[DeadLetter]:
    """The letters of those among them that are in such a state, locked so that two people take turns."""
    rows = Delivery.objects.select_for_update(of=("self",)).filter(pk__in=deliveries, state__in=states)
    stuck = list(rows.order_by("pk"))
    known = set(DeadLetter.objects.filter(delivery__in=stuck).values_list("delivery_id", flat=True))
    _stopped({d.pk: {"why": d.last_error, "attempts": d.attempts} for d in stuck if d.pk not in known})
    return list(DeadLetter.objects.filter(delivery__in=stuck).order_by("pk"))
