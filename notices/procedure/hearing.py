"""Hearing the seller before anything is decided, where the rules ask for it."""

from docket.procedure import step
from notices import guards as only
from notices.procedure.telling import told

HEARD_FIRST = (
    step(
        "hear_seller",
        frm="submitted",
        to="awaiting_seller",
        by="reviewer senior clock",
        only_if=[only.seller_is_heard_first],
        told=told("seller:asked_first"),
        says="The seller is told what is alleged and asked to answer before anything is decided.",
        basis="platform policy for patents",
        undoable=True,
    ),
    step(
        "seller_answers",
        frm="awaiting_seller",
        to="submitted",
        by="seller",
        told=told("seller:answer_received"),
        says="The seller answers; a reviewer decides with both sides in view.",
    ),
    step(
        "extend_hearing",
        frm="awaiting_seller",
        to="awaiting_seller",
        by="seller",
        only_if=[only.time_can_grow],
        told=told("seller:more_time"),
        says="The seller asks for more time to answer and gets it, once, where the limit is our own.",
        basis="platform policy",
    ),
    step(
        "silence",
        frm="awaiting_seller",
        to="submitted",
        by="clock",
        only_if=[only.wait_is_over],
        says="The seller did not answer in time; a reviewer decides on what is there.",
    ),
)
