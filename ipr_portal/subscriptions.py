"""Who hears of what: the one table through which news travels upwards. Keys are (subject, step or "*")."""

# Taking down and putting back is owed by law: an outage, however long, must not end the attempts.
NEVER_GIVEN_UP = ("enforcement.reconcile.carry_out",)

SUBSCRIPTIONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("claim", "*"): ("notices.letters.tell",),
    ("thread", "reply"): ("notices.letters.talk.tell",),
    ("right", "*"): ("rights.letters.tell",),
    ("restriction", "order"): ("enforcement.reconcile.carry_out",),
    ("restriction", "lift"): ("enforcement.reconcile.carry_out",),
}
