"""The deeds: each a function of its own transaction. Pages, API, clock and commands all come through here."""

from notices.actions.answer import (
    CounterPaper,
    appeal,
    counter,
    decide_appeal,
    file_suit,
    seller_answers,
    show_counter,
)
from notices.actions.ask import complete, hear_seller, send_back, supplement
from notices.actions.clockwork import abandon, lapse, restore, silence
from notices.actions.decide import adjudge, confirm, decide, hold, reject, uphold
from notices.actions.decide_many import decide_many
from notices.actions.escalate import escalate, hand_down
from notices.actions.handing import ask_for, assign, barred_from, free, give_back, hand_over, keep, take_break
from notices.actions.macros import begin as begin_macro
from notices.actions.macros import change as change_macro
from notices.actions.macros import move as move_macro
from notices.actions.mend import clear, keep_hidden, mend
from notices.actions.note import note, write_board
from notices.actions.pausing import pause, resume
from notices.actions.retract import retract
from notices.actions.reverse import let_stand, overturn, propose_reversal, reverse
from notices.actions.settle import accept, more_time
from notices.actions.submit import submit, submit_many
from notices.actions.talk import read, reply, settle, write
from notices.actions.undo import undo
from notices.actions.verdict import Verdict

__all__ = [
    "CounterPaper",
    "Verdict",
    "abandon",
    "accept",
    "adjudge",
    "appeal",
    "ask_for",
    "assign",
    "barred_from",
    "begin_macro",
    "change_macro",
    "clear",
    "complete",
    "confirm",
    "counter",
    "decide",
    "decide_appeal",
    "decide_many",
    "escalate",
    "file_suit",
    "free",
    "give_back",
    "hand_down",
    "hand_over",
    "hear_seller",
    "hold",
    "keep",
    "keep_hidden",
    "lapse",
    "let_stand",
    "mend",
    "more_time",
    "move_macro",
    "note",
    "overturn",
    "pause",
    "propose_reversal",
    "read",
    "reject",
    "reply",
    "restore",
    "resume",
    "retract",
    "reverse",
    "seller_answers",
    "send_back",
    "settle",
    "show_counter",
    "silence",
    "submit",
    "submit_many",
    "supplement",
    "take_break",
    "undo",
    "uphold",
    "write",
    "write_board",
]
