"""What reviewers decide about a claim that has come in."""

from docket.procedure import step
from notices import guards as only
from notices.procedure.telling import told

PASSED_UP = (
    step(
        "escalate",
        frm="submitted",
        to="escalated",
        by="reviewer senior",
        only_if=[only.holds_the_case, only.not_a_party, only.says_why],
        says="A reviewer asks a senior reviewer or the legal team to decide, and says why; the clock goes on.",
        basis="platform policy",
        undoable=True,
    ),
    step(
        "hand_down",
        frm="escalated",
        to="submitted",
        by="senior",
        only_if=[only.holds_the_case, only.not_a_party, only.says_why],
        says="A senior reviewer gives it back with an answer, and any reviewer decides.",
        basis="platform policy",
        undoable=True,
    ),
)
DECIDED = (
    step(
        "hold",
        frm=("submitted", "escalated"),
        to="held",
        by="reviewer senior",
        only_if=[
            only.holds_the_case,
            only.not_a_party,
            only.answers_agree,
            only.nothing_left_blank,
            only.deviation_explained,
        ],
        says="A reviewer would uphold a claim that weighs a lot; a second person must look.",
        basis="policy/thresholds.yaml",
        undoable=True,
    ),
    step(
        "confirm",
        frm="held",
        to="upheld",
        by="reviewer senior",
        only_if=[only.not_who_held, only.not_a_party],
        told=told("seller:statement_of_reasons", "notifier:outcome"),
        says="The second person agrees: the listing is hidden.",
        basis="as uphold",
        undoable=True,
    ),
    step(
        "uphold",
        frm=("submitted", "escalated"),
        to="upheld",
        by="reviewer senior",
        only_if=[
            only.holds_the_case,
            only.not_a_party,
            only.not_weighty,
            only.answers_agree,
            only.nothing_left_blank,
            only.deviation_explained,
        ],
        told=told("seller:statement_of_reasons", "notifier:outcome"),
        says="A reviewer finds the claim right; the listing is hidden and the seller gets the reasons.",
        basis="17 USC 512(c)(1)(C), (g)(2)(A); DSA Art. 16(5)-(6), 17; E-Commerce Law Art. 42(2)",
        undoable=True,
    ),
    step(
        "reject",
        frm=("submitted", "escalated", "held"),
        to="rejected",
        by="reviewer senior",
        only_if=[
            only.holds_the_case,
            only.not_a_party,
            only.not_who_held,
            only.answers_agree,
            only.nothing_left_blank,
            only.deviation_explained,
        ],
        told=told("notifier:rejected"),
        says="A reviewer finds the claim not right or not shown; the listing stays.",
        basis="DSA Art. 16(5)",
        undoable=True,
    ),
    step(
        "forward",
        frm="submitted",
        to="forwarded",
        by="reviewer senior clock",
        told=told("seller:forwarded", "notifier:forwarded"),
        says="The notice is passed on to the seller, which is all that this law asks.",
        basis="notice-and-notice regimes",
    ),
)
