"""Who hears of what: the one table through which news travels upwards. Keys are (subject, step or "*")."""

# Taking down and putting back is owed by law: an outage, however long, must not end the attempts.
# A scanner that is away must not leave files locked for ever.
NEVER_GIVEN_UP = ("enforcement.reconcile.carry_out", "rights.files.scanning.scan")

SUBSCRIPTIONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("organisation", "*"): ("notifications.memberships.tell",),
    ("invitation", "invite"): ("notifications.memberships.invite",),
    ("invitation", "resend"): ("notifications.memberships.invite",),
    ("claim", "*"): ("notices.letters.tell",),
    ("thread", "reply"): ("notices.letters.talk.tell",),
    ("right", "*"): ("rights.letters.tell",),
    ("evidence", "take_in"): ("rights.files.previews.prepare",),
    ("evidence", "quarantine"): ("rights.files.scanning.scan",),
    ("evidence", "pass_scan"): ("rights.files.previews.prepare",),
    ("evidence", "reject"): ("rights.letters.tell_of_file",),
    ("restriction", "order"): ("enforcement.reconcile.carry_out",),
    ("restriction", "lift"): ("enforcement.reconcile.carry_out",),
}
