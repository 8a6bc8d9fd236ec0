"""The deeds: each a function of its own transaction. Pages, API, clock and commands all come through here."""

from notices.actions.answer import CounterPaper, appeal, counter, decide_appeal, file_suit, seller_answers
from notices.actions.ask import complete, hear_seller, send_back
from notices.actions.clockwork import lapse, restore, silence
from notices.actions.decide import adjudge, confirm, decide, hold, reject, reverse, uphold, why_weighty
from notices.actions.note import note
from notices.actions.retract import retract
from notices.actions.submit import submit
from notices.actions.verdict import Verdict

__all__ = [
    "CounterPaper",
    "Verdict",
    "adjudge",
    "appeal",
    "complete",
    "confirm",
    "counter",
    "decide",
    "decide_appeal",
    "file_suit",
    "hear_seller",
    "hold",
    "lapse",
    "note",
    "reject",
    "restore",
    "retract",
    "reverse",
    "seller_answers",
    "send_back",
    "silence",
    "submit",
    "uphold",
    "why_weighty",
]
