"""What a court or the time decides, and how a removal is undone."""

from docket.procedure import step
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
        "reverse",
        frm=("in_court", "upheld"),
        to="restored",
        by="senior",
        only_if=[only.not_who_decided, only.not_a_party, only.nothing_left_blank],
        told=told("seller:restored", "notifier:restored"),
        says="A senior reviewer reverses the removal: the court found for the seller, or we were wrong.",
        undoable=True,
    ),
)
