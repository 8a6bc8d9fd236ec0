"""How a claim comes in, rests and goes on, and how whoever filed it takes it back."""

from docket.procedure import BACK, SAME, START, step
from notices import guards as only
from notices.procedure.states import OPEN
from notices.procedure.telling import told

COMING_IN = (
    step(
        "submit",
        frm=START,
        to="submitted",
        by="notifier",
        only_if=[only.statements_sworn, only.mandate_alive, only.not_own_listing],
        told=told("notifier:receipt"),
        says="The notifier sends a notice; each listing in it becomes a claim.",
        basis="17 USC 512(c)(3); DSA Art. 16(1)-(4); E-Commerce Law Art. 42(1)",
    ),
    step(
        "send_back",
        frm=("submitted", "escalated"),
        to="incomplete",
        by="reviewer senior",
        only_if=[only.holds_the_case, only.answers_agree, only.nothing_left_blank],
        told=told("notifier:information_requested"),
        says="A reviewer asks the notifier for what is missing and says how to cure it; the clock rests.",
        basis="17 USC 512(c)(3)(B)(ii)",
        undoable=True,
    ),
    step(
        "complete",
        frm="incomplete",
        to="submitted",
        by="notifier",
        says="The notifier gives what was missing; the clock goes on.",
    ),
    step(
        "supplement",
        frm=("submitted", "escalated"),
        to=SAME,
        by="notifier",
        says="The notifier adds files while a decision is awaited; what was signed, and its receipt, stay.",
    ),
    step(
        "lapse",
        frm=("incomplete", "paused"),
        to="lapsed",
        by="clock",
        only_if=[only.wait_is_over],
        told=told("notifier:lapsed", "seller:dropped"),
        says="The time to complete the notice, or to go on with it after a pause, is over.",
        basis="platform policy",
    ),
    step(
        "pause",
        frm=("submitted", "escalated", "incomplete", "awaiting_seller", "held"),
        to="paused",
        by="system",
        only_if=[only.nobody_speaks],
        told=told("seller:on_hold"),
        says="The mandate under which an agent filed it has ended; nothing goes on without the owner.",
        basis="platform policy",
    ),
    step(
        "resume",
        frm="paused",
        to=BACK,
        by="notifier system",
        told=told("seller:goes_on"),
        says="The owner goes on with it, or a new mandate covers it: it stands where it stood, clocks go on.",
        basis="platform policy",
    ),
)
TAKEN_BACK = (
    step(
        "retract",
        frm=OPEN,
        to="retracted",
        by="notifier",
        told=told("notifier:retract_receipt", "seller:retracted"),
        says="The notifier takes the claim back; what it caused is undone.",
    ),
)
