"""How a file is kept: whatever comes in, is looked at, read or handed on is an entry on the file's own chain."""

from collections.abc import Mapping
from typing import Any

from docket.actors import Actor
from docket.procedure import SAME, START, Procedure, Told, guard, register, step

READABLE = ("kept", "clean")


@guard
def entitled(evidence: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """This file belongs to somebody else; what the law passes on is a copy without hidden data, never the original."""
    if facts.get("addressed"):  # a letter of authority, for its owner; a file of a notice, for its two sides
        return True
    staff = by.organisation_id is None and by.role in {"reviewer", "senior"}
    passed_on = facts.get("passed_on", False) and facts.get("rendition") != "original"
    return staff or passed_on or by.organisation_id == evidence.organisation_id


STATES = {
    "quarantined": "A scanner has not looked at the file yet; nobody can open it.",
    "clean": "A scanner found nothing harmful in it.",
    "kept": "It was taken in while no scanner was set up.",
    "rejected": "A scanner found something harmful in it; nobody can open it.",
    "damaged": "Its bytes on disk are not those that came in; it must be brought back from a backup.",
}

EVIDENCE = register(
    Procedure(
        subject="evidence",
        title="Files",
        states=STATES,
        final=frozenset({"rejected"}),
        binds=False,
        steps=(
            step(
                "take_in",
                frm=START,
                to="kept",
                by="notifier seller reviewer senior system",
                says="A file comes in. It is hashed while it is written, and kept byte for byte.",
            ),
            step(
                "quarantine",
                frm=START,
                to="quarantined",
                by="notifier seller reviewer senior system",
                says="A file comes in, as above; nobody can open it before the scanner has looked.",
            ),
            step(
                "pass_scan",
                frm=("quarantined", "kept"),
                to="clean",
                by="system",
                says="The scanner looked at the whole file and found nothing harmful.",
            ),
            step(
                "reject",
                frm=("quarantined", "kept", "clean"),
                to="rejected",
                by="system",
                says="The scanner found something harmful. The file stays locked away, and whoever sent it is told.",
                told=[Told("uploader", "file_rejected")],
            ),
            step(
                "prepare",
                frm=READABLE,
                to=SAME,
                by="system",
                says="Copies to look at are made, without what a camera wrote into it; or it says why not.",
            ),
            step(
                "show",
                frm=READABLE,
                to=SAME,
                by="notifier seller reviewer senior",
                only_if=[entitled],
                says="Somebody reads it: who, why, and which copy.",
            ),
            step(
                "export",
                frm=READABLE,
                to=SAME,
                by="reviewer senior",
                says="A reviewer takes the file out together with its history.",
            ),
            step(
                "find_damaged",
                frm=READABLE,
                to="damaged",
                by="clock",
                says="The nightly check finds that the bytes on disk are not those that came in.",
            ),
            step(
                "find_whole",
                frm="damaged",
                to="kept",
                by="clock",
                says="The bytes that came in are back, and the hash fits again.",
            ),
        ),
    )
)
