"""How a file of rows becomes notices: nothing is sent before all of it was looked at and signed."""

from collections.abc import Mapping
from typing import Any

from docket.actors import Actor
from docket.procedure import START, Procedure, Told, guard, register, step

STATES = {
    "uploaded": "The file was read; its columns wait for their names.",
    "checking": "The rows are compared with listings, rights and earlier notices.",
    "stopped": "A person stopped the checking; nothing was sent.",
    "ready": "All rows are checked, and some can be signed and sent.",
    "faulty": "All rows are checked, and none can be sent as it stands.",
    "signed": "The statements are made once for all notices; sending begins.",
    "sending": "The notices are sent one by one, each with its own number.",
    "waiting": "As many notices as a day allows are sent; the rest goes on when it may.",
    "interrupted": "A person stopped the sending; what was sent stands.",
    "done": "Every notice was sent or has its reason why not.",
    "discarded": "Thrown away before anything was sent.",
}
WORKING = frozenset({"checking", "signed", "sending"})


@guard
def may_sign(job: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You can prepare notices but not sign them: ask a colleague who may."""
    return by.may_sign


@guard
def statements_sworn(job: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Every statement that these laws ask for must be made before anything is sent."""
    return facts.get("statements_missing") == 0


@guard
def nothing_sent(job: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Notices were sent from this file, so it is kept with them."""
    return facts.get("sent") == 0


IMPORT = register(
    Procedure(
        subject="import",
        title="Imports",
        states=STATES,
        final=frozenset({"done", "discarded"}),
        binds=False,  # a preparer uploads and mends; what binds is the signature, and its steps ask for it
        steps=(
            step(
                "upload",
                frm=START,
                to="uploaded",
                by="notifier",
                says="A file of rows comes in, each naming one listing and the right it goes against.",
            ),
            step(
                "check",
                frm="uploaded",
                to="checking",
                by="notifier",
                says="The columns have their names; the rows are compared one part after the other.",
            ),
            step(
                "stop",
                frm="checking",
                to="stopped",
                by="notifier",
                says="A person stops the checking; what was checked is kept, nothing was sent.",
            ),
            step(
                "resume",
                frm="stopped",
                to="checking",
                by="notifier",
                says="Checking goes on with the first row that was not checked.",
            ),
            step(
                "settle",
                frm="checking",
                to="ready",
                by="system",
                says="All rows are checked; what is ready can be signed.",
            ),
            step(
                "find_fault",
                frm="checking",
                to="faulty",
                by="system",
                says="All rows are checked; none can be sent before it is mended.",
            ),
            step(
                "correct",
                frm=("ready", "faulty", "done"),
                to="checking",
                by="notifier",
                says="A person mends rows, or leaves them out; those rows are checked again.",
            ),
            step(
                "sign",
                frm="ready",
                to="signed",
                by="notifier",
                only_if=[may_sign, statements_sworn],
                says="A person makes the statements of all laws that govern the rows, once for all, and signs.",
                basis="17 USC 512(c)(3)(A)(v)-(vi); DSA Art. 16(2)(d); E-Commerce Law Art. 42(1)",
            ),
            step(
                "send",
                frm="signed",
                to="sending",
                by="system",
                says="The rows are put together into notices; each is sent by itself.",
            ),
            step(
                "wait",
                frm="sending",
                to="waiting",
                by="system",
                told=[Told("notifier", "import_sent")],
                says="The limit of notices a day is reached; the rest waits.",
                basis="platform policy",
            ),
            step(
                "go_on",
                frm="waiting",
                to="sending",
                by="system",
                says="The wait is over; sending goes on.",
            ),
            step(
                "interrupt",
                frm=("signed", "sending", "waiting"),
                to="interrupted",
                by="notifier",
                told=[Told("notifier", "import_sent")],
                says="A person stops the sending; notices that were sent stand, the others wait.",
            ),
            step(
                "send_on",
                frm="interrupted",
                to="sending",
                by="notifier",
                only_if=[may_sign],
                says="Sending goes on with the first notice that was not sent.",
            ),
            step(
                "finish",
                frm="sending",
                to="done",
                by="system",
                told=[Told("notifier", "import_finished")],
                says="Everything that was signed is sent, or has its reason; one letter confirms all receipts.",
                basis="DSA Art. 16(4)",
            ),
            step(
                "discard",
                frm=("uploaded", "stopped", "ready", "faulty"),
                to="discarded",
                by="notifier",
                only_if=[nothing_sent],
                says="A person throws the file away; its rows are deleted.",
            ),
        ),
    )
)
