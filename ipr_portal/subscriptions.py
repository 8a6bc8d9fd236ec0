"""Who hears of what: the one table through which news travels upwards. Keys are (subject, step or "*")."""

from django.conf import settings

from docket.dependencies import Dependency
from docket.errors import TryLater
from docket.models import Entry
from docket.outbox import ORDINARY
from enforcement import urgency
from enforcement.marketplace import serves_nobody
from notifications.mail import is_outage
from notifications.webhooks import sending

# Taking down and putting back is owed by law: an outage, however long, must not end the attempts.
# A scanner that is away must not leave files locked for ever.
# A claim whose events stuck would be told of no more; they wait for nobody outside.
# An endpoint that takes nothing is switched off by a rule of its own.
NEVER_GIVEN_UP = (
    "enforcement.reconcile.carry_out",
    "rights.files.scanning.scan",
    "notices.events.tell",
    sending.NAME,
)

# Subscriber → function that tells whether an entry concerns it: the five hundredth claim of a notice writes no letter.
ONLY_IF = {
    "notices.letters.tell": "notices.letters.concerns",
    "notices.letters.work.tell": "notices.letters.work.concerns",
    "notices.bulk.letters.tell": "notices.bulk.letters.concerns",
    "monitoring.linking.note": "monitoring.linking.concerns",
    "notices.events.tell": "notices.events.concerns",
    "notices.letters.mentions.tell": "notices.letters.mentions.concerns",
}

SUBSCRIPTIONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("organisation", "*"): ("notifications.memberships.tell",),
    ("invitation", "invite"): ("notifications.memberships.invite",),
    ("invitation", "resend"): ("notifications.memberships.invite",),
    ("claim", "*"): ("notices.letters.tell", "notices.events.tell"),
    ("claim", "submit"): ("monitoring.linking.note",),
    **{("claim", step): ("notices.quality.sampling.draw",) for step in ("uphold", "confirm", "reject")},
    ("blind_case", "differ"): ("notices.letters.quality.tell",),
    ("note", "write"): ("notices.letters.mentions.tell",),
    ("thread", "reply"): ("notices.letters.talk.tell",),
    **{("handover", step): ("notices.letters.work.tell",) for step in ("ask", "keep", "give", "assign")},
    ("import", "*"): ("notices.bulk.letters.tell",),
    ("import", "check"): ("notices.bulk.checking.go_on",),
    ("import", "resume"): ("notices.bulk.checking.go_on",),
    ("import", "correct"): ("notices.bulk.checking.go_on",),
    ("import", "sign"): ("notices.bulk.sending.go_on",),
    ("import", "send_on"): ("notices.bulk.sending.go_on",),
    ("import", "finish"): ("notices.events.tell_import",),
    ("right", "*"): ("rights.letters.tell",),
    ("right", "verify"): ("rights.events.tell",),
    ("right", "remind"): ("rights.events.tell",),
    ("evidence", "take_in"): ("rights.files.previews.prepare",),
    ("evidence", "quarantine"): ("rights.files.scanning.scan",),
    ("evidence", "pass_scan"): ("rights.files.previews.prepare",),
    ("evidence", "reject"): ("rights.letters.tell_of_file",),
    **{("mandate", step): ("rights.letters.mandate.tell",) for step in ("propose", "decline")},
    **{("mandate", step): ("rights.letters.mandate.tell", "notices.mandated.begun") for step in ("grant", "confirm")},
    **{("mandate", step): ("notices.mandated.ended",) for step in ("revoke", "resign", "expire")},
    ("mandate", "remind"): ("notices.mandated.reminded", "rights.events.tell_mandate"),
    ("restriction", "order"): ("enforcement.reconcile.carry_out",),
    ("restriction", "lift"): ("enforcement.reconcile.carry_out", "monitoring.watching.forget"),
    ("restriction", "confirm"): ("monitoring.watching.remember", "notices.events.tell_restricted"),
    ("sighting", "suspect"): ("monitoring.watching.look_at_pictures",),
    ("watch", "tell"): ("monitoring.telling.tell",),
    ("endpoint", "challenge"): ("notifications.webhooks.challenges.send",),
    ("endpoint", "warn"): ("notifications.webhooks.letters.tell",),
    ("endpoint", "give_up"): ("notifications.webhooks.letters.tell",),
}


def asks_for_patience(error: BaseException) -> bool:
    """How the scanner's subscriber says that the scanner is away."""
    return isinstance(error, TryLater)


# Whom deliveries go to. No one of them has more than half of a process's slots; what is not named here is our own work.
DEPENDENCIES = (
    Dependency(
        "marketplace",
        ("enforcement.*",),
        slots=settings.WORKER_SLOTS // 2,
        rate=settings.MARKETPLACE_RATE,
        blames=serves_nobody,
    ),
    Dependency("webhooks", ("notifications.webhooks.sending.*", "notifications.webhooks.challenges.*"), slots=4),
    Dependency(
        "mail",
        ("*.letters.*", "monitoring.telling.*", "notifications.*"),
        slots=settings.WORKER_SLOTS // 4,
        blames=is_outage,
    ),
    Dependency("scanner", ("rights.files.scanning.*",), slots=2, blames=asks_for_patience),
)


def priority(subscriber: str, entry: Entry) -> int:
    """What goes first among what one dependency is owed."""
    return urgency.of(entry) if subscriber.startswith("enforcement.") else ORDINARY
