"""What a seller may do once a listing is hidden, and what a reviewer answers."""

from docket.procedure import step
from notices import guards as only
from notices.procedure.telling import told

ANSWERED = (
    step(
        "mend",
        frm="upheld",
        to="mended",
        by="seller",
        only_if=[only.may_mend_again],
        told=told("seller:mend_receipt"),
        says="The seller has changed the listing; what it is now is sealed too, and the time to answer rests.",
        basis="platform policy",
    ),
    step(
        "clear",
        frm="mended",
        to="restored",
        by="reviewer senior",
        only_if=[only.holds_the_case, only.not_a_party, only.nothing_left_blank],
        told=told("seller:cleared", "notifier:cleared"),
        says="A reviewer finds that the change cures what was wrong: the listing comes back.",
        basis="platform policy",
        undoable=True,
    ),
    step(
        "keep_hidden",
        frm="mended",
        to="upheld",
        by="reviewer senior",
        only_if=[only.holds_the_case, only.not_a_party, only.nothing_left_blank],
        told=told("seller:kept_hidden"),
        says="A reviewer finds that the change is not enough and says why; the time to answer begins anew.",
        basis="platform policy; DSA Art. 17, 20(1)",
        undoable=True,
    ),
    step(
        "accept",
        frm="upheld",
        to="upheld",
        by="seller",
        only_if=[only.not_accepted_yet],
        told=told("seller:accepted"),
        says="The seller closes the case; the right to answer and to appeal stays.",
    ),
    step(
        "extend_appeal",
        frm="upheld",
        to="upheld",
        by="seller",
        only_if=[only.time_can_grow],
        told=told("seller:more_time"),
        says="The seller asks for more time to appeal and gets it, once, where the limit is our own.",
        basis="platform policy",
    ),
    step(
        "counter",
        frm="upheld",
        to="countered",
        by="seller",
        only_if=[only.statements_sworn, only.counter_allowed],
        told=told("notifier:counter_notice", "seller:counter_receipt"),
        says="The seller answers with the statements that the law prescribes; the wait begins.",
        basis="17 USC 512(g)(2)(B), (g)(3); E-Commerce Law Art. 43(1)-(2)",
    ),
)
