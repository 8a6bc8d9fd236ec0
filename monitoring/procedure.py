"""How a removed listing is watched for, and what becomes of an offer that looks like it."""

from docket.procedure import SAME, START, Procedure, register, step
from notices.procedure import told

WATCH = register(
    Procedure(
        subject="watch",
        title="Watches",
        states={
            "watching": "New and changed offers are compared with what was removed for this right.",
            "stopped": "The owner wants no more news about this right.",
        },
        final=frozenset(),
        binds=False,
        steps=(
            step(
                "start",
                frm=START,
                to="watching",
                by="system",
                says="The first removal for a right is confirmed, and watching begins.",
            ),
            step("stop", frm="watching", to="stopped", by="notifier", says="The owner stops watching a right."),
            step("resume", frm="stopped", to="watching", by="notifier", says="The owner watches the right again."),
            step(
                "tell",
                frm="watching",
                to=SAME,
                by="system",
                told=told("notifier:relist"),
                says="Once a day at most, the owner hears of new offers that look like removed ones.",
            ),
        ),
    )
)

SIGHTING = register(
    Procedure(
        subject="sighting",
        title="Sightings",
        states={
            "suspected": "An offer reads a little like a removed one; the pictures are being compared.",
            "new": "An offer looks like a removed one; the owner has not said what it is.",
            "reported": "The owner sent a notice about it, linked to the old decision.",
            "dismissed": "The owner says that it is another offer.",
            "unlike": "The pictures are not alike: nobody was told.",
            "ended": "It is gone, was changed, or what it looked like is not removed any more.",
        },
        final=frozenset({"reported", "dismissed", "unlike"}),
        binds=False,  # what binds is the notice that may follow, and that is signed
        steps=(
            step("spot", frm=(START, "ended"), to="new", by="system", says="An offer looks like a removed one."),
            step(
                "suspect",
                frm=START,
                to="suspected",
                by="system",
                says="An offer reads a little like a removed one; the pictures decide.",
            ),
            step("match", frm="suspected", to="new", by="system", says="The pictures look the same, too."),
            step("part", frm="suspected", to="unlike", by="system", says="The pictures are not alike."),
            step(
                "report",
                frm="new",
                to="reported",
                by="notifier system",
                says="The owner signed a notice about the offer; it is linked to the old decision.",
            ),
            step("dismiss", frm="new", to="dismissed", by="notifier", says="The owner says that it is another offer."),
            step(
                "end",
                frm=("suspected", "new"),
                to="ended",
                by="system notifier",
                says="The offer is gone or changed, or the old removal was undone.",
            ),
        ),
    )
)
