"""Another look, by a person who did not decide."""

from docket.procedure import step
from notices import guards as only
from notices.procedure.telling import told

LOOKED_AT_AGAIN = (
    step(
        "appeal_takedown",
        frm="upheld",
        to="appealed_takedown",
        by="seller",
        only_if=[only.appeal_in_time],
        told=told("seller:appeal_receipt", "notifier:appeal_notice"),
        says="The seller asks a person who did not decide to look again.",
        basis="DSA Art. 20(1)-(2)",
    ),
    step(
        "appeal_rejection",
        frm="rejected",
        to="appealed_rejection",
        by="notifier",
        only_if=[only.appeal_in_time],
        told=told("notifier:appeal_receipt"),
        says="The notifier asks a person who did not decide to look again.",
        basis="DSA Art. 20(1)-(2)",
    ),
    step(
        "affirm_takedown",
        frm="appealed_takedown",
        to="upheld",
        by="reviewer senior",
        only_if=[only.not_who_decided, only.not_a_party, only.nothing_left_blank],
        told=told("seller:appeal_decided", "notifier:appeal_decided"),
        says="Another person looked again; the listing stays hidden.",
        basis="DSA Art. 20(4)-(5)",
        undoable=True,
    ),
    step(
        "restore_on_appeal",
        frm="appealed_takedown",
        to="restored",
        by="reviewer senior",
        only_if=[only.not_who_decided, only.not_a_party, only.nothing_left_blank],
        told=told("seller:appeal_decided", "notifier:appeal_decided"),
        says="Another person looked again; the listing comes back.",
        basis="DSA Art. 20(4)-(5)",
        undoable=True,
    ),
    step(
        "affirm_rejection",
        frm="appealed_rejection",
        to="rejected",
        by="reviewer senior",
        only_if=[only.not_who_decided, only.not_a_party, only.nothing_left_blank],
        told=told("notifier:appeal_decided"),
        says="Another person looked again; the listing stays visible.",
        basis="DSA Art. 20(4)-(5)",
        undoable=True,
    ),
    step(
        "uphold_after_all",
        frm="appealed_rejection",
        to="upheld",
        by="reviewer senior",
        only_if=[only.not_who_decided, only.not_a_party, only.nothing_left_blank],
        told=told("seller:statement_of_reasons", "notifier:appeal_decided"),
        says="Another person looked again and finds the claim right; the listing is hidden.",
        basis="DSA Art. 20(4)-(5), 17",
        undoable=True,
    ),
)
