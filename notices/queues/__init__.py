"""The reviewers' queues as data, and how a case is taken from them."""

from notices.queues.counts import MOST_COUNTED, counts
from notices.queues.dossiers import ORDER, beyond, dossiers, refresh
from notices.queues.holding import (
    DECIDED_ANEW,
    LEASE_MINUTES,
    holder,
    holders,
    open_to,
    release,
    reserve,
    start_next,
    take_up,
    take_up_many,
)
from notices.queues.narrowing import Asked, narrowed
from notices.queues.table import BY_KEY, QUEUE_OF_STATE, QUEUES, TABLE, Queue

__all__ = [
    "BY_KEY",
    "DECIDED_ANEW",
    "LEASE_MINUTES",
    "MOST_COUNTED",
    "ORDER",
    "QUEUES",
    "QUEUE_OF_STATE",
    "TABLE",
    "Asked",
    "Queue",
    "beyond",
    "counts",
    "dossiers",
    "holder",
    "holders",
    "narrowed",
    "open_to",
    "refresh",
    "release",
    "reserve",
    "start_next",
    "take_up",
    "take_up_many",
]
