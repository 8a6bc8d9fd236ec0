"""What a court or the time decides, and how a removal is undone."""

from docket.procedure import SAME, step
from notices import guards as only
from notices.procedure.telling import told

SETTLED = (
    step(
        "file_suit",
        frm="countered",
        to="in_court",
        by="notifier",
        only_if=[only.before_put_back],
        told=told("seller:in_court", "notifier:suit_receipt"),
        says="The notifier shows that it has gone to court or to an authority; the listing stays hidden.",
        basis="17 USC 512(g)(2)(C); E-Commerce Law Art. 43(2)",
    ),
    step(
        "restore",
        frm="countered",
        to="restored",
        by="clock",
        only_if=[only.wait_is_over],
        told=told("seller:restored", "notifier:restored"),
        says="The wait is over and nothing blocks: the listing comes back.",
        basis="17 USC 512(g)(2)(C); E-Commerce Law Art. 43(2)",
    ),
    step(
        "adjudge",
        frm="in_court",
        to="removed_for_good",
        by="senior",
        only_if=[only.not_a_party, only.nothing_left_blank],
        told=told("seller:removed_for_good", "notifier:removed_for_good"),
        says="The court or authority has found for the notifier; the removal is final.",
        undoable=True,
    ),
    step(
        "propose_reversal",
        frm=("in_court", "upheld"),
        to=SAME,
        by="senior",
        only_if=[only.no_reversal_proposed, only.not_who_decided, only.not_a_party, only.nothing_left_blank],
        says="A senior reviewer would undo the removal: the court found for the seller, or we were wrong. A second "
        "person must agree; until then nothing changes for anybody.",
        basis="policy/thresholds.yaml",
    ),
    step(
        "let_stand",
        frm=("in_court", "upheld"),
        to=SAME,
        by="reviewer senior",
        only_if=[only.reversal_proposed, only.not_the_first_decider, only.not_a_party],
        says="The second person does not agree, or the proposal is taken back: the removal stands.",
        basis="policy/thresholds.yaml",
    ),
    step(
        "reverse",
        frm=("in_court", "upheld"),
        to="restored",
        by="reviewer senior",
        only_if=[only.two_agree, only.not_who_decided, only.not_a_party, only.nothing_left_blank],
        told=told("seller:restored", "notifier:restored"),
        says="The second person agrees that the removal was wrong, or that the court found for the seller.",
        undoable=True,
    ),
)
