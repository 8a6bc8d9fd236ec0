"""What time brings: clocks that have run out."""

import logging
from collections.abc import Callable, Sequence

from docket import clock
from docket.database import is_gone
from docket.models import Entry
from notices import actions, answer_drafting, case_links
from notices.models import Claim, Timer

log = logging.getLogger(__name__)
BATCH = 200
WHEN_ENDED: dict[str, Callable[..., list[Entry]]] = {
    "put_back": actions.restore,
    "cure": actions.lapse,
    "go_on": actions.abandon,
    "hear_seller": actions.silence,
}


def fire_due_timers() -> int:
    """Do what is due, notice by notice, so that a party hears once of all its listings. Returns how many."""
    due = Timer.objects.filter(state=Timer.State.RUNNING, key__in=WHEN_ENDED, due_at__lte=clock.now())
    groups: dict[tuple[int, str], list[Claim]] = {}
    for timer in due.select_related("claim").order_by("due_at")[:BATCH]:
        groups.setdefault((timer.claim.notice_id, timer.key), []).append(timer.claim)
    return sum(len(_fire(key, claims)) for (_, key), claims in groups.items())


def _fire(key: str, claims: Sequence[Claim]) -> list[Entry]:
    """One group; a refusal of one notice must not stop the others."""
    try:
        return WHEN_ENDED[key](claims=claims)
    except Exception as error:  # whatever is wrong with one notice, the clocks of the others must go on
        if is_gone(error):
            raise
        log.exception("the clock %s of notice %s could not act", key, claims[0].notice_id)
        return []


def forget_what_is_old() -> int:
    """Answers that nobody came back to, and links that have long shown nothing. Returns how many."""
    return answer_drafting.drop_old() + case_links.forget_old()
